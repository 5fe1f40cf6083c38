"""A database of a plugin from before there were revisions can be used by today's."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from conftest import TEMPLATE, Bake
from running import run_script

_OPEN = """
import json
import os

os.environ["DATABASE_URL"] = {url!r}
from knowledge import database, notes
from knowledge.runtime import migrations
from knowledge.runtime.oauth import store

opened = database.engine()
found = [each.text for each in notes.search("alice", "cheese", 5)]
print(json.dumps([migrations.problem(opened), found, store.is_active("grant")]))
"""


def test_a_database_from_before_there_were_revisions_is_taken_over(
    bake_once: Bake, tmp_path: Path
) -> None:
    """Its notes are still found, and its grants are active. The database was made by that plugin."""
    plugin = bake_once(name="Knowledge", endpoints="notes", auth="oauth")
    file = tmp_path / "old.db"
    old = sqlite3.connect(file)
    recorded = TEMPLATE / "tests/data/databases/notes_oauth.sql"
    old.executescript(recorded.read_text(encoding="utf-8"))
    old.close()
    printed = run_script(plugin.path, _OPEN.format(url=f"sqlite:///{file.as_posix()}"))
    assert json.loads(printed) == [None, ["Gouda is a cheese."], True]
