"""The paths of operations: what the upstream API calls them, and what the plugin does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from plugin_template.endpoints import RESERVED
from plugin_template.importing.report import Report, refusal, shown

_BRACES = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
# Segments that routers, servers and clients leave as they are.
_SEGMENT = re.compile(r"([A-Za-z0-9_~!$&'()*+,;=:@.-]|\{[^{}]+\})+")
# What stays of the text between braces when a path is written as a URL.
_SAFE = "/{}!$&'()*+,;=:@~%"


@dataclass(frozen=True)
class Upstream:
    """A path as the upstream API has it.

    Parameters:
        path: The path with a name in braces for each parameter, encoded as in a URL.
        query: A query that is part of every request; may be empty.
        renamed: The name of each parameter, by what was in the braces.
        in_query: The name of the query parameter, by what was in braces in the query.
    """

    path: str
    query: str = ""
    renamed: dict[str, str] = field(default_factory=dict)
    in_query: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return list(self.renamed.values())


def upstream(path: str, place: str, report: Report) -> Upstream:
    """Read a path of a document.

    Parameters:
        path: The path as it is written.
        place: The operation's JSON pointer.
        report: Where repairs are noted.

    Returns:
        The path, and the query that it contains.

    Raises:
        DocumentError: Its braces are wrong, or a fixed query contains a parameter.
    """
    bare, mark, _ = path.partition("#")
    if mark:
        report.add(
            place, f"a path has no #: {shown(path)}", "calls the API without what follows it"
        )
    bare, mark, query = bare.partition("?")
    fixed, in_query = _query(query, place, report) if mark else ("", {})
    if not bare.startswith("/"):
        report.add(place, f"a path begins with /: {shown(path)}", "added it")
        bare = f"/{bare}"
    renamed: dict[str, str] = {}

    def rename(found: re.Match[str]) -> str:
        given = found[1]
        name = given if _NAME.fullmatch(given) else _cleaned(given)
        if not name or name in renamed.values():
            what = "twice" if name else "without a name"
            raise refusal(place, f"the path {shown(path)} has a parameter {what}: rename it")
        if name != given:
            report.add(place, f"{{{shown(given)}}} is not a name", f"made it {{{name}}}")
        renamed[given] = name
        return f"{{{name}}}"

    written = _BRACES.sub(rename, bare)
    if re.search(r"[{}]", _BRACES.sub("", written)):
        raise refusal(place, f"the path {shown(path)} has a brace without its other: correct it")
    return Upstream(quote(written, safe=_SAFE), fixed, renamed, in_query)


def own_path(
    reached: Upstream, operation_id: str, free: Callable[[str], bool], place: str, report: Report
) -> str:
    """Choose the path that the plugin serves for an operation.

    Parameters:
        reached: The upstream path.
        operation_id: The operation's name.
        free: Whether no other operation has a path.
        place: The operation's JSON pointer.
        report: Where is noted that it is not the upstream path.

    Returns:
        The upstream path without a slash at its end; else one that is made of the operationId,
        if the plugin serves the path itself, or routers take it for another.
    """
    same = reached.path.rstrip("/")
    if not reached.query and _is_plain(same) and free(same):
        if same != reached.path:
            report.add(place, "routers disagree on a slash at the end of a path", f"serves {same}")
        return same
    made = "".join(f"/{each}" for each in (operation_id, *(f"{{{n}}}" for n in reached.names)))
    number, unique = 1, made
    while operation_id in RESERVED or not free(unique):
        number += 1
        unique = made.replace(operation_id, f"{operation_id}{number}", 1)
        if unique.split("/")[1] not in RESERVED and free(unique):
            break
    report.add(place, _why(reached, same), f"serves it at {unique}")
    return unique


def shape(path: str) -> str:
    """Reduce a path to what routers tell apart: `/todos/{}`."""
    return _BRACES.sub("{}", path)


def _is_plain(path: str) -> bool:
    segments = path.split("/")[1:]
    return (
        bool(segments)
        and segments[0] not in RESERVED
        and all(_SEGMENT.fullmatch(each) and each not in (".", "..") for each in segments)
        and not re.search(r"\}\{", path)
    )


def _why(reached: Upstream, same: str) -> str:
    if reached.query:
        return "a path has no query"
    if not same or same.split("/")[1] in RESERVED:
        return f"the plugin serves {shown(reached.path)} itself"
    return f"routers take {shown(reached.path)} for another path"


def _query(query: str, place: str, report: Report) -> tuple[str, dict[str, str]]:
    fixed, in_query = [], {}
    for piece in filter(None, query.split("&")):
        key, _, value = piece.partition("=")
        braces = _BRACES.fullmatch(value)
        if braces and key and not re.search(r"[{}]", key):
            in_query[braces[1]] = key
        elif _BRACES.fullmatch(piece):  # {?limit}, or &{filter}
            in_query[piece[1:-1]] = piece[1:-1].lstrip("?&")
        elif re.search(r"[{}]", piece):
            raise refusal(
                place,
                f"the query {shown(piece)} has a parameter in it: describe it as one in query",
            )
        else:
            fixed.append(quote(piece, safe="=!$'()*+,;:@/?~%-._"))
    if in_query:
        names = ", ".join(map(shown, in_query.values()))
        report.add(place, "a path has no query", f"made a query parameter of {names}")
    return "&".join(fixed), in_query


def _cleaned(given: str) -> str:
    found = re.search(r"[A-Za-z_][A-Za-z0-9_.-]*", given)
    return found[0].rstrip(".-") if found else ""
