"""A plugin is a package that each host can install, whatever its answers are."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from conftest import AUTHS, FRAMEWORKS, GRAMMAR, Bake, Plugin
from host_schemas import faults
from narrowed import narrowed

FILES = {
    "plugin.json": "agent-plugins-plugin-1.0.0",
    "mcp.json": "agent-plugins-mcp-1.0.0",
    ".mcp.json": "",
    "gemini-extension.json": "",
    ".claude-plugin/plugin.json": "",
    ".claude-plugin/marketplace.json": "",
    ".codex-plugin/plugin.json": "",
}
ODD = {"name": '天气 "x" {y} - #1', "slug": "odd", "description": "- a: b # {c} 'd' \"e\" 🎲"}
ANSWERS: dict[str, dict[str, Any]] = {
    "todo": {"auth": "user_http"},
    "grammar": {"endpoints": GRAMMAR, "license": "Proprietary"},
    "odd": ODD | {"endpoints": f"GET /a # {'x' * 129}"},
    "many": {"name": "x" * 20, "endpoints": ";".join(f"GET /{n}" for n in range(9))},
    "cjk": {"name": "🎲 " + "天" * 18, "slug": "cjk", "description": "天" * 120},
    "imported": {},
}


@pytest.fixture(params=ANSWERS)
def plugin(request: pytest.FixtureRequest, bake_once: Bake) -> Plugin:
    if request.param == "imported":
        return narrowed(bake_once, "pet_store.yaml", auth="oauth")
    return bake_once(**ANSWERS[request.param])


def test_every_file_has_the_plugins_own_facts(plugin: Plugin) -> None:
    """Name, version, descriptions and address are the same in each, and texts are as they came."""
    files = {name: json.loads(plugin.read(name)) for name in FILES}
    url = plugin.spec["servers"][0]["url"] + "/mcp"
    slug, manifest = plugin.path.name, plugin.manifest
    for name in [each for each in FILES if each.endswith(("plugin.json", "extension.json"))]:
        assert files[name]["name"] == slug
        assert files[name]["version"] == "0.1.0"
        assert files[name]["description"] == manifest["description_for_human"]
    for name in ("mcp.json", ".mcp.json", "gemini-extension.json"):
        server = files[name]["mcpServers"][slug]
        assert server["httpUrl" if "gemini" in name else "url"] == url
    (entry,) = files[".claude-plugin/marketplace.json"]["plugins"]
    assert (entry["name"], entry["source"]) == (slug, "./")


@pytest.mark.parametrize(("name", "schema"), [each for each in FILES.items() if each[1]])
def test_the_files_fit_the_schemas_of_their_hosts(plugin: Plugin, name: str, schema: str) -> None:
    """What Agent Plugins publishes as JSON Schema accepts what is written."""
    assert faults(schema, json.loads(plugin.read(name))) == []


def test_the_listing_keeps_the_limits_of_the_directory(plugin: Plugin) -> None:
    """The subtitle ends with a word, prompts differ, and there are an icon and all addresses."""
    interface = json.loads(plugin.read(".codex-plugin/plugin.json"))["interface"]
    assert 1 <= len(interface["shortDescription"]) <= 30
    words = plugin.manifest["description_for_human"].split()
    shown = interface["shortDescription"].rstrip("…").split()
    cut = [word.rstrip(".!?,;:") for word in words[: len(shown)]]
    assert shown in (words[: len(shown)], cut, interface["displayName"].split())
    assert 1 <= len(interface["defaultPrompt"]) <= 3
    assert all(1 <= len(prompt) <= 128 for prompt in interface["defaultPrompt"])
    assert len(set(interface["defaultPrompt"])) == len(interface["defaultPrompt"])
    assert re.fullmatch("#[0-9A-F]{6}", interface["brandColor"])
    assert interface["privacyPolicyURL"] == plugin.manifest["legal_info_url"]


def test_paths_lead_to_files(plugin: Plugin) -> None:
    """Each path is relative to the plugin's folder and there is something there."""
    manifest = json.loads(plugin.read(".codex-plugin/plugin.json"))
    paths = [manifest["skills"], manifest["mcpServers"]]
    paths += [manifest["interface"][field] for field in ("logo", "composerIcon")]
    paths.append(json.loads(plugin.read(".claude-plugin/plugin.json"))["icon"])
    for path in paths:
        assert path.startswith("./")
        assert (plugin.path / path).exists()


def test_the_skill_has_a_name_and_a_description(plugin: Plugin) -> None:
    """The skill is found by its folder's name, and says of every tool whether to ask first."""
    slug = plugin.path.name
    _, head, body = plugin.read(f"skills/{slug}/SKILL.md").split("---\n", 2)
    front = yaml.safe_load(head)
    assert set(front) == {"name", "description"}
    assert front["name"] == slug
    assert front["description"].startswith(plugin.manifest["description_for_human"])
    assert 1 <= len(front["description"]) <= 1024
    assert len(head.splitlines()) == 2
    for methods in plugin.spec["paths"].values():
        for operation in methods.values():
            (line,) = re.findall(rf"^- `{operation['operationId']}` \((.*?)\)", body, re.MULTILINE)
            assert ("confirm first" in line) == operation["x-openai-isConsequential"]


@pytest.mark.parametrize("auth", AUTHS)
def test_a_token_comes_from_a_variable(bake_once: Bake, auth: str) -> None:
    """Hosts that put a variable into a header get its name; in the other files there is no token."""
    plugin = bake_once(auth=auth)
    with_token = auth in ("service_http", "user_http")
    for name in FILES:
        expected = with_token and name in (".mcp.json", "gemini-extension.json")
        assert ("Bearer ${TODO_LIST_TOKEN}" in plugin.read(name)) == expected


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_without_mcp_nothing_of_it_is_written(bake_once: Bake, framework: str) -> None:
    """No file, no folder, no dependency, no section."""
    plugin = bake_once(framework=framework, mcp=False)
    runtime = f"src/{plugin.package}/runtime/"
    own = [file for file in plugin.files if not file.startswith(runtime)]
    assert not [file for file in own if "mcp" in file or "SKILL" in file]
    assert not set(FILES) & set(plugin.files)
    folders = (".codex-plugin", ".claude-plugin", "skills", f"{runtime}mcp")
    assert not [name for name in folders if (plugin.path / name).exists()]
    assert "mcp" not in plugin.read("pyproject.toml")
    assert "mcp" not in plugin.read(f"src/{plugin.package}/asgi.py")
    for page in ("README.md", "docs/connect.md"):
        assert "mcp.json" not in plugin.read(page)


@pytest.mark.parametrize("endpoints", ["todo", GRAMMAR], ids=["todo", "grammar"])
def test_no_host_refuses_what_is_written(bake_once: Bake, endpoints: str) -> None:
    """The shipped openapi.yaml keeps every rule of the importers of all three."""
    plugin = bake_once(endpoints=endpoints, auth="service_http")
    hosts = [f"--host={host}" for host in ("v1", "actions", "mcp")]
    plugin.run(plugin.package, "check", *hosts, SERVICE_TOKEN="x")
