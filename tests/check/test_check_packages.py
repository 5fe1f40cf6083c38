"""What `check` says of packages agrees with the schemas that the hosts publish, and goes beyond them."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Bake
from documents_to_check import _package
from host_schemas import faults

from plugin_template.importing.runtime_check import load

packages = load("check.packages")
PACKAGES: tuple[str, ...] = _package.PACKAGES


PATHS = {
    f"/{name}": {"get": {"operationId": name, "x-openai-isConsequential": name != "getTodos"}}
    for name in ("getTodos", "addTodo", "deleteTodo")
}


@pytest.fixture
def plugin(bake_once: Bake, tmp_path: Path) -> Path:
    """A copy of the files of a plugin's packages, to be damaged."""
    source = bake_once(auth="user_http").path
    for name in (".claude-plugin", ".codex-plugin", "skills"):
        shutil.copytree(source / name, tmp_path / name)
    for name in ("plugin.json", "mcp.json", ".mcp.json", "gemini-extension.json"):
        shutil.copy(source / name, tmp_path)
    shutil.copy(source / "logo.png", tmp_path)
    # Of the API, only what the skill is compared with; JSON is YAML too.
    (tmp_path / "openapi.yaml").write_text(json.dumps({"paths": PATHS}), encoding="utf-8")
    return tmp_path


def errors(root: Path, host: str) -> list[str]:
    return [str(each) for each in _package.check_package(root, host) if each.level == "error"]


def said(root: Path, host: str) -> str:
    return "\n".join(map(str, _package.check_package(root, host)))


def changed(file: Path, path: tuple[Any, ...], value: object) -> None:
    """Replace a value in a JSON file; `...` removes it."""
    document = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(_put(document, path, value)), encoding="utf-8")


def _put(document: Any, path: tuple[Any, ...], value: object) -> Any:
    if not path:
        return value
    document = copy.deepcopy(document)
    node = document
    for key in path[:-1]:
        node = node[key]
    if value is ...:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return document


def mutations(document: Any) -> Iterator[tuple[tuple[Any, ...], object]]:
    """Every value removed, of each other type, empty, too long, and with an unknown key."""
    for path, value in _values(document, ()):
        if path and isinstance(path[-1], str):
            yield path, ...
        wrong: list[Any] = [None, 7, True, "", "x", "x" * 9000, [], [7], {}, {"unknown": 1}]
        yield from ((path, each) for each in wrong if each != value)
        if isinstance(value, dict):
            yield path, {**value, "unknown": 1}
            yield path, {**value, "unknown": {}}
        if isinstance(value, list):
            yield path, value * 40


def _values(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, node
    if isinstance(node, (dict, list)):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _values(value, (*path, key))


# Where `check` refuses more than the schema, and why.
STRICTER: dict[str, Callable[[tuple[Any, ...]], bool]] = {
    "agent-plugins-plugin-1.0.0": lambda path: False,
    # The specification wants an absolute URL there (7.2.1), which its schema does not say.
    "agent-plugins-mcp-1.0.0": lambda path: path[-1:] == ("url",),
}


@pytest.mark.parametrize(
    ("name", "schema"),
    [("plugin.json", "agent-plugins-plugin-1.0.0"), ("mcp.json", "agent-plugins-mcp-1.0.0")],
)
def test_agent_plugins_agrees_with_its_schemas(plugin: Path, name: str, schema: str) -> None:
    """Whatever is damaged in a file, both refuse it or neither does."""
    whole = json.loads((plugin / name).read_text(encoding="utf-8"))
    optional: dict[str, Any] = {"homepage": "https://a.example", "repository": "x"}
    if name == "plugin.json":
        whole |= optional | {"extensions": {"com.example": {"a": 1}}}
    else:
        whole["mcpServers"]["local"] = {
            "type": "stdio",
            "command": "node",
            "args": ["a"],
            "env": {"A": "b"},
            "cwd": "./x",
        }
        whole["mcpServers"]["todo-list"]["headers"] = {"X-A": "b"}
    assert faults(schema, whole) == []
    for path, value in mutations(whole):
        document = _put(whole, path, value)
        held = {name: json.dumps(document).encode()}
        found = packages.check(packages.Tree(plugin, held), "agent-plugins")
        refused, wrong = faults(schema, document), [each for each in found if each.level == "error"]
        if STRICTER[schema](path):  # Never the other way round.
            assert wrong or not refused, (path, value, refused)
        else:
            assert bool(wrong) == bool(refused), (path, value, wrong, refused)


@pytest.mark.parametrize("host", [host for host in PACKAGES if host != "m365"])
def test_a_plugin_as_it_is_written_has_no_error(plugin: Path, host: str) -> None:
    """Nor a warning, though it is still on localhost."""
    found = _package.check_package(plugin, host)
    assert [str(each) for each in found if each.level != "hint"] == []


def test_the_hosts_are_found_by_their_files(plugin: Path) -> None:
    """Without a file, its host is not asked."""
    assert _package.packages_of(plugin) == [host for host in PACKAGES if host != "m365"]
    (plugin / "gemini-extension.json").unlink()
    assert "gemini" not in _package.packages_of(plugin)
    assert "is missing" in said(plugin, "gemini")


CLAUDE, MARKETPLACE = ".claude-plugin/plugin.json", ".claude-plugin/marketplace.json"
CODEX, SERVER = ".codex-plugin/plugin.json", ("mcpServers", "todo-list")
DEFECTS = [
    ("agent-plugins", "mcp.json", (*SERVER, "url"), "http://todo.example/mcp"),
    ("agent-plugins", "mcp.json", (*SERVER, "url"), "https://me:secret@todo.example/mcp"),
    ("agent-plugins", "mcp.json", (*SERVER, "url"), "${PUBLIC_URL}/mcp"),
    ("agent-plugins", "mcp.json", (*SERVER, "headers"), {"Authorization": "Bearer x"}),
    ("agent-plugins", "mcp.json", (*SERVER, "headers"), {"a b": "c"}),
    ("agent-plugins", "mcp.json", (*SERVER, "headers"), {"a": "b\r\nc: d"}),
    ("agent-plugins", "mcp.json", (*SERVER, "headers"), {"a": "b", "A": "b"}),
    ("claude", CLAUDE, ("name",), "Todo List"),
    ("claude", CLAUDE, ("name",), ...),
    ("claude", CLAUDE, ("keywords",), "todo"),
    ("claude", CLAUDE, ("author",), "me"),
    ("claude", CLAUDE, ("icon",), "./no.png"),
    ("claude", CLAUDE, ("icon",), "./../logo.png"),
    ("claude", CLAUDE, ("privacyPolicyUrl",), "http://todo.example/legal"),
    ("claude", MARKETPLACE, ("owner",), ...),
    ("claude", MARKETPLACE, ("plugins",), []),
    ("claude", MARKETPLACE, ("plugins", 0, "source"), "./elsewhere"),
    ("claude", MARKETPLACE, ("plugins", 0, "name"), "another"),
    ("claude", ".mcp.json", (*SERVER, "type"), "streamable-http"),
    ("claude", ".mcp.json", (*SERVER, "url"), ...),
    ("codex", CODEX, ("name",), "todo_list"),
    ("codex", CODEX, ("skills",), "skills/"),
    ("codex", CODEX, ("skills",), "./no/"),
    ("codex", CODEX, ("mcpServers",), "./no.json"),
    ("codex", CODEX, ("interface", "logo"), "./no.png"),
    ("codex", CODEX, ("interface", "composerIcon"), "../logo.png"),
    ("codex", CODEX, ("interface", "capabilities"), "Read"),
    ("codex", ".mcp.json", (*SERVER, "headers"), {"a": 1}),
    ("gemini", "gemini-extension.json", ("name",), "todo list"),
    ("gemini", "gemini-extension.json", ("version",), ...),
    ("gemini", "gemini-extension.json", (*SERVER, "httpUrl"), ...),
    ("gemini", "gemini-extension.json", (*SERVER, "httpUrl"), "todo.example/mcp"),
    ("gemini", "gemini-extension.json", ("contextFileName",), "NO.md"),
    ("openai-listing", CODEX, ("interface", "shortDescription"), "x" * 31),
    ("openai-listing", CODEX, ("interface", "shortDescription"), "two\nlines"),
    ("openai-listing", CODEX, ("interface", "displayName"), " "),
    ("openai-listing", CODEX, ("interface", "longDescription"), "x" * 4001),
    ("openai-listing", CODEX, ("interface", "developerName"), ...),
    ("openai-listing", CODEX, ("interface", "category"), ...),
    ("openai-listing", CODEX, ("interface", "capabilities"), ["x"] * 21),
    ("openai-listing", CODEX, ("interface", "defaultPrompt"), ["a", "b", "c", "d"]),
    ("openai-listing", CODEX, ("interface", "defaultPrompt"), ["x" * 129]),
    ("openai-listing", CODEX, ("interface", "defaultPrompt"), ["Add  one", "Ａdd one"]),
    ("openai-listing", CODEX, ("interface", "defaultPrompt"), ["Ask @todo-list"]),
    ("openai-listing", CODEX, ("interface", "websiteURL"), "http://todo.example"),
    ("openai-listing", CODEX, ("interface", "privacyPolicyURL"), ...),
    (
        "openai-listing",
        CODEX,
        ("interface", "termsOfServiceURL"),
        "https://a.example/" + "x" * 1010,
    ),
    ("openai-listing", CODEX, ("interface", "brandColor"), "#FFFF88"),
    ("openai-listing", CODEX, ("version",), "1"),
]


@pytest.mark.parametrize(
    ("host", "name", "path", "value"), DEFECTS, ids=[f"{d[0]}-{n}" for n, d in enumerate(DEFECTS)]
)
def test_what_a_host_refuses_is_an_error(
    plugin: Path, host: str, name: str, path: tuple[Any, ...], value: object
) -> None:
    """Each names the file and the field."""
    changed(plugin / name, path, value)
    field = [key for key in path if isinstance(key, str)][-1]
    found = [each for each in errors(plugin, host) if f"{name}: " in each]
    assert len(found) == 1
    assert field in found[0]


@pytest.mark.parametrize(
    ("host", "name", "path", "value", "message"),
    [
        ("agent-plugins", "plugin.json", ("version",), "one", "version: should be"),
        ("claude", CLAUDE, ("unknown",), 1, "unknown: is not a known field"),
        ("claude", CLAUDE, ("version",), "one", "version: must be"),
        ("codex", CODEX, ("unknown",), 1, "unknown: is not a known field"),
        ("gemini", "gemini-extension.json", ("unknown",), 1, "unknown: is not a known field"),
        ("gemini", "gemini-extension.json", (*SERVER, "trust"), True, "cannot set it"),
        ("openai-listing", CODEX, ("interface", "category"), "Fun", "is not one of those that the"),
    ],
)
def test_what_a_host_ignores_is_a_warning(
    plugin: Path, host: str, name: str, path: tuple[Any, ...], value: object, message: str
) -> None:
    """It is said, and does not fail."""
    changed(plugin / name, path, value)
    assert errors(plugin, host) == []
    assert f"warning: {name}" in said(plugin, host)
    assert message in said(plugin, host)


@pytest.mark.parametrize("host", [host for host in PACKAGES if host != "m365"])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b'{"a": 1, "a": 2}'])
def test_a_file_that_cannot_be_used_is_named(plugin: Path, host: str, content: bytes) -> None:
    """Broken, of another type or not UTF-8: an error in a line, and no traceback."""
    name = packages._FILES[host]
    (plugin / name).write_bytes(content)
    found = errors(plugin, host)
    assert found
    assert all(name in each for each in found)


SKILL = "skills/todo-list/SKILL.md"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: todo-list", "name: another", "error: {}: name: must be todo-list"),
        ("name: todo-list", "names: x", "error: {}: name: is missing"),
        ("description: Manage", f"description: {'x' * 1024} ", "1,024 are allowed"),
        ("description: Manage", "description: '' #", "description: is empty"),
        ("---\nname", "name", "error: {}: must begin with a front matter"),
        ("name: todo-list", "name: [", "error: {}: the front matter"),
        ("- `addTodo`", "- `add`", "warning: {}: names add, which is not an operation"),
        ("- `addTodo`", "- addTodo", "warning: {}: does not name addTodo"),
        ("deletes; confirm first", "deletes", "does not say that deleteTodo is confirmed first"),
        ("description: Manage", "description: <b>Manage</b>", "warning: {}: description"),
    ],
)
def test_a_skill_that_is_wrong_is_named(plugin: Path, old: str, new: str, message: str) -> None:
    """Its front matter keeps the rules of Agent Skills, and it follows the operations."""
    text = (plugin / SKILL).read_text(encoding="utf-8")
    assert old in text
    (plugin / SKILL).write_text(text.replace(old, new), encoding="utf-8")
    for host in ("agent-plugins", "claude", "codex", "gemini"):
        assert message.format(SKILL) in said(plugin, host)


def test_a_folder_of_skills_without_a_skill_is_an_error(plugin: Path) -> None:
    """Hosts pass over it without a word."""
    (plugin / "skills/empty").mkdir()
    assert "skills/empty/SKILL.md: the file is missing" in said(plugin, "codex")


def test_an_operation_that_is_added_is_missed_in_the_skill(plugin: Path) -> None:
    """Whoever adds an operation learns that the skill does not name it."""
    changed(plugin / "openapi.yaml", ("paths", "/more"), {"get": {"operationId": "getMore"}})
    assert f"warning: {SKILL}: does not name getMore" in said(plugin, "claude")
