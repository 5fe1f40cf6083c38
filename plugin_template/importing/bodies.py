"""What operations take as a body."""

from __future__ import annotations

from typing import Any

from plugin_template.importing import media, texts
from plugin_template.importing.report import Report, at, refusal, shown
from plugin_template.importing.schemas import Schemas
from plugin_template.importing.source import Source


class Bodies:
    """Repairs the request bodies of operations, which are inline afterwards."""

    def __init__(self, source: Source, report: Report, schemas: Schemas) -> None:
        self.source, self.report, self.schemas = source, report, schemas

    def take(self, operation: dict[str, Any], method: str, place: str) -> dict[str, Any] | None:
        """Take the request body of an operation.

        Parameters:
            operation: The operation as it came.
            method: Its method, in upper case.
            place: Its JSON pointer.

        Returns:
            The request body, or None.

        Raises:
            DocumentError: It is needed, but GET has none; or it is not JSON.
        """
        value = operation.get("requestBody")
        place = at(place, "requestBody")
        if value is None or value == {}:
            return None
        followed = self.source.follow(value, place, "requestBodies")
        if followed is None:
            raise refusal(place, "$ref points to nothing: correct it")
        value, own_place, corrected = followed
        for each in corrected:
            rule = "$ref points to nothing, but exactly one component has its name"
            self.report.add(each, rule, "followed it there")
        if not isinstance(value, dict):
            raise refusal(place, "a request body must be a mapping: correct it")
        if self.is_left_out(value, method, place):
            return None
        return self.body(value, own_place, *self.schema(value, own_place))

    def from_parameter(
        self, value: dict[str, Any], place: str, method: str
    ) -> dict[str, Any] | None:
        """Take the request body of an operation that has it among its parameters.

        Parameters:
            value: The parameter as it came.
            place: Its JSON pointer.
            method: The operation's method, in upper case.

        Returns:
            As `take`.

        Raises:
            DocumentError: It is needed, but GET has none.
        """
        if self.is_left_out(value, method, place):
            return None
        self.report.add(place, "a body is no parameter", "made it the request body")
        return self.body(value, place, value.get("schema", True), at(place, "schema"))

    def is_left_out(self, value: dict[str, Any], method: str, place: str) -> bool:
        if method != "GET":
            return False
        if value.get("required") is True:
            raise refusal(
                place, "GET has no body, but this one is required: leave out this operation"
            )
        self.report.add(place, "GET has no body", "dropped it, as it is optional")
        return True

    def body(
        self, value: dict[str, Any], place: str, schema: Any, at_schema: str
    ) -> dict[str, Any]:
        body: dict[str, Any] = texts.take(value, place, self.report, None, "description")
        body["required"] = value.get("required") in (True, "true")
        self.schemas.note_required(schema, at_schema)
        body["content"] = {
            media.JSON: {"schema": self.schemas.inline(schema, at_schema, "request")}
        }
        return body

    def schema(self, value: dict[str, Any], place: str) -> tuple[Any, str]:
        content = value.get("content")
        if content is None and "schema" in value:
            rule = "schema must be below content and a media type"
            self.report.add(at(place, "schema"), rule, "put it below application/json")
            return value["schema"], at(place, "schema")
        place = at(place, "content")
        if not isinstance(content, dict) or not content:
            raise refusal(place, "a request body must have a media type: add application/json")
        kinds = sorted(filter(media.is_json, content), key=lambda kind: kind != media.JSON)
        if not kinds:
            given = ", ".join(shown(kind) for kind in content)
            raise refusal(place, f"a body must be JSON, but is {given}: leave out this operation")
        kind = kinds[0]
        if kind != media.JSON:
            self.report.add(at(place, kind), "a body must be application/json", "made it that")
        described = content[kind] if isinstance(content[kind], dict) else {}
        schema = described.get("schema")
        return ({} if schema is None else schema), at(place, kind, "schema")
