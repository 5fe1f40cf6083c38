"""upstream.json: which operation of the API stands behind each operation of openapi.yaml."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote, unquote_plus

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import Invalid, NotReady

FILE = Path(__file__).parents[2] / "upstream.json"

_PARAMETER = re.compile(r"{([^{}]*)}")
# What a query may contain as it is (RFC 3986, 3.4), with `%` for what is encoded already.
_IN_QUERY = "%!$&'()*+,;=:@/?-._~[]"


class Target(BaseModel):
    """An operation of the API.

    Parameters:
        method: The HTTP method in capitals.
        path: The path below the API's URL; each `{name}` is a path parameter of openapi.yaml.
        query: What every request has in its query, such as `format=json`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Literal["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"]
    path: str = Field(pattern=r"^/[^?#]*$")
    query: str = Field(default="", pattern=r"^[^#]*$")

    @property
    def parameters(self) -> list[str]:
        """The names of the parameters in the path."""
        return _PARAMETER.findall(self.path)

    def address(self, path: Mapping[str, str], query: str) -> str:
        """Write the address of a request, relative to the API's URL.

        Parameters:
            path: The values of the parameters in the path, by name.
            query: The query string as the caller wrote it. It cannot replace what `self.query` says.

        Returns:
            The path, and the query if there is one.

        Raises:
            Invalid: If a value would change which path it is: nothing, `.` and `..` cannot be
                written in a segment in any way that every server takes for text (RFC 3986, 5.2.4).
        """
        segments = (_segment(part, path) for part in self.path.split("/"))
        fixed = {_name(pair) for pair in self.query.split("&")}
        pairs = [pair for pair in query.split("&") if pair and _name(pair) not in fixed]
        written = [quote(pair.encode("latin-1"), safe=_IN_QUERY) for pair in pairs]
        written += [quote(self.query, safe=_IN_QUERY)] if self.query else []
        return "/".join(segments) + (f"?{'&'.join(written)}" if written else "")


class Table(BaseModel):
    """The file.

    Parameters:
        url: The URL of the API, or nothing if its document names none.
        operations: The operations by operationId.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = ""
    operations: dict[str, Target]


@cache
def table() -> Table:
    """Read upstream.json.

    Raises:
        NotReady: If it cannot be used.
    """
    try:
        return Table.model_validate_json(FILE.read_bytes())
    except OSError as error:
        raise NotReady(f"upstream.json cannot be read: {error.strerror}") from None
    except ValidationError as error:
        lines = (
            f"upstream.json: {'.'.join(map(str, each['loc']))}: {each['msg']}"
            for each in error.errors()
        )
        raise NotReady("\n".join(lines)) from None


def _segment(part: str, values: Mapping[str, str]) -> str:
    names = _PARAMETER.findall(part)
    if not names:
        return part
    for name in names:
        if not values[name]:
            raise Invalid(f"path.{name}: String should have at least 1 character")
    written = _PARAMETER.sub(lambda found: quote(values[found[1]], safe=""), part)
    # Some servers decode a segment before they resolve dots.
    if {".", ".."} & set(re.split(r"[/\\]", unquote(written))):
        raise Invalid(f"path.{names[0]}: Input should not have . or .. between slashes")
    return written


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0]).strip()
