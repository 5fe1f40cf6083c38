"""Plugins that forward to the example API in tests/data/upstream."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml
from conftest import Bake, Plugin

DATA = Path(__file__).parent / "data" / "upstream"


def from_api(bake: Bake, **answers: object) -> Plugin:
    """Write a plugin, and make its documents those of the API.

    Parameters:
        bake: The fixture `bake`.
        answers: Other answers than the defaults.

    Returns:
        The plugin.
    """
    plugin = bake(endpoints=str(DATA / "openapi.yaml"), **answers)
    made = plugin.spec
    security = next(each["security"] for item in made["paths"].values() for each in item.values())
    document = yaml.safe_load((DATA / "openapi.yaml").read_text(encoding="utf-8"))
    for item in document["paths"].values():
        for operation in item.values():
            operation["security"] = security
    document["components"] |= {
        name: each for name, each in made["components"].items() if name != "schemas"
    }
    text = yaml.safe_dump(document, sort_keys=False)
    (plugin.path / "openapi.yaml").write_text(text, encoding="utf-8")
    for name in ("operations.py", "upstream.json"):
        shutil.copy(DATA / name, plugin.path / "src" / plugin.package)
    return plugin
