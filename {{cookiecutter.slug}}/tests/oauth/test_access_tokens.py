"""Access tokens are valid only for this plugin."""

from typing import Any

import pytest
from credentials import credentials
from joserfc import jwt
from joserfc.jwk import OctKey
from sign_in_support import CLIENT, PROVIDER, PUBLIC, call, make_code, redeem

from {{ cookiecutter.__package }}.runtime.oauth import access_tokens

pytestmark = PROVIDER


def test_the_access_token_is_a_jwt_for_this_plugin() -> None:
    """The token has the type and the claims of RFC 9068."""
    token = redeem(make_code("Zoë")).json()["access_token"]
    decoded = jwt.decode(token, access_tokens.key())
    assert decoded.header == {"alg": "HS256", "typ": "at+jwt"}
    assert decoded.claims["iss"] == decoded.claims["aud"] == PUBLIC
    assert (decoded.claims["sub"], decoded.claims["scope"]) == ("Zoë", "plugin")
    assert decoded.claims["client_id"] == CLIENT["client_id"]
    assert decoded.claims["exp"] - decoded.claims["iat"] == 15 * 60


def _forged(
    key: OctKey | None = None, *, typ: str = "at+jwt", alg: str = "HS256", **changed: Any
) -> str:
    valid = jwt.decode(credentials("alice")["Authorization"][7:], access_tokens.key())
    claims = {**valid.claims, **changed}
    return jwt.encode({"alg": alg, "typ": typ}, claims, key or access_tokens.key(), [alg])


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"exp": 1}, "expired"),
        ({"aud": "https://another.example.com"}, "audience"),
        ({"iss": "https://another.example.com"}, "issuer"),
        ({"alg": "none"}, "not signed with HS256"),
        ({"alg": "HS512"}, "not signed with HS256"),
        ({"key": OctKey.import_key(b"another key of as many bytes....")}, "another key"),
        ({"scope": ""}, "scope"),
        ({"scope": "plugins"}, "scope"),
        ({"typ": "JWT"}, "not an access token"),
        ({"sid": "no-such-grant"}, "revoked"),
    ],
)
def test_an_invalid_access_token_is_refused(
    spec: dict[str, Any], wrong: dict[str, Any], why: str
) -> None:
    """The answer is 401 and says what is wrong."""
    response = call(spec, _forged(**wrong))
    assert response.status_code == 401
    challenge = response.headers["WWW-Authenticate"]
    assert challenge.startswith("Bearer ")
    assert 'error="invalid_token"' in challenge
    assert why in challenge
