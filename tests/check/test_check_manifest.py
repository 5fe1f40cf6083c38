"""What `check` promises of ai-plugin.json."""

from __future__ import annotations

from typing import Any

import pytest
from documents_to_check import (
    ABSENT,
    AUTH,
    TOKEN,
    check_manifest,
    manifest,
    problem_about,
    public_manifest,
    put,
)

TOKEN_WARNING = ("warning", "auth.verification_tokens")
LOCAL = ("hint", "auth.type")


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ("none", []),
        ("service_http", [LOCAL, TOKEN_WARNING]),
        ("user_http", [LOCAL]),
        (
            "oauth",
            [
                LOCAL,
                ("warning", "auth.authorization_url"),
                ("warning", "auth.client_url"),
                TOKEN_WARNING,
            ],
        ),
    ],
)
def test_a_fresh_plugin_on_localhost_has_no_errors(
    auth: str, expected: list[tuple[str, str]]
) -> None:
    """What has to change before it is published is a warning or a hint."""
    problems = check_manifest(manifest(auth))
    found = [(problem.level, problem.message.partition(":")[0]) for problem in problems]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("auth", AUTH)
def test_a_published_plugin_has_no_problems(auth: str) -> None:
    """With https, its own domain and a real token, nothing is left to say."""
    assert check_manifest(public_manifest(auth)) == []


def test_a_problem_reads_as_one_line() -> None:
    """It names the file, the field, what is wrong and what is allowed."""
    problems = check_manifest(put(manifest(), ("name_for_human",), "x" * 31))
    said = "error: ai-plugin.json: name_for_human: must be 1 to 20 characters"
    assert [str(problem) for problem in problems] == [said]


def test_every_required_field_is_missed() -> None:
    """A manifest without one of them is refused, and the field is named."""
    for field in manifest():
        problems = check_manifest(put(manifest(), (field,), ABSENT))
        missed = {problem.level for problem in problems if field in problem.message}
        assert missed == {"error"}, field


MANIFEST_BREAKS: list[tuple[str, Any, str]] = [
    ("schema_version", "v2", "error"),
    ("schema_version", 1, "error"),
    ("name_for_human", "", "error"),
    ("name_for_human", "x" * 21, "error"),
    ("name_for_human", ["TODO"], "error"),
    ("name_for_model", "", "error"),
    ("name_for_model", "x" * 51, "error"),
    ("name_for_model", "to-do", "error"),
    ("name_for_model", "1todo", "error"),
    ("name_for_model", "todo\n", "error"),
    ("name_for_model", "todé", "error"),
    ("description_for_human", "", "error"),
    ("description_for_human", "x" * 101, "warning"),
    ("description_for_human", "x" * 120, "warning"),
    ("description_for_human", "x" * 121, "error"),
    ("description_for_model", " ", "error"),
    ("description_for_model", "Plugin for " + "x" * 7990, "error"),
    ("description_for_model", "Manages a TODO list.", "hint"),
    ("description_for_model", "Plugin for todos. Be friendly.", "warning"),
    ("description_for_model", "Plugin for todos. Whenever the user mentions a list", "warning"),
    ("description_for_model", "Plugin for todos. Always use it.", "warning"),
    ("description_for_model", "Plugin for todos. Reply with exactly 'done'", "warning"),
    ("auth", None, "error"),
    ("auth.type", "password", "error"),
    ("auth.type", ["none"], "error"),
    ("api", [], "error"),
    ("api.type", "swagger", "error"),
    ("api.url", "/openapi.yaml", "error"),
    ("api.url", "https://[::1", "error"),
    ("api.url", "http://todo.example.com/openapi.yaml", "error"),
    ("api.url", "https://todo.example.com:8443/openapi.yaml", "error"),
    ("logo_url", "logo.png", "error"),
    ("logo_url", None, "error"),
    ("logo_url", "https://todo.example.com/my logo.png", "warning"),
    ("logo_url", "https://todo.example.com/logo.png ", "warning"),
    ("logo_url", "https://todo.example.com/logo.GIF", "error"),
    ("logo_url", "data:image/gif;base64,R0lGODlh", "error"),
    ("logo_url", "data:text/plain,logo", "error"),
    ("logo_url", "http://todo.example.com/logo.png", "warning"),
    ("contact_email", "support", "warning"),
    ("contact_email", "a b@example.com", "warning"),
    ("contact_email", "", "warning"),
    ("contact_email", 5, "error"),
    ("contact_email", "support@other.test", "warning"),
    ("contact_email", "support@example.org", "hint"),
    ("legal_info_url", "/legal", "warning"),
    ("legal_info_url", "https://todo.example.com/our terms", "warning"),
    ("legal_info_url", 5, "error"),
    ("legal_info_url", "https://legal.example.org/", "warning"),
    ("homepage", "https://example.com", "warning"),
    ("auth.password", "x", "warning"),
    ("api.version", "1", "warning"),
]


@pytest.mark.parametrize(("field", "value", "level"), MANIFEST_BREAKS)
def test_a_manifest_that_breaks_a_rule_is_reported(field: str, value: Any, level: str) -> None:
    """Each row of the manifest's table, with the level that the table gives it."""
    problems = check_manifest(put(public_manifest(), tuple(field.split(".")), value))
    about = {"auth": "auth.type", "api": "api.type"}.get(field, field)
    assert problem_about(about, problems).level == level
    assert {problem.where for problem in problems} == {"ai-plugin.json"}


AUTH_BREAKS: list[tuple[str, str, Any, str]] = [
    ("service_http", "authorization_type", ABSENT, "error"),
    ("service_http", "authorization_type", "digest", "error"),
    ("service_http", "authorization_type", "custom", "error"),
    ("user_http", "authorization_type", ABSENT, "error"),
    ("service_http", "verification_tokens", ABSENT, "error"),
    ("service_http", "verification_tokens", [TOKEN], "error"),
    ("service_http", "verification_tokens", {"openai": 5}, "error"),
    ("service_http", "verification_tokens", {}, "warning"),
    ("service_http", "verification_tokens", {"openai": ""}, "warning"),
    ("service_http", "verification_tokens", {"openai": TOKEN[:-1]}, "warning"),
    ("service_http", "verification_tokens", {"openai": "0" * 32}, "warning"),
    ("oauth", "verification_tokens", "x", "error"),
    ("oauth", "client_url", ABSENT, "error"),
    ("oauth", "client_url", "/authorize", "error"),
    ("oauth", "client_url", "http://todo.example.com/authorize", "error"),
    ("oauth", "client_url", "https://todo.example.com:8443/authorize", "warning"),
    ("oauth", "authorization_url", "https://todo.example.com:8443/token", "error"),
    ("oauth", "authorization_url", "http://todo.example.com/token", "error"),
    ("oauth", "client_url", "http://127.0.0.9:3333/authorize", "warning"),
    ("oauth", "authorization_url", "token", "error"),
    ("oauth", "authorization_url", "https://[::1]/token", "warning"),
    ("oauth", "scope", ABSENT, "error"),
    ("oauth", "scope", ["read"], "error"),
    ("oauth", "authorization_content_type", ABSENT, "error"),
    ("oauth", "authorization_content_type", "text/plain", "error"),
]


@pytest.mark.parametrize(("auth", "field", "value", "level"), AUTH_BREAKS)
def test_an_auth_that_breaks_a_rule_is_reported(
    auth: str, field: str, value: Any, level: str
) -> None:
    """Each auth type needs its own fields, and they are named in full."""
    problems = check_manifest(put(public_manifest(auth), ("auth", field), value))
    assert [problem.level for problem in problems] == [level]
    assert problems[0].message.startswith(f"auth.{field}:")


MANIFEST_KEEPS: list[tuple[str, Any]] = [
    ("name_for_human", "x"),
    ("name_for_human", "x" * 20),
    ("name_for_human", "ü" * 20),
    ("name_for_model", "x" * 50),
    ("name_for_model", "Todo_List_2"),
    ("description_for_human", "x" * 100),
    ("description_for_model", "Plugin for " + "x" * 7989),
    ("auth.instructions", ""),
    ("auth.pkce_required", True),
    ("auth.token_exchange_method", "default_post"),
    ("auth.custom_auth_header", ""),
    ("api.is_user_authenticated", False),
    ("api.has_user_authentication", False),
    ("api.url", "https://todo.example.com:443/openapi.yaml"),
    ("api.url", "https://www.example.com/openapi.yaml"),
    ("logo_url", "https://cdn.example.net/logo.svg"),
    ("logo_url", "data:image/png;base64,iVBORw0KGgo="),
    ("contact_email", "support@todo.example.com"),
    ("contact_email", "Support@Mail.Example.com"),
    ("legal_info_url", "https://www.example.com/legal"),
]


@pytest.mark.parametrize(("field", "value"), MANIFEST_KEEPS)
def test_a_manifest_at_the_edge_of_a_rule_passes(field: str, value: Any) -> None:
    """Limits include their last value; what hosts accept is not complained about."""
    assert check_manifest(put(public_manifest(), tuple(field.split(".")), value)) == []


@pytest.mark.parametrize(
    ("auth", "tokens"),
    [
        ("service_http", {"openai": TOKEN.upper()}),
        ("service_http", {"another": "anything"}),
        ("oauth", {"openai": TOKEN, "another": "x"}),
    ],
)
def test_tokens_of_other_services_are_accepted(auth: str, tokens: dict[str, str]) -> None:
    """Only the token for OpenAI has a known form."""
    document = put(public_manifest(auth), ("auth", "verification_tokens"), tokens)
    assert check_manifest(document) == []


@pytest.mark.parametrize(
    "origin",
    ["http://localhost:3333", "http://todo.localhost", "http://127.8.0.1:80", "http://[::1]:3333"],
)
def test_nothing_is_asked_of_domains_on_localhost(origin: str) -> None:
    """localhost and below, 127.0.0.0/8 and ::1 are where plugins are written."""
    document = manifest("none", origin)
    document["logo_url"] = "http://example.net/logo.png"
    document["legal_info_url"] = "http://example.org/legal"
    assert check_manifest(document) == []


@pytest.mark.parametrize(
    ("own", "other", "same"),
    [
        ("example.com", "example.com", True),
        ("www.example.com", "api.example.com", True),
        ("a.example.com", "b.example.com", True),
        ("shop.example.co.uk", "example.co.uk", True),
        ("example.co.uk", "other.co.uk", False),
        ("example.com", "notexample.com", False),
        ("example.com", "example.com.evil.net", False),
        ("10.0.0.1", "10.9.0.1", False),
    ],
)
def test_domains_are_compared_by_their_owner(own: str, other: str, same: bool) -> None:
    """A subdomain has the owner of its domain; two companies under co.uk are two."""
    document = public_manifest()
    document["api"]["url"] = f"https://{own}/openapi.yaml"
    document["contact_email"] = f"support@{own}" if own[0].isalpha() else "support@10.0.0.1"
    document["legal_info_url"] = f"https://{other}/legal"
    problems = check_manifest(document)
    assert [problem.level for problem in problems] == ([] if same else ["warning"])


def test_a_token_may_go_into_a_header_of_its_own() -> None:
    """`custom` is right where custom_auth_header names the header."""
    document = put(public_manifest("service_http"), ("auth", "authorization_type"), "custom")
    document["auth"]["custom_auth_header"] = "X-Api-Key"
    assert check_manifest(document) == []


@pytest.mark.parametrize("field", ["contact_email", "legal_info_url"])
def test_a_missing_field_is_worse_than_a_wrong_one(field: str) -> None:
    """Programs load any text, but they do not load a manifest without it."""
    missing = check_manifest(put(public_manifest(), (field,), ABSENT))
    assert [problem.level for problem in missing] == ["error"]
    wrong = check_manifest(put(public_manifest(), (field,), "somewhere"))
    assert [problem.level for problem in wrong] == ["warning"]


def test_the_placeholder_address_is_pointed_out_on_localhost_too() -> None:
    """Nobody reads mail at example.com."""
    (problem,) = check_manifest(put(manifest(), ("contact_email",), "support@example.com"))
    assert str(problem) == (
        "hint: ai-plugin.json: contact_email: is a placeholder; use an address that you read"
    )


@pytest.mark.parametrize("host", ["actions", "mcp"])
def test_other_hosts_do_not_mind_the_manifest(host: str) -> None:
    """GPT Actions and MCP never read it."""
    assert check_manifest({"anything": 1}, host) == []
    assert [problem.level for problem in check_manifest([], host)] == ["error"]
