"""The documents of this folder, which are read again when a file changes."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import click

from .. import documents
from ..errors import NotReady
from ..middleware import Paths, paths_of

_FILES = (documents.MANIFEST, documents.OPENAPI, "logo.png", "legal.html")


class Route(NamedTuple):
    """A path of openapi.yaml, and what finds it."""

    pattern: re.Pattern[str]
    path: str


class LocalDocuments:
    """What is served of the documents.

    A document that cannot be used is reported once, in a line for the person who edits it. Its
    address is then answered with that line, and operations are found by the last one that was good.

    Parameters:
        local: The origin that the documents get.
        deployed: The origin at which users sign in.

    Raises:
        NotReady: If a document cannot be used at the start.
    """

    def __init__(self, local: str, deployed: str) -> None:
        self.readers: Mapping[str, Callable[[], bytes]] = {
            **{each.path: each.read for each in documents.SERVED},
            "/.well-known/ai-plugin.json": lambda: documents.written_json(
                documents.manifest_at(local, deployed)
            ),
            "/openapi.yaml": lambda: documents.written_yaml(documents.openapi_at(local, deployed)),
        }
        self.bodies: dict[str, bytes] = {}
        self.broken: dict[str, str] = {}
        self.routes: list[Route] = []
        self.found = Paths({}, [])
        self.read_state = _state()
        self._read()
        if self.broken:
            raise NotReady("\n".join(dict.fromkeys(self.broken.values())))

    def paths(self) -> Paths:
        """Find the operations, for each request; the files are read again if one has changed."""
        now = _state()
        if now != self.read_state:
            changed = [name for name, stamp in now.items() if stamp != self.read_state[name]]
            self.read_state = now
            self._read()
            click.echo(f"Changed: {', '.join(changed)}")
            for problem in dict.fromkeys(self.broken.values()):
                click.secho(f"{problem} (the last good one is kept)", fg="red", err=True)
        return self.found

    def _read(self) -> None:
        documents.shipped.cache_clear()
        self.broken.clear()
        for path, read in self.readers.items():
            try:
                self.bodies[path] = read()
            except NotReady as error:
                self.broken[path] = str(error)
            except (AttributeError, KeyError, TypeError, ValueError):
                name = documents.MANIFEST if path.endswith(".json") else documents.OPENAPI
                self.broken[path] = f"{name} has another form than it must: run `check`"
        if "/openapi.yaml" in self.broken:
            return
        document = documents.shipped_openapi()
        try:
            self.found = paths_of(document)
        except (AttributeError, KeyError, TypeError):
            problem = f"{documents.OPENAPI} has paths that cannot be read: run `check`"
            self.broken["/openapi.yaml"] = problem
            return
        self.routes = [
            Route(re.compile("([^/]+)".join(map(re.escape, re.split(r"{[^}]*}", path)))), path)
            for path in sorted(
                document["paths"], key=lambda path: ["{" in part for part in path.split("/")]
            )
        ]


def _state() -> dict[str, tuple[int, int] | None]:
    """What tells whether a file has changed: its time and its size."""
    state: dict[str, tuple[int, int] | None] = {}
    for name in _FILES:
        try:
            found = (documents.ROOT / name).stat()
            state[name] = (found.st_mtime_ns, found.st_size)
        except OSError:
            state[name] = None
    return state
