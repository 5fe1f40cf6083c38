"""`chat`: a model that calls the plugin, as ChatGPT's did."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
from conftest import AUTHS, FRAMEWORKS, Bake, Plugin, environment
from keyboard import CTRL_C, CTRL_D, ENTER
from running import run_tests
from scripted_endpoint import Fails, calls, says, served

TESTS = Path(__file__).parent
CHOICES = [(FRAMEWORKS[index % len(FRAMEWORKS)], auth) for index, auth in enumerate(AUTHS)]


def test_a_conversation_is_what_the_plugin_and_the_model_say(bake: Bake) -> None:
    """Calls, refusals, wrong arguments, errors of both sides, and what is shown of them."""
    plugin = bake(framework="flask", mcp=False)
    run_tests(plugin.path, _copy("test_conversation.py", plugin))


@pytest.mark.parametrize(("framework", "auth"), CHOICES)
def test_chat_signs_in_by_the_auth_type(bake: Bake, framework: str, auth: str) -> None:
    """In each framework, and with each auth type, `chat` needs no second terminal."""
    plugin = bake(framework=framework, auth=auth, mcp=False)
    run_tests(plugin.path, _copy("test_sign_in.py", plugin))


def test_other_commands_do_without_its_libraries(bake_once: Bake) -> None:
    """They are an extra, and would slow the others down."""
    plugin = bake_once()
    found = "sorted({'openai', 'rich', 'httpx'} & set(sys.modules))"
    code = f"import sys, {plugin.package}.__main__; print({found})"
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(PYTHONPATH=str(plugin.path / "src")),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.stdout == "[]\n", result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_conversation_in_a_terminal(bake: Bake) -> None:
    """What changes something asks first, Ctrl-C stops an answer, and Ctrl-D leaves."""
    plugin = bake(framework="quart", mcp=False)
    add = calls(("addTodo", {"username": "me", "todo": "buy milk"}))
    with served() as endpoint:
        endpoint.script(add, says("Not *added*."), add, add, Fails(429))
        child = pexpect.spawn(
            sys.executable,
            ["-m", plugin.package, "chat"],
            cwd=plugin.path,
            env=environment(
                PYTHONPATH=str(plugin.path / "src"), OPENAI_BASE_URL=endpoint.url, TERM="xterm"
            ),
            dimensions=(40, 80),
            timeout=20,
            encoding="utf-8",
        )
        child.expect("tokens in each request")
        for answer, said in (("n", "Not .*added"), (CTRL_C, "Interrupted"), ("y", "429")):
            child.expect("\n> ")
            child.send(f"Add milk{ENTER}")
            child.expect(r"→ addTodo\(username=\"me\", todo=\"buy milk\"\)")
            child.expect("Allow it")
            child.send(answer if answer == CTRL_C else answer + ENTER)
            child.expect(said)
        child.expect("\n> ")
        child.send(CTRL_D)
        child.expect(pexpect.EOF)
        child.wait()
        assert child.exitstatus == 0
        told = [each["messages"][-1]["content"] for each in endpoint.requests]
    assert "did not allow" in told[1]
    assert told[4] == "{}"


def _copy(test: str, plugin: Plugin) -> str:
    for module in ("loopback.py", "scripted_endpoint.py"):
        shutil.copy(TESTS / module, plugin.path / "tests")
    text = (TESTS / "data/chat" / test).read_text(encoding="utf-8")
    file = plugin.path / "tests" / f"test_chat_{test.removeprefix('test_')}"
    file.write_text(text.replace("PACKAGE", plugin.package), encoding="utf-8")
    return f"tests/{file.name}"
