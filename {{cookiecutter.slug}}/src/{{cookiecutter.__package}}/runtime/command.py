"""The command: `serve`, `check`, `package`, `chat` and what the auth type adds."""

import os
import socket
import sys
import traceback
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import uvicorn
from pydantic import ValidationError

from ..settings import settings
from . import SLUG, check, documents, errors, logs, plugin_url, time_limit
from .chat.command import chat
from .packages.command import package
from .pages import explorer
from .rate_limit import calls

try:
    from .. import auth
except Exception as error:
    _broken_auth: Exception | None = error
else:
    _broken_auth = None

_PACKAGE = Path(__file__).parents[1]
_GRACE_SECONDS = 30
# A load balancer keeps idle connections for up to a minute. It must be the one to close them: what it
# sends while the server closes is lost.
_KEEP_ALIVE_SECONDS = 75
_RELOADED = ["*.py", "*.json", "*.yaml", "*.html", "*.png", "*.txt", ".env"]


class Command(click.Group):
    """A command that says what to change where the plugin is not ready, without a traceback."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except errors.NotReady as error:
            raise click.ClickException(str(error)) from None


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        try:
            click.echo(f"{SLUG} {version(SLUG)}")
        except PackageNotFoundError:
            click.echo(f"{SLUG} is not installed; pyproject.toml has its version")
        context.exit()


@click.group(cls=Command)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version and exit.",
)
def main() -> None:
    if _broken_auth:
        raise click.ClickException(explain(_broken_auth))
    try:
        settings()
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise click.ClickException("\n".join(lines)) from None
    except UnicodeDecodeError:
        raise click.ClickException(".env is not UTF-8 text: save it as UTF-8") from None


def _set_host(_: click.Context, __: click.Parameter, host: str | None) -> None:
    _set("HOST", host)


def _set_port(_: click.Context, __: click.Parameter, port: int | None) -> None:
    _set("PORT", port)


def _set(variable: str, value: object) -> None:
    # In the environment, so that PUBLIC_URL follows and a reloaded server has it too.
    if value is not None:
        os.environ[variable] = str(value)
        settings.cache_clear()


_host = click.option(
    "--host",
    expose_value=False,
    is_eager=True,
    callback=_set_host,
    help="Listen at this address.",
)
_port = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    expose_value=False,
    is_eager=True,
    callback=_set_port,
    help="Listen at this port.",
)


@main.command()
@_host
@_port
@click.option("--reload", is_flag=True, help="Restart when code or documents change.")
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    is_eager=True,
    show_default=True,
    help="Serve with several processes, which share the port and the database.",
)
def serve(reload: bool, workers: int) -> None:
    """Serve the plugin, at http://localhost:3333 by default."""
    if reload and workers > 1:
        raise click.UsageError("--reload needs a single process: leave out --workers.")
    explorer.check_settings()
    if not reload:
        load()
    lines = [*auth.on_start(), *calls.on_start(workers)]
    if not reload:
        lines += [*_forwarded(), *_connections(workers)]
    _refuse_taken_port()
    url = settings().public_url
    click.echo(f"{documents.manifest()['name_for_human']} is at {url}")
    if explorer.is_on():
        click.echo(f"Try it at {url}{explorer.PATH}")
    click.echo(f"Its manifest is at {url}/{documents.MANIFEST}")
    for line in lines:
        click.echo(line)
    name = _PACKAGE.name
    uvicorn.run(
        f"{name}.runtime.reloading:app" if reload else f"{name}.asgi:app",
        host=settings().host,
        port=settings().port,
        reload=reload,
        reload_dirs=[str(documents.ROOT)] if reload else None,
        reload_includes=_RELOADED if reload else None,
        workers=workers,
        log_config=logs.config(settings().log_format),
        access_log=False,  # Server writes a line for each request.
        # Requests that began are answered before the server stops.
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
    )
    if time_limit.threads.are_busy():  # Python would wait for functions that may never return.
        sys.stdout.flush()
        os._exit(0)


def _forwarded() -> list[str]:
    from .. import operations
    from .binding import on_start

    return on_start(operations)


def _connections(workers: int) -> list[str]:
    """Warn of more connections than the database allows, in a plugin with a database."""
    if not find_spec(f"{_PACKAGE.name}.runtime.pool"):
        return []
    engine = import_module(f"{_PACKAGE.name}.database").engine()
    advice: list[str] = import_module(f"{_PACKAGE.name}.runtime.pool").advice(engine, workers)
    return advice


def load() -> Any:
    """Import the plugin.

    Returns:
        The ASGI app.

    Raises:
        errors.NotReady: If openapi.yaml and operations.py do not match, the database cannot be
            opened, or a file of the plugin cannot be imported; in one line.
    """
    try:
        from ..asgi import app
    except errors.NotReady:
        raise
    except Exception as error:
        raise errors.NotReady(explain(error)) from error
    return app


def explain(error: Exception) -> str:
    """Say in one line what went wrong, and in which line of the plugin's own files."""
    what = f"{type(error).__name__}: {error}"
    if isinstance(error, SyntaxError) and error.filename:
        return (
            f"{Path(error.filename).name}, line {error.lineno}: {type(error).__name__}: {error.msg}"
        )
    frames = traceback.extract_tb(error.__traceback__)
    inside = [each for each in frames if _PACKAGE in Path(each.filename).parents]
    own = [each for each in inside if "runtime" not in Path(each.filename).parts] or inside
    return f"{Path(own[-1].filename).name}, line {own[-1].lineno}: {what}" if own else what


def _refuse_taken_port() -> None:
    host, port = settings().host, settings().port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name != "nt":  # There it would allow two programs to share a port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Cannot listen at {host}:{port}: {error.strerror}. Stop the program that uses the "
                "port, or choose another with --port."
            ) from None


@main.command()
@click.argument("url", callback=plugin_url.origin)
@_host
@_port
def proxy(url: str) -> None:
    """Try the documents of this folder with the plugin that is deployed at URL.

    Serves the manifest, openapi.yaml, logo and legal page of this folder, reads them again when a
    file changes, and forwards all operations to the deployed plugin.
    """
    if settings().public_url == url:  # As on the machine where the plugin is deployed.
        _set("PUBLIC_URL", type(settings())(public_url="").public_url)
    local = settings().public_url
    if local == url or plugin_url.is_on_this_machine(url, settings().port):
        raise click.UsageError(f"{url} is where the proxy itself would be: choose another --port.")
    _refuse_taken_port()
    from .proxy import create_app

    app = create_app(local, url)
    click.echo(f"The documents of this folder are at {local}, the operations at {url}")
    click.echo(f"Open {local}/.well-known/ai-plugin.json")
    uvicorn.run(
        app,
        host=settings().host,
        port=settings().port,
        lifespan="off",
        log_config=logs.config(settings().log_format),
        access_log=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


@main.command(name="check")
@click.argument("url", required=False, callback=plugin_url.origin)
@click.option(
    "--host",
    "hosts",
    type=click.Choice([*check.HOSTS, *check.PACKAGES]),
    multiple=True,
    help="Whose rules: v1 for ai-plugin.json, actions for GPT Actions, mcp, or a host that installs "
    "a package. Can be repeated. Default: v1, and the packages that are there.",
)
@click.option(
    "--token",
    envvar="CHECK_TOKEN",
    callback=plugin_url.token,
    help="With URL: call what only reads with this token. Better in the variable CHECK_TOKEN.",
)
@click.option(
    "--value",
    "values",
    multiple=True,
    callback=plugin_url.values,
    help="With URL: what to send for a parameter, NAME=VALUE. Can be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="With URL: print JSON.")
def check_(
    url: str | None,
    hosts: tuple[str, ...],
    token: str,
    values: dict[str, str],
    as_json: bool,
) -> None:
    """Check the documents against the rules of hosts, and openapi.yaml against operations.py.

    With URL, check the plugin that is deployed there instead, as ChatGPT did at its installation.
    It can be any plugin.
    """
    if url:
        from .live import run

        if files := [host for host in hosts if host in check.PACKAGES]:
            raise click.UsageError(f"{files[0]} reads files: check them without a URL.")
        sys.exit(run(url, hosts or ("v1",), token, values, as_json=as_json))
    source = click.get_current_context().get_parameter_source("token")
    if values or as_json or source is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError("--token, --value and --json need the URL of a deployed plugin.")
    hosts = hosts or ("v1", *check.packages_of(documents.ROOT))
    problems = [(host, each) for host in hosts for each in _problems(host)]
    for host, problem in problems:
        click.echo(f"{host}: {problem}" if len(hosts) > 1 else problem)
    unbound = _unbound()
    for line in unbound:
        click.echo(f"error: {line}")
    if unbound or any(problem.level == "error" for _, problem in problems):
        sys.exit(1)
    click.echo("No errors.")


def _problems(host: str) -> list[check.Problem]:
    rules = check.check_package if host in check.PACKAGES else check.check
    return rules(documents.ROOT, host)


def _unbound() -> list[str]:
    """List what does not match between openapi.yaml and operations.py."""
    try:
        from .. import operations
        from .binding import match

        return match(documents.openapi(), operations)[1]
    except errors.NotReady as error:
        return str(error).splitlines()
    except Exception as error:
        return [explain(error)]


main.add_command(chat)
main.add_command(package)

if not _broken_auth:
    for command in getattr(auth, "COMMANDS", ()):
        main.add_command(command)
    for option in getattr(auth, "SERVE_OPTIONS", ()):
        option(serve)
        option(chat)
