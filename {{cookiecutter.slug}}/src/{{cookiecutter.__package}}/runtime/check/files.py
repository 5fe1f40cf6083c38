"""The plugin's files: how they are read, and the rules for the logo and the legal page."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .problem import Level, Messages, Problem, problems
from .reading import Unreadable

LARGEST_FILE = 1_000_000  # bytes (Actions)
LOGO_SIZE = (512, 512)  # pixels (Plugins)


def load(path: Path, parse: Callable[[bytes], Any]) -> tuple[Any, list[Problem]]:
    """Read and parse a file; where that fails, return None and the problem."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise Unreadable(f"is larger than {LARGEST_FILE:,} bytes; shorten it")
        return parse(data), []
    except FileNotFoundError:
        message = "is missing"
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    except Unreadable as error:
        message = str(error)
    except Exception as error:  # PyYAML lets KeyError, AttributeError and others out of bad scalars
        message = f"cannot be parsed: {' '.join(str(error).split())}"
    return None, problems(path.name, [("error", f"the file {message}")])


def logo(data: bytes) -> Messages:
    """Check the bytes of logo.png."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or len(data) < 33:
        kind = "a GIF, which hosts refuse" if data[:4] == b"GIF8" else "not a complete PNG"
        yield "error", f"the image is {kind}; save it as a PNG of 512 x 512 pixels"
    elif (size := struct.unpack(">II", data[16:24])) != LOGO_SIZE:
        yield "warning", f"the image is {size[0]} x {size[1]} pixels; make it 512 x 512"


def legal(data: bytes) -> list[tuple[Level, str]]:
    """Check the bytes of legal.html."""
    return [] if data.decode().strip() else [("error", "the file is empty; write the legal page")]
