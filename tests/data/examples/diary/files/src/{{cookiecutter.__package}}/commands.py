"""Commands of the plugin's own."""

import click

from .runtime import documents
from .settings import settings


@click.command()
def topics() -> None:
    """Print a greeting and the topics."""
    click.echo(settings().diary_greeting.get_secret_value())
    click.echo(documents.shipped("topics.txt").decode())


COMMANDS = (topics,)
