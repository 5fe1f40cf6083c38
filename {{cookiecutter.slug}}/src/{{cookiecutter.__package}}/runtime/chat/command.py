"""The command `chat`; what it needs is imported when it is used."""

from importlib.util import find_spec
from urllib.parse import urlsplit

import click
from click.core import ParameterSource

from .. import SLUG
from ..settings import is_loopback

_MANIFEST = "/.well-known/ai-plugin.json"


def _read_url(_: click.Context, __: click.Parameter, url: str) -> str:
    if not url:
        return ""
    parts = urlsplit(url)
    local = is_loopback(parts.hostname or "")
    if not parts.hostname or parts.scheme not in (("http", "https") if local else ("https",)):
        raise click.BadParameter(
            f"{url} is not an address such as https://plugin.example.com; "
            "http is for this machine alone."
        )
    return url.removesuffix(_MANIFEST).rstrip("/")


@click.command()
@click.argument("question", default="")
@click.option("--model", default="", help="The model to talk to.  [env var: OPENAI_MODEL]")
@click.option(
    "--url",
    default="",
    callback=_read_url,
    help="Talk to the plugin that is served at this address.  [default: serve it meanwhile]",
)
@click.option(
    "--token",
    default="",
    envvar="PLUGIN_TOKEN",
    show_envvar=True,
    help="The token that the plugin asks for.",
)
@click.option(
    "--yes",
    "is_allowed",
    is_flag=True,
    help="Do not ask before an operation that changes something.",
)
@click.pass_context
def chat(
    context: click.Context, question: str, model: str, url: str, token: str, is_allowed: bool
) -> None:
    """Talk to a model that calls the plugin.

    The model is told what ChatGPT told it: description_for_model and the operations. Before it changes
    something you are asked. Without QUESTION, you have a conversation, or the standard input is the
    question.

    Any endpoint with OpenAI's API will do: set OPENAI_API_KEY, or OPENAI_BASE_URL for another one.
    """
    has_provider = context.get_parameter_source("dev_login") is ParameterSource.COMMANDLINE
    if has_provider and url:
        raise click.UsageError("--dev-login is for a plugin that chat serves: leave out --url.")
    if not (find_spec("openai") and find_spec("rich")):
        raise click.ClickException(
            f"chat needs packages that are not installed: run it as `uv run --extra chat {SLUG} chat`."
        )
    from .session import talk

    talk(
        question,
        model=model,
        url=url,
        token=token,
        is_allowed=is_allowed,
        has_provider=has_provider,
    )
