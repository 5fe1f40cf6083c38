"""`check URL` of a plugin says in a line what is wrong with any plugin, and survives it."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from conftest import Bake, Plugin, environment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loopback import free_port
from serving import quickly_served
from web import (
    MANIFEST,
    PNG,
    TOKEN,
    Answer,
    Handler,
    Web,
    as_json,
    drip,
    flood,
    plain,
    redirect,
    web,
)

Check = Callable[..., Any]


@pytest.fixture(scope="module")
def live(bake_once: Bake) -> Iterator[Any]:
    """The modules of a plugin that check another one."""
    plugin = bake_once(slug="live-checked", mcp=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(plugin.path / "src"))
        names = ("live", "live.limits", "live.report", "live.addresses", "live.installation")
        runtime = f"{plugin.package}.runtime"
        yield SimpleNamespace(
            **{each.rpartition(".")[2]: import_module(f"{runtime}.{each}") for each in names}
        )
        for name in [each for each in sys.modules if each.startswith(plugin.package)]:
            del sys.modules[name]


@pytest.fixture
def site() -> Iterator[Web]:
    """A plugin without errors, which a test changes."""
    with web() as served:
        served.serve_plugin()
        yield served


@pytest.fixture
def check(live: Any, site: Web) -> Check:
    """Check the plugin; returns the report."""

    def run(url: str = "", token: str = "", **values: str) -> Any:
        report = live.report.Report(url or site.url, is_printed=False)
        live.live.check_plugin(report.url, ("v1",), token, values, report)
        return report

    return run


def failures(report: Any) -> list[str]:
    return [f"{each.check}: {each.message}" for each in report.lines if each.state == "failed"]


def states(report: Any, check: str) -> list[str]:
    return [each.state for each in report.lines if each.check == check]


def test_a_plugin_without_errors_passes(check: Check) -> None:
    """Each document and each origin has a line, and what reads is called."""
    report = check()
    assert failures(report) == []
    passed = [each.check for each in report.lines if each.state == "ok"]
    documents = ["manifest", "api.url", "spec", "manifest (v1)", "spec (v1)", "logo", "legal"]
    assert passed == [*documents, "servers", "CORS", "CORS", "getNotes"]
    assert states(report, "mcp") == ["skipped"]


def test_other_types_and_languages_are_read(check: Check, site: Web) -> None:
    """YAML that is served as text, JSON with tabs, and what is compressed without being asked for."""
    spec = json.dumps(site.spec(), indent="\t").encode()
    site.answers["/openapi.yaml"] = plain(
        gzip.compress(spec), "text/plain", Content_Encoding="gzip"
    )
    assert failures(check()) == []
    site.answers["/openapi.yaml"] = plain(
        b"openapi: 3.1.0\ninfo: {title: Notes, version: '1'}\npaths: {}\ncomponents: {schemas: {}}\n"
        + f"servers: [{{url: '{site.url}'}}]\n".encode(),
        "application/x-yaml",
    )
    assert failures(check()) == [
        "spec (v1): paths: has no operation; describe at least one",
        "operations: the API description has none",
    ]


def noise(request: Handler) -> None:
    """Answer with bytes that are not HTTP."""
    request.wfile.write(b"\0" * 99)


NOT_UTF_8 = plain(b'{"name": "caf\xe9"}', "application/json")
WRONG: dict[str, tuple[str, Callable[[Web], Answer], str]] = {
    "nothing": (MANIFEST, lambda site: plain(b"", status=404), "answers with 404"),
    "failure": (MANIFEST, lambda site: plain(b"", status=500), "answers with 500"),
    "huge": (MANIFEST, flood, "more than 1,000,000 bytes"),
    "drip of headers": (MANIFEST, drip, "does not answer within 0.7 seconds"),
    "drip": (MANIFEST, lambda site: drip(site, b"HTTP/1.1 200 OK\r\n\r\n"), "does not answer"),
    "no HTTP": (MANIFEST, lambda site: noise, "is not HTTP"),
    "ends early": (MANIFEST, lambda site: plain(b"{", Content_Length="9"), "ends too early"),
    "bomb": (
        MANIFEST,
        lambda site: plain(gzip.compress(b" " * 50_000_000), Content_Encoding="gzip"),
        "more than 1,000,000 bytes",
    ),
    "not compressed": (MANIFEST, lambda site: plain(b"{}", Content_Encoding="gzip"), "and is not"),
    "other coding": (MANIFEST, lambda site: plain(b"{}", Content_Encoding="br"), "compressed (br)"),
    "loop": (MANIFEST, lambda site: redirect(MANIFEST), "redirects more than 5 times"),
    "elsewhere": (MANIFEST, lambda site: redirect("http://127.0.0.2/"), "did not follow"),
    "no address": (MANIFEST, lambda site: redirect("file:///etc/passwd"), "not an http address"),
    "broken address": (MANIFEST, lambda site: redirect("http://[::1/"), "is not HTTP"),
    "no port": (MANIFEST, lambda site: redirect("http://localhost:0/"), "not an http address"),
    "encoding": (MANIFEST, lambda site: NOT_UTF_8, "is not UTF-8 text"),
    "no JSON": (MANIFEST, lambda site: plain(b"{", "application/json"), "is not valid JSON"),
    "a list": (MANIFEST, lambda site: as_json([]), "must be an object"),
    "deep": (MANIFEST, lambda site: plain(b"[" * 99_999, "application/json"), "100 levels"),
    "a page": (MANIFEST, lambda site: plain(b"<html>", "text/html"), "is a web page"),
    "spec nothing": ("/openapi.yaml", lambda site: plain(b"", status=404), "answers with 404"),
    "spec huge": ("/openapi.yaml", flood, "more than 1,000,000 bytes"),
    "spec drip": ("/openapi.yaml", drip, "does not answer within"),
    "spec text": ("/openapi.yaml", lambda site: plain(b"Hello"), "must be a mapping"),
    "spec bomb": (
        "/openapi.yaml",
        lambda site: plain(
            b"a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
            + b"".join(
                b"%c: &%c [%s]\n" % (i, i, b",".join([b"*%c" % (i - 1)] * 10))
                for i in range(98, 105)
            )
        ),
        "1,000,000 values",
    ),
    "spec moved": ("/openapi.yaml", lambda site: redirect("/elsewhere"), "answers with 404"),
    "logo": ("/logo.png", lambda site: plain(b"GIF89a", "image/gif"), "is a GIF"),
    "logo page": ("/logo.png", lambda site: plain(PNG, "text/html"), "it must be image/"),
    "logo broken": ("/logo.png", lambda site: plain(PNG[:50], "image/png"), "truncated"),
    "legal": ("/legal", lambda site: plain(b"", "text/html"), "is empty"),
    "legal nothing": ("/legal", lambda site: plain(b"", status=410), "answers with 410"),
    "no CORS": ("OPTIONS /notes", lambda site: plain(b""), "Access-Control-Allow-Origin"),
    "no preflight": ("OPTIONS /notes", lambda site: plain(b"", status=405), "answered with 405"),
    "long": ("/notes", lambda site: as_json(["x" * 100_000]), "hosts accept 100,000"),
    "operation failure": ("/notes", lambda site: as_json({}, 503), "it fails"),
    "operation moved": ("GET /notes", lambda site: redirect("/n"), "follow a redirect"),
    "operation drip": ("GET /notes", drip, "that are left are not tried"),
    "operation guarded": ("GET /notes", lambda site: as_json({}, 401), "neither the manifest"),
    "operation text": ("GET /notes", lambda site: plain(b"{", "application/json"), "is not JSON"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_one_line(
    live: Any, check: Check, site: Web, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a server does, there is a line that says it, in time and without an exception."""
    path, answer, message = WRONG[wrong]
    if "drip" in wrong:
        monkeypatch.setattr(live.limits, "DOCUMENT_SECONDS", 0.7)
        monkeypatch.setattr(live.limits, "CALL_SECONDS", 0.7)
    site.answers[path] = answer(site)
    found = failures(check())
    assert [each for each in found if message in each], found


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("api", {"type": "openapi", "url": "http://127.1.1.1.example/o"}, "at the root domain"),
        ("api", {"type": "openapi", "url": "no address"}, "api.url is no absolute URL"),
        ("api", [], "api.url is no absolute URL"),
        ("logo_url", "http://localhost:0/", "no URL that could be opened"),
        ("logo_url", 7, "no URL that could be opened"),
        ("auth", {"type": "oauth", "client_url": "/"}, "auth.client_url"),
    ],
)
def test_what_is_wrong_with_an_address_is_one_line(
    check: Check, site: Web, field: str, value: Any, message: str
) -> None:
    """The manifest names no address that a host could not use."""
    site.answers[MANIFEST] = as_json(site.manifest(**{field: value}))
    found = failures(check())
    assert [each for each in found if message in each], found


def test_a_server_that_is_not_there_is_one_line(check: Check) -> None:
    """Nothing listens there."""
    (found,) = failures(check(f"http://localhost:{free_port()}"))
    assert found.endswith("refuses connections: nothing listens there")


def test_a_certificate_that_is_not_valid_is_one_line(check: Check, site: Web) -> None:
    """Nothing is read from a server that cannot show who it is, nor from one without TLS."""
    port = site.url.rpartition(":")[2]
    assert any("TLS" in each for each in failures(check(f"https://localhost:{port}")))
    with web(with_tls=True) as secure:
        found = failures(check(secure.url))
    assert any("has a certificate that is not valid" in each for each in found), found


def test_a_redirect_within_the_host_is_followed(check: Check, site: Web) -> None:
    """The manifest may be elsewhere; for the API description it is an error, but it is read."""
    site.answers["/moved"] = site.answers[MANIFEST]
    site.answers[MANIFEST] = redirect("/moved")
    assert failures(check()) == []
    site.answers["/moved.yaml"] = site.answers["/openapi.yaml"]
    site.answers["/openapi.yaml"] = redirect("/moved.yaml")
    (found,) = failures(check())
    assert "name that in api.url" in found


@pytest.mark.parametrize(
    ("here", "there", "is_followed"),
    [
        ("https://foo.example.com", "https://bar.foo.example.com", True),
        ("https://www.example.com", "https://example.com", True),
        ("http://example.com", "https://example.com", True),
        ("https://example.com", "http://example.com", False),
        ("https://example.com", "https://example2.com", False),
        ("https://example.com", "https://notexample.com", False),
        ("https://foo.example.com", "https://example.com", False),
        ("https://foo.example.com", "https://bar.example.com", False),
        ("https://www.example.com", "https://api.example.com", False),
    ],
)
def test_redirects_of_the_manifest(live: Any, here: str, there: str, is_followed: bool) -> None:
    """Those that the documentation of ChatGPT plugins lists as allowed are followed, no other."""
    urls = [live.installation.absolute(f"{each}{MANIFEST}") for each in (here, there)]
    assert live.addresses.may_redirect(*urls) is is_followed


@pytest.mark.parametrize(
    ("servers", "chosen"),
    [
        (["https://example.com/v1/"], ("https://example.com/v1", True)),
        (["https://other.com", "https://api.example.com"], ("https://api.example.com", True)),
        (["/v1"], ("https://docs.example.com", False)),
        (["https://{region}.example.com"], ("https://docs.example.com", False)),
        ([], ("https://docs.example.com", False)),
    ],
)
def test_the_server_of_a_document(live: Any, servers: list[str], chosen: tuple[str, bool]) -> None:
    """The first at the root domain or below it, otherwise the host of the document."""
    document = live.installation.absolute("https://docs.example.com/openapi.yaml")
    spec = {"servers": [{"url": each} for each in servers]}
    assert live.addresses.server_of(spec, "example.com", document) == chosen


# The commands as processes


def test_a_plugin_that_is_served_does_not_pay_for_the_client(bake_once: Bake) -> None:
    """What the commands are built on is imported by them, not at the start."""
    plugin = bake_once(slug="live-checked", mcp=False)
    code = f"import sys, {plugin.package}.asgi, {plugin.package}.runtime.command as command"
    printed = run(plugin, "-c", f"{code}; print('httpx' in sys.modules)")
    assert printed == "False\n"


def test_the_proxy_is_served(bake_once: Bake, site: Web) -> None:
    """At its port are the documents of the folder, and the operations of the other plugin."""
    plugin = bake_once(slug="live-checked", mcp=False)
    site.answers["/todos/me"] = as_json({"todos": ["from afar"]})
    with quickly_served(plugin, "proxy", site.url) as server:
        assert f"the operations at {site.url}\n" in server.printed
        manifest = httpx.get(f"{server.url}{MANIFEST}").json()
        assert manifest["api"]["url"] == f"{server.url}/openapi.yaml"
        assert httpx.get(f"{server.url}/todos/me").json() == {"todos": ["from afar"]}


def run(plugin: Plugin, *arguments: str) -> str:
    """Run Python in a plugin's folder: what it prints."""
    result = subprocess.run(
        [sys.executable, *arguments],
        cwd=plugin.path,
        env=environment(PYTHONPATH=str(plugin.path / "src")),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    return result.stdout


# Operations and tokens


def test_a_guard_refuses_and_the_right_token_only_reads(check: Check, site: Web) -> None:
    """What changes something is never called with the token; what reads is, and passes."""
    site.guard()
    assert states(check(), "getNotes") == ["ok"]
    assert not [each for each in site.asked if TOKEN in each[2]]
    report = check(token=TOKEN)
    assert failures(report) == []
    assert (states(report, "getNotes"), states(report, "deleteNote")) == (["ok", "ok"], ["ok"])
    assert {each[:2] for each in site.asked if TOKEN in each[2]} == {("GET", "/notes")}


@pytest.mark.parametrize(
    "operation",
    [
        {"operationId": "getNotes", "x-openai-isConsequential": True},
        {"operationId": "deleteAll"},
        {"operationId": "send_note"},
        {"operationId": "DELETE_notes"},
    ],
)
def test_a_get_that_changes_something_is_not_called_with_the_token(
    check: Check, site: Web, operation: dict[str, Any]
) -> None:
    """By its name or by its own word, it does more than read."""
    site.guard()
    spec = site.spec()
    spec["paths"]["/notes"]["get"] |= operation
    site.answers["/openapi.yaml"] = as_json(spec)
    assert failures(check(token=TOKEN)) == []
    assert not [each for each in site.asked if TOKEN in each[2]]


@pytest.mark.parametrize("name", ["getAddress", "addresses", "getPost", "posts", "settings"])
def test_a_name_that_only_looks_like_a_change_is_called(check: Check, site: Web, name: str) -> None:
    """Only the first word of a name counts, as a whole."""
    site.guard()
    spec = site.spec()
    spec["paths"]["/notes"]["get"]["operationId"] = name
    site.answers["/openapi.yaml"] = as_json(spec)
    assert states(check(token=TOKEN), name) == ["ok", "ok"]


@pytest.mark.parametrize(
    ("status", "message"),
    [(200, "anyone can call it"), (403, "answer with 401"), (422, "before anything else")],
)
def test_a_guard_that_lets_callers_through_is_reported(
    check: Check, site: Web, status: int, message: str
) -> None:
    """Only 401 tells a host to ask for a token."""
    site.guard()
    site.answers["/notes/987654321"] = as_json({}, status)
    (found,) = failures(check(token=TOKEN))
    assert found.startswith("deleteNote: ")
    assert message in found


def test_a_wrong_token_is_reported(check: Check, site: Web) -> None:
    """The person is asked whether the token is right, not told that the plugin is broken."""
    site.guard()
    assert failures(check(token="another")) == [
        "getNotes: answers with 401 with the token: is the token right?"
    ]


def test_values_reach_the_operation(check: Check, site: Web) -> None:
    """A 4xx to a value that was made up is no error; a given value is sent as it is."""
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    page = {"name": "page", "in": "query", "schema": {"type": "integer"}}
    spec = site.spec()
    spec["paths"]["/notes/{name}"] = {
        "parameters": [name, page],
        "get": {"operationId": "getNote", "responses": {"200": {"description": "OK"}}},
    }
    site.answers["/openapi.yaml"] = as_json(spec)
    site.answers["/notes/example"] = as_json({}, 404)
    site.answers["/notes/a%20b"] = as_json({})
    assert states(check(), "getNote") == ["note"]
    assert states(check(name="a b", page="2"), "getNote") == ["ok"]
    assert "/notes/a%20b?page=2" in [each[1] for each in site.asked]


# MCP

HINTS = {"readOnlyHint": True, "destructiveHint": False, "openWorldHint": False}
TOOL = {"name": "getNotes", "annotations": HINTS}


def speaks_mcp(*tools: dict[str, Any], stream: bool = False, stopped: Any = None) -> Answer:
    """Answer as an MCP server does, in JSON or in a stream that stays open."""

    def answer(request: Handler) -> None:
        body = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        result: dict[str, Any] = {"protocolVersion": "2025-06-18", "serverInfo": {"name": "Notes"}}
        if body["method"] == "tools/list":
            result = {"tools": tools}
        answered = {"jsonrpc": "2.0", "id": body.get("id"), "result": result}
        if "id" not in body:
            plain(b"", status=202)(request)
        elif not stream:
            as_json(answered)(request)
        else:
            event = b"event: message\r\ndata: " + json.dumps(answered).encode() + b"\r\n\r\n"
            plain(b": hello\r\n\r\n" + event, "text/event-stream")(request)
            stopped.wait(5)

    return answer


@pytest.mark.parametrize("stream", [False, True])
def test_the_tools_of_an_mcp_server_are_listed(check: Check, site: Web, stream: bool) -> None:
    """Over JSON or a stream; a tool without hints is an error for ChatGPT."""
    site.answers["POST /mcp"] = speaks_mcp(TOOL, stream=stream, stopped=site.stopped)
    assert states(check(), "mcp") == ["ok", "ok"]
    bare = {"name": "bare", "annotations": {"readOnlyHint": True}}
    site.answers["POST /mcp"] = speaks_mcp(TOOL, bare, stream=stream, stopped=site.stopped)
    assert failures(check()) == [
        "mcp: the tool bare must have destructiveHint, openWorldHint for ChatGPT"
    ]


@pytest.mark.parametrize(
    "answer",
    [plain(b"<html>", "text/html"), plain(b"", status=405), as_json([]), as_json({"id": 1})],
)
def test_a_plugin_without_mcp_is_none_the_worse(check: Check, site: Web, answer: Answer) -> None:
    """Whatever else is at /mcp is no error."""
    site.answers["/mcp"] = answer
    report = check()
    assert failures(report) == []
    assert states(report, "mcp") == ["skipped"]


def discovering(site: Web, **changed: Any) -> None:
    """Serve MCP with sign-in, and the documents from which clients discover how."""
    site.guard("oauth")
    site.answers[MANIFEST] = as_json(
        site.manifest(
            auth={
                "type": "oauth",
                "client_url": f"{site.url}/authorize",
                "authorization_url": f"{site.url}/token",
                "scope": "",
                "authorization_content_type": "application/json",
                "verification_tokens": {"openai": "0123456789abcdef0123456789abcdef"},
            }
        )
    )
    site.answers["/authorize"] = plain(b"client_id is missing", status=400)
    address = f"{site.url}/.well-known/oauth-protected-resource/mcp"
    refusal = as_json({}, 401, WWW_Authenticate=f'Bearer resource_metadata="{address}"')
    speaking = speaks_mcp(TOOL)
    site.answers["POST /mcp"] = lambda request: (
        speaking if request.headers.get("Authorization") == f"Bearer {TOKEN}" else refusal
    )(request)
    site.answers["/.well-known/oauth-protected-resource/mcp"] = as_json(
        {"resource": f"{site.url}/mcp", "authorization_servers": [f"{site.url}/as"], **changed}
    )
    site.answers["/.well-known/openid-configuration/as"] = as_json(
        {
            "issuer": f"{site.url}/as",
            "authorization_endpoint": f"{site.url}/authorize",
            "token_endpoint": f"{site.url}/token",
            "code_challenge_methods_supported": ["S256"],
            "registration_endpoint": f"{site.url}/register",
            **changed,
        }
    )


def test_clients_discover_how_to_sign_in(check: Check, site: Web) -> None:
    """From the challenge to the endpoints, with a server at a path and OpenID's document."""
    discovering(site)
    report = check(token=TOKEN)
    assert failures(report) == []
    for name in ("sign-in", "resource metadata", "authorization server"):
        assert states(report, name) == ["ok"]
    assert states(report, "mcp") == ["ok", "ok", "ok"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"resource": "https://other.example"}, "resource must be"),
        ({"authorization_servers": []}, "authorization_servers must name one"),
        ({"authorization_servers": [7]}, "authorization_servers must name one"),
        ({"issuer": "https://other.example"}, "issuer must be"),
        ({"token_endpoint": None}, "token_endpoint must be a URL"),
        ({"code_challenge_methods_supported": None}, "must have S256"),
    ],
)
def test_what_clients_cannot_use_is_one_line(
    check: Check, site: Web, changed: dict[str, Any], message: str
) -> None:
    """A client that follows the RFCs would stop there."""
    discovering(site, **changed)
    (found,) = failures(check())
    assert message in found


# What is printed


def test_what_a_server_sends_moves_no_cursor(check: Check, site: Web) -> None:
    """Control characters of a document are shown, not obeyed."""
    spec = site.spec()
    spec["paths"]["/notes"]["get"]["operationId"] = "\x1b[2Jget\nNotes\u202e"
    site.answers["/openapi.yaml"] = as_json(spec)
    assert all(each.check.isprintable() and each.message.isprintable() for each in check().lines)


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8", "✓"), ("cp1252", "ok"), ("ascii", "ok")])
def test_a_console_without_marks_gets_words(
    live: Any, monkeypatch: pytest.MonkeyPatch, encoding: str, mark: str
) -> None:
    """Windows consoles of old print what they can."""
    output = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(output, encoding=encoding))
    live.report.Report("https://example.com").ok("manifest", "“Žluťoučký” 中")
    sys.stdout.flush()
    printed = output.getvalue().decode(encoding)
    assert printed.startswith(f"{mark} manifest: ")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)
KEYS = ("auth", "api", "logo_url", "legal_info_url", "servers", "paths", "security", "parameters")


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(key=st.sampled_from(KEYS), value=ANYTHING)
def test_no_document_is_an_exception(check: Check, site: Web, key: str, value: Any) -> None:
    """Whatever a field holds, there is a report."""
    spec = site.spec(**{key: value})
    if key == "parameters":
        spec["paths"]["/notes"]["get"][key] = value
    site.answers[MANIFEST] = as_json(site.manifest(**{key: value}))
    site.answers["/openapi.yaml"] = as_json(spec)
    assert check().lines
