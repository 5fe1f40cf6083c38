"""Operations that take what FastAPI supplies."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Header, Request, Response
from fastapi.responses import PlainTextResponse

asked: list[str] = []


def _open_connection(x_tenant: Annotated[str, Header()] = "none") -> Iterator[str]:
    asked.append(x_tenant)
    yield f"connection of {x_tenant}"
    asked.append("closed")


def get_plain(
    user_id: str,
    limit: int,
    connection: Annotated[str, Depends(_open_connection)],
    request: Request,
    user_agent: Annotated[str, Header()],
) -> dict[str, object]:
    return {
        "user": user_id,
        "limit": limit,
        "connection": connection,
        "path": request.url.path,
        "agent": user_agent,
    }


async def get_coroutine(user_id: str, tasks: BackgroundTasks) -> Response:
    tasks.add_task(asked.append, user_id)
    return PlainTextResponse(user_id)
