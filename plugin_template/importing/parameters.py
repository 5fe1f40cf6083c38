"""The parameters of operations, in path and query."""

from __future__ import annotations

from typing import Any

from plugin_template.importing import media, texts
from plugin_template.importing.paths import Upstream
from plugin_template.importing.report import Report, at, refusal, shown
from plugin_template.importing.schemas import Schemas, has_reference
from plugin_template.importing.source import Source

Parameter = dict[str, Any]

# OpenAPI 3.1, 4.8.12.2: these are described elsewhere, and ignored here.
_IGNORED_HEADERS = {"accept", "authorization", "content-type"}
_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
}
_FLAGS = {"path": ("deprecated", "explode"), "query": ("deprecated", "explode", "allowReserved")}
# Swagger 2.0 has these beside `in`.
_OF_SCHEMA = ("type", "format", "enum", "items", "minimum", "maximum", "pattern", "default")


class Parameters:
    """Repairs the parameters of operations, which are inline afterwards."""

    def __init__(self, source: Source, report: Report, schemas: Schemas) -> None:
        self.source, self.report, self.schemas = source, report, schemas

    def take(
        self,
        item: dict[str, Any],
        item_place: str,
        operation: dict[str, Any],
        place: str,
        reached: Upstream,
    ) -> tuple[list[Parameter], tuple[Any, str] | None]:
        """Take the parameters of an operation.

        Parameters:
            item: The operation's path item.
            item_place: Its JSON pointer.
            operation: The operation as it came.
            place: Its JSON pointer.
            reached: Its path.

        Returns:
            The parameters in path and query, those of the path first; and, if one is described as
            a body, as Swagger 2.0 has it, that and its JSON pointer.

        Raises:
            DocumentError: One cannot be left out and not be passed on.
        """
        found: dict[tuple[str, str], Parameter] = {}
        body: tuple[Any, str] | None = None
        for node, at_node in ((item, item_place), (operation, place)):
            own: set[tuple[str, str]] = set()
            for value, where in self.listed(node, at(at_node, "parameters")):
                if value.get("in") == "body":
                    body = (value, where)
                elif parameter := self.parameter(value, where, reached):
                    key = (parameter["in"], parameter["name"])
                    if key in own:
                        name = shown(parameter["name"])
                        self.report.add(where, f"{name} is there more than once", "took the last")
                    own.add(key)
                    found[key] = parameter
        for name in reached.names:
            if ("path", name) not in found:
                self.report.add(
                    place, f"{{{name}}} of the path is not declared", "added a parameter of text"
                )
                found["path", name] = _new(name, "path")
        for name in reached.in_query.values():
            found.setdefault(("query", name), _new(name, "query"))
        in_order = [found["path", name] for name in reached.names]
        return in_order + [each for key, each in found.items() if key[0] == "query"], body

    def listed(self, node: dict[str, Any], place: str) -> list[tuple[Parameter, str]]:
        """Follow the references of a list of parameters."""
        given = node.get("parameters")
        if given is not None and not isinstance(given, list):
            self.report.add(place, "parameters must be a list", "left them out")
        listed = []
        for index, value in enumerate(given if isinstance(given, list) else []):
            where = at(place, index)
            followed = self.source.follow(value, where, "parameters")
            if followed is None:
                raise refusal(where, f"$ref {shown(value['$ref'])} points to nothing: correct it")
            for each in followed[2]:
                rule = "$ref points to nothing, but exactly one component has its name"
                self.report.add(each, rule, "followed it there")
            if isinstance(followed[0], dict):
                listed.append(followed[:2])
            else:
                self.report.add(where, "a parameter must be a mapping", "left it out")
        return listed

    def parameter(self, value: Parameter, place: str, reached: Upstream) -> Parameter | None:
        name = value.get("name")
        if isinstance(name, bool | int | float):
            self.report.add(at(place, "name"), "name must be text", "put it in quotes")
            name = str(name).lower() if isinstance(name, bool) else str(name)
        if not isinstance(name, str) or not name:
            raise refusal(place, "a parameter must have a name: add it, or remove the parameter")
        name, where = self.placed(value, name, place, reached)
        if where not in ("path", "query"):
            self.elsewhere(value, name, where, place)
            return None
        if where == "path" and name not in reached.names:
            self.report.add(place, f"{shown(name)} is not in the path", "left it out")
            return None
        if where == "query" and name in _keys(reached.query):
            self.report.add(place, f"{shown(name)} is fixed in the path", "left it out")
            return None
        required = where == "path" or value.get("required") in (True, "true")
        parameter: Parameter = {"name": name, "in": where, "required": required}
        if where == "path" and value.get("required") is not True:
            self.report.add(place, "a parameter in the path must be required", "made it required")
        longest = texts.LONGEST_OF_PARAMETER
        parameter.update(texts.take(value, place, self.report, longest, "description"))
        self.style(value, parameter, place)
        parameter.update(self.described(value, place))
        if "example" in value and not has_reference(value["example"]):
            parameter["example"] = value["example"]
        return parameter

    def placed(self, value: Parameter, name: str, place: str, reached: Upstream) -> tuple[str, str]:
        """Find out the name and the place of a parameter."""
        given = value.get("in")
        where = given.strip().lower() if isinstance(given, str) else ""
        if where in ("path", "query") and name in reached.in_query:
            return reached.in_query[name], "query"
        if where == "path":
            name = reached.renamed.get(name, name)
        if not where:
            if name not in reached.renamed:
                raise refusal(place, f"the parameter {shown(name)} must say where it is: add `in`")
            self.report.add(place, "a parameter must have in", "made it path, which has its name")
            return reached.renamed[name], "path"
        if where != given:
            self.report.add(at(place, "in"), f"{shown(given)} is not a place", f"made it {where}")
        return name, where

    def elsewhere(self, value: Parameter, name: str, where: str, place: str) -> None:
        """Leave out a parameter that hosts do not send."""
        if where == "header" and name.lower() in _IGNORED_HEADERS:
            self.report.add(place, f"OpenAPI ignores the header {shown(name)}", "left it out")
        elif where in ("header", "cookie"):
            rule = f"hosts send no {where} such as {shown(name)}"
            if value.get("required") is True:
                raise refusal(place, f"{rule}, but it is required: leave out this operation")
            self.report.add(place, rule, "left it out, as it is optional")
        else:
            raise refusal(
                place,
                f"the parameter {shown(name)} is in {shown(where)}, but must be in path or query: "
                "correct it, or leave out this operation",
            )

    def style(self, value: Parameter, parameter: Parameter, place: str) -> None:
        where = parameter["in"]
        style = value.get("style")
        if style in _STYLES[where]:
            parameter["style"] = style
        elif style is not None:
            self.report.add(at(place, "style"), f"{shown(style)} is no style here", "dropped it")
        for flag in _FLAGS[where]:
            given = value.get(flag)
            if isinstance(given, bool):
                parameter[flag] = given
            elif given is not None:
                self.report.add(at(place, flag), f"{flag} must be true or false", "dropped it")

    def described(self, value: Parameter, place: str) -> Parameter:
        """Take the schema of a parameter, or its content."""
        content = value.get("content")
        if value.get("schema") is not None:
            self.schemas.note_required(value["schema"], at(place, "schema"))
            return {"schema": self.schemas.schema(value["schema"], at(place, "schema"), "request")}
        if isinstance(content, dict) and content:
            kind = next(iter(content))
            described = content[kind] if isinstance(content[kind], dict) else {}
            where = at(place, "content", kind, "schema")
            schema = self.schemas.schema(described.get("schema", True), where, "request")
            return {"content": {media.JSON if media.is_json(kind) else kind: {"schema": schema}}}
        beside = {key: value[key] for key in _OF_SCHEMA if key in value}
        if beside:
            self.report.add(place, "type and the like must be below schema", "put them there")
            return {"schema": self.schemas.schema(beside, place, "request")}
        self.report.add(place, "a parameter must have a schema", "added one of text")
        return {"schema": {"type": "string"}}


def _new(name: str, where: str) -> Parameter:
    return {"name": name, "in": where, "required": True, "schema": {"type": "string"}}


def _keys(query: str) -> list[str]:
    return [piece.partition("=")[0] for piece in query.split("&") if piece]
