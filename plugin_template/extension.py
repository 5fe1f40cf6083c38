"""What Jinja sees of this package: its filters."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Mapping

from jinja2 import Environment
from jinja2.ext import Extension

from plugin_template import endpoints
from plugin_template.answers import choices, defaults, examples
from plugin_template.answers.rules import problems
from plugin_template.code import layout, operations, requests
from plugin_template.documents import codex_package as package
from plugin_template.documents import logo, manifest, openapi, yaml_text
from plugin_template.engine import literal_values, readers
from plugin_template.engine.left_out import left_out
from plugin_template.engine.next_steps import next_steps
from plugin_template.engine.refused import Refused


class PluginTemplate(Extension):
    """Registers this template's filters, and its prompts where there is a terminal."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters.update(FILTERS)
        readers.install()
        literal_values.install()


def _refuse(answers: Mapping[str, object]) -> str:
    if found := problems(answers):
        raise Refused(_for_terminal("\n".join(found)))
    return ""


def _for_terminal(message: str) -> str:
    # A terminal that has no emoji must not turn the message into a traceback.
    encoding = sys.stdout.encoding if sys.stdout else None
    return message.encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")


def _endpoints(answers: Mapping[str, str]) -> tuple[endpoints.Endpoint, ...]:
    known, described = examples.read(answers["endpoints"])
    return (*known, *described)


def _operations(answers: Mapping[str, str]) -> operations.Operations:
    return operations.operations(_endpoints(answers))


def _stubs(answers: Mapping[str, str]) -> operations.Operations:
    chosen = answers["endpoints"]
    known, described = examples.read(chosen)
    return operations.operations(described, examples.imported(examples.named(chosen)), known)


def _word(word: str, holds: bool) -> str:
    # What is computed is text: a word where it holds, and nothing is false in Jinja.
    return word if holds else ""


def _has_database(answers: Mapping[str, object]) -> bool:
    required = choices.requirements(answers, "requirements.txt")
    return any(each.startswith("SQLAlchemy") for each in required)


def _json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


def _openapi(answers: Mapping[str, str]) -> str:
    return yaml_text.write(openapi.document(_endpoints(answers), answers)).strip()


def _security(answers: Mapping[str, str]) -> str:
    # JSON is YAML too.
    return json.dumps(openapi.security(choices.auth(answers["auth"])))


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


FILTERS = {
    "slug": defaults.slug,
    "description": defaults.description,
    "name_for_model": defaults.name_for_model,
    "description_for_model": defaults.description_for_model,
    "example": examples.named,
    "knows_user": lambda answers: _word("user", choices.auth(answers["auth"])["knows_user"]),
    "database": lambda answers: _word("database", _has_database(answers)),
    "requirements": choices.requirements,
    "reviewed": readers.reviewed,
    "refuse": _refuse,
    "problems": problems,
    "operations": _operations,
    "stubs": _stubs,
    "manifest": lambda answers: _json(manifest.manifest(answers)),
    "openapi": _openapi,
    "security": _security,
    "first_request": lambda answers: requests.curl(_endpoints(answers)[0]),
    "plugin_package": lambda answers: _json(package.plugin(_endpoints(answers), answers)),
    "mcp_servers": lambda answers: _json(package.servers(answers)),
    "skill": lambda answers: package.skill(_endpoints(answers), answers).strip(),
    "left_out": left_out,
    "next_steps": next_steps,
    "logo": lambda answers: base64.b64encode(logo.logo(answers["name"], answers["slug"])).decode(),
    "quote": _quote,
    "docstring": layout.docstring,
    "imports": layout.imports,
    "literal": layout.literal,
}
