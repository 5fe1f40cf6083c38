"""Answers the requests: documents from this folder, operations from the deployed plugin."""

from urllib.parse import unquote

from .. import errors
from ..asgi import Message, Receive, Send, send_json, send_whole
from ..documents import SERVED
from ..operation import Answer
from ..outgoing import addresses
from ..outgoing.client import Client
from .documents import LocalDocuments

_TYPES = {each.path: each.media_type for each in SERVED}
# The headers of the caller that the deployed plugin gets, and all that begin with the last.
_SENT_ON = ("accept", "authorization", "content-type")
_OF_THE_HOST = "openai-"


class Proxy:
    """The proxy as ASGI; other parts have checked the host, the path and the method before.

    Parameters:
        documents: The documents of this folder.
        client: What sends the requests on.
        url: The origin of the deployed plugin.
    """

    def __init__(self, documents: LocalDocuments, client: Client, url: str) -> None:
        self.documents = documents
        self.client = client
        self.url = url

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        path = scope["path"]
        try:
            if path == "/":
                await send_whole(307, b"", [(b"location", SERVED[0].path.encode())], send)
            elif path in self.documents.broken:
                body = errors.body(self.documents.broken[path], 503)
                await send_json(503, body, [], send)
            elif path in _TYPES:
                await _send(Answer(200, self.documents.bodies[path], _TYPES[path]), send)
            else:
                address = self._address(path, scope["query_string"])
                await _send(await self._forward(address, scope, receive), send)
        except errors.PluginError as error:
            headers = [(name.encode(), each.encode()) for name, each in error.headers.items()]
            body = errors.body(error.detail, error.status)
            await send_json(error.status, body, headers, send)

    def _address(self, path: str, query: bytes) -> str:
        for route in self.documents.routes:
            if found := route.pattern.fullmatch(path):
                names = addresses.parameters(route.path)
                values = dict(zip(names, map(unquote, found.groups()), strict=True))
                written = addresses.write_query(query)
                return addresses.write_path(route.path, values) + (written and f"?{written}")
        raise errors.NotFound("openapi.yaml of this folder has no such path")

    async def _forward(self, address: str, scope: Message, receive: Receive) -> Answer:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {"accept": "*/*"}
        for raw, value in scope["headers"]:
            name = raw.decode("latin-1").lower()
            if name in _SENT_ON or name.startswith(_OF_THE_HOST):
                headers[name] = value.decode("latin-1")
        return await self.client.send(scope["method"], self.url, address, headers, body)


async def _send(answer: Answer, send: Send) -> None:
    headers = [
        (name.encode("latin-1"), each.encode("latin-1"))
        for name, each in {"content-type": answer.content_type, **answer.headers}.items()
    ]
    await send_whole(answer.status, answer.body, headers, send)
