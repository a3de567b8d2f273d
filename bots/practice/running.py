"""Run the practice sites as a process of their own, which never outlives its parent."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bots.practice.state import State, read_state

PATIENCE = 10


@contextmanager
def practice_running(home: Path, *, seed: int = 1, orders: int = 24) -> Iterator[State]:
    """The practice sites, answering, until the end of the block.

    They hang on this process by a pipe: when it dies, however it dies, they stop by themselves.
    Raises RuntimeError, with the server's last words, when they do not start.
    """
    folder = home / "practice"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [
        sys.executable, "-m", "bots.practice", "--home", str(home), "--seed", str(seed),
        "--orders", str(orders), "--until-stdin-closes",
    ]  # fmt: skip
    log = folder / "server.log"
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as words:
        process = subprocess.Popen(  # noqa: S603  our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=words
        )
    try:
        yield _started(process, home, log)
    finally:
        _stop(process)


def _started(process: subprocess.Popen[bytes], home: Path, log: Path) -> State:
    """Wait for the one line that the server prints when it answers."""
    if process.stdout is None or not process.stdout.readline():
        raise RuntimeError(f"the practice sites did not start:\n{log.read_text('utf-8')[-2000:]}")
    state = read_state(home)
    if state is None:
        raise RuntimeError("the practice sites wrote no state file")
    return state


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(PATIENCE)
    if process.stdout:
        process.stdout.close()
