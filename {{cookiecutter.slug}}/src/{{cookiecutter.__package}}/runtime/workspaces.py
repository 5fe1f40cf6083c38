"""The address of a plugin that runs in a workspace in the cloud."""

from collections.abc import Mapping


def workspace_url(environment: Mapping[str, str], hostname: str, port: int) -> str | None:
    """Work out the address at which a workspace forwards a port.

    * GitHub Codespaces: https://docs.github.com/en/codespaces/developing-in-a-codespace
    * CodeSandbox: https://codesandbox.io/docs/learn/environment/preview-urls
    * Replit: https://docs.replit.com/references/project-setup/ports

    Parameters:
        environment: The environment variables.
        hostname: The name of this machine, which CodeSandbox makes part of the address.
        port: The port at which the plugin listens.

    Returns:
        An origin, or None where this is not a workspace of one of the three.
    """
    if environment.get("CODESPACES") == "true" and (name := environment.get("CODESPACE_NAME")):
        domain = environment.get("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN") or "app.github.dev"
        return f"https://{name}-{port}.{domain}"
    if environment.get("CSB"):
        domain = environment.get("CSB_BASE_PREVIEW_HOST") or "csb.app"
        return f"https://{hostname}-{port}.{domain}"
    # A deployment lists its domains, and a workspace has one for the port that .replit exposes.
    domains = environment.get("REPLIT_DOMAINS") or environment.get("REPLIT_DEV_DOMAIN")
    return f"https://{domains.split(',')[0]}" if domains else None
