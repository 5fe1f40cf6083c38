"""How long generation takes: against bare Cookiecutter, and with many endpoints against few.

Run it with `uv run python benchmarks/generate.py`. Each figure is a ratio of medians of whole
processes that took turns in this one run, so the machine's speed does not count.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEMPLATE = Path(__file__).parents[1]
ROUNDS = 9


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        static = _static_template(work)
        ours = _seconds([[str(TEMPLATE)], [str(static)]], work)
        print(
            f"this template / the same files as static text: {ours[0] / ours[1]:.2f} (at most 1.35)"
        )
        few, many = _endpoints(3), _endpoints(200)
        grown = _seconds([[str(TEMPLATE), many], [str(TEMPLATE), few]], work)
        print(f"200 endpoints / 3 endpoints: {grown[0] / grown[1]:.2f} (at most 3)")


def _endpoints(count: int) -> str:
    lines = (
        f'getThing{n}: GET /things{n}/{{id:integer="The thing."}}?days?:integer'
        f' -> name="Its name." tags:string[] # Get thing {n}'
        for n in range(count)
    )
    return "endpoints=" + "\n".join(lines)


def _static_template(work: Path) -> Path:
    """Make a template that writes the same files without rendering anything in them."""
    _generate([str(TEMPLATE)], work / "source", work)
    static = work / "static"
    static.mkdir()
    shutil.move(work / "source" / "todo-list", static / "{{cookiecutter.slug}}")
    # A workflow has braces of its own.
    entries = {"slug": "todo-list", "_copy_without_render": [".github/workflows/*"]}
    (static / "cookiecutter.json").write_text(json.dumps(entries), encoding="utf-8")
    return static


def _seconds(runs: list[list[str]], work: Path) -> list[float]:
    """Time runs in turn: the median of each, the first round not counted."""
    times: list[list[float]] = [[] for _ in runs]
    for number in range(ROUNDS + 1):
        for arguments, taken in zip(runs, times, strict=True):
            start = time.perf_counter()
            _generate(arguments, work / "out", work)
            taken.append(time.perf_counter() - start)
            shutil.rmtree(work / "out")
        if number == 0:
            times = [[] for _ in runs]
    return [statistics.median(taken) for taken in times]


def _generate(arguments: list[str], out: Path, home: Path) -> None:
    command = [sys.executable, "-m", "cookiecutter", *arguments[:1], "--no-input", "-o", str(out)]
    subprocess.run(
        [*command, *arguments[1:]],
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"HOME": str(home), "USERPROFILE": str(home)},
    )


if __name__ == "__main__":
    main()
