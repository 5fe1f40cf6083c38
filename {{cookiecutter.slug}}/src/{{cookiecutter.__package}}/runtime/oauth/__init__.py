"""Sign-in: a small authorization server next to the app, which signs users in with OpenID."""

from ..server import Part
from . import discovery, host_endpoints, sign_in

PARTS = (
    Part(sign_in.app, ("/oauth/",)),
    Part(host_endpoints.app, host_endpoints.PATHS),
    Part(discovery.app, discovery.PATHS),
)

__all__ = ["PARTS"]
