"""The plugin is open to the listed tokens alone."""

from support import Invoke


def test_serve_refuses_to_start_without_tokens(invoke: Invoke) -> None:
    """The message says what to set."""
    result = invoke("serve", HOST="0.0.0.0", TOKENS="{}")
    assert result.exit_code == 1
    assert "TOKENS is empty" in result.output
