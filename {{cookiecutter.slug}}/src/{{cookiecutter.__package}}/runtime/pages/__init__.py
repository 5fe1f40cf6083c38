"""The plugin at a glance at `/`, an API explorer at `/docs`, and OpenAI's proof of the domain."""

from ..server import Part
from . import challenge, explorer, overview

PARTS = (
    Part(overview.app, ("/",)),
    Part(explorer.app, explorer.PATHS),
    Part(challenge.app, (challenge.PATH,)),
)

__all__ = ["PARTS"]
