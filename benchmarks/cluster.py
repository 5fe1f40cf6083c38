"""Compares one, two and three servers of a plugin behind Caddy, over PostgreSQL.

    uv run --group dev python benchmarks/cluster.py

It needs Caddy and PostgreSQL, such as Debian's packages caddy and postgresql. The three clusters run
side by side, each with a database of its own, and are asked in turns, so what slows the machine down
slows all of them. It prints the requests per second divided by those of one server, for a GET and a
POST that read and write a todo. More servers than the machine has cores gain nothing, and the callers,
Caddy and PostgreSQL need cores too.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import sys
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

from cookiecutter.main import cookiecutter
from serve import ROUNDS, TEMPLATE, load

sys.path.insert(0, str(TEMPLATE / "tests"))
sys.path.insert(0, str(TEMPLATE / "tests/cluster"))

from postgresql import PROGRAMS, PostgreSQL
from servers import Cluster

COUNTS = (1, 2, 3)


def measure(folder: Path) -> None:
    """Write a plugin, serve it in each number, and print the ratios."""
    path = cookiecutter(str(TEMPLATE), no_input=True, output_dir=str(folder))
    with ExitStack() as running:
        ports = []
        for count in COUNTS:
            database = running.enter_context(closing(PostgreSQL()))
            logs = folder / f"logs-{count}"
            logs.mkdir()
            cluster = Cluster(Path(path), count, database.url, logs, {})
            running.callback(cluster.close)
            ports.append(urlsplit(cluster.url).port or 0)
        for method in ("GET", "POST"):
            rates = []
            for turn in range(ROUNDS + 1):
                asked = [asyncio.run(load(port, method)) for port in ports]
                if turn:  # The first warms all up.
                    rates.append(asked)
            for index, count in enumerate(COUNTS):
                ratios = [each[index] / each[0] for each in rates]
                middle = statistics.median(each[index] for each in rates)
                print(
                    f"{method:5} {count} {'server' if count == 1 else 'servers':8} "
                    f"{statistics.median(ratios):.2f}  ({min(ratios):.2f} to {max(ratios):.2f}; "
                    f"{middle:,.0f} requests per second)"
                )


def main() -> None:
    if not (PROGRAMS and shutil.which("caddy")):
        sys.exit("Caddy and PostgreSQL are needed: apt-get install caddy postgresql")
    print(f"{os.cpu_count()} cores")
    folder = Path(tempfile.mkdtemp())
    try:
        measure(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
