"""The rules for the package of Microsoft 365 Copilot, which `package` builds into dist/ (Microsoft).

Most of what is checked here, no tool of Microsoft notices before the app is installed: texts over
their limits, files that are missing, functions that the API lacks, and icons of another size.
"""

from collections.abc import Iterator

from ...problem import Problem, problems
from ...reading import Unreadable
from ..tree import Tree, unpacked
from .contents import contents

__all__ = ["archive", "contents", "rules"]

ENDING = "-m365.zip"


def archive(tree: Tree) -> str:
    """The path of the package; nothing if it has not been built."""
    if tree.root is None:
        return ""
    found = sorted((tree.root / "dist").glob(f"*{ENDING}"))
    return found[0].relative_to(tree.root).as_posix() if found else ""


def rules(tree: Tree) -> Iterator[Problem]:
    """Check the package in dist/."""
    name = archive(tree)
    try:
        if not name:
            raise Unreadable("is missing; build it with `package --url`")
        yield from contents(tree.load(name, unpacked))
    except Unreadable as error:
        yield from problems(name or f"dist/*{ENDING}", [("error", f"the file {error}")])
