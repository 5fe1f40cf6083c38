"""Which operations of a document are wanted."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from plugin_template.importing.finding import Found
from plugin_template.importing.report import DocumentError, Report, shown

MOST_OPERATIONS = 30  # GPT Actions
WISE_OPERATIONS = 5  # models work best with one or two
MOST_SHOWN = 12  # names in a message


def choose(found: Sequence[Found], chosen: Sequence[str], report: Report) -> list[Found]:
    """Choose operations by their names.

    Parameters:
        found: The operations of the document.
        chosen: operationIds, as they are in the document or as they were made, and tags; all
            operations if there are none.
        report: Where is noted that there are many.

    Returns:
        The operations in the order of the document.

    Raises:
        DocumentError: A name is not known, or there are none or too many operations.
    """
    if not found:
        raise DocumentError(["has no operation that a plugin could call"])
    names = [_names(each) for each in found]
    known = {name for each in names for name in each}
    if unknown := [each for each in chosen if each not in known]:
        raise DocumentError([_unknown(each, found) for each in unknown])
    wanted = [
        each
        for each, its in zip(found, names, strict=True)
        if not chosen or its.intersection(chosen)
    ]
    if len(wanted) > MOST_OPERATIONS:
        raise DocumentError([_too_many(len(wanted), found)])
    if len(wanted) > WISE_OPERATIONS:
        report.add(
            "/paths",
            f"{len(wanted)} operations are many: models work best with one or two",
            "kept them all",
        )
    return wanted


def _names(found: Found) -> set[str]:
    return {found.operation_id, found.own_id, *found.tags} - {""}


def _unknown(name: str, found: Sequence[Found]) -> str:
    ids = [each.operation_id for each in found]
    tags = list(dict.fromkeys(tag for each in found for tag in each.tags))
    message = f"has no operationId and no tag {shown(name)}"
    if near := difflib.get_close_matches(name, [*ids, *tags], 1):
        message += f", did you mean {shown(near[0])}?"
    return f"{message}{_listed(' It has the tags', tags)}{_listed(' It has the operationIds', ids)}"


def _too_many(count: int, found: Sequence[Found]) -> str:
    ids = [each.operation_id for each in found]
    tags = list(dict.fromkeys(tag for each in found for tag in each.tags))
    return (
        f"has {count} operations of those chosen, at most {MOST_OPERATIONS} are allowed: name some "
        f"after #, separated by commas.{_listed(' Tags:', tags)}{_listed(' operationIds:', ids)}"
    )


def _listed(what: str, names: Sequence[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - MOST_SHOWN} more" if len(names) > MOST_SHOWN else ""
    return f"{what} {', '.join(shown(each) for each in names[:MOST_SHOWN])}{more}."
