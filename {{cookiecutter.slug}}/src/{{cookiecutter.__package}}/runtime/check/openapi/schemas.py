"""The rules for schemas (OpenAPI, JSON Schema 2020-12, Plugins)."""

from ..problem import INVALID, REFUSED_BY_ACTIONS, Findings
from ..values import sequence
from .api import Api
from .grammar import TYPES


def rules(api: Api) -> Findings:
    """Check the keywords that loaders look at, of each schema on its own."""
    for part in api.parts:
        schema, at = part.value, part.place
        if part.kind != "schema" or not isinstance(schema, dict):
            continue
        kinds = schema.get("type")
        if kinds is not None and not _are_types(kinds):
            yield INVALID, f"{at}.type: must be one of {', '.join(TYPES)}, or a list of them"
        if "object" in (kinds, *sequence(kinds)) and "properties" not in schema:
            message = f"{at}.properties: is missing; add it to the object, even if it is empty"
            yield REFUSED_BY_ACTIONS, message
        if not isinstance(schema.get("required", []), list | None):
            message = f"{at}.required: must be a list of names, next to the object's properties"
            yield INVALID, message
        if not isinstance(schema.get("enum", []), list | None):
            yield INVALID, f"{at}.enum: must be a list of values"


def _are_types(kinds: object) -> bool:
    if isinstance(kinds, list):
        return bool(kinds) and all(isinstance(kind, str) and kind in TYPES for kind in kinds)
    return isinstance(kinds, str) and kinds in TYPES
