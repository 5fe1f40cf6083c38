"""The rules that the hosts of a plugin hold its manifest, its OpenAPI document and its files to.

An error keeps a host from loading the plugin, a warning makes it work badly somewhere, a hint is
advice. Which rules hold depends on the host: `v1` is ai-plugin.json and the programs that load it,
`actions` is GPT Actions, which read the OpenAPI document alone, and `mcp` is tools made of it.
Whether the document is valid OpenAPI down to its last schema, tests/test_documents.py finds out.

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
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

import yaml

HOSTS = ("v1", "actions", "mcp")
MANIFEST, SPEC, LOGO, LEGAL = "ai-plugin.json", "openapi.yaml", "logo.png", "legal.html"

LARGEST_FILE = 1_000_000  # bytes
MOST_VALUES = 1_000_000  # in a document
DEEPEST = 100  # levels of nesting

Level = Literal["error", "warning", "hint"]
Levels = tuple[Level | None, Level | None, Level | None]  # for v1, actions and mcp
Said = Iterator[tuple[Level, str]]  # what a rule for the manifest yields
Found = Iterator[tuple[Levels, str]]  # what a rule for the OpenAPI document yields

INVALID: Levels = ("error", "error", "error")
REFUSED: Levels = ("error", "error", None)
REFUSED_BY_ACTIONS: Levels = ("warning", "error", None)
REFUSED_BY_MCP: Levels = (None, None, "error")
UNWISE: Levels = ("warning", "warning", None)
UNWISE_IN_V1: Levels = ("warning", None, None)
ADVICE: Levels = ("hint", "hint", None)
ADVICE_FOR_MCP: Levels = (None, None, "hint")


class Problem(NamedTuple):
    """One broken rule: how bad it is, in which file, what is wrong and what to do."""

    level: Level
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.message}"


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
    own = _own(manifest)
    for field, name, rule in (("logo_url", LOGO, _logo), ("legal_info_url", LEGAL, _legal)):
        url = _url(_mapping(manifest).get(field))
        if host == "v1" and (own is None or (url and url[:2] == own[:2])):
            said, unreadable = _load(root / name, rule)
            problems += unreadable or _problems(name, said)
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
        return _problems(MANIFEST, [("error", "the document must be an object")])
    return _problems(MANIFEST, _manifest(manifest) if host == "v1" else ())


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
        found = [pair for rule in RULES for pair in rule(spec)]
        found += _server(spec, _site(_own(manifest)))
    except _Unusable as error:
        found = [(INVALID, f"the document {error}")]
    return _problems(SPEC, ((levels[column], message) for levels, message in found))


def _column(host: str) -> int:
    if host not in HOSTS:
        raise ValueError(f"host is {host!r}, it must be one of {', '.join(HOSTS)}")
    return HOSTS.index(host)


def _problems(where: str, said: Iterable[tuple[Level | None, str]]) -> list[Problem]:
    """Make a problem of each message: one printable line, of bearable length, said once."""
    lines = ((level, "".join(map(_printable, message[:400]))) for level, message in said)
    return list(dict.fromkeys(Problem(level, where, line) for level, line in lines if level))


def _printable(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]


# ---- Files


class _Unusable(Exception):
    """Says why nobody can look into a document."""


def _load(path: Path, parse: Callable[[bytes], Any]) -> tuple[Any, list[Problem]]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise _Unusable(f"is larger than {LARGEST_FILE:,} bytes: shorten it")
        return parse(data), []
    except FileNotFoundError:
        said = "is missing"
    except OSError as error:
        said = f"cannot be read: {error.strerror}"
    except _Unusable as error:
        said = str(error)
    except Exception as error:  # PyYAML lets KeyError, AttributeError and others out of bad scalars
        said = f"cannot be parsed: {' '.join(str(error).split())}"
    return None, _problems(path.name, [("error", f"the file {said}")])


def _json(data: bytes) -> Any:
    return json.loads(data.decode())


def _yaml(data: bytes) -> Any:
    text, loader, depth = data.decode(), getattr(yaml, "CSafeLoader", yaml.SafeLoader), 0
    for event in yaml.parse(text, loader):  # deep nesting crashes yaml.load, aliases can hang it
        if isinstance(event, yaml.AliasEvent):
            raise _Unusable(f"has the alias *{event.anchor}: write it out, or use a $ref")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _Unusable(f"is nested more than {DEEPEST} levels deep")
    return yaml.load(text, loader)


def _logo(data: bytes) -> Said:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or len(data) < 33:
        kind = "a GIF, which hosts refuse" if data[:4] == b"GIF8" else "no whole PNG"
        yield "error", f"the image is {kind}: save it as a PNG of 512 x 512"
    elif (size := struct.unpack(">II", data[16:24])) != (512, 512):
        yield "warning", f"the image is {size[0]} x {size[1]}: make it 512 x 512"


def _legal(data: bytes) -> list[tuple[Level, str]]:
    return [] if data.decode().strip() else [("error", "the file is empty")]


# ---- Values and URLs


def _mapping(value: object) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _url(value: object) -> SplitResult | None:
    """The parts of an absolute http or https URL, None for anything else."""
    if not isinstance(value, str) or not value.isprintable() or " " in value:
        return None
    try:
        url = urlsplit(value)
        return url if url.scheme in ("http", "https") and url.hostname and url.port != 0 else None
    except ValueError:
        return None


def _site(url: SplitResult | None) -> str:
    """The part of a URL's host that somebody registered; `localhost` for this machine."""
    host = ((url and url.hostname) or "").rstrip(".")
    try:
        return "localhost" if ipaddress.ip_address(host).is_loopback else host
    except ValueError:
        labels = host.split(".")
    if labels[-1] == "localhost":
        return "localhost"
    is_shared = re.fullmatch(r"(ac|com?|edu|gov?|net?|org?)\.[a-z]{2}", ".".join(labels[-2:]))
    return ".".join(labels[-3 if is_shared else -2 :])  # example.co.uk, example.com


def _is_insecure(url: SplitResult | None) -> bool:
    """Whether it is neither on localhost nor https at port 443, as Plugins has it."""
    is_secure = url is None or (url.scheme == "https" and url.port in (None, 443))
    return not is_secure and _site(url) != "localhost"


def _own(manifest: object) -> SplitResult | None:
    """The URL of the plugin's OpenAPI document, whose origin is the plugin's own."""
    return _url(_mapping(_mapping(manifest).get("api")).get("url"))


# ---- The manifest

URL, URL_WORDS = "(?i:https?)://.*", "an absolute URL"
KINDS = "none|service_http|user_http|oauth"
FORMS = "application/json|application/x-www-form-urlencoded"
NEEDED = (  # a field, the auth types that need it, a pattern for the whole of it, and in words
    ("schema_version", KINDS, "v1", "v1"),
    ("name_for_human", KINDS, r"(?=.*\S).{1,20}", "1 to 20 characters"),
    (
        "name_for_model",
        KINDS,
        "[A-Za-z][A-Za-z0-9_]{,49}",
        "a letter, then up to 49 letters, digits and _",
    ),
    ("description_for_human", KINDS, r"(?=.*\S).{1,120}", "1 to 100 characters"),
    ("description_for_model", KINDS, r"(?=.*\S).{1,8000}", "1 to 8,000 characters"),
    ("contact_email", KINDS, r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", "an e-mail address"),
    ("logo_url", KINDS, f"{URL}|(?i:data:image/).*", f"{URL_WORDS}, or a data URL of an image"),
    ("legal_info_url", KINDS, URL, URL_WORDS),
    ("api.type", KINDS, "openapi", "openapi"),
    ("api.url", KINDS, URL, URL_WORDS),
    ("auth.type", KINDS, KINDS, KINDS.replace("|", " or ")),
    ("auth.authorization_type", "service_http|user_http", "bearer|basic", "bearer or basic"),
    ("auth.client_url", "oauth", URL, URL_WORDS),
    ("auth.authorization_url", "oauth", URL, URL_WORDS),
    ("auth.scope", "oauth", ".*", "a text, be it empty"),
    ("auth.authorization_content_type", "oauth", FORMS, FORMS.replace("|", " or ")),
)
OPTIONAL = """
    auth auth.instructions auth.verification_tokens
    api api.is_user_authenticated api.has_user_authentication
"""
PRESCRIPTION = r"""(?ix)
    \b(be|sound|stay)\ (always\ )?(friendly|polite|cheerful|funny|formal|happy)\b
    | \b(if|when|whenever)\ (the\ |a\ )?users?\ (says?|asks?|mentions?|types?)\b
    | \balways\ (use|call|invoke)\b
    | \b(respond|reply|answer|say)\b [^.]{0,30} \b(exactly|verbatim)\b
"""


def _manifest(manifest: dict[Any, Any]) -> Said:
    fields = dict(manifest)
    for parent in ("auth", "api"):
        below = _mapping(manifest.get(parent))
        fields |= {f"{parent}.{key}": value for key, value in below.items()}
    kind = fields.get("auth.type")
    for field, kinds, pattern, words in NEEDED:
        value: Any = fields.get(field)
        if kinds != KINDS and kind not in kinds.split("|"):
            continue
        is_right = isinstance(value, str) and re.fullmatch(pattern, value, re.DOTALL)
        if not is_right or (URL in pattern and value[:4].lower() == "http" and not _url(value)):
            yield "error", f"{field}: {'' if field in fields else 'is missing, it '}must be {words}"
        else:
            yield from _style(field, value, _site(_own(manifest)))
    if kind in ("service_http", "oauth"):
        yield from _tokens(fields.get("auth.verification_tokens"))
    for field in fields:
        if field not in (*OPTIONAL.split(), *(needed for needed, *_ in NEEDED)):
            yield "warning", f"{field}: is no field of schema v1: remove it"


def _style(field: str, value: str, own: str) -> Said:
    """Say what is wrong with a field of the right form; `own` is the plugin's own domain."""
    url = _url(f"https://{value.rpartition('@')[2]}" if field == "contact_email" else value)
    site, is_oauth = _site(url), field in ("auth.client_url", "auth.authorization_url")
    if field == "description_for_human" and len(value) > 100:
        yield "warning", f"{field}: is {len(value)} characters, at most 100 suit every host"
    if field == "description_for_model" and not value.startswith("Plugin for "):
        yield "warning", f"{field}: should begin with 'Plugin for'"
    if field == "description_for_model" and (phrase := re.search(PRESCRIPTION, value)):
        yield "warning", f"{field}: prescribes {phrase[0]!r}: say only what the plugin is for"
    if field == "auth.type" and value != "none" and own == "localhost":
        told = f"{field}: is {value}, ChatGPT called a plugin on localhost only with auth none"
        yield "warning", told
    if field in ("contact_email", "legal_info_url") and own not in ("", "localhost", site):
        yield "warning", f"{field}: should be at the plugin's own domain, {own}"
    if field == "logo_url" and re.match(r"(?i)data:image/gif|[^?#]*\.gif([?#]|\Z)", value):
        yield "error", f"{field}: is a GIF, which hosts refuse: use a PNG"
    if field == "logo_url" and url and url.scheme == "http" and (own or site) != "localhost":
        yield "warning", f"{field}: should be https outside localhost"
    if is_oauth and site == "localhost":
        yield "warning", f"{field}: is on localhost, where hosts cannot reach it"
    if (is_oauth or field == "api.url") and _is_insecure(url):
        yield "error", f"{field}: must be https at port 443 outside localhost"


def _tokens(tokens: object) -> Said:
    field = "auth.verification_tokens"
    if not isinstance(tokens, dict) or not all(isinstance(token, str) for token in tokens.values()):
        yield "error", f"{field}: must be an object with a token for each service"
        return
    token = tokens.get("openai") if tokens else ""
    if token is not None and not re.fullmatch(r"(?!(.)\1{31})[0-9a-fA-F]{32}", token):
        yield "warning", f"{field}: has a placeholder, put in the token that the host gives you"


# ---- The OpenAPI document

# Below these the keys are names; below those stands nothing that OpenAPI reads.
NAMES = """
    $defs callbacks content dependentSchemas encoding headers links parameters pathItems paths
    patternProperties properties requestBodies responses schemas securitySchemes variables webhooks
"""
VALUES = {"const", "default", "enum", "example", "examples"}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
OWN_PATHS = ("", ".well-known", "openapi.yaml", "logo.png", "legal", "mcp", "oauth", "docs")
FLAG, READING, WRITING = "x-openai-isConsequential", ("GET", "HEAD"), ("PUT", "PATCH", "DELETE")


def _walk(spec: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each mapping whose keys are words of OpenAPI, after the place where it stands."""
    stack: list[tuple[str, object, bool, int]] = [("", spec, False, 0)]
    have_names = NAMES.split()
    for _ in range(MOST_VALUES):
        if not stack:
            return
        at, node, has_names, depth = stack.pop()
        if depth > DEEPEST:
            raise _Unusable(f"is nested more than {DEEPEST} levels deep, or contains itself")
        if isinstance(node, dict) and not has_names:
            yield at[1:], node
        for key, child in enumerate(node) if isinstance(node, list) else _mapping(node).items():
            if isinstance(node, dict) and not isinstance(key, str):
                raise _Unusable(f"has a key that is no text at {at[1:] or SPEC}: put it in quotes")
            if has_names or not (key in VALUES or str(key).startswith("x-")):
                below = not has_names and key in have_names
                stack.append((f"{at}.{key}", child, below, depth + 1))
    raise _Unusable(f"has over {MOST_VALUES:,} values: shorten it")


def _everything(spec: dict[str, Any]) -> Found:
    for at, node in _walk(spec):
        kind = node.get("type")
        if "$ref" in node and _resolve(spec, node["$ref"]) is None:
            yield INVALID, f"{at}.$ref: points at nothing in this document"
        if "object" in (kind, *_list(kind)) and "properties" not in node:
            yield REFUSED, f"{at}.properties: is missing, every object needs it, be it empty"
        if kind and isinstance(node.get("required"), bool):
            yield INVALID, f"{at}.required: must be a list of names, beside the properties"
        if "servers" in node and at:
            yield REFUSED, f"{at}.servers: must stand at the top of the document alone"


def _resolve(spec: object, reference: object) -> Any:
    """What a reference inside the document points at, None if it points at nothing."""
    start, *keys = unquote(reference).split("/") if isinstance(reference, str) else [""]
    node = spec if start == "#" else None
    for key in keys:
        if isinstance(node, list):
            node = {str(index): child for index, child in enumerate(node)}
        node = _mapping(node).get(key.replace("~1", "/").replace("~0", "~"))
    return node


def _follow(spec: object, node: object) -> dict[Any, Any]:
    """The mapping at the end of a node's references, empty if there is none."""
    for _ in range(10):
        if isinstance(node, dict) and "$ref" in node:
            node = _resolve(spec, node["$ref"])
    return _mapping(node)


def _references(node: object) -> set[str]:
    return {below["$ref"] for _, below in _walk(node) if isinstance(below.get("$ref"), str)}


def _circles(spec: dict[str, Any]) -> Found:
    inside = {reference: _references(_resolve(spec, reference)) for reference in _references(spec)}
    try:
        TopologicalSorter(inside).prepare()
    except CycleError as error:
        yield REFUSED, f"{' in '.join(error.args[1])}: is circular: break the circle"


def _head(spec: dict[str, Any]) -> Found:
    version = spec.get("openapi")
    if version not in ("3.1.0", "3.1.1"):
        known = re.fullmatch(r"3\.([01])\.[0-9]+", version if isinstance(version, str) else "")
        levels = (REFUSED_BY_ACTIONS, REFUSED)[int(known[1])] if known else INVALID
        yield levels, "openapi: must be '3.1.0' or '3.1.1'"
    if not isinstance(_mapping(spec.get("components")).get("schemas"), dict):
        yield REFUSED, "components.schemas: must be there, be it empty"
    count = len(list(_operations(spec)))
    if count > 30:
        yield REFUSED_BY_ACTIONS, f"paths: has {count} operations, at most 30 are allowed"
    elif count > 5:
        yield ADVICE, f"paths: has {count} operations, 1 or 2 serve a model best"


def _server(spec: dict[str, Any], own: str) -> Found:
    servers = _list(spec.get("servers"))
    url = _url(_mapping(servers[0]).get("url")) if servers else None
    if len(servers) != 1:
        yield REFUSED, "servers: must be a list of exactly one server"
    elif url is None or "{" in url.geturl():
        yield REFUSED, "servers.url: must be an absolute URL without variables"
    else:
        if url.netloc != url.netloc.lower():
            yield REFUSED, "servers.url: must have its host in lower case"
        if _is_insecure(url):
            yield REFUSED, "servers.url: must be https at port 443 outside localhost"
        if own and _site(url) != own:
            yield REFUSED, f"servers.url: must be at the plugin's own domain, {own}"


def _paths(spec: dict[str, Any]) -> Found:
    if not isinstance(spec.get("paths"), dict):
        yield INVALID, "paths: must be a mapping of paths to operations"
    shapes: dict[str, str] = {}
    for path in _mapping(spec.get("paths")):
        if not re.fullmatch(r"(/|x-)([^{}]|\{[^{}]+\})*", path):
            yield INVALID, f"{path}: the path must begin with / and close its braces"
        if (same := shapes.setdefault(re.sub(r"\{[^{}]*\}", "*", path), path)) != path:
            yield INVALID, f"{path}: is the same path as {same}"
        if path.strip("/").split("/")[0] in OWN_PATHS:
            yield UNWISE, f"{path}: the plugin answers this path itself: leave it out"


def _operations(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], list[Any]]]:
    """Yield each operation's method and path, its node, and its parameters with its path's."""
    for path, raw in _mapping(spec.get("paths")).items():
        item = _follow(spec, raw)
        for method in METHODS:
            if isinstance(node := item.get(method), dict):
                both = _list(item.get("parameters")) + _list(node.get("parameters"))
                yield f"{method.upper()} {path}", node, both


def _operation(spec: dict[str, Any]) -> Found:
    owners: dict[str, str] = {}
    for at, node, parameters in _operations(spec):
        name, flag = node.get("operationId"), node.get(FLAG)
        if not isinstance(name, str) or not name.strip():
            yield INVALID, f"{at}: operationId: is missing, every operation needs one of its own"
        elif (owner := owners.setdefault(name, at)) != at:
            yield INVALID, f"{at}: operationId: {name!r} is that of {owner} too"
        elif not re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", name):
            yield REFUSED_BY_MCP, f"{at}: operationId: use 1 to 64 letters, digits, '_', '.', '-'"
        yield from _texts(at, node, 300, "summary", "description")
        body = _mapping(node.get("requestBody"))
        schemas = [_mapping(m).get("schema") for m in _mapping(body.get("content")).values()]
        if any("$ref" in _mapping(part) for part in (body, *schemas)):
            yield UNWISE_IN_V1, f"{at}: requestBody: is a $ref, which some clients drop: inline it"
        method, _, path = at.partition(" ")
        if not isinstance(flag, bool) or method in (WRITING, READING)[flag]:
            yield ADVICE, f"{at}: {FLAG}: say true if it changes something, false if it only reads"
        yield from _parameters(spec, at, set(re.findall(r"\{([^{}]+)\}", path)), parameters)


def _texts(at: str, node: dict[str, Any], most: int, *fields: str) -> Found:
    if not any(node.get(field) for field in fields):
        yield ADVICE_FOR_MCP, f"{at}: {fields[-1]}: is missing, a model goes by it"
    for field in fields:
        text = node.get(field)
        if isinstance(text, str) and len(text) > 200:
            levels, limit = (REFUSED, most) if len(text) > most else (UNWISE_IN_V1, 200)
            yield levels, f"{at}: {field}: is {len(text)} characters, use at most {limit}"


def _parameters(spec: dict[str, Any], at: str, in_path: set[str], parameters: list[Any]) -> Found:
    declared = set()
    for parameter in parameters:
        node = _follow(spec, parameter)
        name, place = node.get("name"), node.get("in")
        name = name if isinstance(name, str) else "without a name"
        if "$ref" in _mapping(parameter):
            yield REFUSED, f"{at}: parameter {name}: must be written inline, not as a $ref"
        if place in ("header", "cookie"):
            yield REFUSED, f"{at}: parameter {name}: in: is {place}, it must be path or query"
        if place == "path" and node.get("required") is True:
            declared.add(name)
        yield from _texts(f"{at}: parameter {name}", node, 700, "description")
    for name in sorted(in_path - declared):
        yield INVALID, f"{at}: parameter {name}: must be declared, in: path and required: true"
    for name in sorted(declared - in_path):
        yield INVALID, f"{at}: parameter {name}: is not in the path"


def _security(spec: dict[str, Any]) -> Found:
    schemes = _mapping(_mapping(spec.get("components")).get("securitySchemes"))
    if len(schemes) > 1:
        yield REFUSED, f"components.securitySchemes: has {len(schemes)}, at most one is allowed"
    for at, node, _ in [("the document", spec, []), *_operations(spec)]:
        if schemes and node is not spec and "security" not in {**spec, **node}:
            yield REFUSED, f"{at}: security: is missing, say [] if the operation is open to all"
        for requirement in _list(node.get("security")):
            if requirement == {}:
                yield REFUSED, f"{at}: security: is optional, say [] if it is open to all"
            for name in _mapping(requirement).keys() - schemes.keys():
                yield INVALID, f"{at}: security: {name!r} is not in components.securitySchemes"


RULES = (_everything, _circles, _head, _paths, _operation, _security)
