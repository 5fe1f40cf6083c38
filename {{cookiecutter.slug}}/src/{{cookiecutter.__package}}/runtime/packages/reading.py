"""The plugin's repository, as its packages are made from it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import documents
from ..errors import NotReady
from .facts import Facts, facts


@dataclass(frozen=True)
class Repository:
    """What `package` reads.

    Parameters:
        root: The folder of the repository.
        spec: openapi.yaml.
        facts: What is known of the plugin, where its files say that it is.
    """

    root: Path
    spec: Mapping[str, Any]
    facts: Facts

    def read(self, name: str) -> bytes | None:
        """A file of the repository; None if there is no such file."""
        file = self.root / name
        return file.read_bytes() if file.is_file() else None

    def skills(self) -> dict[str, bytes]:
        """The files of the skills by their paths; hidden files stay at home.

        Raises:
            NotReady: If one of them is a link, which could lead to anything.
        """
        found = {}
        for file in sorted((self.root / "skills").rglob("*")):
            name = file.relative_to(self.root)
            if any(part.startswith(".") for part in name.parts):
                continue
            if file.is_symlink():
                raise NotReady(f"{name.as_posix()} is a link: put a file in its place")
            if file.is_file():
                found[name.as_posix()] = file.read_bytes()
        return found


def repository() -> Repository:
    """Read the repository.

    Raises:
        NotReady: If it is not there, as where the plugin is installed, or cannot be used.
    """
    root = documents.ROOT
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotReady(
            f"pyproject.toml is missing from {root}: packages are built in the plugin's repository"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotReady(f"pyproject.toml cannot be read: {error}") from None
    documents.shipped.cache_clear()
    spec = documents.shipped_openapi()
    manifest = documents.shipped_manifest()
    return Repository(root, spec, facts(project.get("project", {}), manifest, spec))
