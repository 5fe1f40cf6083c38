"""`package` builds what every host accepts, whatever the plugin is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import FRAMEWORKS, GRAMMAR, TEMPLATE, Bake, Plugin
from host_schemas import faults
from openapi_spec_validator import validate
from packing import URL, contents, packed

APIS = TEMPLATE / "tests/documents/apis"
DESCRIPTION = "\"Quoted\" 'text' {{ 7 }} \\ 天气 🎲"
VARIANTS: dict[str, dict[str, Any]] = {
    **{framework: {"framework": framework, "auth": "oauth"} for framework in FRAMEWORKS},
    "none": {"endpoints": GRAMMAR, "license": "Proprietary"},
    "service_http": {"auth": "service_http", "mcp": False},
    "odd": {"name": 'A "b" 🎲 天 \\', "slug": "odd", "description": DESCRIPTION},
    "cjk": {"name": "天" * 20, "slug": "cjk", "description": "天" * 120},
    "imported": {"endpoints": str(APIS / "pet_store.yaml"), "auth": "oauth"},
}


@pytest.fixture(params=VARIANTS)
def plugin(request: pytest.FixtureRequest, bake_once: Bake) -> Plugin:
    return bake_once(**VARIANTS[request.param])


def test_every_package_is_accepted(plugin: Plugin, tmp_path: Path) -> None:
    """The schemas accept all documents, functions are operations, and the API is OpenAPI 3.0."""
    copy = packed(plugin, tmp_path)
    files = contents(copy / f"dist/{copy.name}-m365.zip")
    documents = {name: json.loads(data) for name, data in files.items() if name.endswith(".json")}
    assert faults("m365-app-1.30", documents["manifest.json"]) == []
    assert faults("m365-declarative-agent-1.8", documents["declarativeAgent.json"]) == []
    assert faults("m365-plugin-2.4", documents["plugin.json"]) == []
    spec = yaml.safe_load(files["openapi.yaml"])
    assert spec["openapi"] == "3.0.4"
    validate(spec)
    described = [node["operationId"] for item in spec["paths"].values() for node in item.values()]
    assert [each["name"] for each in documents["plugin.json"]["functions"]] == described
    assert spec["servers"] == [{"url": URL}]
    assert documents["manifest.json"]["developer"]["privacyUrl"] == f"{URL}/legal"
    if (copy / "plugin.json").exists():
        inside = contents(copy / f"dist/{copy.name}-plugin.zip")
        assert faults("agent-plugins-plugin-1.0.0", json.loads(inside["plugin.json"])) == []
        assert faults("agent-plugins-mcp-1.0.0", json.loads(inside["mcp.json"])) == []
        server = json.loads((copy / "dist/server.json").read_text(encoding="utf-8"))
        assert server["name"] == f"com.example.plugin/{copy.name}"
        assert 1 <= len(server["description"]) <= 100


def test_odd_texts_are_in_each_document_as_they_are(bake_once: Bake, tmp_path: Path) -> None:
    """Quotes, braces, backslashes and emoji reach every package unharmed."""
    plugin = bake_once(**VARIANTS["odd"])
    copy = packed(plugin, tmp_path)
    name = plugin.manifest["name_for_human"]
    files = contents(copy / "dist/odd-m365.zip")
    app = json.loads(files["manifest.json"])
    assert (app["name"]["short"], app["description"]["full"]) == (name, DESCRIPTION)
    agent = json.loads(files["declarativeAgent.json"])
    assert (agent["name"], agent["description"]) == (name, DESCRIPTION)
    api = json.loads(files["plugin.json"])
    assert (api["name_for_human"], api["description_for_human"]) == (name, DESCRIPTION)
    inside = contents(copy / "dist/odd-plugin.zip")
    _, head, _ = inside["skills/odd/SKILL.md"].decode().split("---\n", 2)
    assert yaml.safe_load(head)["description"].startswith(DESCRIPTION)
    server = json.loads((copy / "dist/server.json").read_text(encoding="utf-8"))
    assert (server["title"], server["description"]) == (name, DESCRIPTION)


def test_copilot_asks_before_what_is_consequential(bake_once: Bake, tmp_path: Path) -> None:
    """The user sees the values that are sent, and is not asked about what only reads."""
    copy = packed(bake_once(auth="oauth"), tmp_path, "--host", "m365")
    functions = json.loads(contents(copy / "dist/todo-list-m365.zip")["plugin.json"])["functions"]
    asked = {each["name"]: each["capabilities"]["confirmation"] for each in functions}
    assert asked["getTodos"] == {"type": "None", "isNonConsequential": True}
    assert asked["addTodo"]["type"] == "AdaptiveCard"
    for argument in ("username", "todo"):
        assert "{{function.parameters." + argument + "}}" in asked["addTodo"]["body"]


@pytest.mark.parametrize(
    ("auth", "variable"),
    [("service_http", "SERVICETOKEN_REGISTRATION_ID"), ("oauth", "SIGNIN_CONFIGURATION_ID")],
)
def test_the_placeholder_is_the_one_of_the_agents_toolkit(
    bake_once: Bake, tmp_path: Path, auth: str, variable: str
) -> None:
    """Without an id, the package has the variable that the toolkit makes of the scheme's name."""
    copy = packed(bake_once(auth=auth), tmp_path, "--host", "m365")
    assert variable in (copy / "printed.txt").read_text(encoding="utf-8")
    (runtime,) = json.loads(contents(copy / "dist/todo-list-m365.zip")["plugin.json"])["runtimes"]
    assert runtime["auth"]["reference_id"] == f"${{{{{variable}}}}}"


def test_what_copilot_does_not_support_is_named(bake_once: Bake, tmp_path: Path) -> None:
    """A nested body is a warning with its operation and place, and the package is built."""
    endpoints = "order: POST /orders to:{street} items:{sku}[] -> ok"
    copy = packed(bake_once(name="Orders", endpoints=endpoints), tmp_path)
    printed = (copy / "printed.txt").read_text(encoding="utf-8")
    for place in ("order, body.to", "order, body.items"):
        assert f"warning: openapi.yaml: {place}" in printed
    assert (copy / "dist/orders-m365.zip").exists()


def test_user_http_is_refused_by_copilot_with_the_reason(bake_once: Bake, tmp_path: Path) -> None:
    """If that package was asked for; otherwise the others are built, and it is said."""
    plugin = bake_once(auth="user_http")
    copy = packed(plugin, tmp_path)
    assert "a token of each user (user_http)" in (copy / "printed.txt").read_text(encoding="utf-8")
    assert not (copy / "dist/todo-list-m365.zip").exists()
    with pytest.raises(pytest.fail.Exception, match="needs a plugin that was made with oauth"):
        packed(plugin, tmp_path / "asked", "--host", "m365")
