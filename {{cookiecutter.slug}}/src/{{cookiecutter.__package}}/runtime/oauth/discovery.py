"""Two documents from which an MCP client discovers how to sign in (RFC 9728, RFC 8414).

The challenge of a 401 links to the first, which names the plugin as its own authorization server.
The second lists that server's endpoints and what it supports.
"""

from importlib.util import find_spec
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...settings import settings
from . import access_tokens, client_documents, host_endpoints, registration

RESOURCE = "/.well-known/oauth-protected-resource"
SERVER = "/.well-known/oauth-authorization-server"

# What clients request tokens for: MCP if the plugin has it, otherwise the plugin as a whole.
RESOURCE_PATH = "/mcp" if find_spec("..mcp", __package__) else ""

# RFC 9728, 3.1: the resource's path follows the well-known path. Clients that do not implement that
# request the document of the plugin as a whole.
PATHS = tuple({RESOURCE: None, f"{RESOURCE}{RESOURCE_PATH}": None, SERVER: None})


def resource_metadata_url() -> str:
    """Get the address of the document to which the challenge of a 401 links (RFC 9728, 5.1)."""
    return f"{settings().public_url}{RESOURCE}{RESOURCE_PATH}"


def protected_resource(path: str) -> dict[str, Any]:
    """Describe the plugin, or a part of it, as a protected resource.

    Parameters:
        path: The path of the part, such as `/mcp`; "" for the plugin as a whole.

    Returns:
        The metadata of RFC 9728, 2.
    """
    return {
        "resource": f"{settings().public_url}{path}",
        "authorization_servers": [settings().public_url],
        "scopes_supported": [access_tokens.SCOPE],
        "bearer_methods_supported": ["header"],
    }


def authorization_server() -> dict[str, Any]:
    """Describe the plugin's own authorization server.

    Returns:
        The metadata of RFC 8414, 2, with those of registration (RFC 7591), of client documents
        (draft-ietf-oauth-client-id-metadata-document, 5) and of `iss` (RFC 9207, 3).
    """
    here = settings().public_url
    methods = list(registration.AUTH_METHODS)
    document = {
        "issuer": here,
        "authorization_endpoint": f"{here}/oauth/authorize",
        "token_endpoint": f"{here}{host_endpoints.TOKEN}",
        "revocation_endpoint": f"{here}{host_endpoints.REVOKE}",
        "scopes_supported": [access_tokens.SCOPE],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": registration.GRANT_TYPES,
        "token_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "client_id_metadata_document_supported": client_documents.are_accepted(),
    }
    if settings().oauth_registration:
        document["registration_endpoint"] = f"{here}{host_endpoints.REGISTER}"
    return document


async def _resource(request: Request) -> Response:
    return _public(protected_resource(request.url.path.removeprefix(RESOURCE)))


async def _server(request: Request) -> Response:
    return _public(authorization_server())


def _public(document: dict[str, Any]) -> Response:
    # Clients in browsers read it as well. It contains no secrets.
    return JSONResponse(document, headers={"Access-Control-Allow-Origin": "*"})


app = Starlette(
    routes=[Route(path, _server if path == SERVER else _resource) for path in PATHS],
    # Clients in browsers that send their own headers need an answer to their preflight.
    middleware=[
        Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET"], allow_headers=["*"])
    ],
)
app.router.redirect_slashes = False
