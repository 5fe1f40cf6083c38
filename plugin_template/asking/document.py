"""Asks for a document, and for the operations of it.

What a document is and how it is read comes in as functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from plugin_template.asking.prompts import Back, Row, ask_path, ask_several

_HINT = "Such as petstore.yaml or ~/apis/petstore.json. Tab completes it, Esc goes back."


def ask_document(
    path: str,
    read: Callable[[str], Mapping[str, Sequence[Row[str]]]],
    problem: Callable[[str, Sequence[str]], str],
    *,
    wise: int,
    most: int,
) -> tuple[str, list[str]]:
    """Ask for the path of a document, and then for operations of it.

    Parameters:
        path: The path to start from; may be empty.
        read: Lists the operations of the document at a path, by their tags, or raises ValueError
            with what is wrong, a line for each problem.
        problem: Says why operations of a document cannot be used; empty if they can. It gets the
            path, and the operationIds.
        wise: How many operations there may be before a warning.
        most: How many operations there may be.

    Returns:
        The path, and the operationIds; none if they are all the operations there are.

    Raises:
        Back: If the person pressed Esc at the path, with what was typed.
        KeyboardInterrupt: If the person pressed Ctrl-C, or Ctrl-D in an empty line.
    """

    def unreadable(typed: str) -> str:
        try:
            read(typed.strip())
        except ValueError as error:
            return str(error)
        return ""

    while True:
        path = ask_path("Path:", path, unreadable, hint=_HINT, back=True).strip()
        groups = read(path)
        count = sum(map(len, groups.values()))

        def refused(ticked: Sequence[str], path: str = path, count: int = count) -> str:
            if len(ticked) > most:
                return f"{_are_ticked(ticked)}, at most {most} are allowed"
            return problem(path, () if len(ticked) == count else ticked)

        try:
            ticked = ask_several(
                "Operations:",
                groups,
                refused,
                warning=lambda ticked: _warning(ticked, wise),
                back=True,
            )
        except Back:
            continue
        return path, [] if len(ticked) == count else ticked


def _warning(ticked: Sequence[str], wise: int) -> str:
    if len(ticked) <= wise:
        return ""
    return f"{_are_ticked(ticked)}: models work best with one or two, and with at most {wise}."


def _are_ticked(ticked: Sequence[str]) -> str:
    return f"{len(ticked)} operations are ticked"
