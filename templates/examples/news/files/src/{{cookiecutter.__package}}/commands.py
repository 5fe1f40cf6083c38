"""Commands of the plugin's own."""

import logging
import sys

import click


@click.command(name="feeds")
def feeds_() -> None:
    """Read each feed of feeds.txt, and say what it has."""
    from . import feeds  # Here, since a mistake in the list is for this command to report.

    logging.getLogger(feeds.__name__).setLevel(logging.ERROR)  # What goes wrong is printed here.
    readers = feeds.readers()
    for running in [each.refresh() for each in readers]:
        if running:
            running.result()
    for each in readers:
        status = each.status
        said = status.problem or f"{len(each.headlines)} headlines from {status.source}"
        click.echo(f"{each.topic}  {each.url}  {said}")
    if any(each.status.problem for each in readers):
        sys.exit(1)


COMMANDS = (feeds_,)
