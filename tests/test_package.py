"""The plugin package of 2026 is valid by the field guide of Codex's plugin creator."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from conftest import AUTHS, FRAMEWORKS, GRAMMAR, Bake, Plugin

SEMVER = r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
ODD = {"name": '天气 "x" {y} - #1', "slug": "odd", "description": "- a: b # {c} 'd' \"e\""}


@pytest.fixture(
    params=[
        {"auth": "user_http"},
        {"endpoints": GRAMMAR, "license": "Proprietary"},
        ODD | {"endpoints": f"GET /a # {'x' * 129}"},
        {"name": "x" * 20, "endpoints": ";".join(f"GET /{n}" for n in range(9))},
    ],
    ids=["todo", "grammar", "odd", "many"],
)
def plugin(request: pytest.FixtureRequest, bake_once: Bake) -> Plugin:
    return bake_once(**request.param)


def test_the_manifest_keeps_the_rules_of_its_fields(plugin: Plugin) -> None:
    """Names, version, prompts and colour have the form that hosts ask for."""
    manifest = json.loads(plugin.read(".codex-plugin/plugin.json"))
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", manifest["name"])
    assert re.fullmatch(SEMVER, manifest["version"])
    assert manifest["author"]["name"]
    interface = manifest["interface"]
    texts = ("displayName", "shortDescription", "longDescription", "developerName", "category")
    assert all(interface[field].strip() for field in texts)
    assert 1 <= len(interface["defaultPrompt"]) <= 3
    assert all(1 <= len(prompt) <= 128 for prompt in interface["defaultPrompt"])
    assert re.fullmatch("#[0-9A-F]{6}", interface["brandColor"])
    assert set(interface["capabilities"]) <= {"Read", "Write"}


def test_the_manifest_s_paths_lead_to_files(plugin: Plugin) -> None:
    """Each path is relative to the plugin's folder and there is something there."""
    manifest = json.loads(plugin.read(".codex-plugin/plugin.json"))
    for path in (manifest["skills"], manifest["mcpServers"], manifest["interface"]["logo"]):
        assert path.startswith("./")
        assert (plugin.path / path).exists()
    assert not any("URL" in field for field in manifest["interface"])


def test_the_skill_has_a_name_and_a_description(plugin: Plugin) -> None:
    """The skill is found by its folder's name, and speaks of every tool."""
    slug = plugin.path.name
    _, head, body = plugin.read(f"skills/{slug}/SKILL.md").split("---\n", 2)
    front = yaml.safe_load(head)
    assert set(front) == {"name", "description"}
    assert front["name"] == slug
    assert 1 <= len(front["description"]) <= 1024
    for methods in plugin.spec["paths"].values():
        for operation in methods.values():
            assert f"`{operation['operationId']}`" in body


@pytest.mark.parametrize("auth", AUTHS)
def test_the_mcp_server_is_the_plugin_s_own(bake_once: Bake, auth: str) -> None:
    """The address is that of the shipped API, and a token comes from a variable alone."""
    plugin = bake_once(auth=auth)
    (server,) = json.loads(plugin.read(".mcp.json"))["mcpServers"].values()
    assert server["type"] == "http"
    assert server["url"] == plugin.spec["servers"][0]["url"] + "/mcp"
    with_token = auth in ("service_http", "user_http")
    assert server.get("bearer_token_env_var") == ("TODO_LIST_TOKEN" if with_token else None)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_without_mcp_nothing_of_it_is_written(bake_once: Bake, framework: str) -> None:
    """No file, no folder, no dependency, no section."""
    plugin = bake_once(framework=framework, mcp=False)
    # `check URL` looks at the MCP server of any plugin.
    files = [file for file in plugin.files if "/live/" not in file]
    assert not [file for file in files if "mcp" in file or "SKILL" in file]
    assert not [name for name in (".codex-plugin", "skills") if (plugin.path / name).exists()]
    assert "mcp" not in plugin.read("pyproject.toml")
    assert "mcp" not in plugin.read(f"src/{plugin.package}/asgi.py")
    assert "## MCP" not in plugin.read("README.md")


@pytest.mark.parametrize("endpoints", ["todo", GRAMMAR], ids=["todo", "grammar"])
def test_no_host_refuses_what_is_written(bake_once: Bake, endpoints: str) -> None:
    """The shipped openapi.yaml keeps every rule of the importers of all three."""
    plugin = bake_once(endpoints=endpoints, auth="service_http")
    hosts = [f"--host={host}" for host in ("v1", "actions", "mcp")]
    plugin.run(plugin.package, "check", *hosts, SERVICE_TOKEN="x")
