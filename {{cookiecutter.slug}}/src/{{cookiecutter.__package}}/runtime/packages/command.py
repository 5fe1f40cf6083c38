"""`package`: sets the public address in the packages, and builds what is uploaded."""

from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit

import click

from .. import plugin_url
from ..settings import is_loopback

# As in `building`, which is imported when the command runs.
_HOSTS = ("agent-plugins", "m365", "mcp-registry")
# Names that are never public (RFC 6761, RFC 6762, RFC 9476).
_PRIVATE = (".local", ".internal", ".invalid", ".test", ".alt", ".onion", ".home.arpa")


@click.command()
@click.option(
    "--url",
    required=True,
    callback=plugin_url.origin,
    help="Where the plugin is served, such as https://plugin.example.com.",
)
@click.option("--allow-local", is_flag=True, help="Accept an address of this machine, to try it.")
@click.option(
    "--host",
    "hosts",
    type=click.Choice(_HOSTS),
    multiple=True,
    help="Build the package for this host alone. Can be repeated.",
)
@click.option(
    "--reference-id",
    envvar="M365_REFERENCE_ID",
    default="",
    help="For m365: the id of the plugin's credentials in the Teams developer portal. Or set "
    "M365_REFERENCE_ID.",
)
def package(url: str, allow_local: bool, hosts: tuple[str, ...], reference_id: str) -> None:
    """Set the public address in the files that hosts install, and build dist/.

    dist/ gets NAME-plugin.zip, the directory that hosts install; NAME-m365.zip, the app for
    Microsoft 365 Copilot; and server.json for the MCP registry.
    """
    if why := _not_public(url, allow_local=allow_local):
        raise click.BadParameter(f"{url} {why}.", param_hint="--url")
    from . import building, reading

    has_mcp = find_spec("..mcp", __package__) is not None
    repository = reading.repository()
    built = building.build(
        repository, url, hosts, reference_id=reference_id.strip(), has_mcp=has_mcp
    )
    for note in built.notes:
        click.echo(note)
    if built.errors:
        raise click.ClickException("\n".join(["nothing was written", *built.errors]))
    written = building.write(built, repository.root)
    for each in built.changed:
        for line in each.lines:
            click.echo(f"{each.name}: {line}")
    for name in (f"dist/{each}" for each in built.files):
        click.echo(f"{name}: {'written' if name in written else 'unchanged'}")


def _not_public(url: str, *, allow_local: bool) -> str:
    """Why hosts cannot reach an address; nothing if they can."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host):
        return "" if allow_local else "is this machine: add --allow-local if you only try it"
    if parts.scheme != "https" or parts.port not in (None, 443):
        return "must use https, at port 443"
    if not host.isascii():
        return "must be written in ASCII, as in xn--bcher-kva.example"
    try:
        return "" if ip_address(host).is_global else "is an address that hosts cannot reach"
    except ValueError:
        is_private = "." not in host or f".{host}".endswith(_PRIVATE)
        return "is a name that only a local network knows" if is_private else ""
