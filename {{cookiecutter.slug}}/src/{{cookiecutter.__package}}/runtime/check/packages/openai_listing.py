"""The rules of the directory of ChatGPT and Codex for .codex-plugin/plugin.json (OpenAI)."""

import re
import unicodedata
from collections.abc import Iterator

from ..problem import Messages, Problem, problems
from ..values import mapping, sequence
from .codex import PLUGIN
from .parts import SEMVER, SEMVER_WORDS, document, listed_url
from .shapes import List, Object, Shape, Text, repeated
from .tree import Tree

# Those that validators of published plugins accept; 11 of them are in use in openai/plugins.
# OpenAI publishes no list, so another one is a warning.
CATEGORIES = (
    "Business & Operations",
    "Communication",
    "Creativity",
    "Data & Analytics",
    "Developer Tools",
    "Education & Research",
    "Entertainment",
    "Finance",
    "Healthcare",
    "Other",
    "Productivity",
    "Security",
    "Travel",
)
URLS = ("websiteURL", "privacyPolicyURL", "termsOfServiceURL")
LONGEST_URL = 1024


def _line(longest: int) -> Text:
    visible = r"(?=.*\S)[^\x00-\x1f\x7f\x85\u2028\u2029]+"
    return Text(1, longest, visible, f"one line of 1 to {longest} characters")


_FIELDS: dict[str, Shape] = {
    "displayName": _line(30),
    "shortDescription": _line(30),
    "longDescription": Text(
        pattern=r"(?s)(?=.*\S).{1,4000}", words="1 to 4,000 characters, which may have line breaks"
    ),
    "developerName": _line(80),
    "category": Text(1),
    "capabilities": List(_line(120), most=20),
    "defaultPrompt": List(_line(128), most=3),
    "brandColor": Text(pattern="#[0-9A-Fa-f]{6}", words="a colour such as #1C843D"),
    "composerIcon": Text(1),
    "logo": Text(1),
}
_REQUIRED = ("displayName", "shortDescription", "longDescription", "developerName", "category")
_PLUGIN = Object(
    {
        "name": Text(
            pattern="[A-Za-z0-9][A-Za-z0-9_-]{0,63}",
            words="a letter or digit, then up to 63 letters, digits, _ or -",
        ),
        "version": Text(1, 64, SEMVER, SEMVER_WORDS),
        "interface": Object(_FIELDS, (*_REQUIRED, "logo", *URLS), None),
    },
    ("name", "version", "interface"),
    None,
)


def rules(tree: Tree) -> Iterator[Problem]:
    """Check the fields that the directory shows.

    Files to which the manifest leads, and types, are among the rules for Codex.
    """
    plugin, found = document(tree, PLUGIN)
    yield from found
    if plugin is not None:
        yield from problems(PLUGIN, [*_PLUGIN.faults(plugin), *_listing(plugin)])


def _listing(plugin: object) -> Messages:
    interface = mapping(mapping(plugin).get("interface"))
    for field in URLS:
        if field in interface:
            yield from listed_url(f"interface.{field}", interface[field], LONGEST_URL)
    category = interface.get("category")
    if isinstance(category, str) and category not in CATEGORIES:
        known = ", ".join(CATEGORIES)
        yield "warning", f"interface.category: is not one of those that the directory has: {known}"
    prompts = [each for each in sequence(interface.get("defaultPrompt")) if isinstance(each, str)]
    for prompt in repeated([_normal(each) for each in prompts]):
        yield "error", f"interface.defaultPrompt: is there twice: {prompt}"
    if any(re.search(r"(?<!\S)@\w", each) for each in prompts):
        yield "error", "interface.defaultPrompt: must not mention a server with @"
    colour = interface.get("brandColor")
    is_colour = isinstance(colour, str) and re.fullmatch("#[0-9A-Fa-f]{6}", colour)
    if is_colour and _contrast(str(colour)) < 2:
        yield "error", "interface.brandColor: is too light; its contrast with white is below 2:1"


def _normal(prompt: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", prompt).split())


def _contrast(colour: str) -> float:
    """The contrast with white (WCAG 2.2)."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
