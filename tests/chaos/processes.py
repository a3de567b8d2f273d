"""The bots' processes: started, watched, killed, and what they leave behind.

Each is forked from a process that has imported everything and done nothing: what it costs to start
hundreds is mostly imports. Then it is what `bots ...` on a command line is.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import select
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil

from bots.send_by import SendBy

WITHOUT = "BOTS_CHAOS_WITHOUT"
OUTLIVES = 30.0
"""Seconds that a killed process's browser may take to notice, on a busy machine."""


_IMPORTED = [
    "bots.cli", "bots.worker", "bots.commands.worker", "bots.commands.run",
    "bots.commands.failures",
    "bots.flow_start", "bots.flow_files", "bots.desk_run", "bots.practice_settings",
    "bots.ledger.migrate", "bots.platforms.market.portal", "bots.platforms.outlet.portal",
    "bots.erps.practice.erp", "playwright.async_api", "psycopg", "dbos", "tests.chaos.processes",
]  # fmt: skip


def be_bots(environment: dict[str, str], output: Path, arguments: tuple[str, ...]) -> None:
    """In a forked process: become `bots ARGUMENTS`; its terminal is a file."""
    for there, flags in (
        (output, os.O_WRONLY | os.O_CREAT | os.O_APPEND),
        (os.devnull, os.O_RDONLY),
    ):
        opened = os.open(there, flags, 0o600)
        for number in (1, 2) if flags & os.O_WRONLY else (0,):
            os.dup2(opened, number)
    os.environ.clear()
    tempfile.tempdir = None  # it was looked up before TMPDIR was set
    os.environ.update(environment)  # without LD_PRELOAD: node and Chromium hang under it
    # libfaketime spoils clock_nanosleep, by which Python sleeps
    time.sleep = lambda seconds: select.select([], [], [], seconds)
    _take_away(environment.get(WITHOUT, ""))
    sys.argv = ["bots", *arguments]
    from bots.cli import main

    main()


def _take_away(name: str) -> None:
    """A mutation: what the tests of the windows must notice."""
    if name == "send_by":
        SendBy.is_over = lambda _self: False  # type: ignore[method-assign]


class Mother:
    """The process that all are forked from; `environment` is its own, before anything is loaded."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(_IMPORTED)
        before = dict(os.environ)
        os.environ.update(environment)
        try:
            forkserver.ensure_running()
        finally:
            os.environ.clear()
            os.environ.update(before)

    def fork(self, *arguments: Any) -> BaseProcess:
        """A new process, which is `be_bots` with these arguments."""
        process = self._context.Process(target=be_bots, args=arguments)
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")  # else each would import it: pytest, say
        try:
            process.start()
        finally:
            sys.modules["__main__"] = main
        return process

    def end(self) -> None:
        """Let it go, so that the next one starts afresh."""
        forkserver._forkserver._stop()


@dataclass
class Process:
    """One process of the bots; `ready` once a worker said so."""

    kind: str
    host: int
    own: BaseProcess
    output: Path
    started: float = field(default_factory=time.monotonic)
    ready: bool = False
    frozen: list[psutil.Process] = field(default_factory=list)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.own.pid or 0

    @property
    def code(self) -> int | None:
        """Its exit code, once it ended."""
        return self.own.exitcode

    def signal(self, number: int) -> None:
        """Send it a signal."""
        if self.own.exitcode is None:
            os.kill(self.pid, number)

    def wait(self, seconds: float | None = None) -> int | None:
        """Its exit code; None: it did not end in time."""
        self.own.join(seconds)
        return self.own.exitcode

    def said(self) -> str:
        """All that it wrote on its terminal."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def family(self) -> list[psutil.Process]:
        """It, its driver, and its browser's processes."""
        with suppress(psutil.NoSuchProcess):
            own = psutil.Process(self.pid)
            return [own, *own.children(recursive=True)]
        return []

    def chromium(self) -> psutil.Process | None:
        """Its browser's main process, if it has one now."""
        for one in self.family():
            with suppress(psutil.Error):
                line = one.cmdline()
                if "chrom" in one.name() and not any("--type=" in part for part in line):
                    return one
        return None

    def freeze(self, *, whole: bool) -> None:
        """Stop it in its tracks; `whole`: with its driver and browser."""
        stopped = self.family()[: None if whole else 1]
        for one in stopped:
            with suppress(psutil.Error):
                one.suspend()
        self.frozen += stopped  # what stood still before stays to be thawed

    def thaw(self) -> None:
        """Let it go on."""
        for one in self.frozen:
            with suppress(psutil.Error):
                one.resume()
        self.frozen = []


class Processes:
    """All of them. `marker` is in the environment of each, and of whatever they start."""

    def __init__(self, folder: Path, marker: dict[str, str], clock: dict[str, str]) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self._mother = Mother(clock)
        self.marker = marker
        self._number = 0
        self.running: list[Process] = []
        self.outlived: list[str] = []
        self._watched: list[tuple[float, psutil.Process]] = []

    def start(self, kind: str, host: int, environment: dict[str, str], *arguments: str) -> Process:
        """Start `bots ARGUMENTS` on a host."""
        self._number += 1
        output = self.folder / f"{self._number:05d}-{kind}.txt"
        output.touch()
        own = self._mother.fork({**environment, **self.marker}, output, arguments)
        process = Process(kind, host, own, output)
        self.running.append(process)
        return process

    def kill(self, process: Process) -> None:
        """SIGKILL for the process alone; its browser must notice by itself."""
        family = process.family()
        process.signal(signal.SIGKILL)
        process.wait()
        for one in process.frozen:  # a frozen browser cannot notice
            with suppress(psutil.Error):
                one.resume()
        ends = time.monotonic() + OUTLIVES
        self._watched += [(ends, one) for one in family[1:]]

    def look(self) -> list[Process]:
        """Those that ended since the last look; notes which workers are ready."""
        for process in self.running:
            if process.kind == "worker" and not process.ready:
                process.ready = "worker_ready" in process.said()
        ended = [one for one in self.running if one.code is not None]
        self.running = [one for one in self.running if one.code is None]
        self._look_after_the_dead()
        return ended

    def _look_after_the_dead(self) -> None:
        now = time.monotonic()
        late = [one for ends, one in self._watched if ends < now and one.is_running()]
        for one in late:
            with suppress(psutil.Error):
                self.outlived.append(" ".join(one.cmdline())[:200])
                one.kill()
        self._watched = [
            (ends, one) for ends, one in self._watched if ends >= now and one.is_running()
        ]

    def of_kind(self, kind: str) -> list[Process]:
        """Those of that kind that run."""
        return [one for one in self.running if one.kind == kind]

    def left(self) -> list[str]:
        """Whatever our processes started and left running; a command line each."""
        return [" ".join(one.cmdline())[:200] for one in self._ours()]

    def _ours(self) -> Iterator[psutil.Process]:
        wanted = self.marker["BOTS_CHAOS"]
        for one in psutil.process_iter():
            with suppress(psutil.Error):
                if one.pid != os.getpid() and one.environ().get("BOTS_CHAOS") == wanted:
                    yield one

    def end_all(self) -> None:
        """Kill whatever still runs."""
        for process in self.running:
            process.thaw()
            process.signal(signal.SIGKILL)
            process.wait()
        for one in list(self._ours()):
            with suppress(psutil.Error):
                one.kill()
        self._mother.end()

    def complaints(self) -> dict[str, int]:
        """The last lines of all Python traces on the terminals, each with how often it came."""
        found: dict[str, int] = {}
        for file in sorted(self.folder.glob("*.txt")):
            text = file.read_text(encoding="utf-8", errors="replace")
            for trace in re.findall(r"Traceback.*?\n(?=\S)(?!  )(\S[^\n]*)", text, re.DOTALL):
                found[trace[:200]] = found.get(trace[:200], 0) + 1
        return found
