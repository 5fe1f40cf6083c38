"""PostgreSQL in a folder of its own, with the programs of the system's package."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg
from loopback import free_port
from processes import stop, wait_for

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


class PostgreSQL:
    """A server that only this machine can reach, in which anybody is its superuser."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"postgresql+psycopg://plugin@127.0.0.1:{self.port}/plugin"
        self._folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
        self._process: subprocess.Popen[bytes] | None = None
        # It does not run as root, nor need it own anything but its folder.
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user:
            account = pwd.getpwnam(self._user)
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        self.run("initdb", "--username=plugin", "--auth=trust", "--no-sync", "data")
        self.start()
        self.run("createdb", *self.connection, "plugin")

    @property
    def connection(self) -> list[str]:
        """The options of PostgreSQL's own programs."""
        return ["--host=127.0.0.1", f"--port={self.port}", "--username=plugin"]

    def run(self, program: str, *arguments: str, read: bytes = b"") -> bytes:
        """Run one of PostgreSQL's programs in the folder: what it printed."""
        return subprocess.run(
            [PROGRAMS[-1] / program, *arguments],
            cwd=self._folder,
            user=self._user,
            input=read,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(PROGRAMS[-1] / "postgres", "-D", "data", "-p", str(self.port)),
                    *(
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        f"unix_socket_directories={self._folder}",
                    ),
                ],
                cwd=self._folder,
                user=self._user,
                stdout=log,
                stderr=log,
            )
        wait_for("PostgreSQL", self._answers)

    def _answers(self) -> bool:
        try:
            psycopg.connect(
                host="127.0.0.1", port=self.port, user="plugin", dbname="postgres"
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    def restart(self) -> None:
        """Restart it as the system's service does: who is connected is disconnected."""
        stop(self._process, signal.SIGINT)
        self.start()

    def rows(self, query: str) -> list[str]:
        """Read the first column of a query."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="plugin", dbname="plugin"
        ) as connection:
            return [row[0] for row in connection.execute(query)]

    def close(self) -> None:
        """Stop it, and remove its folder."""
        stop(self._process, signal.SIGINT)
        shutil.rmtree(self._folder, ignore_errors=True)
