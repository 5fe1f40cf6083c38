"""What was repaired in an imported document, for people."""

from __future__ import annotations

import re

from plugin_template import importing
from plugin_template.importing.report import shown

MOST_SHOWN = 10  # repairs that are printed when a plugin is made
PAGE = "docs/import.md"


def summary(imported: importing.Imported) -> list[str]:
    """Say what was repaired, in a few lines for a terminal.

    Parameters:
        imported: The operations, and what was repaired.

    Returns:
        A heading and a line for each repair, at most ten; none if there was nothing to repair.
    """
    repairs = imported.report
    if not repairs:
        return []
    places = f"{len(repairs)} place{'s' if len(repairs) > 1 else ''}"
    lines = [f"    {each}" for each in repairs[:MOST_SHOWN]]
    if more := len(repairs) - MOST_SHOWN:
        lines += [f"    … {more} more, in {PAGE}"] if more > 0 else []
    return ["", f"{shown(imported.name)} was repaired in {places}:", "", *lines]


def page(imported: importing.Imported) -> str:
    """Write docs/import.md.

    Parameters:
        imported: The operations, and what was repaired.

    Returns:
        Markdown. Text from the document is code in it.
    """
    name = _code(imported.name)
    url = _code(imported.url) if imported.url else "an address that `UPSTREAM_URL` has to name"
    rows = "\n".join(
        f"| {_code(each.operation_id)} | {_code(f'{each.method} {each.path}')} "
        f"| {_code(f'{each.method} {_whole(each.upstream_path, each.upstream_query)}')} |"
        for each in imported.operations
    )
    repairs = "\n".join(map(_item, imported.report)) or "Nothing had to be repaired."
    return _PAGE.format(name=name, url=url, rows=rows, repairs=repairs)


_PAGE = """\
# Import

This plugin was made from {name}. Its operations are those of the API at {url}:

| Operation | Here | There |
| --- | --- | --- |
{rows}

`openapi.yaml` describes them as hosts need it: in OpenAPI 3.1, with one server, this plugin's own
authentication, and nothing that these operations do not need.

## Repairs

Each line names the place in {name} as a JSON pointer, what was wrong, and what was done. Check
those that matter to you, and change `openapi.yaml` where the API does something else.

{repairs}
"""


def _item(repair: importing.Repair) -> str:
    return f"- {_code(repair.place or '/')}: {_text(repair.rule)}; {_text(repair.done)}"


def _whole(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _code(text: str) -> str:
    """Write text as code within a line or a table."""
    line = shown(text).replace("`", "'").replace("|", "\\|")
    return f"`{line}`"


def _text(text: str) -> str:
    """Write text so that nothing in it is markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", shown(text))
