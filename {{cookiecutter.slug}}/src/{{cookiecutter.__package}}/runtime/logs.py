"""How the lines of the log look when `serve` runs the plugin: as text or as JSON (LOG_FORMAT)."""

import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import click
from uvicorn.logging import DefaultFormatter

from .current_request import UNKNOWN, current
from .request_log import LINE

_PACKAGE = __name__.partition(".")[0]
# What a record has anyway; the rest are fields that somebody added.
_OWN = {*vars(logging.makeLogRecord({})), "asctime", "color_message", "message", "taskName"}
# What could move the cursor, or make one line look like several.
_ESCAPED = {
    code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160), 0x2028, 0x2029) if code != 9
}
_ESCAPED[ord("\n")] = "\n    "
_COLOURS = {"1": "bright_white", "2": "green", "3": "yellow", "4": "red"}

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class RequestFilter(logging.Filter):
    """Lets every line pass, and adds `request_id`, `operation` and `trace_id` to it."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = current()
        record.request_id = request.id if request else UNKNOWN
        record.operation = request.operation if request else UNKNOWN
        record.trace_id = request.trace if request else UNKNOWN
        return True


class Text(DefaultFormatter):
    """Lines for people: level, time, message and request, in colours on a terminal.

    A message cannot look like another line: what follows its first line is indented, and control
    characters are escaped.
    """

    def __init__(self) -> None:
        on_terminal = sys.stderr.isatty()
        # Whoever watches knows the date.
        date = "%H:%M:%S" if on_terminal else "%Y-%m-%d %H:%M:%S"
        super().__init__("%(levelprefix)s %(asctime)s %(message)s", date, use_colors=on_terminal)

    def formatMessage(self, record: logging.LogRecord) -> str:
        message = record.message
        if not message.isprintable():
            message = message.translate(_ESCAPED)
        name = getattr(record, "request_id", UNKNOWN)
        if name != UNKNOWN and name not in message:
            message += f" [{name}]"
        record.message = _coloured(record) if self.use_colors and record.msg is LINE else message
        return super().formatMessage(record)

    def formatException(self, ei: _ExcInfo) -> str:
        return f"    {super().formatException(ei)}".translate(_ESCAPED)


def _coloured(record: logging.LogRecord) -> str:
    """Write the line of a request so that the eye finds what was asked and how it went."""
    method, route, operation, status, *rest = record.args or ()
    colour = _COLOURS.get(str(status)[:1], "bright_red")
    asked = click.style(f"{method} {route}", bold=True)
    return LINE.partition(" ")[2] % (asked, operation, click.style(status, fg=colour), *rest)


class Json(logging.Formatter):
    """Lines for programs: a JSON object each, without the fields that are not known."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name, value in vars(record).items():
            if name not in _OWN and not (isinstance(value, str) and value == UNKNOWN):
                fields.setdefault(name, value)
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, default=str, skipkeys=True)


def config(form: str) -> dict[str, Any]:
    """Configure logging: all lines go to standard error, those of the plugin from level INFO on.

    Parameters:
        form: `text` or `json`.

    Returns:
        What `logging.config.dictConfig` takes. It has names in place of objects, since every
        process of a server configures itself by it.
    """
    formatter = {"text": Text, "json": Json}[form]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": f"{__name__}.{RequestFilter.__name__}"}},
        "formatters": {"line": {"()": f"{__name__}.{formatter.__name__}"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["request"],
            }
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {"uvicorn": {"level": "INFO"}, _PACKAGE: {"level": "INFO"}},
    }
