"""Sign-in: a small authorization server beside the app, which asks an OpenID provider who the user is."""

from ..server import Part
from . import discovery, endpoints

PARTS = (Part(endpoints.app, ("/oauth/",)), Part(discovery.app, discovery.PATHS))

__all__ = ["PARTS"]
