"""Begins a conversation, and leads it at the terminal or in a pipe."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import click

from ..errors import NotReady
from .conversation import Conversation
from .credentials import sign_in
from .local import served
from .model import EndpointError, Model
from .plugin import Plugin
from .screen import Screen
from .settings import read_settings
from .tokens import describe_cost
from .tools import Tool

_PROMPT = "> "


def talk(
    question: str, *, model: str, url: str, token: str, is_allowed: bool, has_provider: bool
) -> None:
    """Lead a conversation.

    Parameters:
        question: What is asked; without a question, the standard input has it, or the user does.
        model: The model's name, if it is given.
        url: The address of a plugin that is served already; otherwise it is served meanwhile.
        token: The token for the plugin, if it is given.
        is_allowed: Whether consequential operations are called without asking.
        has_provider: Whether a mock provider was started for those who sign in.

    Raises:
        NotReady: If something is missing to begin.
        click.ClickException: If the only question gets no answer.
    """
    screen = Screen()
    is_interactive = not question and sys.stdin.isatty()
    if not is_interactive:
        question = _text(question or sys.stdin.read())
        if not question:
            raise NotReady("There is no question: write one after `chat`, or pipe one into it.")
    chosen = Model(read_settings(), model)
    with _served(url, has_provider, screen) as address, closing(Plugin(address)) as plugin:
        sign_in(plugin, token, is_own=not url)
        _introduce(plugin, chosen, screen)
        conversation = Conversation(
            chosen, plugin, screen, lambda tool: is_allowed or _ask(tool, screen)
        )
        if is_interactive:
            screen.note("Ask something. Ctrl-C stops an answer, Ctrl-D leaves.")
            _converse(conversation, screen)
        else:
            try:
                conversation.ask(question)
            except EndpointError as error:
                raise click.ClickException(str(error)) from None


@contextmanager
def _served(url: str, has_provider: bool, screen: Screen) -> Iterator[str]:
    if url:
        yield url
        return
    with served(has_provider=has_provider) as (address, lines):
        for line in lines:
            screen.note(line)
        yield address


def _introduce(plugin: Plugin, model: Model, screen: Screen) -> None:
    cost, warning = describe_cost(plugin.description, plugin.tools.values())
    screen.note(f"{plugin.name} at {plugin.url}, {model.name} at {model.settings.openai_base_url}")
    screen.note(cost)
    if warning:
        screen.warn(warning)


def _converse(conversation: Conversation, screen: Screen) -> None:
    with suppress(ImportError):  # Windows has none, and edits lines by itself.
        import readline  # noqa: F401
    while True:
        try:
            click.echo()
            question = _text(input(_PROMPT))
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        if not question:
            continue
        try:
            conversation.ask(question)
        except EndpointError as error:
            screen.warn(str(error))
        except (click.Abort, KeyboardInterrupt):
            click.echo(err=True)  # The terminal has written ^C.
            screen.warn("Interrupted.")


def _text(typed: str) -> str:
    """Take what was typed, without bytes that are not UTF-8."""
    return typed.encode("utf-8", "replace").decode().strip()


def _ask(tool: Tool, screen: Screen) -> bool:
    if not sys.stdin.isatty():
        screen.warn(f"{tool.name} is not called: nobody can be asked. --yes allows every call.")
        return False
    return click.confirm("Allow it?", err=True)
