"""Makes notes of the files in a folder: reads what has changed, and removes what is gone."""

import os
import stat
from collections import Counter
from hashlib import sha256
from pathlib import Path

from . import reading, store
from .unreadable import Unreadable

# What is counted, in the order in which it is shown.
COUNTED = ("added", "changed", "unchanged", "removed", "skipped")
# PostgreSQL's indexes take up to 2,704 bytes.
_LONGEST_PATH = 2000


class Index:
    """The notes of a folder.

    Parameters:
        folder: The folder.
        owner: Whose notes they are.
        all_again: Whether files are read that have not changed, too.

    Attributes:
        files: The files that can become notes, in order.
        problems: A line for each file or folder that could not be read.
        counts: How many were added, changed, unchanged, removed and skipped.
    """

    def __init__(self, folder: Path, owner: str, all_again: bool = False) -> None:
        self.folder, self.owner, self.all_again = folder.resolve(), owner, all_again
        self.problems: list[str] = []
        self.counts: Counter[str] = Counter()
        self._known = store.origins(owner)
        self._kept: list[str] = []  # What is known of these folders stays.
        self.files = self._find()

    def update(self, file: Path) -> None:
        """Read a file, if it has changed since it was read."""
        try:
            self.counts[self._update(file)] += 1
        except Unreadable as error:
            self._skip(file, str(error))
        except OSError as error:
            self._skip(file, f"cannot be read: {error.strerror}")

    def remove_gone(self) -> None:
        """Remove the notes of files that are no longer there."""
        inside = os.path.join(self.folder, "")
        there, kept = {*map(str, self.files)}, tuple(self._kept)
        gone = [
            path
            for path in self._known
            if path.startswith(inside) and path not in there and not path.startswith(kept)
        ]
        store.remove(self.owner, gone)
        self.counts["removed"] = len(gone)

    def _find(self) -> list[Path]:
        found = []
        for folder, folders, names in os.walk(self.folder, onerror=self._skip_folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in [each for each in folders if os.path.islink(os.path.join(folder, each))]:
                self._check_link(Path(folder, name))
            for name in sorted(names):
                file = Path(folder, name)
                if name.startswith(".") or not reading.is_read(name):
                    continue
                if file.is_symlink():
                    self._check_link(file)
                else:
                    found.append(file)
        return found

    def _check_link(self, link: Path) -> None:
        # What a link leads to inside the folder is found without it.
        if not Path(os.path.realpath(link)).is_relative_to(self.folder):
            self._skip(link, "leads out of the folder")

    def _update(self, file: Path) -> str:
        path, found = str(file), file.stat(follow_symlinks=False)
        known = self._known.get(path)
        then = None if known is None or self.all_again else known
        if then and (then.modified, then.size) == (found.st_mtime_ns, found.st_size):
            return "unchanged"
        _check(file, found)
        data = file.read_bytes()
        digest = sha256(data).hexdigest()
        shown = self._from_folder(file)
        origin = store.Origin(path, shown, found.st_mtime_ns, found.st_size, digest)
        if then and then.digest == digest:
            store.touch(self.owner, origin)
            return "unchanged"
        store.save(self.owner, reading.read(file.name, data), origin)
        return "changed" if known else "added"

    def _from_folder(self, file: Path) -> str:
        return file.relative_to(self.folder).as_posix()

    def _skip_folder(self, error: OSError) -> None:
        self._kept.append(os.path.join(error.filename, ""))
        self._skip(Path(error.filename), f"cannot be read: {error.strerror}")

    def _skip(self, file: Path, reason: str) -> None:
        name = self._from_folder(file)
        shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in name)
        self.problems.append(f"{shown} {reason}")
        self.counts["skipped"] += 1


def _check(file: Path, found: os.stat_result) -> None:
    most = reading.most_bytes(file.name)
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("is not an ordinary file")
    if found.st_size > most:
        raise Unreadable(f"is larger than {most:,} bytes")
    try:
        length = len(str(file).encode())
    except UnicodeEncodeError:
        raise Unreadable("has a name that is not UTF-8") from None
    if length > _LONGEST_PATH:
        raise Unreadable(f"has a path of more than {_LONGEST_PATH:,} bytes")
