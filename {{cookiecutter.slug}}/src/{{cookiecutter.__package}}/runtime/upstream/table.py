"""upstream.json: which operation of the API stands behind each operation of openapi.yaml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import unquote_plus

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import NotReady
from ..outgoing import addresses

FILE = Path(__file__).parents[2] / "upstream.json"


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
        return addresses.parameters(self.path)

    def address(self, path: Mapping[str, str], query: str) -> str:
        """Write the address of a request, relative to the API's URL.

        Parameters:
            path: The values of the parameters in the path, by name.
            query: The query string as the caller wrote it. It cannot replace what `self.query` says.

        Returns:
            The path, and the query if there is one.

        Raises:
            errors.Invalid: If a value would change which path it is.
        """
        fixed = {_name(pair) for pair in self.query.split("&")}
        pairs = [pair for pair in query.split("&") if pair and _name(pair) not in fixed]
        written = [addresses.write_query(pair.encode("latin-1")) for pair in pairs]
        written += [addresses.write_query(self.query.encode())] if self.query else []
        return addresses.write_path(self.path, path) + (f"?{'&'.join(written)}" if written else "")


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


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0]).strip()
