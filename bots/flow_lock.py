"""One run of a flow and shop at a time; the second one is told who has it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from bots.errors import TryAgain


@contextmanager
def flow_lock(home: Path, flow: str, parts: Iterable[str], wait: float = 0) -> Iterator[None]:
    """Hold the flow's lock for each of `parts` (shops; none: the flow as a whole).

    Raises TryAgain, naming the process that has it, when one is held for longer than `wait`
    seconds. A process that dies gives its locks back, however it dies.
    """
    folder = home / "locks"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        for part in sorted(parts) or ["all"]:
            stack.enter_context(_one(folder / f"{flow}-{part}", f"{flow} for {part}", wait))
        yield


@contextmanager
def _one(path: Path, what: str, wait: float) -> Iterator[None]:
    lock = FileLock(path.with_suffix(".lock"), mode=0o600)
    holder = path.with_suffix(".holder")
    try:
        lock.acquire(timeout=wait)
    except Timeout as error:
        raise TryAgain(
            f"{what} is running already: {_holder(holder)}",
            remedy="wait for it to end, or stop that process",
        ) from error
    try:
        holder.write_text(json.dumps(_me()), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _me() -> dict[str, object]:
    since = datetime.now().astimezone()
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": f"{since:%Y-%m-%d %H:%M:%S}",
    }


def _holder(file: Path) -> str:
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "by a process that is just starting"
    return f"process {held['pid']} on {held['host']}, since {held['since']}"
