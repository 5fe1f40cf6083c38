"""`/.well-known/openai-apps-challenge`: proves to OpenAI that the plugin's domain is yours.

OpenAI gives you a token when you submit the plugin to its directory, and reads it from there as plain
text (https://developers.openai.com/plugins/deploy/submission).
"""

from ...settings import settings
from .. import errors
from ..asgi import Message, Receive, Send, send_json
from .page import Once, Page

PATH = "/.well-known/openai-apps-challenge"


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Send OPENAI_APPS_CHALLENGE; without it there is no such page."""
    if settings().openai_apps_challenge:
        await _page(scope, receive, send)
    else:
        await send_json(404, errors.body(errors.phrase(404)), [], send)


_page = Once(lambda: Page(settings().openai_apps_challenge.encode(), "text/plain"))
