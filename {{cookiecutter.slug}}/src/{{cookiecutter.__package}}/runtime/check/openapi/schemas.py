"""The rules for schemas and for whatever may stand in several places."""

from typing import Any

from ..problem import INVALID, REFUSED, Findings
from ..values import sequence
from .walk import mappings, resolve


def rules(spec: dict[str, Any]) -> Findings:
    """Check each mapping of the document on its own."""
    for at, node in mappings(spec):
        kind = node.get("type")
        if "$ref" in node and resolve(spec, node["$ref"]) is None:
            yield INVALID, f"{at}.$ref: points to nothing in this document"
        if "object" in (kind, *sequence(kind)) and "properties" not in node:
            yield REFUSED, f"{at}.properties: is missing; add it to the object, even if it is empty"
        if kind and isinstance(node.get("required"), bool):
            yield INVALID, f"{at}.required: must be a list of names, next to the properties"
        if "servers" in node and at:
            yield REFUSED, f"{at}.servers: is only allowed at the top level of the document"
