"""The operations of a document as a person chooses from them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from plugin_template.importing.finding import Found
from plugin_template.importing.report import shown

NO_TAG = "other"


@dataclass(frozen=True)
class Choice:
    """An operation in a list.

    Parameters:
        operation_id: What to write after `#` for it.
        line: operationId, method, path and summary, in columns.
        named: Whether the answer names it.
    """

    operation_id: str
    line: str
    named: bool = False


def by_tag(found: Sequence[Found], named: Collection[str] = ()) -> dict[str, list[Choice]]:
    """Group operations by their first tag.

    Parameters:
        found: The operations of a document.
        named: The operationIds of those that the answer names.

    Returns:
        A list for each tag, in the order of the document; operations without a tag come last,
        under `other`.
    """
    longest = min(max((len(each.operation_id) for each in found), default=0), 32)
    groups: dict[str, list[Choice]] = {}
    for each in sorted(found, key=lambda each: not each.tags):
        tag = shown(each.tags[0]) if each.tags else NO_TAG
        line = f"{each.operation_id:{longest}}  {each.method:6} {shown(each.path)}  {each.summary}"
        choice = Choice(each.operation_id, line, each.operation_id in named)
        groups.setdefault(tag, []).append(choice)
    return groups
