"""The rules for the document as a whole: its version, components and size."""

import re
from typing import Any

from ..problem import ADVICE, INVALID, REFUSED, REFUSED_BY_ACTIONS, Findings
from ..values import mapping
from .walk import operations

MOST_OPERATIONS = 30  # Actions
WISE_OPERATIONS = 5  # Plugins: one or two are best


def rules(spec: dict[str, Any]) -> Findings:
    """Check the fields at the top of the document."""
    version = spec.get("openapi")
    if version not in ("3.1.0", "3.1.1"):
        known = re.fullmatch(r"3\.([01])\.[0-9]+", version if isinstance(version, str) else "")
        levels = (REFUSED_BY_ACTIONS, REFUSED)[int(known[1])] if known else INVALID
        yield levels, "openapi: must be '3.1.0' or '3.1.1'"
    if not isinstance(mapping(spec.get("components")).get("schemas"), dict):
        yield REFUSED, "components.schemas: must be a mapping, which may be empty"
    count = len(list(operations(spec)))
    if count > MOST_OPERATIONS:
        message = f"paths: has {count} operations; at most {MOST_OPERATIONS} are allowed"
        yield REFUSED_BY_ACTIONS, message
    elif count > WISE_OPERATIONS:
        yield ADVICE, f"paths: has {count} operations; models work best with one or two"
