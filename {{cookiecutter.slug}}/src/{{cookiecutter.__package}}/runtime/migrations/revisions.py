"""Reads which revisions there are, without running them."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import NotReady

_NAMES = {"revision", "down_revision", "depends_on"}


class Revisions(NamedTuple):
    """Revisions: the ids of all, and of those that no other follows."""

    every: frozenset[str]
    heads: frozenset[str]


def read(folder: Path) -> Revisions:
    """Read the ids of the revisions in a folder.

    Parameters:
        folder: The folder, `migrations/versions`.

    Returns:
        The revisions, with at most one head.

    Raises:
        NotReady: If a file is not a revision, two have the same id, or several are the newest.
    """
    if not folder.is_dir():
        raise NotReady(f"The folder migrations/versions is missing from {folder.parents[1]}")
    followed: set[str] = set()
    files: dict[str, str] = {}
    for file in sorted(folder.glob("*.py")):
        if file.name.startswith(("__init__", ".")):
            continue
        found = _assigned(file)
        id = found.get("revision")
        if not isinstance(id, str) or "down_revision" not in found:
            raise NotReady(f"{_path(file)} must say what its revision and down_revision are")
        if id in files:
            raise NotReady(
                f"{_path(file)} and {files[id]} are both revision {id}: rename one, and let it "
                "follow the other"
            )
        files[id] = file.name
        followed |= {*_ids(found["down_revision"]), *_ids(found.get("depends_on"))}
    heads = frozenset(files) - followed
    if len(heads) > 1:
        names = " and ".join(sorted(heads))
        raise NotReady(
            f"The revisions {names} were made beside each other: join them with "
            '`uv run alembic merge heads -m "join"`'
        )
    return Revisions(frozenset(files), heads)


def _path(file: Path) -> str:
    return f"migrations/versions/{file.name}"


def _assigned(file: Path) -> dict[str, Any]:
    """What a module assigns to the names of a revision."""
    try:
        module = ast.parse(file.read_bytes())
        return {name: ast.literal_eval(value) for name, value in _assignments(module)}
    except SyntaxError as error:
        raise NotReady(f"{_path(file)}, line {error.lineno}: {error.msg}") from None
    except ValueError as error:
        raise NotReady(f"{_path(file)}: {error}") from None


def _assignments(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for each in module.body:
        targets = each.targets if isinstance(each, ast.Assign) else []
        if isinstance(each, ast.AnnAssign):
            targets = [each.target]
        value = getattr(each, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and target.id in _NAMES and value is not None:
                yield target.id, value


def _ids(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
