"""Pages for people: the plugin at a glance at `/`, and an API explorer at `/docs`."""

from ..server import Part
from . import explorer, overview

PARTS = (
    Part(overview.app, ("/",)),
    Part(explorer.app, explorer.PATHS),
)

__all__ = ["PARTS"]
