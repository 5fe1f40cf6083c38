"""What a plugin's description costs in tokens, about.

Models count differently, and their vocabularies would have to be downloaded. Four bytes of UTF-8 are
about one token in English and JSON; other scripts often take fewer tokens than that.
"""

import json
from collections.abc import Iterable

from .tools import Tool

# ChatGPT's model for plugins read 8,192 tokens in all, and Ollama reads 4,096 by default: not much of
# a conversation fits beside a long description.
LONG = 2_000
_BYTES = 4


def estimate(text: str) -> int:
    """Estimate how many tokens a text has."""
    return -(-len(text.encode("utf-8", "replace")) // _BYTES)


def cost(tool: Tool) -> int:
    """Estimate how many tokens a tool has."""
    return estimate(json.dumps(tool.function, ensure_ascii=False))


def describe_cost(description: str, tools: Iterable[Tool]) -> tuple[str, str]:
    """Say what a plugin's description costs.

    Parameters:
        description: The manifest's description_for_model.
        tools: Its operations.

    Returns:
        A sentence, and a warning if it is long, otherwise nothing.
    """
    costs = {tool.name: cost(tool) for tool in tools}
    own, others = estimate(description), sum(costs.values())
    operations = "1 operation" if len(costs) == 1 else f"{len(costs)} operations"
    said = (
        f"The plugin costs about {own + others:,} tokens in each request to the model: {own:,} for "
        f"description_for_model, {others:,} for {operations}."
    )
    if own + others <= LONG:
        return said, ""
    name, most = max(costs.items(), key=lambda each: each[1], default=("", 0))
    if own > most:
        name, most = "description_for_model", own
    return said, (
        f"That is long. The longest part is {name}, about {most:,} tokens. Shorten texts, or leave "
        "out what the model does not need."
    )
