"""The settings and options of sign-in are checked before the plugin is served."""

import logging
from pathlib import Path

import pytest
from click.testing import CliRunner
from sign_in_support import PROVIDER, Browser, refresh
from support import PACKAGE, loaded_at_start, start

from {{ cookiecutter.__package }} import auth
from {{ cookiecutter.__package }}.__main__ import main
from {{ cookiecutter.__package }}.runtime import errors
from {{ cookiecutter.__package }}.settings import settings

pytestmark = PROVIDER


def test_missing_settings_are_reported_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its settings the plugin does not start, accepts no token and signs nobody in."""
    empty = ["oidc_issuer", "oidc_client_id", "oauth_client_id"]
    for name in empty:
        monkeypatch.setattr(settings(), name, "")
    for name in ("oidc_client_secret", "oauth_client_secret", "secret_key"):
        monkeypatch.setattr(settings(), name, type(settings().secret_key)(""))
    result = CliRunner().invoke(main, ["serve"])
    assert result.exit_code == 1
    for name in [*empty, "oidc_client_secret", "oauth_client_secret", "secret_key"]:
        assert f"  {name.upper()}: " in result.output
    assert "--dev-login" in result.output
    assert Browser().authorize().status_code == 503
    assert refresh("any").status_code == 503
    with pytest.raises(errors.Unauthorized):
        auth.authenticate("Bearer any")


def test_secrets_are_generated_for_the_environment() -> None:
    """The command `secrets` prints lines for .env, with different secrets each time."""
    one, two = (CliRunner().invoke(main, ["secrets"]).output.splitlines() for _ in range(2))
    names = ["OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "SECRET_KEY"]
    assert [line.partition("=")[0] for line in one] == names
    assert [a == b for a, b in zip(one, two, strict=True)] == [True, False, False]


def test_a_short_client_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other machines could guess it, so on a public server it counts as missing."""
    secret = type(settings().secret_key)
    monkeypatch.setattr(settings(), "oauth_client_secret", secret("a" * 15))
    with pytest.raises(errors.NotReady, match=r"OAUTH_CLIENT_SECRET: .* 16 characters or more"):
        auth.on_start()
    monkeypatch.setattr(settings(), "oauth_client_secret", secret("a" * 16))
    assert auth.on_start() == []
    monkeypatch.setattr(settings(), "oauth_client_secret", secret("short"))
    monkeypatch.setattr(settings(), "public_url", "http://localhost:3333")
    assert auth.on_start() == []


def test_dev_login_is_refused_if_others_can_sign_in() -> None:
    """It works only on this machine, and the PUBLIC_URL of these tests is a public one."""
    result = CliRunner().invoke(main, ["serve", "--dev-login"])
    assert result.exit_code == 1
    assert "works only on this machine" in result.output


@pytest.mark.parametrize("options", ["--dev-login --workers=2", "--workers=2 --dev-login"])
def test_dev_login_needs_a_single_process(options: str) -> None:
    """Several workers are refused in one sentence, in any order of the options."""
    result = CliRunner().invoke(main, ["serve", *options.split()])
    assert result.exit_code == 2
    assert "--dev-login needs a single process: leave out --workers." in result.output


def test_a_usage_error_ends_the_command(tmp_path: Path) -> None:
    """The mock provider does not keep the process alive after the error."""
    process = start(tmp_path, "serve", "--dev-login", "surplus")
    try:
        printed, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 2
    assert "unexpected extra argument (surplus)" in printed


def test_the_server_does_not_import_the_mock_provider() -> None:
    """A server imports nothing of --dev-login unless the option is given."""
    modules = loaded_at_start()
    assert f"{PACKAGE}.runtime.oauth" in modules
    assert not {each for each in modules if "oidc_provider_mock" in each or "dev_login" in each}


def test_the_access_log_contains_no_codes() -> None:
    """uvicorn logs the addresses of sign-in without their queries."""
    log = logging.getLogger("uvicorn.access")
    for path, logged in (("/oauth/callback?code=1", "/oauth/callback"), ("/a?b=1", "/a?b=1")):
        args = ("127.0.0.1:1", "GET", path, "1.1", 200)
        form = '%s - "%s %s HTTP/%s" %d'
        record = log.makeRecord(log.name, logging.INFO, "", 0, form, args, None)
        assert log.filter(record)
        assert f'"GET {logged} HTTP/1.1" 200' in record.getMessage()
