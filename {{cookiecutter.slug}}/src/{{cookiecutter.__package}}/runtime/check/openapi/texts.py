"""The rules for summaries and descriptions (OpenAPI, Plugins and Actions)."""

from typing import Any

from ..problem import ADVICE_FOR_MCP, INVALID, REFUSED, UNWISE_IN_V1, Findings

WISE_LENGTH = 200  # characters (Plugins)


def rules(at: str, node: dict[str, Any], longest: int, *fields: str) -> Findings:
    """Check the texts of a part, of which at least one of the fields should be there."""
    if not any(node.get(field) for field in fields):
        yield ADVICE_FOR_MCP, f"{at}: {fields[-1]}: is missing; models rely on it"
    for field in fields:
        text = node.get(field)
        if text is None:
            continue
        if not isinstance(text, str):
            yield INVALID, f"{at}: {field}: must be text; put it in quotes"
        elif len(text) > WISE_LENGTH:
            is_refused = len(text) > longest
            levels, limit = (REFUSED, longest) if is_refused else (UNWISE_IN_V1, WISE_LENGTH)
            yield levels, f"{at}: {field}: has {len(text)} characters; use at most {limit}"
