"""What is in the package, and that each file leads to the next."""

import re
from collections.abc import Iterator
from typing import Any

from ...problem import Messages, Problem, problems
from ...reading import Unreadable, read_yaml
from ...urls import absolute
from ...values import mapping, sequence, text
from ..parts import document
from ..shapes import repeated
from ..tree import Tree
from . import api, icons
from .shapes import AGENT, APP, PLUGIN

MANIFEST = "manifest.json"
# What Copilot may leave out of longer texts, though the schema allows them.
_READ = {"name_for_human": 20, "description_for_human": 100, "description_for_model": 2048}


def contents(tree: Tree) -> Iterator[Problem]:
    """Check the files of the package, beginning with manifest.json.

    Parameters:
        tree: What is in the zip.
    """
    app, found = document(tree, MANIFEST)
    yield from found
    if app is None:
        return
    yield from problems(MANIFEST, [*APP.faults(app), *_app(tree, app)])
    icon = mapping(mapping(app).get("icons"))
    for field, rules in (("color", icons.color), ("outline", icons.outline)):
        if isinstance(name := icon.get(field), str):
            yield from _file(tree, name, rules)
    agents = sequence(mapping(mapping(app).get("copilotAgents")).get("declarativeAgents"))
    for agent in agents:
        if name := text(mapping(agent).get("file")):
            yield from _agent(tree, name)


def _app(tree: Tree, app: Any) -> Messages:
    developer = mapping(mapping(app).get("developer"))
    # That each is an address at all is among the shapes.
    found = {key: each for key, each in developer.items() if text(each)[:4].lower() == "http"}
    yield from _urls("developer.", found, ("websiteUrl", "privacyUrl", "termsOfUseUrl"))
    for index, skill in enumerate(sequence(mapping(app).get("agentSkills"))):
        folder = mapping(skill).get("folder")
        if isinstance(folder, str) and not tree.has(f"{folder.removeprefix('./')}/SKILL.md"):
            yield "error", f"agentSkills.{index}.folder: {folder} has no SKILL.md"


def _urls(place: str, fields: dict[str, Any], names: tuple[str, ...]) -> Messages:
    """Check addresses that people open."""
    for name in names:
        value = text(fields.get(name))
        url = absolute(value)
        if value and (url is None or url.username or url.password):
            yield "error", f"{place}{name}: must be an absolute URL without a space or a user"


def _untranslated(fields: dict[str, Any], names: tuple[str, ...]) -> Messages:
    """Refuse what Copilot reads as the key of a translation: the package has no translations."""
    for name in names:
        if re.fullmatch(r"\[\[.*\]\]", text(fields.get(name))):
            yield "error", f"{name}: must not stand in [[ and ]], which mark a translation"


def _file(tree: Tree, name: str, rules: Any) -> list[Problem]:
    try:
        return problems(name, tree.load(name, rules))
    except Unreadable as error:
        return problems(name, [("error", f"the file {error}")])


def _agent(tree: Tree, name: str) -> Iterator[Problem]:
    agent, found = document(tree, name)
    yield from found
    if agent is None:
        return
    translated = _untranslated(mapping(agent), ("name", "description"))
    yield from problems(name, [*AGENT.faults(agent), *translated])
    if isinstance(agent, dict) and not text(agent.get("instructions")).strip():
        yield from problems(name, [("error", "instructions: are missing; say what the agent does")])
    for action in sequence(mapping(agent).get("actions")):
        if file := text(mapping(action).get("file")):
            yield from _plugin(tree, file)


def _plugin(tree: Tree, name: str) -> Iterator[Problem]:
    plugin, found = document(tree, name)
    yield from found
    if plugin is None:
        return
    fields = mapping(plugin)
    urls = _urls("", fields, ("legal_info_url", "privacy_policy_url"))
    more = [*_texts(fields), *urls, *_untranslated(fields, tuple(_READ))]
    yield from problems(name, [*PLUGIN.faults(plugin), *more])
    functions = [text(mapping(each).get("name")) for each in _list(plugin, "functions")]
    messages: Messages = (
        ("error", f"functions: {each} is there twice") for each in repeated(functions)
    )
    yield from problems(name, messages)
    for runtime in _list(plugin, "runtimes"):
        if mapping(runtime).get("type") != "OpenApi":
            continue
        bound = [each for each in _list(runtime, "run_for_functions") if each != "*"]
        spec = mapping(mapping(runtime).get("spec"))
        if not {"url", "api_description"} & spec.keys():
            yield from problems(name, [("error", "runtimes: the spec of an API needs a url")])
        url = text(spec.get("url"))
        if url and "://" not in url:
            yield from _api(tree, url, name, [*functions, *filter(None, map(text, bound))])


def _list(value: Any, field: str) -> list[Any]:
    return sequence(mapping(value).get(field))


def _texts(plugin: dict[str, Any]) -> Messages:
    for field, longest in _READ.items():
        length = len(text(plugin.get(field)))
        if length > longest:
            message = f"has {length:,} characters; Copilot may read only {longest:,}"
            yield "warning", f"{field}: {message}"
        is_blank = isinstance(plugin.get(field), str) and not plugin[field].strip()
        if is_blank and field != "description_for_model":
            yield "error", f"{field}: is empty; write it"


def _api(tree: Tree, name: str, plugin: str, functions: list[str]) -> Iterator[Problem]:
    try:
        spec = tree.load(name.removeprefix("./"), read_yaml).data
    except Unreadable as error:
        yield from problems(name, [("error", f"the file {error}")])
        return
    if not isinstance(spec, dict):
        yield from problems(name, [("error", "the document must be a mapping")])
        return
    yield from problems(name, api.rules(spec))
    known = api.operation_ids(spec)
    lacking = [each for each in dict.fromkeys(functions) if each and each not in known]
    messages: Messages = (
        ("error", f"functions: {name} has no operation {each}") for each in lacking
    )
    yield from problems(plugin, messages)
