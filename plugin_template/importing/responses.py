"""What operations answer."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from plugin_template.importing import media, texts
from plugin_template.importing.report import Report, at, shown
from plugin_template.importing.schemas import Schemas
from plugin_template.importing.source import Source

_STATUS = re.compile(r"default|[1-5]([0-9]{2}|XX)")
_DEFAULT = "The answer of the API."


class Responses:
    """Repairs the responses of operations."""

    def __init__(self, source: Source, report: Report, schemas: Schemas) -> None:
        self.source, self.report, self.schemas = source, report, schemas

    def take(self, operation: dict[str, Any], place: str) -> dict[str, Any]:
        """Take the responses of an operation.

        Parameters:
            operation: The operation as it came.
            place: Its JSON pointer.

        Returns:
            The responses by their statuses; at least one.
        """
        given = operation.get("responses")
        place = at(place, "responses")
        found: dict[str, Any] = {}
        for key, response in given.items() if isinstance(given, dict) else ():
            if key.startswith("x-"):
                continue
            status = self.status(key, at(place, key))
            if status and status not in found:
                found[status] = self.response(response, at(place, key), status)
        if not any(status[0] in "2d" for status in found):
            rule = "an operation must have a response"
            if found:
                rule = "an operation should say what it answers if all is well"
            self.report.add(place, rule, "added a default one")
            found["default"] = {"description": _DEFAULT}
        return found

    def status(self, key: str, place: str) -> str:
        status = key.strip().upper() if key.strip().lower() != "default" else "default"
        if not _STATUS.fullmatch(status):
            digits = re.match("[1-5][0-9]{2}(?![0-9])", status)
            status = digits[0] if digits else ""
        if status != key:
            done = f"made it {status}" if status else "left it out"
            self.report.add(place, f"{shown(key)} is not a status", done)
        return status

    def response(self, value: Any, place: str, status: str) -> dict[str, Any]:
        followed = self.source.follow(value, place, "responses")
        if followed is None:
            self.report.add(place, "$ref points to nothing", "left only its status")
            value = {"description": _phrase(status)}
        else:
            value, place, corrected = followed
            for each in corrected:
                self.report.add(
                    each,
                    "$ref points to nothing, but exactly one component has its name",
                    "followed it there",
                )
        if not isinstance(value, dict):
            self.report.add(place, "a response must be a mapping", "left only its status")
            value = {"description": _phrase(status)}
        response: dict[str, Any] = {**texts.take(value, place, self.report, None, "description")}
        if "description" not in response:
            if value.get("description") != "":
                rule = "a response must have a description"
                self.report.add(place, rule, f"added {_phrase(status)!r}")
            response["description"] = _phrase(status)
        if content := self.content(value, place, status):
            response["content"] = content
        return response

    def content(self, value: dict[str, Any], place: str, status: str) -> dict[str, Any]:
        given = value.get("content")
        place_of_content = at(place, "content")
        if given is None and "schema" in value:
            rule = "schema must be below content and a media type"
            self.report.add(at(place, "schema"), rule, "put it below application/json")
            return {
                media.JSON: {
                    "schema": self.schemas.schema(value["schema"], at(place, "schema"), "answer")
                }
            }
        if not isinstance(given, dict):
            if given is not None:
                self.report.add(place_of_content, "content must be a mapping", "dropped it")
            return {}
        if given and _has_no_body(status):
            self.report.add(place_of_content, f"an answer with {status} has no body", "dropped it")
            return {}
        found: dict[str, Any] = {}
        json = sorted(
            (each for each in given if media.is_json(each)), key=lambda each: each != media.JSON
        )
        for kind in json[:1]:
            found[media.JSON] = self.media_type(given[kind], at(place_of_content, kind))
        for kind in given:
            if media.is_text(kind):
                name = media.text_type(kind)
                found.setdefault(name, self.media_type(given[kind], at(place_of_content, kind)))
        if given and not found and status[0] in "2d":
            self.report.add(
                place_of_content,
                f"answers other than JSON and text, such as {shown(next(iter(given)))}, are not "
                "passed on",
                "left them out",
            )
        return found

    def media_type(self, value: Any, place: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            if value is not None:
                self.report.add(place, "a media type must be a mapping", "left it open")
            return {"schema": {}}
        if "schema" not in value or value["schema"] is None:
            return {"schema": {}}
        place = at(place, "schema")
        self.schemas.note_required(value["schema"], place)
        return {"schema": self.schemas.schema(value["schema"], place, "answer")}


def _has_no_body(status: str) -> bool:
    """Say whether an answer has no content by its status (RFC 9110, 6.4.1 and 15.3.6)."""
    return status[0] == "1" or status in ("204", "205", "304")


def _phrase(status: str) -> str:
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return _DEFAULT
