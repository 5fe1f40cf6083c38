"""Finds what is wrong with the schemas and references of an OpenAPI 3.1 document, and their size.

openapi-spec-validator does not look into the schemas of request bodies and headers, nor into what
only a reference leads to.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from openapi_schema_validator import OAS31Validator

METASCHEMA = OAS31Validator({"$ref": "https://json-schema.org/draft/2020-12/schema"})
# Below these keys anything may be written, such as an example that looks like a schema.
VALUES = {"const", "default", "enum", "example", "examples"}
# Below these, keys are names, even if they look like one of the above.
NAMES = {
    "$defs",
    "headers",
    "parameters",
    "patternProperties",
    "properties",
    "responses",
    "schemas",
}


def faults(document: dict[str, Any]) -> list[str]:
    """List the schemas that break the metaschema of JSON Schema 2020-12 and the references that lead nowhere."""
    found = []
    for place, node in _mappings(document):
        for key, schema in _schemas(place, node):
            for error in METASCHEMA.iter_errors(schema):
                at = "/".join([f"{place}/{key}", *map(str, error.absolute_path)])
                found.append(f"{at}: {error.message}")
        reference = node.get("$ref")
        if isinstance(reference, str) and not _leads_somewhere(document, reference):
            found.append(f"{place}/$ref: {reference} leads nowhere")
    return list(dict.fromkeys(found))


def _mappings(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the place and the value of every mapping that is not part of an example or the like.

    The place is a JSON pointer in a URL (RFC 6901).
    """
    nodes: list[tuple[str, Any]] = [("#", document)]
    while nodes:
        place, node = nodes.pop()
        if isinstance(node, dict):
            yield place, node
            named = place.rpartition("/")[2] in NAMES
            nodes += [
                (f"{place}/{key.replace('~', '~0').replace('/', '~1')}", below)
                for key, below in node.items()
                if named or not (key in VALUES or key.startswith("x-"))
            ]
        elif isinstance(node, list):
            nodes += [(f"{place}/{index}", below) for index, below in enumerate(node)]


def _schemas(place: str, node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the schemas right below a mapping; the metaschema looks into theirs."""
    if place == "#/components":
        yield from ((f"schemas/{name}", schema) for name, schema in node.get("schemas", {}).items())
    if "schema" in node:
        yield "schema", node["schema"]


def count_parts(document: dict[str, Any], node: Any, most: int = 10_000) -> int:
    """Count the mappings, lists and values of a part of a document and of all that it refers to.

    A reference counts as often as it is there; counting ends at the limit, as schemas may contain
    themselves.
    """
    count, nodes = 0, [node]
    while nodes and count < most:
        node = nodes.pop()
        count += 1
        if isinstance(node, dict):
            nodes += node.values()
            reference = node.get("$ref")
            if isinstance(reference, str) and _leads_somewhere(document, reference):
                nodes.append(_follow(document, reference))
        elif isinstance(node, list):
            nodes += node
    return count


def _leads_somewhere(document: dict[str, Any], reference: str) -> bool:
    try:
        _follow(document, reference)
    except LookupError:
        return False
    return reference.startswith("#")


def _follow(document: dict[str, Any], reference: str) -> Any:
    node: Any = document
    for key in unquote(reference).split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list):
            node = dict(zip(map(str, range(len(node))), node, strict=True))
        if not isinstance(node, dict):
            raise KeyError(key)
        node = node[key]
    return node
