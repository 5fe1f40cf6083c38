"""What the processes of a cluster have in common: waiting, and stopping by process id."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

# How long a process may take to start or to stop, in seconds; the machine may be busy.
PATIENCE = 60


def wait_for(what: str, holds: Callable[[], bool]) -> None:
    """Wait until something holds.

    Parameters:
        what: What is waited for.
        holds: Whether it holds; an OSError means that it does not yet.

    Raises:
        TimeoutError: If it takes longer than PATIENCE.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError):
            if holds():
                return
        time.sleep(0.02)
    raise TimeoutError(what)


def stop(process: subprocess.Popen[bytes] | None, signal: int) -> None:
    """End a process that is running, and wait until it has ended."""
    if process and process.poll() is None:
        process.send_signal(signal)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
