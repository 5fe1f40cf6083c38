{% set signs_in = cookiecutter.auth == 'oauth' %}
"""What a server runs: the app with its middleware{{ ', and MCP beside it' if cookiecutter.mcp else '' }}."""

{% if cookiecutter.mcp %}
from contextlib import AsyncExitStack

{{ '.' | imports(['discovery' if signs_in else '', 'mcp_server', 'oauth' if signs_in else '']) }}
from .middleware import App, Message, Receive, Send, around
{% else %}
{% if signs_in %}
from . import oauth
{% endif %}
from .middleware import App, around
{% endif %}


def mounted(app: App) -> App:
    """Put an app into its middleware{{ ', and mount beside it what it does not answer itself' if cookiecutter.mcp or signs_in else '' }}.

    Parameters:
        app: The framework's app, as ASGI.

    Returns:
        The ASGI app for the server.
    """
{% if not cookiecutter.mcp %}
    return {{ 'oauth.beside(around(app))' if signs_in else 'around(app)' }}
{% else %}
    plugin = {{ 'oauth.beside(around(app))' if signs_in else 'around(app)' }}
    mcp = mcp_server.serve(plugin)
    beside: dict[str, App] = {mcp_server.PATH: mcp}
{% if signs_in %}
    beside |= dict.fromkeys(discovery.PATHS, discovery.app)
{% endif %}

    async def served(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await beside.get(scope["path"], plugin)(scope, receive, send)
            return
        async with AsyncExitStack() as started:

            async def stop_first(message: Message) -> None:
                # The server may end the process as soon as it is told that all has stopped.
                if message["type"].startswith("lifespan.shutdown."):
                    await started.aclose()
                await send(message)

            await started.enter_async_context(mcp.lifespan(mcp))
            await plugin(scope, receive, stop_first)

    return served
{% endif %}
