"""Endpoints out of an OpenAPI document: read, chosen, repaired.

The way of a document, one module each:

    answer ──▶ source ──▶ finding ──▶ choosing ──▶ pruning ──▶ keeping ──▶ normalise ──▶ Imported

`normalise` starts from what is kept in the answers, never from the file, so that a plugin that is
rendered again is the same. Neither frameworks nor the terminal are known here.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from plugin_template.importing.answer import file_in, named_in, names_document
from plugin_template.importing.report import DocumentError, Repair

if TYPE_CHECKING:
    from plugin_template.importing.choosing import MOST_OPERATIONS, WISE_OPERATIONS
    from plugin_template.importing.listing import Choice
    from plugin_template.importing.normalise import Imported, Operation
    from plugin_template.importing.reading import imported, keep, operations
    from plugin_template.importing.upstream_table import table

__all__ = [
    "MOST_OPERATIONS",
    "WISE_OPERATIONS",
    "Choice",
    "DocumentError",
    "Imported",
    "Operation",
    "Repair",
    "file_in",
    "imported",
    "keep",
    "named_in",
    "names_document",
    "operations",
    "table",
]

# Where the rest is. It is loaded at its first use, since few plugins are made from a document.
_MODULES = {
    "MOST_OPERATIONS": "choosing",
    "WISE_OPERATIONS": "choosing",
    "Choice": "listing",
    "Imported": "normalise",
    "Operation": "normalise",
    "imported": "reading",
    "keep": "reading",
    "operations": "reading",
    "table": "upstream_table",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
