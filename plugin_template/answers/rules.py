"""Every rule that an answer must keep.

The sources are the ai-plugin.json schema v1, the limits of the hosts, and what folders and Python
packages may be called.
"""

from __future__ import annotations

import json
import keyword
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

from plugin_template import endpoints, importing
from plugin_template.answers import examples
from plugin_template.answers.choices import questions

LONGEST_VALUE_SHOWN = 60

# Names that packages the plugin installs have on PyPI or in an import: the plugin would hide them.
_DEPENDENCIES = """
    a2wsgi alembic annotated-types anyio asgiref authlib certifi cffi click cryptography dotenv fastapi fastmcp
    feedparser feedparser-sgmllib flask flask-cors greenlet h11 httpcore httpcore2 httptools httpx httpx2 hypercorn hypothesis idna
    iniconfig itsdangerous jinja2 joserfc jsonschema mako markupsafe mcp mypy oidc-provider-mock
    openapi-schema-validator openapi-spec-validator packaging pluggy psycopg pydantic pydantic-core
    pydantic-settings pygments pytest python-dotenv python-multipart pyyaml quart quart-cors referencing
    requests rich ruff schemathesis setuptools sqlalchemy starlette typing-extensions uvicorn uvloop
    watchfiles websockets werkzeug wsproto yaml
    aiofile attr attrs backports beartype cachetools caio cyclopts dns dnspython docstring-parser
    email-validator exceptiongroup fastmcp-slim griffe griffelib importlib-metadata jaraco jeepney jsonref
    jsonschema-path jsonschema-specifications jwt key-value keyring markdown-it markdown-it-py mcp-types
    mdurl more-itertools multipart openapi-pydantic opentelemetry opentelemetry-api pathable platformdirs
    py-key-value-aio pycparser pyjwt pypdf pyperclip rich-rst rpds rpds-py secretstorage sse-starlette truststore
    typing-inspection uncalled-for zipp
    flask-swagger-ui
    deprecated limits pymemcache redis wrapt
""".split()
_WINDOWS = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
)


def problems(answers: Mapping[str, object]) -> list[str]:
    """Check answers against every rule.

    Parameters:
        answers: Cookiecutter's context: a value for each public variable; others are ignored.

    Returns:
        A line for each problem, naming the variable, its value and the rule; none for good answers.
    """
    return [
        f"{variable}: {_shown(answers.get(variable))} {problem}"
        for variable in RULES
        for problem in problems_of(variable, answers.get(variable))
    ]


def problems_of(variable: str, value: object) -> list[str]:
    """Check one answer against its rules.

    Parameters:
        variable: The name of a public variable.
        value: The answer.

    Returns:
        What is wrong and what is allowed, a line for each problem; none for a good answer.
    """
    rule = RULES[variable]
    if rule is not _switch and not isinstance(value, str):
        return ["is not text"]
    return rule(value)


def _name(value: str) -> list[str]:
    return _line(value, 20, "name_for_human")


def _slug(value: str) -> list[str]:
    package = value.replace("-", "_")
    if not _SLUG.fullmatch(value):
        return [
            "is not a valid slug: use a lower-case letter, then lower-case letters, digits and single '-'"
        ]
    if len(value) > 50:
        return [f"is {len(value):,} characters, at most 50 are allowed (name_for_model)"]
    if keyword.iskeyword(package) or package in keyword.softkwlist:
        return ["is a Python keyword: choose another name for the folder and package"]
    if package in sys.stdlib_module_names or package == "tests":
        return [
            "is a module of Python's standard library: choose another name for the folder and package"
        ]
    if value in _DEPENDENCIES or value.replace("-", "") == "yaml":
        return [
            "is a package that the plugin depends on: choose another name for the folder and package"
        ]
    if value in _WINDOWS:
        return ["is a reserved name on Windows: choose another name for the folder and package"]
    return []


def _endpoints(value: str) -> list[str]:
    if importing.names_document(value):
        return _document(value)
    try:
        examples.read(value)
    except endpoints.EndpointError as error:
        if re.fullmatch(r"[\w.-]*", value):
            known = ", ".join(examples.names())
            return [
                f"is neither an example ({known}) nor endpoints such as: GET /todos -> todos:string[]"
            ]
        return error.problems
    return []


def _document(value: str) -> list[str]:
    try:
        importing.imported(value)
    except importing.DocumentError as error:
        return error.problems
    return []


def _description(value: str) -> list[str]:
    return _line(value, 120, "description_for_human")


def _email(value: str) -> list[str]:
    if len(value) > 254 or ".." in value or not _EMAIL.fullmatch(value):
        return [
            "is not a valid e-mail address (contact_email): use one such as support@example.com"
        ]
    return []


def _line(value: str, longest: int, field: str) -> list[str]:
    if not value.strip():
        return [f"is empty: use 1 to {longest} characters ({field})"]
    if value != value.strip():
        return [f"begins or ends with a space ({field})"]
    if set(value) & {"\u2028", "\u2029"}:
        # Hosts that want one line refuse them as well as a new line.
        return [f"has a line separator in it; use one line of printable text ({field})"]
    problem = endpoints.text_problem(value, longest)
    return [f"{problem} ({field})"] if problem else []


def _one_of(variable: str) -> Callable[[str], list[str]]:
    def rule(value: str) -> list[str]:
        choices = questions()[variable]
        return [] if value in choices else [f"is not one of {', '.join(choices)}"]

    return rule


def _switch(value: object) -> list[str]:
    return [] if isinstance(value, bool) else ["is neither true nor false"]


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    text = importing.named_in(text)
    cut = text if len(text) <= LONGEST_VALUE_SHOWN else text[: LONGEST_VALUE_SHOWN - 1] + "…"
    return f"'{endpoints.shown(cut)}'"


# In the order of the questions.
RULES: dict[str, Callable[[Any], list[str]]] = {
    "name": _name,
    "slug": _slug,
    "auth": _one_of("auth"),
    "framework": _one_of("framework"),
    "endpoints": _endpoints,
    "description": _description,
    "email": _email,
    "license": _one_of("license"),
    "mcp": _switch,
}
