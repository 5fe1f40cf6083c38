"""Grants end: the host or the owner revokes them, or they expire."""

import time
from typing import Any

import pytest
from click.testing import CliRunner
from credentials import ENVIRONMENT
from sign_in_support import (
    CLIENT,
    SECRET,
    assert_refused,
    call,
    make_code,
    redeem,
    refresh,
    register,
)
from sqlalchemy import update
from support import Client

from {{ cookiecutter.__package }}.__main__ import main
from {{ cookiecutter.__package }}.database import writing
from {{ cookiecutter.__package }}.runtime.oauth import access_tokens, store


def _revoke(**form: str) -> int:
    return Client().send("POST", "/oauth/revoke", data=CLIENT | SECRET | form).status_code


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
@pytest.mark.parametrize(
    "hint", [{}, {"token_type_hint": "access_token"}, {"token_type_hint": "x"}]
)
def test_a_host_can_revoke_its_grant(spec: dict[str, Any], kind: str, hint: dict[str, str]) -> None:
    """Either token revokes all tokens of the grant, whatever the hint says (RFC 7009, 2)."""
    tokens = redeem(make_code()).json()
    assert _revoke(token=tokens[kind], **hint) == 200
    assert call(spec, tokens["access_token"]).status_code == 401
    assert_refused(refresh(tokens["refresh_token"]), "invalid_grant")


def test_a_host_can_revoke_only_its_own_tokens(spec: dict[str, Any]) -> None:
    """A made-up token gets 200; another host's token is refused (RFC 7009, 2.1, 2.2)."""
    token = redeem(make_code()).json()["access_token"]
    assert _revoke(token="made-up") == 200
    assert _revoke(token=f"{token[:-4]}AAAA") == 200
    assert _revoke() == 400
    assert _revoke(token=token, client_secret="wrong") == 401
    other = register().json()["client_id"]
    form = {"client_id": other, "token": token}
    assert_refused(Client().send("POST", "/oauth/revoke", data=form), "invalid_grant")
    assert call(spec, token).status_code != 401


def test_a_made_up_refresh_token_revokes_nothing(spec: dict[str, Any]) -> None:
    """Access tokens contain the grant's id, so knowing it does not prove anything."""
    tokens = redeem(make_code()).json()
    grant = access_tokens.grant_of(tokens["access_token"])
    for made_up in (f"{grant}.made-up", f"{grant}.made-up.{'0' * 64}", f"{grant}", f"{grant}."):
        assert_refused(refresh(made_up), "invalid_grant")
    assert call(spec, tokens["access_token"]).status_code != 401
    assert refresh(tokens["refresh_token"]).status_code == 200


def _age(user: str, seconds: int) -> None:
    """Make the grants of a user this old."""
    with writing() as session:
        older = update(store.Grant).filter_by(user=user)
        session.execute(older.values(granted_at=int(time.time()) - seconds))


def test_a_grant_ends_after_180_days_even_if_it_is_used() -> None:
    """Each use extends it by 30 days, but to no more than 180 days in total."""
    token = redeem(make_code("fay")).json()["refresh_token"]
    day = 24 * 60 * 60
    assert store.find_by_user("fay")[0].expires_at - time.time() > 29 * day
    _age("fay", 179 * day)
    token = refresh(token).json()["refresh_token"]
    assert 0 < store.find_by_user("fay")[0].expires_at - time.time() <= day
    with writing() as session:
        session.execute(update(store.Grant).filter_by(user="fay").values(expires_at=1))
    assert_refused(refresh(token), "invalid_grant")


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["grants", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_owner_lists_and_revokes_grants(spec: dict[str, Any]) -> None:
    """One grant by its id, or all grants of a user, but nobody else's."""
    client_id = register(client_name="Robot").json()["client_id"]
    make_code("gil", client_id=client_id)
    kept = redeem(make_code("hal")).json()["access_token"]
    tokens = [redeem(make_code("gil")).json()["access_token"] for _ in range(2)]
    listed = _run("list", "gil").splitlines()
    assert len(listed) == 3
    assert any("Robot (registered itself" in line for line in listed)
    assert any(ENVIRONMENT["OAUTH_CLIENT_ID"] in line for line in listed)
    first = access_tokens.grant_of(tokens[0])
    assert first
    assert _run("revoke", "gil", first) == "Revoked 1 of 3 grants of gil.\n"
    assert call(spec, tokens[0]).status_code == 401
    assert call(spec, tokens[1]).status_code != 401
    assert _run("revoke", "gil") == "Revoked 2 of 2 grants of gil.\n"
    assert call(spec, tokens[1]).status_code == 401
    assert _run("list", "gil") == "gil has no active grants.\n"
    assert call(spec, kept).status_code != 401


def test_an_unknown_grant_is_reported() -> None:
    """Nothing is revoked if one of the ids is unknown."""
    make_code("ida")
    result = CliRunner().invoke(main, ["grants", "revoke", "ida", "no-such-grant"])
    assert result.exit_code == 1
    assert "no-such-grant" in result.output
    assert len(store.find_by_user("ida")) == 1
