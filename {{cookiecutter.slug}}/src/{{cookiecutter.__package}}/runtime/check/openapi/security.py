"""The rules for security schemes and requirements (OpenAPI, Plugins)."""

from typing import Any

from ..problem import INVALID, REFUSED, Findings
from ..values import mapping, sequence
from .walk import operations


def rules(spec: dict[str, Any]) -> Findings:
    """Check the schemes, and what the document and each operation require."""
    schemes = mapping(mapping(spec.get("components")).get("securitySchemes"))
    if len(schemes) > 1:
        yield REFUSED, f"components.securitySchemes: has {len(schemes)} schemes; use one"
    for at, node, _ in [("the document", spec, []), *operations(spec)]:
        if schemes and node is not spec and "security" not in {**spec, **node}:
            yield REFUSED, f"{at}: security: is missing; use [] if the operation is open to all"
        for requirement in sequence(node.get("security")):
            if requirement == {}:
                yield REFUSED, f"{at}: security: is optional; use [] if it is open to all"
            for name in mapping(requirement).keys() - schemes.keys():
                yield INVALID, f"{at}: security: {name!r} is not in components.securitySchemes"
