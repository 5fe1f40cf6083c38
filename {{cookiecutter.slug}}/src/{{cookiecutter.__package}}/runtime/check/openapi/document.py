"""The rules for the document as a whole: its version, title, components and size."""

import re

from ..problem import ADVICE, INVALID, REFUSED, REFUSED_BY_ACTIONS, Findings
from ..values import mapping
from .api import Api

MOST_OPERATIONS = 30  # Actions
WISE_OPERATIONS = 5  # Plugins: one or two are best


def rules(api: Api) -> Findings:
    """Check the fields at the top of the document (OpenAPI), and Plugins' and Actions' limits."""
    version = api.spec.get("openapi")
    if version not in ("3.1.0", "3.1.1"):
        known = re.fullmatch(r"3\.([01])\.[0-9]+", version if isinstance(version, str) else "")
        levels = (REFUSED_BY_ACTIONS, REFUSED)[int(known[1])] if known else INVALID
        yield levels, "openapi: must be '3.1.0' or '3.1.1', in quotes"
    info = api.spec.get("info")
    if not isinstance(info, dict):
        yield INVALID, "info: must be a mapping with a title and a version"
    for field in ("title", "version"):
        if field not in mapping(info):
            if isinstance(info, dict):
                yield INVALID, f"info.{field}: is missing; add it"
        elif not isinstance(mapping(info)[field], str):
            yield INVALID, f"info.{field}: must be text; put it in quotes"
    if not isinstance(mapping(api.spec.get("components")).get("schemas"), dict):
        yield REFUSED_BY_ACTIONS, "components.schemas: must be a mapping, which may be empty"
    count = len(api.operations)
    if count > MOST_OPERATIONS:
        message = f"paths: has {count} operations; at most {MOST_OPERATIONS} are allowed"
        yield REFUSED_BY_ACTIONS, message
    elif count > WISE_OPERATIONS:
        yield ADVICE, f"paths: has {count} operations; models work best with one or two"
