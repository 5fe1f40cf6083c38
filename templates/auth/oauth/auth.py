"""Who may call: users who signed in and allowed a host to call in their name.

oauth.py gives hosts the access tokens that are verified here.
"""

from secrets import token_urlsafe

import click
from joserfc import jwt
from joserfc.errors import BadSignatureError, ClaimError, JoseError, UnsupportedAlgorithmError
from joserfc.jwt import JWTClaimsRegistry

from . import access_tokens, bearer, errors, oauth_store
from .identity import is_secure
from .settings import settings

# What --dev-login tells the person who starts the server.
_for_this_run: list[str] = []

_WRONG_CLAIMS = {
    "iss": "The token is of another issuer",
    "aud": "The token is for another audience",
    "exp": "The token has expired",
    "scope": f"The token lacks the scope {access_tokens.SCOPE}",
}


def authenticate(authorization: str | None) -> str:
    """Name the caller of a request.

    Parameters:
        authorization: The Authorization header.

    Returns:
        The user: the subject of the access token.

    Raises:
        errors.Unauthorized: Without an access token that this plugin made, that has not expired and
            whose grant was not revoked; it says which (RFC 6750, 3; RFC 9068, 4).
    """
    token = bearer.token(authorization)
    registry = JWTClaimsRegistry(
        iss={"essential": True, "value": settings().public_url},
        aud={"essential": True, "value": settings().public_url},
        exp={"essential": True},
        sub={"essential": True},
        sid={"essential": True},
    )
    try:
        decoded = jwt.decode(token, access_tokens.key(), algorithms=[access_tokens.ALGORITHM])
        registry.validate(decoded.claims)
    except ClaimError as error:
        wrong = f"The token has a wrong {error.claim}"
        raise bearer.wrong(_WRONG_CLAIMS.get(error.claim, wrong)) from None
    except BadSignatureError:
        raise bearer.wrong("The token was signed with another key") from None
    except UnsupportedAlgorithmError:
        wrong = f"The token was not signed with {access_tokens.ALGORITHM}"
        raise bearer.wrong(wrong) from None
    except (JoseError, ValueError):
        raise bearer.wrong("The token is no JWT of this plugin") from None
    except errors.NotReady:
        raise bearer.wrong("This plugin has no SECRET_KEY to verify tokens with") from None
    # Sign-in makes other JWTs with other keys; still, the type says what this one is for.
    if decoded.header.get("typ") != access_tokens.TYPE:
        raise bearer.wrong("The token is no access token")
    if access_tokens.SCOPE not in str(decoded.claims.get("scope", "")).split():
        raise bearer.wrong(_WRONG_CLAIMS["scope"])
    if not oauth_store.is_open(decoded.claims["sid"]):
        raise bearer.wrong("The token was revoked")
    user: str = decoded.claims["sub"]
    return user


def prepare() -> list[str]:
    """Make ready to serve: see that everything is set that sign-in needs.

    Returns:
        Lines for the person who starts the server, with --dev-login.

    Raises:
        errors.NotReady: With all that is missing, and how to get it.
    """
    if problems := list(_problems()):
        raise errors.NotReady(
            "Sign-in is not set up. Set in the environment or in .env:\n"
            + "\n".join(f"  {name}: {what}" for name, what in problems)
            + "\n`uv run {{ cookiecutter.slug }} secrets` makes the secrets, README.md explains the rest, and"
            "\n`uv run {{ cookiecutter.slug }} serve --dev-login` needs none of it on your own machine."
        )
    return _for_this_run


def _problems() -> list[tuple[str, str]]:
    """List the settings that are missing or wrong, and what each should be."""
    now = settings()
    secret_key = now.secret_key.get_secret_value()
    checks = [
        ("PUBLIC_URL", is_secure(now.public_url), "https://…, since http is for localhost alone"),
        ("OIDC_ISSUER", is_secure(now.oidc_issuer), "https://…, the address of your provider"),
        ("OIDC_CLIENT_ID", now.oidc_client_id, "this plugin's client id at the provider"),
        ("OIDC_CLIENT_SECRET", now.oidc_client_secret, "this plugin's secret at the provider"),
        ("OAUTH_CLIENT_ID", now.oauth_client_id, "the client id that you give the host"),
        ("OAUTH_CLIENT_SECRET", now.oauth_client_secret, "the secret that you give the host"),
        (
            "SECRET_KEY",
            len(secret_key) >= access_tokens.SHORTEST_SECRET,
            f"{access_tokens.SHORTEST_SECRET} random characters or more",
        ),
    ]
    return [(name, what) for name, is_good, what in checks if not is_good]


@click.command()
def secrets() -> None:
    """Make what sign-in needs: lines for .env, and a client id and secret for the host."""
    click.echo("OAUTH_CLIENT_ID={{ cookiecutter.slug }}")
    click.echo(f"OAUTH_CLIENT_SECRET={token_urlsafe(32)}")
    click.echo(f"SECRET_KEY={token_urlsafe(32)}")


def _start_dev_login(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    if not settings().on_loopback:
        raise click.ClickException(
            "--dev-login lets anyone sign in as anyone, so it is for this machine alone: "
            f"HOST is {settings().host} and PUBLIC_URL {settings().public_url}; "
            "unset them, or set them to localhost."
        )
    try:
        from .dev_login import provider  # Nothing else imports it: it is not for production.

        _for_this_run.extend(context.with_resource(provider()))
    except ImportError as error:
        raise click.ClickException(
            f"--dev-login needs the development dependencies ({error}). Install them with `uv sync`."
        ) from None


dev_login = click.option(
    "--dev-login",
    is_flag=True,
    expose_value=False,
    callback=_start_dev_login,
    help="Sign in at a provider on this machine that believes everyone, for development.",
)
