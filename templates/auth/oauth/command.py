

def test_somebody_signs_in_with_dev_login(tmp_path: Path) -> None:
    """What is printed leads through the provider to a command that gets a token."""
    with served(tmp_path) as (url, printed), httpx.Client(follow_redirects=True) as browser:
        start = re.search(r"start here +(\S+)", printed)
        assert start
        form = browser.get(start[1])
        page = browser.post(form.url, data={"sub": "alice"})
        ticket = re.findall(r'name="ticket" value="([^"]*)"', page.text)[0]
        answer = {"ticket": ticket, "answer": "allow"}
        told = browser.post(f"{url}/oauth/consent", data=answer).text
        sent = dict(parse_qsl("&".join(re.findall(r"-d (\S+)", told))))
        tokens = browser.post(f"{url}/oauth/token", data=sent).json()
        assert status(url, tokens["access_token"]) != 401
        assert status(url, TOKEN.findall(printed)[0]) == 401


def test_serve_refuses_to_start_without_a_provider(tmp_path: Path) -> None:
    """All that is missing is said at once, with what to do."""
    code, output = run(tmp_path, "serve")
    assert code == 1
    for name in ("OIDC_ISSUER", "OAUTH_CLIENT_ID", "SECRET_KEY", "--dev-login"):
        assert name in output


def test_dev_login_is_refused_where_others_can_sign_in(tmp_path: Path) -> None:
    """It is for this machine alone."""
    code, output = run(tmp_path, "serve", "--dev-login", HOST="0.0.0.0")
    assert code == 1
    assert "for this machine alone" in output


def test_secrets_makes_what_env_needs(tmp_path: Path) -> None:
    """With what `secrets` prints, only the provider is still missing."""
    code, lines = run(tmp_path, "secrets")
    assert code == 0
    (tmp_path / ".env").write_text(lines, encoding="utf-8")
    _, output = run(tmp_path, "serve")
    assert "OIDC_ISSUER" in output
    assert "SECRET_KEY:" not in output
