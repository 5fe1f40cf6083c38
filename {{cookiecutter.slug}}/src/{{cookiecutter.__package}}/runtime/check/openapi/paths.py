"""The rules for paths (OpenAPI), and for those that the plugin serves itself."""

import re
from typing import Any

from ..problem import INVALID, UNWISE, Findings
from ..values import mapping

OWN_PATHS = ("", ".well-known", "openapi.yaml", "logo.png", "legal", "mcp", "oauth", "docs")


def rules(spec: dict[str, Any]) -> Findings:
    """Check the form of each path."""
    if not isinstance(spec.get("paths"), dict):
        yield INVALID, "paths: must be a mapping of paths to operations"
    shapes: dict[str, str] = {}
    for path in mapping(spec.get("paths")):
        if not re.fullmatch(r"(/|x-)([^{}]|\{[^{}]+\})*", path):
            yield INVALID, f"{path}: the path must start with / and close its braces"
        if (same := shapes.setdefault(re.sub(r"\{[^{}]*\}", "*", path), path)) != path:
            yield INVALID, f"{path}: is the same path as {same}"
        if path.strip("/").split("/")[0] in OWN_PATHS:
            yield UNWISE, f"{path}: the plugin serves this path itself; choose another"
