"""Which media types a plugin can pass on."""

from __future__ import annotations

import re

JSON = "application/json"
_JSON = re.compile(r"(application|text|\*)/(json|\*|[\w.-]+\+json|x-json|problem\+json)")


def is_json(media_type: str) -> bool:
    """Say whether a media type, with or without parameters, is JSON or may be."""
    return bool(_JSON.fullmatch(_bare(media_type))) and not is_text(media_type)


def is_text(media_type: str) -> bool:
    """Say whether a media type is text other than JSON."""
    bare = _bare(media_type)
    return bool(re.fullmatch(r"text/[\w.+*-]+", bare)) and bare != "text/json"


def text_type(media_type: str) -> str:
    """Write a media type of text without parameters."""
    bare = _bare(media_type)
    return "text/plain" if bare == "text/*" else bare


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()
