"""Which operations of a document are wanted."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from plugin_template.importing.finding import Found
from plugin_template.importing.report import DocumentError, Report, shown

MOST_OPERATIONS = 30  # GPT Actions
WISE_OPERATIONS = 5  # models work best with one or two
MOST_SHOWN = 12  # names in a message
NO_OPERATIONS = "has no operation that a plugin could call"


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
        raise DocumentError([NO_OPERATIONS])
    if unknown := [each for each in chosen if not named(found, each)]:
        raise DocumentError([_unknown(each, found) for each in unknown])
    places = {each.place for name in chosen for each in named(found, name)}
    wanted = [each for each in found if not chosen or each.place in places]
    if len(wanted) > MOST_OPERATIONS:
        raise DocumentError([_too_many(len(wanted), found)])
    if len(wanted) > WISE_OPERATIONS:
        report.add(
            "/paths",
            f"{len(wanted)} operations are many: models work best with one or two",
            "kept them all",
        )
    return wanted


def named(found: Sequence[Found], name: str) -> list[Found]:
    """Find the operations of a name.

    Parameters:
        found: The operations of the document.
        name: An operationId, as it was made or as it is in the document, or a tag; if it is more
            than one of these, the first decides.

    Returns:
        The operations in their order; none if the name is not known.
    """
    by_id = [each for each in found if each.operation_id == name]
    by_own_id = [each for each in found if each.own_id == name]
    return by_id or by_own_id or [each for each in found if name in each.tags]


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
