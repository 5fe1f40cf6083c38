"""What Jinja sees of this package: its filters."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

from jinja2 import Environment
from jinja2.ext import Extension

from plugin_template import endpoints, importing
from plugin_template.answers import choices, defaults, examples
from plugin_template.answers.rules import problems
from plugin_template.code import layout, operations, requests
from plugin_template.documents import import_report, logo, manifest, openapi, packages
from plugin_template.engine import checking, literal_values, readers, renewing
from plugin_template.engine.example_files import example_files
from plugin_template.engine.left_out import left_out
from plugin_template.engine.next_steps import next_steps
from plugin_template.engine.refused import Refused
from plugin_template.importing.runtime_check import write_yaml

# The name of the plugin's folder, which Cookiecutter renders before it makes anything.
_FOLDER = "{{cookiecutter.slug}}"


class PluginTemplate(Extension):
    """Registers this template's filters, and its prompts where there is a terminal."""

    def __new__(cls, environment: Environment) -> Any:
        """Give the extension of the template that is rendered, which may be a newer one than this."""
        module = renewing.renewed(__name__)
        return module.PluginTemplate(environment) if module else super().__new__(cls)

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters.update(FILTERS)
        readers.install()
        literal_values.install()

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Check the answers before the plugin's folder is made.

        Those in a replay file that was edited have not been checked by then.
        """
        return f"{{{{ cookiecutter | refuse }}}}{source}" if source == _FOLDER else source


def _refuse(answers: Mapping[str, object]) -> str:
    if found := problems(answers):
        raise Refused(_for_terminal("\n".join(found)))
    return ""


def _kept(answers: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put a document that is named into the answers, which are enough from then on.

    So neither --replay nor cruft needs the file again, and hooks, which run elsewhere, find it.
    """
    chosen = answers.get("endpoints")
    if isinstance(chosen, str) and importing.names_document(chosen):
        with suppress(importing.DocumentError):  # The rules say why.
            answers["endpoints"] = importing.keep(chosen)
    return answers


def _for_terminal(message: str) -> str:
    # A terminal that has no emoji must not turn the message into a traceback.
    encoding = sys.stdout.encoding if sys.stdout else None
    return message.encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")


def _endpoints(answers: Mapping[str, str]) -> tuple[endpoints.Endpoint, ...]:
    if imported := _imported(answers):
        return imported.endpoints
    known, described = examples.read(answers["endpoints"])
    return (*known, *described)


def _imported(answers: Mapping[str, str]) -> importing.Imported | None:
    chosen = answers["endpoints"]
    return importing.imported(chosen) if importing.names_document(chosen) else None


def _operations(answers: Mapping[str, str]) -> operations.Operations:
    # What is forwarded has no code of its own.
    return operations.operations(() if _imported(answers) else _endpoints(answers))


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
    return write_yaml(_api(answers)).strip()


def _api(answers: Mapping[str, str]) -> dict[str, Any]:
    asked = ("endpoints", "auth", "name", "description")
    return _api_once(*(answers[each] for each in asked))


@lru_cache(maxsize=1)  # Several files are made of it.
def _api_once(endpoints: str, auth: str, name: str, description: str) -> dict[str, Any]:
    answers = {"endpoints": endpoints, "auth": auth, "name": name, "description": description}
    if imported := _imported(answers):
        return openapi.gateway(imported, answers)
    return openapi.document(_endpoints(answers), answers)


def _check(answers: Mapping[str, str]) -> list[str]:
    return checking.problems(manifest.manifest(answers), _api(answers))


def _package_file(answers: Mapping[str, str], name: str) -> str:
    return packages.file(name, answers, manifest.manifest(answers), _api(answers)).strip()


def _install_link(answers: Mapping[str, str], program: str) -> str:
    return packages.link(program, answers, manifest.manifest(answers), _api(answers))


def _first_request(answers: Mapping[str, str]) -> str:
    if imported := _imported(answers):
        return requests.curl_imported(imported)
    return requests.curl(_endpoints(answers)[0])


def _next_steps(answers: Mapping[str, str]) -> list[str]:
    imported = _imported(answers)
    return next_steps(answers, import_report.summary(imported) if imported else [])


def _security(answers: Mapping[str, str]) -> str:
    # JSON is YAML too.
    return json.dumps(openapi.security(choices.auth(answers["auth"])))


def _images(answers: Mapping[str, str]) -> list[tuple[str, bytes]]:
    drawn = (answers["name"], answers["slug"])
    return [
        ("logo.png", logo.logo(*drawn)),
        # Those of the package for Microsoft 365 Copilot.
        ("m365/color.png", logo.logo(*drawn, size=192)),
        ("m365/outline.png", logo.outline(*drawn)),
    ]


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


FILTERS = {
    "slug": defaults.slug,
    "description": defaults.description,
    "name_for_model": defaults.name_for_model,
    "description_for_model": defaults.description_for_model,
    "example": examples.named,
    "brings_module": lambda answers, name: examples.brings_module(answers["__example"], name),
    "shipped": lambda answers: examples.shipped(answers["__example"]),
    "stand_in": choices.stand_in,
    "knows_user": lambda answers: _word("user", choices.auth(answers["auth"])["knows_user"]),
    "parts": lambda answers: choices.auth(answers["auth"]).get("parts", False),
    "database": lambda answers: _word("database", _has_database(answers)),
    "requirements": choices.requirements,
    "upstream": choices.upstream,
    "upstream_table": lambda answers: _json(
        importing.table(importing.imported(answers["endpoints"]))
    ),
    "import_report": lambda answers: import_report.page(
        importing.imported(answers["endpoints"])
    ).strip(),
    "reviewed": readers.reviewed,
    "kept": _kept,
    "refuse": _refuse,
    "operations": _operations,
    "stubs": _stubs,
    "manifest": lambda answers: _json(manifest.manifest(answers)),
    "openapi": _openapi,
    "security": _security,
    "first_request": _first_request,
    "package_file": _package_file,
    "install_link": _install_link,
    "check": _check,
    "example_files": example_files,
    "left_out": left_out,
    "next_steps": _next_steps,
    "images": _images,
    "ascii": ascii,
    "quote": _quote,
    "docstring": layout.docstring,
    "imports": layout.imports,
    "literal": layout.literal,
}
