

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


def test_dev_login_is_refused_where_others_can_sign_in(tmp_path: Path) -> None:
    """It is for this machine alone."""
    code, output = run(tmp_path, "serve", "--dev-login", HOST="0.0.0.0")
    assert code == 1
    assert "for this machine alone" in output


def test_serve_refuses_to_start_without_a_provider(tmp_path: Path) -> None:
    """What is missing is said at once: with what `secrets` prints, it is the provider alone."""
    code, lines = run(tmp_path, "secrets")
    assert code == 0
    (tmp_path / ".env").write_text(lines, encoding="utf-8")
    code, output = run(tmp_path, "serve")
    assert code == 1
    found = re.findall(r"^  ([A-Z_]+):", output, re.MULTILINE)
    assert found == ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"]
