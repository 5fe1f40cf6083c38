"""A database of a plugin from before there were revisions can be used by today's."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from conftest import TEMPLATE, Bake
from running import run_script, run_tests

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


def test_the_tests_pass_after_a_table_was_changed(bake: Bake) -> None:
    """An owner who adds columns and a table, and writes their revision, is green as on day one."""
    plugin = bake(name="Changed", auth="user_http", mcp=False)
    file = plugin.path / "src" / plugin.package / "operations.py"
    changed = plugin.read("src/changed/operations.py").replace(
        "    text: Mapped[str]\n",
        "    text: Mapped[str]\n"
        "    due: Mapped[str | None]\n"
        "    importance: Mapped[int] = mapped_column(default=0)\n"
        "\n\n"
        "class Album(Base):\n"
        '    """An album, whose table comes before that of todos."""\n\n'
        '    __tablename__ = "albums"\n\n'
        "    id: Mapped[int] = mapped_column(primary_key=True)\n",
    )
    file.write_text(changed, encoding="utf-8")
    plugin.run(plugin.package, "migrate", "--make", "due date")
    run_tests(plugin.path, "tests/test_migrations.py", "tests/test_todo.py", "tests/test_auth.py")
