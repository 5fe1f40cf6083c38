"""What a person types about a plugin: its address, and values for its parameters."""

from urllib.parse import urlsplit

import click

from .settings import is_loopback

# Where hosts look for the manifest (documentation of ChatGPT plugins).
MANIFEST = "/.well-known/ai-plugin.json"


def origin(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Read the address of a plugin, for an argument of a command.

    Parameters:
        value: An origin, such as https://plugin.example.com. The scheme can be left out, and the
            address of the manifest will do as well.

    Returns:
        The origin, its host in lower case and without a slash at the end; None if there is no value.

    Raises:
        click.BadParameter: If it is anything else.
    """
    if value is None:
        return None
    text = value.strip()
    if "://" not in text:
        host = text.partition("/")[0].partition(":")[0]
        text = f"{'http' if is_loopback(host) else 'https'}://{text}"
    try:
        url = urlsplit(text)
        host, port = url.hostname or "", url.port
    except ValueError:
        host, port = "", None
    if not host or not text.isprintable() or " " in text or port == 0:
        raise click.BadParameter(
            f"{value!r} is not an address, such as https://plugin.example.com."
        )
    if url.scheme not in ("http", "https"):
        raise click.BadParameter(f"{value!r} must begin with https:// (or http://).")
    if url.username or url.password:
        raise click.BadParameter("The address must not contain a user or a password.")
    if url.path.rstrip("/") not in ("", MANIFEST) or url.query or url.fragment:
        raise click.BadParameter(
            f"{value!r} has a path, but hosts look for the manifest at the top of a domain: use "
            f"{url.scheme}://{url.netloc}."
        )
    return f"{url.scheme}://{url.netloc.lower()}"


def values(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Read values for parameters, for an option of a command.

    Parameters:
        given: Texts such as `username=me`.

    Returns:
        The values by name.

    Raises:
        click.BadParameter: If a text is anything else.
    """
    found = {}
    for each in given:
        name, separator, value = each.partition("=")
        if not name or not separator:
            raise click.BadParameter(f"{each!r} is not NAME=VALUE, such as username=me.")
        found[name] = value
    return found


def token(_: click.Context, __: click.Parameter, value: str | None) -> str:
    """Read a token, for an option of a command.

    Raises:
        click.BadParameter: If it cannot be sent in a header.
    """
    text = (value or "").strip()
    if not (text.isascii() and text.isprintable()):
        raise click.BadParameter("A token has only printable ASCII characters.")
    return text


def is_on_this_machine(url: str, port: int) -> bool:
    """Whether a URL is that of a port of this machine."""
    parts = urlsplit(url)
    default = 443 if parts.scheme == "https" else 80
    return is_loopback(parts.hostname or "") and (parts.port or default) == port
