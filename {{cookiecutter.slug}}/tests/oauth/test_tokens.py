"""Hosts exchange codes and refresh tokens for tokens, each once."""

import asyncio
import time
from base64 import b64encode
from typing import Any

import httpx
import pytest
from sign_in_support import (
    CHALLENGE,
    CLIENT,
    HOST,
    SECRET,
    VERIFIER,
    assert_refused,
    call,
    make_code,
    redeem,
    refresh,
    rows,
)
from sqlalchemy import select, update
from support import Client

from {{ cookiecutter.__package }}.database import writing
from {{ cookiecutter.__package }}.runtime.oauth import store


@pytest.mark.parametrize(
    ("changed", "error", "status"),
    [
        ({"client_secret": "wrong"}, "invalid_client", 401),
        ({"client_secret": ""}, "invalid_client", 401),
        ({"client_id": "another"}, "invalid_client", 401),
        ({"client_id": ""}, "invalid_client", 401),
        ({"redirect_uri": "https://chatgpt.com/connector/oauth/x"}, "invalid_grant", 400),
        ({"redirect_uri": ""}, "invalid_grant", 400),
        ({"code": "made-up"}, "invalid_grant", 400),
        ({"code": ""}, "invalid_request", 400),
        ({"code": "\0"}, "invalid_request", 400),
        ({"code_verifier": ""}, "invalid_request", 400),
        ({"code_verifier": VERIFIER[::-1]}, "invalid_grant", 400),
        ({"grant_type": "password"}, "unsupported_grant_type", 400),
        ({"grant_type": ""}, "invalid_request", 400),
    ],
)
def test_a_wrong_request_gets_no_token(changed: dict[str, str], error: str, status: int) -> None:
    """The error is one of RFC 6749, 5.2, and the code remains valid for its host."""
    code = make_code(challenge=CHALLENGE)
    before = rows()
    assert_refused(redeem(code, {"code_verifier": VERIFIER, **changed}), error, status)
    assert rows() == before
    assert redeem(code, {"code_verifier": VERIFIER}).status_code == 200


def test_a_verifier_without_a_challenge_is_refused() -> None:
    """PKCE cannot be downgraded (RFC 9700, 4.8.2)."""
    assert_refused(redeem(make_code(), {"code_verifier": VERIFIER}), "invalid_request")


def test_the_secret_in_the_header_is_checked() -> None:
    """A wrong Basic header is answered with a challenge, even if it is not UTF-8."""
    for wrong in (b"the-host:wrong", b"another:wrong", b"\xff\xfe:x", b""):
        headers = {"Authorization": f"Basic {b64encode(wrong).decode()}"}
        form = {"grant_type": "refresh_token", "refresh_token": "any"}
        response = Client().send("POST", "/oauth/token", data=form, headers=headers)
        assert_refused(response, "invalid_client", 401)
        assert response.headers["WWW-Authenticate"].startswith("Basic realm=")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'"\\ud800"', "application/json"),
        (b'{"grant_type": "authorization_code", "code": 1}', "application/json"),
        (b'{"grant_type": "\\ud800"}', "application/json"),
        (b"grant_type=authorization_code", "text/plain"),
        (b"grant_type=authorization_code&code=1&code=2", "application/x-www-form-urlencoded"),
        (b"", "application/json"),
        (b"x" * 200_000, "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(body: bytes, kind: str) -> None:
    """A body that is neither a form nor a JSON object of texts gets invalid_request."""
    response = Client().send("POST", "/oauth/token", content=body, headers={"Content-Type": kind})
    assert_refused(response, "invalid_request")


def test_a_code_of_another_host_is_refused() -> None:
    """A code is valid only for the host that it was made for."""
    assert_refused(redeem(make_code(client_id="another")), "invalid_grant")


def test_a_code_expires_after_a_minute() -> None:
    """After 60 seconds it is refused, and later it is deleted."""
    code = make_code("dora")
    table = store.Grant
    with writing() as session:
        left = session.scalar(select(table.expires_at - int(time.time())).filter_by(user="dora"))
        assert left is not None
        assert 0 < left <= 60
        session.execute(update(table).filter_by(user="dora").values(expires_at=int(time.time())))
    assert_refused(redeem(code), "invalid_grant")
    make_code()
    assert "dora" not in str(rows())


def test_a_code_that_is_used_twice_revokes_its_grant(spec: dict[str, Any]) -> None:
    """The second use is refused, and the tokens of the first are revoked."""
    code = make_code()
    tokens = redeem(code).json()
    assert call(spec, tokens["access_token"]).status_code != 401
    assert_refused(redeem(code), "invalid_grant")
    assert_refused(refresh(tokens["refresh_token"]), "invalid_grant")
    assert "revoked" in call(spec, tokens["access_token"]).headers["WWW-Authenticate"]


def test_a_refresh_token_that_is_used_twice_revokes_its_grant(spec: dict[str, Any]) -> None:
    """The second use is refused, and the newer tokens are revoked."""
    first = redeem(make_code()).json()
    second = refresh(first["refresh_token"]).json()
    assert_refused(refresh(first["refresh_token"]), "invalid_grant")
    assert_refused(refresh(second["refresh_token"]), "invalid_grant")
    assert "revoked" in call(spec, second["access_token"]).headers["WWW-Authenticate"]


def test_at_most_one_request_gets_tokens_for_a_code() -> None:
    """Even if several requests with the same code arrive at the same time."""
    form = {"grant_type": "authorization_code", "code": make_code(), "redirect_uri": HOST}
    form |= CLIENT | SECRET

    async def together() -> list[httpx.Response]:
        sent = [Client().send_async("POST", "/oauth/token", data=form) for _ in range(8)]
        return list(await asyncio.gather(*sent))

    codes = sorted(response.status_code for response in asyncio.run(together()))
    assert codes in ([200] + [400] * 7, [400] * 8)
