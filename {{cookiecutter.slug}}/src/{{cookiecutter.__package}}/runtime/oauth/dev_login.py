"""`serve --dev-login`: a mock provider that accepts any user name, and a host, on this machine.

Only that option imports this module; it needs a package that production does not install.
"""

import logging
import os
import shlex
import warnings
from collections.abc import Callable
from secrets import token_urlsafe
from threading import Thread
from urllib.parse import urlencode

import flask
from werkzeug.serving import make_server

from ...settings import settings
from .. import SLUG
from .access_tokens import SCOPE

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # It uses a deprecated part of Authlib.
    import oidc_provider_mock  # type: ignore[import-untyped]


def start() -> tuple[list[str], Callable[[], None]]:
    """Start a mock provider, and set up sign-in with it for this run.

    Returns:
        Lines for the person who starts the server, and a function that stops the provider. The
        process can end without calling that function.
    """
    # It logs each address, including the code.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app: flask.Flask = oidc_provider_mock.app()
    app.add_url_rule("/host", view_func=host)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    secret = token_urlsafe(32)
    # In the environment, so that a reloaded server has them as well.
    os.environ |= {
        "OIDC_ISSUER": origin,
        "OIDC_CLIENT_ID": SLUG,
        "OIDC_CLIENT_SECRET": secret,
        "OAUTH_CLIENT_ID": SLUG,
        "OAUTH_CLIENT_SECRET": secret,
        "SECRET_KEY": token_urlsafe(32),
        # If documents are offered and this machine cannot fetch them, clients do not fall back to
        # registration.
        "OAUTH_REGISTRATION": "on",
        "OAUTH_CLIENT_DOCUMENTS": "off",
    }
    settings.cache_clear()
    current = settings()
    query = {
        "response_type": "code",
        "client_id": current.oauth_client_id,
        "redirect_uri": f"{origin}/host",
        "scope": SCOPE,
        "state": "any",
    }
    lines = [
        "Any user name is accepted. For this run:",
        f"  client id      {current.oauth_client_id}",
        f"  client secret  {secret}",
        f"  start here     {current.public_url}/oauth/authorize?{urlencode(query)}",
    ]
    return lines, server.shutdown


def host() -> flask.Response:
    """Show how a host gets its tokens, when the browser comes back with a code."""
    code = flask.request.args.get("code")
    if not code:
        return _text(f"Sign-in failed: {flask.request.args.get('error')}\n")
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": flask.request.base_url,
        "client_id": settings().oauth_client_id,
        "client_secret": settings().oauth_client_secret.get_secret_value(),
    }
    command = ["curl", "-s", f"{settings().public_url}/oauth/token"]
    for name, value in form.items():
        command += ["-d", f"{name}={value}"]
    return _text(
        "You are signed in. To get the host's tokens, run this within 60 seconds:\n\n"
        f"{shlex.join(command)}\n\n"
        "Then call the plugin with the header Authorization: Bearer ACCESS_TOKEN.\n"
    )


def _text(text: str) -> flask.Response:
    return flask.Response(text, mimetype="text/plain")
