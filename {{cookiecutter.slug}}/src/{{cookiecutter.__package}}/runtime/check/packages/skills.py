"""The rules for skills/*/SKILL.md (Agent Skills), compared with the operations."""

import re
from collections.abc import Iterator

from ..problem import Level, Messages, Problem, problems
from ..reading import Unreadable, decode, read_yaml
from ..values import mapping, text
from .shapes import Anything, Object, Text
from .tree import Tree

FOLDER, FILE = "skills", "SKILL.md"
LINE = re.compile(r"^- `([^`]+)` \(([^)]*)\)", re.MULTILINE)

_HEAD = Object(
    {
        "name": Text(
            1, 64, "[a-z0-9]+(-[a-z0-9]+)*", "the name of the folder: a-z, 0-9 and single -"
        ),
        "description": Text(1, 1024, words="what the skill is for"),
        "license": Text(),
        "compatibility": Text(1, 500, words="what the skill needs"),
        "metadata": Anything(),
        "allowed-tools": Anything(),
    },
    ("name", "description"),
    "warning",
)


def rules(tree: Tree, operations: dict[str, bool] | None) -> Iterator[Problem]:
    """Check each skill, and that together they name the operations.

    Parameters:
        tree: The plugin's files.
        operations: The operationIds, and whether the user confirms each; None if they are unknown.
    """
    texts = {}
    for folder in tree.folders(FOLDER):
        name = f"{FOLDER}/{folder}/{FILE}"
        try:
            texts[name] = tree.load(name, decode)
        except Unreadable as error:
            yield from problems(name, [("error", f"the file {error}")])
        else:
            yield from problems(name, _skill(folder, texts[name]))
    listing = [name for name, skill in texts.items() if LINE.search(skill)]
    if operations is None or not listing:
        return
    everything = "\n".join(texts.values())
    for name in listing:
        yield from problems(name, _listed(texts[name], operations))
    unknown = [each for each in operations if f"`{each}`" not in everything]
    advice = "`package` adds it, or add a line to the list of tools"
    messages: Messages = (("warning", f"does not name {each}; {advice}") for each in unknown)
    yield from problems(listing[0], messages)


def _skill(folder: str, skill: str) -> Messages:
    head, found = _head(skill)
    yield from found
    if head is None:
        return
    yield from _HEAD.faults(head)
    name, about = head.get("name"), text(head.get("description"))
    if isinstance(name, str) and name != folder:
        yield "error", f"name: must be {folder}, as the folder is called"
    if re.search(r"claude|anthropic", text(name)):
        yield "warning", "name: contains a word that Claude reserves"
    if not about.strip() and "description" in head and about:
        yield "error", "description: is empty; write what the skill is for"
    if re.search(r"<[a-zA-Z/][^>]*>", about):
        yield "warning", "description: contains a tag, which Claude refuses"


def _head(skill: str) -> tuple[dict[str, object] | None, list[tuple[Level, str]]]:
    parts = re.match(r"---\r?\n(.*?\n)---\r?(\n|\Z)", skill, re.DOTALL)
    if not parts:
        return None, [("error", "must begin with a front matter between two lines ---")]
    try:
        head = read_yaml(parts[1].encode()).data
    except Unreadable as error:
        return None, [("error", f"the front matter {error}")]
    if not isinstance(head, dict):
        return None, [("error", "the front matter must be a mapping")]
    return mapping(head), []


def _listed(skill: str, operations: dict[str, bool]) -> Messages:
    for name, notes in LINE.findall(skill):
        if name not in operations:
            yield "warning", f"names {name}, which is not an operation; `package` removes it"
        elif operations[name] and "confirm" not in notes:
            yield "warning", f"does not say that {name} is confirmed first; `package` adds it"
