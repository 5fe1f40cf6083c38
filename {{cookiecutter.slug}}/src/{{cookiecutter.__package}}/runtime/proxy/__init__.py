"""A local server in front of the deployed plugin, to try changes of the documents at once.

It serves the documents of this folder with the local origin, and forwards each operation to the
deployed plugin with the same limits as a plugin that was made from an API. The caller's
Authorization is passed on, since the API behind is that of the same plugin. Users still sign in at
the deployed plugin.
"""

from starlette.middleware.cors import CORSMiddleware

from .. import cors
from ..asgi import App
from ..middleware import Gateway
from ..outgoing.client import Client
from ..server import Server
from .app import Proxy
from .documents import LocalDocuments

# The headers of the deployed plugin that a caller gets beside Content-Type.
PASSED = ("Link", "Retry-After", "WWW-Authenticate")


def create_app(local: str, deployed: str) -> App:
    """Make the proxy.

    Parameters:
        local: The origin at which it is served.
        deployed: The origin of the deployed plugin.

    Returns:
        What a server runs, as ASGI.

    Raises:
        errors.NotReady: If a document cannot be used.
    """
    documents = LocalDocuments(local, deployed)
    client = Client("The deployed plugin", deployed, PASSED)
    allowing = CORSMiddleware(
        Proxy(documents, client, deployed),
        allow_origins=cors.ORIGINS,
        allow_origin_regex=cors.LOCALHOST,
        allow_methods=cors.METHODS,
        allow_headers=cors.HEADERS,
        expose_headers=cors.EXPOSED,
        allow_private_network=True,
    )
    return Server(Gateway(allowing, websockets=False, paths=documents.paths))
