"""The files of a package, in a folder or in a zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from .. import files
from ..reading import Unreadable

Parsed = TypeVar("Parsed")
MOST_FILES = 1_000


@dataclass(frozen=True)
class Tree:
    """Files by their paths, with `/`.

    Parameters:
        root: The folder that has them; None if `held` has them all.
        held: Files that are not in the folder, or that replace those in it.
    """

    root: Path | None = None
    held: Mapping[str, bytes] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return name in self.held or (self.root is not None and (self.root / name).is_file())

    def has_folder(self, name: str) -> bool:
        """Whether there is such a folder."""
        prefix = f"{name.rstrip('/')}/"
        return any(each.startswith(prefix) for each in self.held) or (
            self.root is not None and (self.root / name).is_dir()
        )

    def folders(self, name: str) -> list[str]:
        """The names of the folders in a folder."""
        prefix = f"{name}/"
        inside = (each.removeprefix(prefix) for each in self.held if each.startswith(prefix))
        found = {each.partition("/")[0] for each in inside if "/" in each}
        if self.root is not None and (self.root / name).is_dir():
            found |= {each.name for each in (self.root / name).iterdir() if each.is_dir()}
        return sorted(found)

    def load(self, name: str, parse: Callable[[bytes], Parsed]) -> Parsed:
        """Read and parse a file.

        Raises:
            Unreadable: The file is missing, cannot be read, is too large or cannot be parsed.
        """
        if name in self.held:
            return parse(self.held[name])
        if self.root is None:
            raise Unreadable("is missing; add it")
        return files.load(self.root / name, parse)


def unpacked(data: bytes) -> Tree:
    """Read a zip.

    Raises:
        Unreadable: It is damaged, or holds too much.
    """
    held = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if len(entries) > MOST_FILES:
                raise Unreadable(f"has more than {MOST_FILES:,} files")
            for entry in entries:
                if entry.file_size > files.LARGEST_FILE:
                    raise Unreadable(f"has a file of more than {files.LARGEST_FILE:,} bytes")
                held[entry.filename] = archive.read(entry)
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError):
        raise Unreadable("is no zip that can be read; build it again with `package`") from None
    return Tree(held=held)
