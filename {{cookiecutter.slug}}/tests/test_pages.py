"""The page at `/` shows the plugin to everyone, and `/docs` is there for those who may try it."""

import asyncio
import sys
import time
from html import escape
from typing import Any

import pytest
from support import Client

from {{ cookiecutter.__package }}.asgi import app
from {{ cookiecutter.__package }}.runtime import (
    check,
    described,
    documents,
    errors,
)
from {{ cookiecutter.__package }}.runtime.pages import (
    explorer,
    overview,
    page,
)
from {{ cookiecutter.__package }}.settings import settings


@pytest.fixture
def explored(monkeypatch: pytest.MonkeyPatch, stranger: Client) -> Client:
    """A client of a plugin that is served with DOCS=1."""
    monkeypatch.setattr(settings(), "docs", True)
    return stranger


def test_the_page_shows_the_plugin(stranger: Client, spec: dict[str, Any]) -> None:
    """Name, description, every operation and every address are on it, for callers without a token."""
    response = stranger.send("GET", "/")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    manifest = documents.manifest()
    shown = [manifest[field] for field in ("name_for_human", "description_for_human")]
    shown += [manifest["auth"]["type"], manifest["api"]["url"], manifest["legal_info_url"]]
    for each in described.operations(spec):
        shown += [each.method.upper(), each.path, each.id, each.node.get("summary", "")]
    assert [text for text in shown if escape(text) not in response.text] == []
    for document in documents.SERVED:
        assert f'"{document.path}"' in response.text
    has_mcp = any("/mcp" in part.paths for part in app.parts)
    assert (f"{settings().public_url}/mcp" in response.text) == has_mcp


def test_the_page_says_which_operations_ask_for_confirmation(
    stranger: Client, spec: dict[str, Any]
) -> None:
    """Those are the ones that openapi.yaml calls consequential."""
    nodes = [each.node for each in described.operations(spec)]
    asking = [node for node in nodes if node["x-openai-isConsequential"]]
    assert stranger.send("GET", "/").text.count("asks for confirmation") == len(asking)


def test_the_page_shows_what_check_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is about the documents as they are served, not as they are in the repository."""
    manifest = {**documents.manifest(), "name_for_human": "A name of far too many characters"}
    monkeypatch.setattr(documents, "manifest", lambda: manifest)
    (error,) = (each for each in check.check_manifest(manifest) if each.level == "error")
    html = overview.page().body.decode()
    assert "1 error" in html
    assert escape(error.message) in html


def test_texts_of_the_documents_are_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever an owner writes is shown as it was written."""
    text = "<script>\"&'</script>"
    manifest = {**documents.manifest(), "name_for_human": text, "contact_email": text}
    manifest |= {"description_for_human": text, "legal_info_url": f"javascript:{text}"}
    operation = {"operationId": text, "summary": text, "responses": {}}
    monkeypatch.setattr(documents, "manifest", lambda: manifest)
    monkeypatch.setattr(documents, "openapi", lambda: {"paths": {f"/{text}": {"get": operation}}})
    for made in (overview.page(), explorer.page()):
        html = made.body.decode()
        assert escape(text) in html
        assert text not in html
        assert "<script>" not in html
        assert 'href="javascript:' not in html


def test_the_pages_run_and_load_nothing_foreign(explored: Client) -> None:
    """Their policies allow no script but the explorer's own files, and no frame around them."""
    for path in ("/", "/docs", explorer.REDIRECT):
        headers = explored.send("GET", path).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert ("script-src 'self'" in policy) == (path != "/")
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_other_methods_are_refused(explored: Client, path: str) -> None:
    """HEAD is GET without a body, and the rest is 405 in the form of all errors."""
    named = {"X-Request-Id": "the-same"}
    got, head = (explored.send(method, path, headers=named) for method in ("GET", "HEAD"))
    assert head.content == b""
    assert head.headers == got.headers
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        refused = explored.send(method, path)
        assert (refused.status_code, refused.json()) == (405, {"detail": "Method Not Allowed"})
        assert refused.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("known", ["{}", "W/{}", '"another", {}'])
def test_a_browser_that_has_the_page_does_not_get_it_again(stranger: Client, known: str) -> None:
    """The answer to its tag is 304 without a body; another tag gets the page."""
    tag = stranger.send("GET", "/").headers["ETag"]
    again = stranger.send("GET", "/", headers={"If-None-Match": known.format(tag)})
    assert (again.status_code, again.content) == (304, b"")
    other = stranger.send("GET", "/", headers={"If-None-Match": f"{tag}x"})
    assert other.status_code == 200


def test_a_page_is_made_once() -> None:
    """However many ask for it, they cost the plugin no more than one."""
    made: list[str] = []

    def make() -> page.Page:
        made.append("page")
        time.sleep(0.05)  # The others ask in the meantime.
        return page.Page(b"page", "text/html")

    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    async def ask() -> None:
        once = page.Once(make)
        scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
        await asyncio.gather(*(once(scope, receive, send) for _ in range(20)))

    asyncio.run(ask())
    assert len(sent) == 40
    assert made == ["page"]


def test_the_explorer_is_off_where_others_can_reach_the_plugin(stranger: Client) -> None:
    """It is an error like any other, and the page does not link to it."""
    for path in explorer.PATHS:
        response = stranger.send("GET", path)
        assert response.status_code == 404
        assert "DOCS=1" in response.json()["detail"]
    assert 'href="/docs"' not in overview.page().body.decode()


@pytest.mark.parametrize(
    ("public_url", "docs", "served"),
    [
        ("http://localhost:3333", None, True),
        ("http://localhost:3333", False, False),
        ("https://plugin.example.com", None, False),
        ("https://plugin.example.com", True, True),
    ],
)
def test_docs_decides_and_this_machine_is_the_default(
    monkeypatch: pytest.MonkeyPatch, public_url: str, docs: bool | None, served: bool
) -> None:
    """DOCS wins over what PUBLIC_URL says."""
    monkeypatch.setattr(settings(), "public_url", public_url)
    monkeypatch.setattr(settings(), "docs", docs)
    assert explorer.is_on() is served


def test_the_explorer_is_served_whole(explored: Client) -> None:
    """Every file has its type, nothing is imported for it, and the page links to it."""
    for path in explorer.PATHS:
        response = explored.send("GET", path)
        assert response.status_code == 200
        kind = {"css": "css", "js": "javascript"}.get(path.rpartition(".")[2], "html")
        assert response.headers["Content-Type"] == f"text/{kind}; charset=utf-8"
        assert response.content
    assert "flask_swagger_ui" not in sys.modules
    assert 'href="/docs"' in overview.page().body.decode()


def test_without_its_package_the_explorer_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, explored: Client
) -> None:
    """Who asks for it with DOCS=1 learns it at the start, and who opens it in the browser there."""
    monkeypatch.setattr(explorer, "_swagger_ui", lambda: None)
    response = explored.send("GET", "/docs")
    assert response.status_code == 404
    assert "uv add flask-swagger-ui" in response.json()["detail"]
    with pytest.raises(errors.NotReady, match="uv add flask-swagger-ui"):
        explorer.check_settings()


def test_the_proof_of_the_domain_is_plain_text(
    monkeypatch: pytest.MonkeyPatch, stranger: Client
) -> None:
    """OpenAI's directory reads OPENAI_APPS_CHALLENGE; while it is not set, there is no such page."""
    path = "/.well-known/openai-apps-challenge"
    assert stranger.send("GET", path).status_code == 404
    monkeypatch.setattr(settings(), "openai_apps_challenge", "of-the-directory")
    response = stranger.send("GET", path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text == "of-the-directory"
    assert stranger.send("POST", path).status_code == 405
