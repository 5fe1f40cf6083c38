"""From the chosen operations of a document to those of a plugin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plugin_template.endpoints import Endpoint
from plugin_template.endpoints.naming import spoken
from plugin_template.importing import paths, servers, texts
from plugin_template.importing.bodies import Bodies
from plugin_template.importing.components import Components, written
from plugin_template.importing.finding import Found
from plugin_template.importing.keeping import Kept
from plugin_template.importing.parameters import Parameters
from plugin_template.importing.report import DocumentError, Repair, Report, shown
from plugin_template.importing.responses import Responses
from plugin_template.importing.schemas import Schemas
from plugin_template.importing.settling import settle
from plugin_template.importing.source import Source

FLAG = "x-openai-isConsequential"
LARGEST = 900_000  # characters of an API; hosts take 1 MB, and the plugin adds its own answers
DEEPEST = 95  # levels of nesting; documents are read to 100


@dataclass(frozen=True)
class Operation:
    """An operation of the plugin, and what it is forwarded to.

    Parameters:
        operation_id: A letter, then letters, digits and `_`.
        method: In upper case, here and upstream.
        path: The plugin's own path.
        node: The operation in OpenAPI 3.1, without security.
        upstream_path: The path below the server's URL; it has the parameters of the own path.
        upstream_query: What every request has in its query; may be empty.
        server: The server that the document names for it; may be empty.
    """

    operation_id: str
    method: str
    path: str
    node: dict[str, Any]
    upstream_path: str
    upstream_query: str
    server: str = ""


@dataclass(frozen=True)
class Imported:
    """A document as part of a plugin.

    Parameters:
        name: The document's file name.
        operations: The chosen operations, in the order of the document.
        schemas: The components that they reach.
        url: The proposed URL of the upstream API, with its base path; empty if there is none.
        report: Every repair.
    """

    name: str
    operations: tuple[Operation, ...]
    schemas: dict[str, Any]
    url: str
    report: tuple[Repair, ...]

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """The operations as far as they are described to people: name, method, path, summary."""
        return tuple(
            Endpoint(each.operation_id, each.method, each.path, summary=_line(each.node))
            for each in self.operations
        )


def normalise(kept: Kept) -> Imported:
    """Repair the chosen operations of a document, and all that they reach.

    Parameters:
        kept: The document and the choice.

    Returns:
        Operations that are valid in OpenAPI 3.1 and keep the rules of the hosts.

    Raises:
        DocumentError: An operation that was named cannot be repaired without guessing, or no
            operation can, or the result is too large.
    """
    report = Report(kept.repairs)
    source = Source(kept.document, kept.name)
    _note_version(source, report)
    made = _Maker(source, report)
    operations, problems = [], []
    for found in kept.operations:
        before = made.mark()
        try:
            operations.append(made.operation(found))
        except DocumentError as error:
            made.back_to(before)
            if found.place in kept.explicit or len(kept.operations) == 1:
                problems += error.problems
            else:
                for each in error.problems:
                    place, _, rule = each.partition(": ")
                    report.add(place, rule, f"left out {found.operation_id}")
    if problems:
        raise DocumentError(list(dict.fromkeys(problems)))
    if not operations:
        rules = [str(each) for each in report.repairs if each.done.startswith("left out ")]
        raise DocumentError(["has no operation that can be used", *rules[:10]])
    return made.imported(kept.name, operations)


class _Maker:
    """Makes the operations of one document."""

    def __init__(self, source: Source, report: Report) -> None:
        self.source, self.report = source, report
        self.components = Components(report)
        self.schemas = Schemas(source, report, self.components)
        self.parameters = Parameters(source, report, self.schemas)
        self.bodies = Bodies(source, report, self.schemas)
        self.responses = Responses(source, report, self.schemas)
        self.taken: dict[str, str] = {}  # each path by its shape
        self.routes: set[tuple[str, str]] = set()

    def mark(self) -> Any:
        """Remember the state, in case that an operation is refused halfway."""
        return self.components.mark(), self.report.mark(), len(self.schemas.unsettled)

    def back_to(self, mark: Any) -> None:
        self.components.back_to(mark[0])
        self.report.back_to(mark[1])
        del self.schemas.unsettled[mark[2] :]

    def operation(self, found: Found) -> Operation:
        place, item = found.place, self.source.value(found.item_place)
        raw = self.source.value(place)
        if not isinstance(item, dict) or not isinstance(raw, dict):
            raise DocumentError([f"{place}: the operation is not in the document"])
        reached = paths.upstream(found.path, place, self.report)
        node: dict[str, Any] = {"operationId": found.operation_id}
        longest = texts.LONGEST_OF_OPERATION
        node |= texts.take(raw, place, self.report, longest, "summary", "description")
        if len(node) == 1:
            node["summary"] = spoken(found.operation_id)
        node[FLAG] = _changes_something(found.method, raw)
        if raw.get("deprecated") is True:
            node["deprecated"] = True
        parameters, body_parameter = self.parameters.take(
            item, found.item_place, raw, place, reached
        )
        if parameters:
            node["parameters"] = parameters
        if body := self.body(found, raw, body_parameter):
            node["requestBody"] = body
        node["responses"] = self.responses.take(raw, place)
        path = paths.own_path(
            reached,
            found.operation_id,
            lambda path: self.is_free(found.method, path),
            place,
            self.report,
        )
        self.taken.setdefault(paths.shape(path), path)
        self.routes.add((found.method, path))
        server = servers.proposed(self.source, item, raw)
        return Operation(
            found.operation_id, found.method, path, node, reached.path, reached.query, server
        )

    def body(
        self, found: Found, raw: dict[str, Any], parameter: tuple[Any, str] | None
    ) -> dict[str, Any] | None:
        if parameter and raw.get("requestBody") is None:
            value, where = parameter
            return self.bodies.from_parameter(value, where, found.method)
        return self.bodies.take(raw, found.method, found.place)

    def is_free(self, method: str, path: str) -> bool:
        same_shape = self.taken.get(paths.shape(path), path)
        return same_shape == path and (method, path) not in self.routes

    def imported(self, name: str, operations: list[Operation]) -> Imported:
        try:
            url, prefixes = servers.join([each.server for each in operations])
        except ValueError:
            at_each = ", ".join(f"{each.operation_id} at {each.server}" for each in operations[:6])
            raise DocumentError(
                [f"has its operations at several servers ({at_each}): choose those of one"]
            ) from None
        servers.note(self.source, url, self.report)
        self.schemas.referenced()
        self.components.cut_circles()
        names = self.components.names()
        settle(self.schemas.unsettled, self.components.schemas, names, self.report)
        made = tuple(
            Operation(
                each.operation_id,
                each.method,
                each.path,
                written(each.node, names),
                prefix + each.upstream_path,
                each.upstream_query,
                each.server,
            )
            for each, prefix in zip(operations, prefixes, strict=True)
        )
        schemas = {
            name: written(self.components.schemas[target], names) for target, name in names.items()
        }
        _refuse_too_much([each.node for each in made], schemas)
        return Imported(name, made, schemas, url, self.report.repairs)


def _line(node: dict[str, Any]) -> str:
    text = node.get("summary") or node.get("description", "")
    return texts.shortened(shown(" ".join(text.split())), texts.LONGEST_OF_OPERATION)


def _changes_something(method: str, raw: dict[str, Any]) -> bool:
    own = raw.get(FLAG)
    return own if method == "POST" and isinstance(own, bool) else method != "GET"


def _note_version(source: Source, report: Report) -> None:
    version = source.data.get("openapi")
    if version not in ("3.1.0", "3.1.1") and not str(version).startswith("3.0."):
        report.add("/openapi", f"openapi is {str(version)[:20]}", "made it 3.1.0")


def _refuse_too_much(nodes: list[dict[str, Any]], schemas: dict[str, Any]) -> None:
    # Paths and components lie some levels below the top.
    depth = max(_depth(nodes) + 3, _depth(schemas) + 2)
    if depth > DEEPEST:
        raise DocumentError([f"is nested {depth} levels deep, at most {DEEPEST} are allowed"])
    size = _size(nodes) + _size(schemas)
    if size > LARGEST:
        raise DocumentError(
            [
                f"has {size:,} characters in what was chosen, at most {LARGEST:,} are allowed: "
                "choose fewer operations"
            ]
        )


def _depth(node: Any) -> int:
    deepest, stack = 0, [(node, 1)]
    while stack:
        each, depth = stack.pop()
        deepest = max(deepest, depth)
        if isinstance(each, dict):
            stack += [(below, depth + 1) for below in each.values()]
        elif isinstance(each, list):
            stack += [(below, depth + 1) for below in each]
    return deepest


def _size(node: Any) -> int:
    """Estimate how long a document is as YAML."""
    total, stack = 0, [(node, 0)]
    while stack:
        each, depth = stack.pop()
        if isinstance(each, dict):
            total += sum(len(key) + 2 * depth + 4 for key in each)
            stack += [(below, depth + 1) for below in each.values()]
        elif isinstance(each, list):
            total += (2 * depth + 3) * len(each)
            stack += [(below, depth) for below in each]
        else:
            total += len(str(each).encode()) + 2
    return total
