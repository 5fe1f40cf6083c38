"""The rules that the hosts of a plugin hold its manifest, its OpenAPI document and its files to.

An error keeps a host from loading the plugin, a warning makes it work badly somewhere, a hint is
advice. Which rules hold depends on the host: `v1` is ai-plugin.json and the programs that load it,
`actions` is GPT Actions, which read the OpenAPI document alone, and `mcp` is tools made of it.

Sources, as they are named below:
    Plugins  the documentation of ChatGPT plugins, and the ai-plugin.json schema v1
    Actions  https://platform.openai.com/docs/actions
    OpenAPI  https://spec.openapis.org/oas/v3.1.0
    MCP      https://modelcontextprotocol.io/specification
"""

import ipaddress
import json
import re
import struct
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import cycle, repeat
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

import yaml

HOSTS = ("v1", "actions", "mcp")
MANIFEST, SPEC, LOGO, LEGAL = "ai-plugin.json", "openapi.yaml", "logo.png", "legal.html"

LARGEST_FILE = 1_000_000  # bytes
MOST_VALUES = 500_000  # in a document, with every YAML alias written out
DEEPEST = 100  # levels of nesting

Level = Literal["error", "warning", "hint"]


class Problem(NamedTuple):
    """One broken rule: how bad it is, in which file, what is wrong and what to do."""

    level: Level
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.message}"


class Levels(NamedTuple):
    """How bad it is to break a rule, host by host; None where the host has no such rule."""

    v1: Level | None
    actions: Level | None
    mcp: Level | None


# The rules for OpenAPI documents.
VALID = Levels("error", "error", "error")  # valid OpenAPI, with an operationId everywhere
VERSION = Levels("error", "error", None)  # openapi is 3.1.0 or 3.1.1
VERSION_3_0 = Levels("warning", "error", None)
TOOL_NAME = Levels(None, None, "error")
DESCRIBED = Levels(None, None, "hint")
LONG_TEXT = Levels("error", "error", None)  # at most 300 characters, 700 for a parameter
LONGISH_TEXT = Levels("warning", None, None)  # at most 200 characters
SCHEMAS = Levels("error", "error", None)  # components.schemas exists
PARAMETER = Levels("error", "error", None)  # inline, in the path or the query
INLINE_BODY = Levels("warning", None, None)
PROPERTIES = Levels("error", "error", None)  # every object has properties
CIRCULAR = Levels("error", "error", None)
SERVER = Levels("error", "error", None)  # exactly one, at the plugin's own domain
SECURITY = Levels("error", "error", None)  # one scheme, and open operations say so
OVER_30 = Levels("warning", "error", None)
OVER_5 = Levels("hint", "hint", None)
CONSEQUENTIAL = Levels("hint", "hint", None)
OWN_PATH = Levels("warning", "warning", None)

Said = Iterator[tuple[Level, str]]  # what a rule for the manifest yields
Found = Iterator[tuple[Levels, str]]  # what a rule for the OpenAPI document yields


def check(root: Path, host: str = "v1") -> list[Problem]:
    """Hold a plugin's files to the rules of a host.

    Parameters:
        root: The plugin's folder, with .well-known/ai-plugin.json, openapi.yaml, logo.png and
            legal.html. The last two are read for the host `v1` alone, and only where the manifest's
            URLs point at the plugin's own origin, which is that of `api.url`.
        host: One of `HOSTS`.

    Returns:
        Every broken rule. A file that cannot be read is a problem, never an exception.

    Source: Plugins, and Actions for the size of the document.
    """
    manifest, problems = _load(root / ".well-known" / MANIFEST, _json)
    problems = problems or check_manifest(manifest, host)
    spec, unreadable = _load(root / SPEC, _yaml)
    problems += unreadable or check_spec(spec, manifest, host)
    for field, name, rule in (("logo_url", LOGO, _logo), ("legal_info_url", LEGAL, _legal)):
        if host == "v1" and _served_here(manifest, field):
            found, unreadable = _load(root / name, rule)
            problems += unreadable or found
    return problems


def check_manifest(manifest: object, host: str = "v1") -> list[Problem]:
    """Hold a manifest to the rules of a host.

    Parameters:
        manifest: The parsed ai-plugin.json, whatever is in it.
        host: One of `HOSTS`. The fields matter to `v1`; no other host reads them.

    Returns:
        Every broken rule.

    Source: Plugins.
    """
    _column(host)
    if not isinstance(manifest, dict):
        return [Problem("error", MANIFEST, "the document must be an object")]
    said = _manifest(manifest) if host == "v1" else ()
    return [Problem(level, MANIFEST, message) for level, message in said]


def check_spec(spec: object, manifest: object | None = None, host: str = "v1") -> list[Problem]:
    """Hold an OpenAPI document to the rules of a host.

    Parameters:
        spec: The parsed document, whatever is in it.
        manifest: The parsed manifest; when given, the server must be at the plugin's own domain.
        host: One of `HOSTS`.

    Returns:
        Every broken rule that matters to the host.

    Source: OpenAPI for the structure, Plugins and Actions for the limits, MCP for the tools' names.
    """
    column = _column(host)
    try:
        if not isinstance(spec, dict):
            raise _Unusable("must be a mapping")
        if _measure(spec, {}) > MOST_VALUES:
            raise _Unusable(f"has over {MOST_VALUES:,} values, its aliases written out: shorten it")
    except _Unusable as error:
        return [Problem("error", SPEC, f"the document {error}")]
    rules = (
        _head,
        _everything,
        _circles,
        _paths,
        _operation_ids,
        _operation,
        _parameters,
        _security,
    )
    found = [*(pair for rule in rules for pair in rule(spec)), *_servers(spec, _own(manifest))]
    said = ((levels[column], message) for levels, message in dict.fromkeys(found))
    return [Problem(level, SPEC, message) for level, message in said if level]


def _column(host: str) -> int:
    if host not in HOSTS:
        raise ValueError(f"host is {host!r}, it must be one of {', '.join(HOSTS)}")
    return HOSTS.index(host)


# ---- Files


class _Unusable(Exception):
    """Says why nobody can look into a document."""


def _load(path: Path, parse: Callable[[bytes], Any]) -> tuple[Any, list[Problem]]:
    try:
        return parse(_read(path)), []
    except _Unusable as error:
        problem = str(error)
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 at byte {error.start}: save it as UTF-8"
    except RecursionError:
        problem = "is nested too deep"
    except Exception as error:  # PyYAML lets KeyError, AttributeError and others out of bad scalars
        problem = f"cannot be parsed: {' '.join(ascii(str(error))[1:-1].split())}"[:200]
    return None, [Problem("error", path.name, f"the file {problem}")]


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise _Unusable("is missing")
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _Unusable(f"cannot be read: {error.strerror}") from error
    if len(data) > LARGEST_FILE:
        raise _Unusable(f"is larger than {LARGEST_FILE:,} bytes: shorten it")
    return data


def _json(data: bytes) -> Any:
    def constant(name: str) -> None:
        raise _Unusable(f"has the value {name}, which is not JSON")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys: set[str] = set()
        for key, _ in pairs:
            if key in keys:
                raise _Unusable(f"has the key {_show(key)} twice in one object")
            keys.add(key)
        return dict(pairs)

    return json.loads(data.decode(), parse_constant=constant, object_pairs_hook=unique)


def _yaml(data: bytes) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    _look_through(yaml.parse(data.decode(), loader))
    return yaml.load(data.decode(), loader)


def _look_through(events: Iterable[Any]) -> None:
    """Refuse what PyYAML crashes on or swallows: deep nesting, merge keys, keys given twice."""
    frames: list[tuple[Iterator[bool], set[str]]] = [(repeat(False), set())]
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            frames.pop()
        elif isinstance(event, yaml.NodeEvent):
            is_key, keys = frames[-1]
            if next(is_key) and isinstance(event, yaml.ScalarEvent):
                if event.value == "<<":
                    raise _Unusable("has a merge key (<<), which is not OpenAPI: write it out")
                if event.value in keys:
                    raise _Unusable(f"has the key {_show(event.value)} twice in one mapping")
                keys.add(event.value)
            if isinstance(event, yaml.CollectionStartEvent):
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                frames.append((cycle((True, False)) if is_mapping else repeat(False), set()))
                if len(frames) > DEEPEST:
                    raise _Unusable(f"is nested more than {DEEPEST} levels deep")


def _logo(data: bytes) -> list[Problem]:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or len(data) < 33:
        kind = "a GIF, which hosts refuse" if data[:4] == b"GIF8" else "no whole PNG"
        return [Problem("error", LOGO, f"the image is {kind}: save it as a PNG of 512 x 512")]
    width, height = struct.unpack(">II", data[16:24])
    if (width, height) == (512, 512):
        return []
    return [Problem("warning", LOGO, f"the image is {width} x {height}: make it 512 x 512")]


def _legal(data: bytes) -> list[Problem]:
    return [] if data.decode().strip() else [Problem("error", LEGAL, "the file is empty")]


# ---- Values and URLs


def _show(value: object) -> str:
    """A value, whatever it is, in one short printable line."""
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else f"{value[:59]}…")
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float):
        return repr(value) if abs(value) < 10**9 else "a large number"
    return "a mapping" if isinstance(value, dict) else f"a {type(value).__name__}"


def _label(key: object) -> str:
    return _show(key).strip("'\"")


def _mapping(value: object) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _url(value: object) -> SplitResult | None:
    """The parts of an absolute http or https URL, None for anything else."""
    if not isinstance(value, str) or not value.isprintable() or " " in value:
        return None
    try:
        url = urlsplit(value)
        absolute = url.scheme in ("http", "https") and _host(url) and url.port != 0
    except ValueError:
        return None
    return url if absolute else None


def _host(url: SplitResult) -> str:
    return (url.hostname or "").rstrip(".")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_local(host: str) -> bool:
    address = _address(host)
    return address.is_loopback if address else f".{host}".endswith(".localhost")


def _insecure(url: SplitResult) -> str:
    """What keeps a host from calling a URL, if anything does."""
    if _is_local(_host(url)):
        return ""
    if url.scheme != "https":
        return "must be https outside localhost"
    return "" if url.port in (None, 443) else "must use port 443 outside localhost"


def _same_site(host: str, own: str) -> bool:
    """Whether two hosts have one owner, as far as their names can tell."""
    host, own = host.lower().removeprefix("www."), own.lower().removeprefix("www.")
    if host == own or host.endswith(f".{own}") or (_is_local(host) and _is_local(own)):
        return True
    return not (_address(host) or _address(own)) and _bought(host) == _bought(own)


def _is_foreign(host: str, own: str) -> bool:
    """Whether it is away from the plugin's own host; nothing is if that is unknown or localhost."""
    return bool(own) and not _is_local(own) and not _same_site(host, own)


def _bought(host: str) -> list[str]:
    """The part of a host that somebody registered: its last two labels, three in example.co.uk."""
    labels = host.split(".")
    second_level = len(labels[-1]) == 2 and labels[-2:-1] and labels[-2] in SECOND_LEVELS
    return labels[-3:] if second_level else labels[-2:]


SECOND_LEVELS = ("ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org")


def _own(manifest: object) -> SplitResult | None:
    """The URL of the plugin's OpenAPI document, whose origin is the plugin's own."""
    return _url(_mapping(_mapping(manifest).get("api")).get("url"))


def _served_here(manifest: object, field: str) -> bool:
    """Whether the plugin itself serves what a field points at; yes if nobody can tell."""
    own, url = _own(manifest), _url(_mapping(manifest).get(field))
    return own is None or (url is not None and url[:2] == own[:2])


# ---- The manifest: a rule for each field, which gets the field's value and the plugin's own host


def _schema_version(value: object, _own_host: str) -> Said:
    if value != "v1":
        yield "error", f"schema_version: is {_show(value)}, it must be 'v1'"


def _text(field: str, most: int, value: object, _own_host: str) -> Said:
    if not isinstance(value, str):
        yield "error", f"{field}: is {_show(value)}, it must be a text"
    elif not value.strip():
        yield "error", f"{field}: is empty, 1 to {most:,} characters are needed"
    elif len(value) > most:
        yield "error", f"{field}: is {len(value):,} characters, at most {most:,} are allowed"
    elif field == "description_for_human" and len(value) > 100:
        yield "warning", f"{field}: is {len(value)} characters, at most 100 suit every host"
    elif field == "name_for_model" and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", value):
        yield "error", f"{field}: is {_show(value)}, use a letter, then letters, digits and _"


PRESCRIPTIONS = (
    ("a mood", r"\b(be|sound|stay) (always )?(friendly|polite|cheerful|funny|formal|happy)\b"),
    ("triggers", r"\b(if|when|whenever) (the |a )?users? (says?|asks?|mentions?|types?)\b"),
    ("triggers", r"\balways (use|call|invoke)\b"),
    ("exact answers", r"\b(respond|reply|answer|say)\b[^.]{0,30}\b(exactly|verbatim)\b"),
)


def _description_for_model(value: object, own_host: str) -> Said:
    yield from _text("description_for_model", 8000, value, own_host)
    if not isinstance(value, str) or not value.strip():
        return
    if not value.startswith("Plugin for "):
        yield "warning", "description_for_model: should begin with 'Plugin for'"
    for what, pattern in PRESCRIPTIONS:
        if phrase := re.search(pattern, value, re.IGNORECASE):
            said = f"prescribes {what} ({_show(phrase[0])}): say only what the plugin is for"
            yield "warning", f"description_for_model: {said}"


AUTH = """
    type instructions authorization_type verification_tokens client_url authorization_url scope
    authorization_content_type
"""


def _auth(value: object, own_host: str) -> Said:
    auth = _mapping(value)
    kind = auth.get("type")
    yield from _unknown(auth, AUTH.split(), "auth.")
    if kind not in ("none", "service_http", "user_http", "oauth"):
        yield "error", "auth.type: must be none, service_http, user_http or oauth"
        return
    if kind != "none" and _is_local(own_host):
        yield "warning", f"auth.type: is {kind}, ChatGPT called plugins on localhost without auth"
    is_http = kind in ("service_http", "user_http")
    if is_http and auth.get("authorization_type") not in ("bearer", "basic"):
        yield "error", "auth.authorization_type: must be bearer or basic"
    if kind in ("service_http", "oauth"):
        yield from _tokens(auth.get("verification_tokens"))
    if kind == "oauth":
        yield from _oauth(auth)


def _tokens(tokens: object) -> Said:
    field = "auth.verification_tokens"
    if not isinstance(tokens, dict) or not all(isinstance(value, str) for value in tokens.values()):
        yield "error", f"{field}: must be an object with a token for each service"
        return
    token = tokens.get("openai")
    is_placeholder = token and (not re.fullmatch("[0-9a-fA-F]{32}", token) or len(set(token)) == 1)
    if is_placeholder or token == "" or not tokens:
        yield "warning", f"{field}: has a placeholder, put in the token that the host gives you"


def _oauth(auth: dict[Any, Any]) -> Said:
    for field in ("client_url", "authorization_url"):
        url = _url(auth.get(field))
        if url is None:
            yield "error", f"auth.{field}: must be an absolute URL"
        elif _is_local(_host(url)):
            yield "warning", f"auth.{field}: is on localhost, where hosts cannot reach it"
        elif wrong := _insecure(url):
            yield "error", f"auth.{field}: {wrong}"
    if not isinstance(auth.get("scope"), str):
        yield "error", "auth.scope: must be a text, be it empty"
    allowed = ("application/json", "application/x-www-form-urlencoded")
    if auth.get("authorization_content_type") not in allowed:
        yield "error", f"auth.authorization_content_type: must be {' or '.join(allowed)}"


def _api(value: object, _own_host: str) -> Said:
    api = _mapping(value)
    url = _url(api.get("url"))
    known = ["type", "url", "is_user_authenticated", "has_user_authentication"]
    yield from _unknown(api, known, "api.")
    if api.get("type") != "openapi":
        yield "error", "api.type: must be openapi"
    if url is None:
        yield "error", "api.url: must be an absolute URL"
    elif wrong := _insecure(url):
        yield "error", f"api.url: {wrong}"


def _logo_url(value: object, own_host: str) -> Said:
    url, start = _url(value), value[:14].lower() if isinstance(value, str) else ""
    if url is None and not start.startswith("data:image/"):
        yield "error", "logo_url: must be an absolute URL, or a data URL of an image"
    elif start == "data:image/gif" or (url and url.path.lower().endswith(".gif")):
        yield "error", "logo_url: is a GIF, which hosts refuse: use a PNG"
    elif url and url.scheme != "https" and not _is_local(own_host or _host(url)):
        yield "warning", "logo_url: should be https outside localhost"


def _contact_email(value: object, own_host: str) -> Said:
    if not isinstance(value, str) or not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", value):
        yield "error", "contact_email: must be an e-mail address"
    elif _is_foreign(value.rpartition("@")[2], own_host):
        yield "warning", f"contact_email: should be at the plugin's own domain, {own_host}"


def _legal_info_url(value: object, own_host: str) -> Said:
    url = _url(value)
    if url is None:
        yield "error", "legal_info_url: must be an absolute URL"
    elif _is_foreign(_host(url), own_host):
        yield "warning", f"legal_info_url: should be at the plugin's own domain, {own_host}"


def _unknown(mapping: dict[Any, Any], known: Iterable[str], parent: str = "") -> Said:
    for key in mapping:
        if key not in known:
            yield "warning", f"{parent}{_label(key)}: is no field of schema v1: remove it"


FIELDS: dict[str, Callable[[object, str], Said]] = {
    "schema_version": _schema_version,
    "name_for_human": partial(_text, "name_for_human", 20),
    "name_for_model": partial(_text, "name_for_model", 50),
    "description_for_human": partial(_text, "description_for_human", 120),
    "description_for_model": _description_for_model,
    "auth": _auth,
    "api": _api,
    "logo_url": _logo_url,
    "contact_email": _contact_email,
    "legal_info_url": _legal_info_url,
}


def _manifest(manifest: dict[Any, Any]) -> Said:
    own = _own(manifest)
    for field, rule in FIELDS.items():
        if field in manifest:
            yield from rule(manifest[field], _host(own) if own else "")
        else:
            yield "error", f"{field}: is missing, every manifest needs it"
    yield from _unknown(manifest, FIELDS)


# ---- The OpenAPI document: everything in it


def _measure(node: object, sizes: dict[int, int], depth: int = 0) -> int:
    """Count the values in a document with its aliases written out; refuse one without an end."""
    if depth > DEEPEST:
        raise _Unusable(f"is nested more than {DEEPEST} levels deep, or contains itself")
    if not isinstance(node, dict | list):
        return 1
    if id(node) not in sizes:
        inside = node.values() if isinstance(node, dict) else node
        sizes[id(node)] = 1 + sum(_measure(child, sizes, depth + 1) for child in inside)
    return sizes[id(node)]


# What stands below a keyword: an object, objects by name, a schema, schemas by name or in a list.
# Below None, and below the other keywords of a schema, nothing has a meaning to OpenAPI.
def _table(words: dict[str | None, str]) -> dict[object, str | None]:
    return {word: kind for kind, listed in words.items() for word in listed.split()}


IN_OBJECT = _table(
    {
        None: "default example value",
        "schema": "schema",
        "schemas by name": "schemas",
        "objects by name": """
            callbacks content encoding examples headers links parameters pathItems paths
            requestBodies responses securitySchemes variables webhooks
        """,
    }
)
IN_SCHEMA = _table(
    {
        "schema": """
            additionalProperties contains else if items not propertyNames then unevaluatedItems
            unevaluatedProperties
        """,
        "schemas by name": "$defs dependentSchemas patternProperties properties",
        "schemas in a list": "allOf anyOf oneOf prefixItems",
    }
)


def _kind(parent: str, key: object) -> str | None:
    if parent == "object":
        extension = isinstance(key, str) and key.startswith("x-")
        return None if extension else IN_OBJECT.get(key, "object")
    if parent == "schema":
        return IN_SCHEMA.get(key)
    return "object" if parent == "objects by name" else "schema"


def _children(node: object, kind: str) -> Iterator[tuple[object, Any, str]]:
    pairs: Iterable[tuple[object, Any]] = ()
    if isinstance(node, dict | list):
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in pairs:
        if below := _kind(kind, key):
            yield key, child, below


def _walk(spec: object) -> Iterator[tuple[str, Any, str]]:
    """Yield the place and the kind of everything that has a meaning to OpenAPI."""
    stack: list[tuple[str, Any, str]] = [("", spec, "object")]
    while stack:
        at, node, kind = stack.pop()
        yield at, node, kind
        for key, child, below in _children(node, kind):
            stack.append((f"{at}.{_label(key)}".removeprefix("."), child, below))


def _is_reference(node: object, kind: str) -> bool:
    return isinstance(node, dict) and "$ref" in node and kind in ("object", "schema")


def _resolve(spec: object, reference: object) -> Any:
    """What a reference inside the document points at, None if it points at nothing."""
    if not isinstance(reference, str) or not re.match(r"#(/|$)", reference):
        return None
    node = spec
    for token in unquote(reference).split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list):
            node = dict(enumerate(node)).get(int(key) if re.fullmatch("[0-9]{1,6}", key) else -1)
        else:
            node = _mapping(node).get(key)
    return node


def _follow(spec: object, node: object) -> dict[Any, Any]:
    """The mapping at the end of a node's references, empty if there is none."""
    for _ in range(10):
        if isinstance(node, dict) and "$ref" in node:
            node = _resolve(spec, node["$ref"])
    return _mapping(node)


def _everything(spec: dict[Any, Any]) -> Found:
    for place, node, kind in _walk(spec):
        at = place or "the document"
        for key in _mapping(node):
            if not isinstance(key, str):
                yield VALID, f"{at}: the key {_show(key)} must be a text: put it in quotes"
        if _is_reference(node, kind) and _resolve(spec, node["$ref"]) is None:
            yield VALID, f"{at}.$ref: {_show(node['$ref'])} is not in this document"
        if kind == "schema":
            yield from _schema(at, node)
        elif kind == "schemas by name" and not isinstance(node, dict):
            yield VALID, f"{at}: must be a mapping of names to schemas"
        elif kind == "schemas in a list" and not isinstance(node, list):
            yield VALID, f"{at}: must be a list of schemas"


TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")


def _schema(at: str, schema: object) -> Found:
    if not isinstance(schema, dict):
        if not isinstance(schema, bool):
            yield VALID, f"{at}: is {_show(schema)}, it must be a schema"
        return
    types = schema.get("type", [])
    types = types if isinstance(types, list) else [types]
    for name in types:
        if name not in TYPES:
            yield VALID, f"{at}.type: is {_show(name)}, it must be one of {', '.join(TYPES)}"
    names = schema.get("required", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        yield VALID, f"{at}.required: must be a list of names, beside the properties"
    if "object" in types and "properties" not in schema:
        yield PROPERTIES, f"{at}.properties: is missing, every object needs it, be it empty"


def _circles(spec: dict[Any, Any]) -> Found:
    """Find the references that lead back to what they stand in, looking at everything once."""
    opened, done = {id(spec)}, set[int]()
    stack: list[tuple[Any, Iterator[tuple[object, Any, str]]]]
    stack = [(spec, _reached(spec, spec, "object"))]
    while stack:
        node, edges = stack[-1]
        for label, child, kind in edges:
            if id(child) in opened:
                yield CIRCULAR, f"{_label(label)}: is circular: break the circle"
            elif isinstance(child, dict | list) and id(child) not in done:
                opened.add(id(child))
                stack.append((child, _reached(spec, child, kind)))
                break
        else:
            stack.pop()
            opened.discard(id(node))
            done.add(id(node))


def _reached(spec: object, node: Any, kind: str) -> Iterator[tuple[object, Any, str]]:
    yield from _children(node, kind)
    if _is_reference(node, kind):
        yield node["$ref"], _resolve(spec, node["$ref"]), kind


# ---- The OpenAPI document: its head, paths and operations

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
IN_PATHS = (*METHODS, "$ref", "summary", "description", "parameters", "servers")
OWN_PATHS = ("", ".well-known", "openapi.yaml", "logo.png", "legal", "mcp", "oauth", "docs")
TEMPLATE = re.compile(r"\{([^{}]+)\}")


class _Operation(NamedTuple):
    at: str  # such as "GET /todos"
    path: str
    method: str
    node: dict[Any, Any]
    groups: tuple[object, object]  # the parameters of its path, and its own


def _operations(spec: dict[Any, Any]) -> Iterator[_Operation]:
    for path, raw in _mapping(spec.get("paths")).items():
        item = _follow(spec, raw)
        for method, node in item.items():
            if isinstance(path, str) and method in METHODS and isinstance(node, dict):
                groups = (item.get("parameters", []), node.get("parameters", []))
                yield _Operation(f"{method.upper()} {_label(path)}", path, method, node, groups)


def _head(spec: dict[Any, Any]) -> Found:
    version = spec.get("openapi")
    if not isinstance(version, str) or not re.fullmatch(r"3\.[01]\.[0-9]+", version):
        yield VALID, f"openapi: is {_show(version)}, it must be '3.1.0'"
    elif version.startswith("3.0."):
        yield VERSION_3_0, f"openapi: is {version}, GPT Actions take 3.1.0"
    elif version not in ("3.1.0", "3.1.1"):
        yield VERSION, f"openapi: is {version}, it must be 3.1.0 or 3.1.1"
    for field in ("title", "version"):
        if not isinstance(_mapping(spec.get("info")).get(field), str):
            yield VALID, f"info.{field}: must be a text, in quotes if it looks like a number"
    if "schemas" not in _mapping(spec.get("components")):
        yield SCHEMAS, "components.schemas: is missing, every document needs it, be it empty"
    count = sum(1 for _ in _operations(spec))
    if count > 30:
        yield OVER_30, f"paths: has {count} operations, at most 30 are allowed"
    elif count > 5:
        yield OVER_5, f"paths: has {count} operations, 1 or 2 serve a model best"


def _servers(spec: dict[Any, Any], own: SplitResult | None) -> Found:
    servers = spec.get("servers")
    if not isinstance(servers, list) or len(servers) != 1:
        yield SERVER, "servers: must be a list of exactly one server"
        return
    url = _url(_mapping(servers[0]).get("url"))
    if url is None or "{" in url.geturl():
        yield SERVER, "servers.url: must be an absolute URL without variables"
        return
    if url.netloc != url.netloc.lower():
        yield SERVER, "servers.url: must have its host in lower case"
    if wrong := _insecure(url):
        yield SERVER, f"servers.url: {wrong}"
    if own and not _same_site(_host(url), _host(own)):
        yield SERVER, f"servers.url: must be at the plugin's own domain, {_host(own)}"


def _paths(spec: dict[Any, Any]) -> Found:
    if not isinstance(spec.get("paths"), dict):
        yield VALID, "paths: must be a mapping of paths to operations"
    shapes: dict[str, str] = {}
    for path, item in _mapping(spec.get("paths")).items():
        at = _label(path)
        if isinstance(path, str):
            shape = TEMPLATE.sub("*", path)
            if not path.startswith("/") or "{" in shape or "}" in shape:
                yield VALID, f"{at}: the path must begin with / and close its braces"
            if shape in shapes:
                yield VALID, f"{at}: is the same path as {shapes[shape]}"
            shapes[shape] = at
            if path.strip("/").split("/")[0] in OWN_PATHS:
                yield OWN_PATH, f"{at}: the plugin answers this path itself: leave it out"
        if not isinstance(item, dict):
            yield VALID, f"{at}: must be a mapping of methods to operations"
        for key, node in _mapping(item).items():
            if isinstance(key, str) and key not in IN_PATHS and not key.startswith("x-"):
                yield VALID, f"{at}.{_label(key)}: is no method, use one of {', '.join(METHODS)}"
            elif key in METHODS and not isinstance(node, dict):
                yield VALID, f"{at}.{key}: must be an operation"
            elif key == "servers":
                yield SERVER, f"{at}.servers: must stand at the top of the document alone"


def _operation_ids(spec: dict[Any, Any]) -> Found:
    owners: dict[str, str] = {}
    for operation in _operations(spec):
        name, at = operation.node.get("operationId"), f"{operation.at}: operationId"
        if not isinstance(name, str) or not name.strip():
            yield VALID, f"{at}: is missing, every operation needs one of its own"
            continue
        if name in owners:
            yield VALID, f"{at}: {_show(name)} is that of {owners[name]} too: choose another"
        owners[name] = operation.at
        if not re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", name):
            yield (
                TOOL_NAME,
                f"{at}: use 1 to 64 letters, digits, '_', '.' and '-', not {_show(name)}",
            )


def _operation(spec: dict[Any, Any]) -> Found:
    for operation in _operations(spec):
        at, node = operation.at, operation.node
        yield from _descriptions(at, node, 300, "summary", "description")
        yield from _responses(spec, at, node.get("responses"))
        if "requestBody" in node:
            yield from _body(spec, at, node["requestBody"])
        if "servers" in node:
            yield SERVER, f"{at}: servers: must stand at the top of the document alone"
        yield from _consequential(operation)


def _descriptions(at: str, node: dict[Any, Any], most: int, *fields: str) -> Found:
    if not any(node.get(field) for field in fields):
        yield DESCRIBED, f"{at}: {fields[-1]}: is missing, a model goes by it"
    for field in fields:
        text = node.get(field, "")
        if not isinstance(text, str):
            yield VALID, f"{at}: {field}: is {_show(text)}, it must be a text"
        elif len(text) > most:
            yield LONG_TEXT, f"{at}: {field}: is {len(text)} characters, at most {most} are allowed"
        elif len(text) > 200:
            yield (
                LONGISH_TEXT,
                f"{at}: {field}: is {len(text)} characters, at most 200 suit every host",
            )


def _responses(spec: dict[Any, Any], at: str, responses: object) -> Found:
    if not isinstance(responses, dict) or not responses:
        yield VALID, f"{at}: responses: must be a mapping with at least one response"
    for status, response in _mapping(responses).items():
        place = f"{at}: responses.{_label(status)}"
        if isinstance(status, str) and not re.fullmatch(r"[1-5]([0-9]{2}|XX)|default|x-.*", status):
            yield VALID, f"{place}: must be a status code, in quotes, or default"
        elif not isinstance(_follow(spec, response).get("description"), str):
            yield VALID, f"{place}.description: is missing, every response needs it"


def _body(spec: dict[Any, Any], at: str, body: object) -> Found:
    content = _follow(spec, body).get("content")
    if not isinstance(content, dict):
        yield VALID, f"{at}: requestBody.content: must be a mapping of media types"
    schemas = [_mapping(media).get("schema") for media in _mapping(content).values()]
    if any("$ref" in _mapping(node) for node in (body, *schemas)):
        yield INLINE_BODY, f"{at}: requestBody: is a $ref, which some clients drop: write it inline"


def _consequential(operation: _Operation) -> Found:
    at, said = f"{operation.at}: {FLAG}", operation.node.get(FLAG)
    if not isinstance(said, bool):
        yield CONSEQUENTIAL, f"{at}: say true if it changes something, false if it only reads"
    elif said and operation.method in ("get", "head"):
        yield CONSEQUENTIAL, f"{at}: is true, say false if it only reads"
    elif not said and operation.method in ("put", "patch", "delete"):
        yield CONSEQUENTIAL, f"{at}: is false, say true since it changes something"


FLAG = "x-openai-isConsequential"


def _parameters(spec: dict[Any, Any]) -> Found:
    for operation in _operations(spec):
        at, in_path = operation.at, set[str]()
        for group in operation.groups:
            seen: set[tuple[str, str]] = set()
            if not isinstance(group, list):
                yield VALID, f"{at}: parameters: must be a list"
                continue
            for raw in group:
                if "$ref" in _mapping(raw):
                    yield (
                        PARAMETER,
                        f"{at}: parameters: {_show(raw['$ref'])} must be written inline",
                    )
                node = _follow(spec, raw)
                name, place = node.get("name"), node.get("in")
                if not isinstance(name, str) or place not in ("path", "query", "header", "cookie"):
                    yield VALID, f"{at}: parameters: each needs a name, and in: path or query"
                    continue
                if (name, place) in seen:
                    yield VALID, f"{at}: parameter {_label(name)}: is declared twice"
                seen.add((name, place))
                in_path |= {name} if place == "path" else set()
                yield from _parameter(f"{at}: parameter {_label(name)}", node, place)
        for name in sorted(in_path ^ set(TEMPLATE.findall(operation.path))):
            wrong = "is not in the path" if name in in_path else "is in the path, but not declared"
            yield VALID, f"{at}: parameter {_label(name)}: {wrong}"


def _parameter(at: str, node: dict[Any, Any], place: str) -> Found:
    if place in ("header", "cookie"):
        yield PARAMETER, f"{at}: in: is {place}, hosts take parameters in the path and query alone"
    if place == "path" and node.get("required") is not True:
        yield VALID, f"{at}: required: must be true, since it is in the path"
    if ("schema" in node) == ("content" in node):
        yield VALID, f"{at}: schema: is missing, or stands beside content"
    yield from _descriptions(at, node, 700, "description")


SCHEME_FIELDS = {
    "apiKey": ("name", "in"),
    "http": ("scheme",),
    "mutualTLS": (),
    "oauth2": ("flows",),
    "openIdConnect": ("openIdConnectUrl",),
}


def _security(spec: dict[Any, Any]) -> Found:
    schemes = _mapping(_mapping(spec.get("components")).get("securitySchemes"))
    if len(schemes) > 1:
        yield SECURITY, f"components.securitySchemes: has {len(schemes)}, at most one is allowed"
    for name, raw in schemes.items():
        scheme, at = _follow(spec, raw), f"components.securitySchemes.{_label(name)}"
        if scheme.get("type") not in list(SCHEME_FIELDS):
            yield VALID, f"{at}.type: must be one of {', '.join(SCHEME_FIELDS)}"
            continue
        for field in SCHEME_FIELDS[scheme["type"]]:
            if field not in scheme:
                yield VALID, f"{at}.{field}: is missing"
    yield from _requirements("security", spec.get("security", []), schemes)
    for operation in _operations(spec):
        at, node = f"{operation.at}: security", operation.node
        yield from _requirements(at, node.get("security", []), schemes)
        if schemes and "security" not in node and "security" not in spec:
            yield SECURITY, f"{at}: is missing, say [] if the operation is open to all"


def _requirements(at: str, requirements: object, schemes: dict[Any, Any]) -> Found:
    if not isinstance(requirements, list):
        yield VALID, f"{at}: must be a list of security requirements"
        return
    for requirement in requirements:
        if not isinstance(requirement, dict):
            yield VALID, f"{at}: is {_show(requirement)}, write [{_label(requirement)}: []]"
        elif not requirement:
            yield SECURITY, f"{at}: may be left out by the caller, say [] if it is open to all"
        for name in _mapping(requirement):
            if name not in schemes:
                yield VALID, f"{at}: {_show(name)} is not in components.securitySchemes"
