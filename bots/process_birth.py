"""When a process began, on a clock that nobody sets: process ids come again, births do not."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

_STARTED = 19  # place of `starttime` behind the command's name, see proc(5)


def birth(pid: int | None = None) -> float:
    """Seconds from the machine's start to the process's; this process's own without `pid`.

    psutil adds the machine's start by the wall clock: after that clock was set, a process that
    starts then sees other births of all the others, and takes them for dead. Where there is no
    /proc it is psutil's nevertheless. Raises psutil.NoSuchProcess.
    """
    stat = Path("/proc") / str(pid or os.getpid()) / "stat"
    if not stat.parent.parent.joinpath("self").exists():
        return psutil.Process(pid).create_time()
    try:
        fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError) as error:
        raise psutil.NoSuchProcess(pid or os.getpid()) from error
    return int(fields[_STARTED]) / os.sysconf("SC_CLK_TCK")
