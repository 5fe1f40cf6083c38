"""The rules for paths (OpenAPI), and for those that the plugin serves itself."""

import re

from ..place import shortened
from ..problem import INVALID, UNWISE, Findings
from .api import Api
from .grammar import EXTENSION

OWN_PATHS = (
    "",
    ".well-known",
    "openapi.yaml",
    "logo.png",
    "legal",
    "mcp",
    "oauth",
    "docs",
    "healthz",
    "readyz",
)


def rules(api: Api) -> Findings:
    """Check that there are paths, and the form of each."""
    paths = api.spec.get("paths")
    if not isinstance(paths, dict):
        yield INVALID, "paths: must be a mapping of paths to operations"
        return
    if not api.operations:
        yield INVALID, "paths: has no operation; describe at least one"
    shapes: dict[str, str] = {}
    for path in paths:
        if path.startswith(EXTENSION):
            continue
        shown = shortened(path)
        if not re.fullmatch(r"/([^{}]|\{[^{}]+\})*", path):
            yield INVALID, f"{shown}: the path must start with / and close its braces"
        if "?" in path or "#" in path:
            yield INVALID, f"{shown}: the path has a query; declare query parameters instead"
        if (same := shapes.setdefault(re.sub(r"\{[^{}]*\}", "*", path), path)) != path:
            yield INVALID, f"{shown}: is the same path as {shortened(same)}; merge them"
        if path.strip("/").split("/")[0] in OWN_PATHS:
            yield UNWISE, f"{shown}: the plugin serves this path itself; choose another"
