"""Asks an endpoint that is compatible with OpenAI's for embeddings (POST …/embeddings)."""

import math
from array import array
from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from ..runtime.settings import is_loopback
from ..settings import settings

# How many texts are sent at once.
BATCH = 32


class NoEmbeddings(Exception):
    """The endpoint gives no embeddings; the message says why."""


def is_on() -> bool:
    """Whether there is an endpoint: EMBEDDINGS_URL."""
    return bool(settings().embeddings_url)


def embed(texts: Sequence[str], seconds: float) -> list[bytes]:
    """Get the embeddings of texts.

    Parameters:
        texts: At most `BATCH` texts, none of them empty.
        seconds: How long each step of the request may take.

    Returns:
        A vector for each, with the length 1, as 32-bit floats.

    Raises:
        NoEmbeddings: If the endpoint does not answer as it should.
    """
    key = settings().embeddings_api_key.get_secret_value()
    url = settings().embeddings_url.rstrip("/").removesuffix("/embeddings") + "/embeddings"
    try:
        response = _client(is_loopback(urlsplit(url).hostname or "")).post(
            url,
            json={"model": settings().embeddings_model, "input": list(texts)},
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=seconds,
        )
    except httpx.TimeoutException:
        raise NoEmbeddings(f"it did not answer within {seconds:g} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        raise NoEmbeddings("it cannot be reached") from None
    if not response.is_success:
        raise NoEmbeddings(f"it answered with the status {response.status_code}")
    try:
        return _vectors(response.json(), len(texts))
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
        raise NoEmbeddings("its answer has no embeddings") from None


def _vectors(answer: Any, count: int) -> list[bytes]:
    ordered = sorted(answer["data"], key=lambda each: int(each["index"]))
    found = [_unit([float(number) for number in each["embedding"]]) for each in ordered]
    if len(found) != count or len({len(each) for each in found}) != 1:
        raise ValueError("not one for each text")
    return found


def _unit(numbers: list[float]) -> bytes:
    length = math.hypot(*numbers)
    if not math.isfinite(length):
        raise ValueError("not a number")
    return array("f", [number / length for number in numbers]).tobytes()


@cache
def _client(is_here: bool) -> httpx.Client:
    # A proxy does not lead to this machine.
    return httpx.Client(trust_env=not is_here)
