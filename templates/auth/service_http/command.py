

def test_serve_makes_a_token_for_this_run(tmp_path: Path) -> None:
    """On this machine no token needs to be set: the one that is printed opens the plugin."""
    with served(tmp_path) as (url, printed):
        found = TOKEN.search(printed)
        assert found
        assert status(url, found.group()) != 401
        assert status(url, "wrong") == 401


def test_serve_refuses_to_be_open_to_the_world(tmp_path: Path) -> None:
    """Where others can call, a token must be set; the message says how."""
    code, output = run(tmp_path, "serve", HOST="0.0.0.0")
    assert code == 1
    assert "SERVICE_TOKEN is not set" in output


def test_token_makes_a_token_that_opens_the_plugin(tmp_path: Path) -> None:
    """What `token` prints is a line for .env."""
    code, line = run(tmp_path, "token")
    assert code == 0
    (tmp_path / ".env").write_text(line, encoding="utf-8")
    with served(tmp_path) as (url, _):
        assert status(url, line.strip().removeprefix("SERVICE_TOKEN=")) != 401
