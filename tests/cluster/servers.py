"""Several servers of a plugin behind Caddy, over one PostgreSQL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from loopback import free_port
from processes import PATIENCE, stop, wait_for

SERVE = ("serve", "--migrate", "--workers", "1")
IS_FULL = os.environ.get("CLUSTER") == "full"
# As compose.yaml and the Caddyfile have it; the short form waits less, and Caddy asks more often for that.
STOP_DELAY, HEALTH_INTERVAL = (5, "1s") if IS_FULL else (3, "250ms")
_without_proxy = build_opener(ProxyHandler({}))


class Server:
    """One server of the plugin, which is started and ended as often as is needed."""

    def __init__(self, plugin: Path, folder: Path, variables: dict[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._package = plugin.name.replace("-", "_")
        self._folder = folder
        passed = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        own = {"PORT": str(self.port), "PYTHONPATH": str(plugin / "src"), "PYTHONUTF8": "1"}
        self._variables = passed | variables | own
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it is not ready yet."""
        with (self._folder / f"{self.port}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._package, *SERVE],
                cwd=self._folder,
                env=self._variables,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        """Wait until it is ready."""
        wait_for(f"{self.url}: {self.printed()}", lambda: status(f"{self.url}/readyz") == 200)

    def end(self, number: int = signal.SIGTERM) -> None:
        """End it with a signal, and wait until it has ended."""
        stop(self._process, number)

    def printed(self) -> str:
        """What it printed, in all its runs."""
        return (self._folder / f"{self.port}.log").read_text(encoding="utf-8")


class Cluster:
    """Servers behind Caddy, with the plugin's own Caddyfile.

    Parameters:
        plugin: The plugin's folder.
        count: How many servers there are.
        database: The database, as DATABASE_URL.
        folder: An empty folder for logs.
        variables: Settings of the plugin.
    """

    def __init__(
        self, plugin: Path, count: int, database: str, folder: Path, variables: dict[str, str]
    ) -> None:
        self.url = f"http://localhost:{(port := free_port())}"
        self.settings = {
            "PUBLIC_URL": self.url,
            "DATABASE_URL": database,
            "SERVERS": str(count),
            "STOP_DELAY": str(STOP_DELAY),
            **variables,
        }
        self.servers = [Server(plugin, folder, self.settings) for _ in range(count)]
        for server in self.servers:
            server.start()
        for server in self.servers:
            server.wait()
        self._caddy = self._start_caddy(plugin / "Caddyfile", port, folder)

    def _start_caddy(self, file: Path, port: int, folder: Path) -> subprocess.Popen[bytes]:
        upstreams = " ".join(server.url.removeprefix("http://") for server in self.servers)
        variables = {"PUBLIC_URL": self.url, "UPSTREAMS": upstreams, "HOME": str(folder)}
        environment = {"PATH": os.environ["PATH"], **variables}
        command = ["caddy", "adapt", "--config", str(file), "--adapter", "caddyfile"]
        adapted = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
        text = adapted.stdout.decode()
        # Caddy writes it in nanoseconds.
        shipped = '"interval":1000000000'
        assert shipped in text
        configuration = json.loads(text.replace(shipped, f'"interval":"{HEALTH_INTERVAL}"'))
        # Out of reach for other machines.
        for each in configuration["apps"]["http"]["servers"].values():
            each["listen"] = [f"127.0.0.1:{port}"]
        (folder / "caddy.json").write_text(json.dumps(configuration), encoding="utf-8")
        with (folder / "caddy.log").open("wb") as log:
            process = subprocess.Popen(
                ["caddy", "run", "--config", str(folder / "caddy.json")],
                env=environment,
                stdout=log,
                stderr=log,
            )
        wait_for("Caddy", lambda: status(f"{self.url}/readyz") == 200)
        return process

    def close(self) -> None:
        """Stop everything."""
        stop(self._caddy, signal.SIGTERM)
        for server in self.servers:
            server.end(signal.SIGKILL)


def status(url: str) -> int:
    """Ask for an address: the status of the answer."""
    try:
        with _without_proxy.open(url, timeout=PATIENCE) as answer:
            found: int = answer.status
    except HTTPError as error:
        with error:
            return error.code
    return found
