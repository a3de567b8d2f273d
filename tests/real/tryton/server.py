"""trytond, running on a free port over its own copy of the seeded database."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.real.packages import UnavailableError
from tests.real.tryton import database, install
from tests.real.tryton.catalogue import ADMIN_PASSWORD, BOT
from tests.real.tryton.judge import Judge

_START = 60
_STOP = 10


@dataclass(frozen=True)
class TrytonServer:
    """A running Tryton: where it answers, who may sign in."""

    url: str
    folder: Path
    database: str = database.NAME
    username: str = BOT["login"]
    password: str = BOT["password"]

    def judge(self) -> Judge:
        """Somebody else's eyes: a bare JSON-RPC client signed in as the administrator."""
        return Judge(self.url, self.database, "admin", ADMIN_PASSWORD)

    def end_sessions(self) -> None:
        """End every session of the bot, as a time-out does; Tryton lets nobody do it by RPC."""
        bot = "create_uid in (select id from res_user where login = ?)"
        with contextlib.closing(sqlite3.connect(self.folder / f"{self.database}.sqlite")) as file:
            ended = file.execute(f"delete from ir_session where {bot}", [self.username])
            file.commit()
        assert ended.rowcount


@contextlib.contextmanager
def running(folder: Path, *, timeout: int = 28800) -> Iterator[TrytonServer]:
    """Run trytond in `folder` (empty); `timeout` is its sessions' idle time in seconds."""
    database.copy_to(folder)
    port = _free_port()
    conf = database.write_conf(folder, port=port, root=install.web_client(), timeout=timeout)
    with (folder / "trytond.log").open("wb") as log:
        command = [install.binaries() / "trytond", "-c", conf, "-d", database.NAME]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait_for(port, process, folder / "trytond.log")
            yield TrytonServer(f"http://127.0.0.1:{port}", folder)
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
    raise UnavailableError(f"trytond did not start: {log.read_text()[-2000:]}")


def _stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
