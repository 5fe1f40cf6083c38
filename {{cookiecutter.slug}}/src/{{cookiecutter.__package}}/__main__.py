"""The command `{{ cookiecutter.slug }}`."""

import sys
from typing import Any

import click
import uvicorn
from pydantic import ValidationError

from . import auth, {{ 'database, ' if cookiecutter.__database else '' }}documents, errors
from .runtime import check
from .settings import settings


class Command(click.Group):
    """A command that says what to set where the plugin is not ready, and shows no traceback."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except errors.NotReady as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=Command)
def main() -> None:
    {{ cookiecutter.description | docstring }}
    try:
        settings()
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise click.ClickException("\n".join(lines)) from None


@main.command()
{% if cookiecutter.auth == 'oauth' %}
@auth.dev_login
{% endif %}
def serve() -> None:
    """Serve the plugin at HOST and PORT (http://localhost:3333 if they are not set)."""
    from .asgi import app  # builds the app, which other commands do without

{% if cookiecutter.__database %}
    database.engine()
{% endif %}
    lines = auth.prepare()
    url = settings().public_url
    click.echo(f"{documents.manifest()['name_for_human']} is at {url}")
    click.echo(f"Open {url}/.well-known/ai-plugin.json")
    for line in lines:
        click.echo(line)
    uvicorn.run(app, host=settings().host, port=settings().port)


@main.command(name="check")
@click.option(
    "--host",
    "hosts",
    type=click.Choice(check.HOSTS),
    multiple=True,
    default=["v1"],
    show_default=True,
    help="Whose rules: v1 for ai-plugin.json, actions for GPT Actions, mcp. May be given again.",
)
def check_(hosts: tuple[str, ...]) -> None:
    """Hold the manifest, the API and the logo to the rules of the hosts."""
    problems = [(host, each) for host in hosts for each in check.check(documents.ROOT, host)]
    for host, problem in problems:
        click.echo(f"{host}: {problem}" if len(hosts) > 1 else problem)
    if any(problem.level == "error" for _, problem in problems):
        sys.exit(1)
    click.echo("No errors.")
{% if cookiecutter.auth != 'none' %}


main.add_command(auth.{{ 'secrets' if cookiecutter.auth == 'oauth' else 'token' }})
{% endif %}


if __name__ == "__main__":
    main()
