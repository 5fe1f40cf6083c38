"""What deploys a plugin is valid: the Dockerfile, compose.yaml, the Caddyfile and the page about them.

There is no Docker here: nothing is built, and what can be read is read.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from fnmatch import fnmatch
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import AUTHS, Bake, Plugin, environment
from markdown import blocks, sections
from running import run_script

# How long uvicorn waits for requests that began (runtime/command.py).
GRACE_SECONDS = 30
CHOICES = [
    *({"auth": auth, "name": "Deployed"} for auth in AUTHS),
    # Without a database.
    {"endpoints": "GET /ping -> pong", "name": "Deployed"},
]


@pytest.fixture(params=CHOICES, ids=[*AUTHS, "stateless"])
def plugin(request: pytest.FixtureRequest, bake_once: Bake) -> Plugin:
    """A plugin of each auth type, and one without a database."""
    return bake_once(**request.param)


@pytest.fixture
def services(plugin: Plugin) -> dict[str, Any]:
    """The services of its compose.yaml."""
    found: dict[str, Any] = yaml.safe_load(plugin.read("compose.yaml"))["services"]
    return found


@pytest.mark.parametrize(
    ("file", "schema"),
    [("compose.yaml", "compose-spec"), (".github/dependabot.yml", "dependabot")],
)
def test_a_file_is_valid_for_those_who_read_it(plugin: Plugin, file: str, schema: str) -> None:
    """Compose and Dependabot accept their files, by the schemas that check-jsonschema ships."""
    pytest.importorskip("check_jsonschema", reason="check-jsonschema has the schemas")
    shipped = resources.files("check_jsonschema") / f"builtin_schemas/vendor/{schema}.json"
    jsonschema.validate(yaml.safe_load(plugin.read(file)), json.loads(shipped.read_bytes()))


def test_compose_refuses_to_start_without_secrets(plugin: Plugin) -> None:
    """Each variable is required, is in .env.example, and none has a value in the file."""
    text = plugin.read("compose.yaml")
    required = re.findall(r"\$\{(\w+):\?", text)
    assert "PUBLIC_URL" in required
    assert len(required) == text.count("$")
    for name in required:
        assert f"# {name}=" in plugin.read(".env.example")


def test_every_server_is_known_to_caddy(plugin: Plugin, services: dict[str, Any]) -> None:
    """Caddy shares requests among all replicas, and the connections of all are counted."""
    served = services["plugin"]
    count = served["deploy"]["replicas"]
    names = [f"{plugin.path.name}-plugin-{number}:3333" for number in range(1, count + 1)]
    assert services["caddy"]["environment"]["UPSTREAMS"].split() == names
    assert served["environment"].get("SERVERS", str(count)) == str(count)


def test_only_caddy_says_who_the_caller_is(plugin: Plugin, services: dict[str, Any]) -> None:
    """No other container has its address, and the servers have no port of the machine."""
    address = services["caddy"]["networks"]["proxied"]["ipv4_address"]
    assert services["plugin"]["environment"]["FORWARDED_ALLOW_IPS"] == address
    assert "ports" not in services["plugin"]


def test_compose_waits_for_the_requests_that_began(services: dict[str, Any]) -> None:
    """Nothing is killed before STOP_DELAY and uvicorn's own time are over."""
    delay = float(services["plugin"]["environment"]["STOP_DELAY"])
    assert float(services["plugin"]["stop_grace_period"].removesuffix("s")) > delay + GRACE_SECONDS


def test_the_servers_notice_a_stop_before_it_begins(plugin: Plugin) -> None:
    """Caddy asks twice within STOP_DELAY, even if the first answer is late."""
    caddy = plugin.read("Caddyfile")
    interval, timeout = (
        float(re.findall(rf"health_{name} ([\d.]+)s", caddy)[0]) for name in ("interval", "timeout")
    )
    delay = yaml.safe_load(plugin.read("compose.yaml"))["services"]["plugin"]["environment"]
    assert float(delay["STOP_DELAY"]) > interval + timeout


def test_kubernetes_accepts_what_the_page_shows(plugin: Plugin) -> None:
    """The Deployment and the Service are valid, and the pods are stopped as the page says."""
    validator = pytest.importorskip("kubernetes_validate")
    (block,) = (each for each in blocks(plugin.read("docs/deploy.md")) if each.language == "yaml")
    deployment, service = yaml.safe_load_all(block.text)
    for document in (deployment, service):
        validator.validate(document, validator.latest_version(), strict=True)
    pod = deployment["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    variables = {each["name"]: each["value"] for each in container["env"]}
    delay = float(variables["STOP_DELAY"])
    assert pod["terminationGracePeriodSeconds"] > delay + GRACE_SECONDS
    probe = container["readinessProbe"]
    assert delay > (probe["periodSeconds"] + probe["timeoutSeconds"]) * probe["failureThreshold"]
    assert probe["httpGet"]["path"] == "/readyz"
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert service["spec"]["selector"] == deployment["spec"]["template"]["metadata"]["labels"]


@pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is not installed")
@pytest.mark.parametrize("url", ["https://plugin.example.com", "http://localhost:3333"])
def test_caddy_accepts_the_caddyfile(bake_once: Bake, tmp_path: Path, url: str) -> None:
    """It is valid and written as `caddy fmt` writes it, with TLS and without."""
    plugin = bake_once(**CHOICES[0])
    caddyfile = str(plugin.path / "Caddyfile")
    variables = {"PUBLIC_URL": url, "UPSTREAMS": "a:1 b:2", "HOME": str(tmp_path)}
    for command in (["validate", "--config", caddyfile, "--adapter", "caddyfile"], ["fmt"]):
        result = subprocess.run(
            ["caddy", *command, *([caddyfile] if command == ["fmt"] else [])],
            env=environment(**variables),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert result.returncode == 0, result.stderr
    assert result.stdout == plugin.read("Caddyfile")


def test_the_image_gets_what_it_copies_and_no_more(plugin: Plugin) -> None:
    """Each file that the Dockerfile copies passes .dockerignore; settings and databases do not."""
    lines = plugin.read(".dockerignore").splitlines()
    passed = {line[1:] for line in lines if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", plugin.read("Dockerfile"), re.MULTILINE)
    sources = {source.rstrip("/") for line in copied for source in line.split()}
    assert sources == passed
    assert lines[1] == "*"
    assert all((plugin.path / source).exists() for source in sources)
    assert not any(fnmatch(name, each) for name in (".env", "x.db") for each in passed)


def test_the_image_is_small_and_runs_as_process_1(plugin: Plugin) -> None:
    """What only builds stays behind; the server itself is started, by a user who is not root."""
    text = re.sub(r"\\\n", "", plugin.read("Dockerfile"))
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
    first, last = re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]
    bases = {stage.split()[0] for stage in (first, last)}
    assert len(bases) == 1
    # A version that Dependabot and Renovate can follow.
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", bases.pop())
    assert "pip" in first
    assert "pip" not in last
    assert ("[postgres]" in first) == ("postgres = [" in plugin.read("pyproject.toml"))
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last, re.MULTILINE)
    assert "/healthz" in re.findall(r"^HEALTHCHECK .*$", last, re.MULTILINE)[0]
    command = re.findall(r"^CMD (.*)$", last, re.MULTILINE)[0]
    assert json.loads(command) == [plugin.path.name, "serve"]


@pytest.mark.skipif(os.name == "nt", reason="the commands are for a shell")
def test_a_backup_of_sqlite_is_restored(bake: Bake) -> None:
    """With the commands of the page, taken while the plugin has the database open."""
    plugin = bake(name="Saved", slug="saved", mcp=False)
    page = sections(plugin.read("docs/deploy.md"))["Backup and restore"]
    backup, restore = (block.text for block in blocks(page)[:2])
    printed = run_script(plugin.path, _SAVE.format(backup=backup, restore=restore))
    assert printed.splitlines()[-2:] == ["['kept', 'lost']", "['kept']"]


_SAVE = """
import os
import subprocess

import conftest

os.environ["DATABASE_URL"] = "sqlite:///saved.db"
from support import Client

from saved.database import engine

def shell(script):
    subprocess.run(["sh", "-ec", script], check=True)

def todos():
    print(Client().send("GET", "/todos/me").json()["todos"])

Client().send("POST", "/todos/me", json={{"todo": "kept"}})
shell('''{backup}''')
Client().send("POST", "/todos/me", json={{"todo": "lost"}})
todos()
engine().dispose()
shell('''{restore}''')
todos()
"""
