"""Engines in processes of their own, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bots.engine import engine_url, submit

WORKER = Path(__file__).with_name("worker.py")
PATIENCE = 60.0


def wait_until(true: Callable[[], object], what: str) -> None:
    """Wait for a condition; fail, naming it, when it never comes."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.02)


class Stage:
    """The processes of one test, and what they said they did."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.started: list[subprocess.Popen[bytes]] = []

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        """Start a worker and wait until it works."""
        process = subprocess.Popen([sys.executable, WORKER, self.url, self.folder, *options])
        self.started.append(process)
        wait_until(lambda: self.pids("ready", process.pid), "worker ready")
        return process

    def submit(self, job: str, key: str) -> None:
        submit(self.url, job, key, key, queue="all")

    def events(self, what: str, key: str = "") -> list[list[str]]:
        """The lines of that kind (and key): what, key, pid."""
        file = self.folder / "events"
        lines = [line.split() for line in file.read_text().splitlines()] if file.exists() else []
        return [one for one in lines if one[0] == what and key in {"", one[1]}]

    def pids(self, what: str, pid: int) -> list[list[str]]:
        return [one for one in self.events(what) if one[2] == str(pid)]

    def wait_for(self, what: str, key: str, times: int = 1) -> None:
        wait_until(lambda: len(self.events(what, key)) >= times, f"{what} {key} x{times}")

    def open(self, process: subprocess.Popen[bytes] | None = None) -> None:
        """Let the steps of one worker, or of all, go on."""
        name = "open" if process is None else f"open-{process.pid}"
        (self.folder / name).touch()

    def pause(self, process: subprocess.Popen[bytes]) -> None:
        """Stop it between two transactions: one that stops inside one locks everybody out."""
        process.send_signal(signal.SIGSTOP)
        while self._locked():
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGSTOP)

    def _locked(self) -> bool:
        if not self.url.startswith("sqlite"):
            return False
        try:
            with sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=0.5) as database:
                database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        return False

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGCONT)
                process.kill()
            process.wait()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty engine database of each kind."""
    if request.param == "sqlite":
        return engine_url(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    server = request.getfixturevalue("postgres_url")
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return engine_url(server.replace("/postgres?", f"/{name}?"))


@pytest.fixture
def stage(url: str, tmp_path: Path) -> Iterator[Stage]:
    """Workers on that database, and none left behind."""
    made = Stage(url, tmp_path)
    yield made
    made.end()


@pytest.fixture
def lone_stage(tmp_path: Path) -> Iterator[Stage]:
    """The same on SQLite alone, for what does not depend on the database."""
    made = Stage(engine_url(f"sqlite:///{tmp_path / 'ledger.sqlite'}"), tmp_path)
    yield made
    made.end()
