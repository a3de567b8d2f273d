"""Runs: one row for each execution of a flow."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from bots.errors import BusinessError
from bots.ledger.database import Database
from bots.ledger.tables import runs
from bots.ledger.views import Run


class Runs:
    """The runs table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(
        self,
        flow: str,
        parameters: Mapping[str, object],
        who: str,
        evidence: Path | None = None,
    ) -> Run:
        """Note that a flow starts, on this host, in this process."""
        with self._database.write() as transaction:
            statement = (
                insert(runs)
                .values(
                    flow=flow,
                    parameters=json.dumps(dict(parameters), default=str, ensure_ascii=False),
                    who=who,
                    host=socket.gethostname(),
                    pid=os.getpid(),
                    started_at=transaction.now,
                    evidence=str(evidence or ""),
                )
                .returning(runs)
            )
            return _run(transaction.execute(statement).one())

    def leave(self, run_id: int) -> None:
        """Note that it waits for a person, unless another process has taken it up meanwhile."""
        with self._database.write() as transaction:
            transaction.execute(
                update(runs)
                .where(
                    runs.c.id == run_id,
                    runs.c.host == socket.gethostname(),
                    runs.c.pid == os.getpid(),
                )
                .values(pid=0)
            )

    def take_up(self, run_id: int) -> None:
        """Note that it goes on, on this host, in this process."""
        with self._database.write() as transaction:
            transaction.execute(
                update(runs)
                .where(runs.c.id == run_id)
                .values(host=socket.gethostname(), pid=os.getpid())
            )

    def finish(self, run_id: int, outcome: str, exit_code: int, counts: Mapping[str, int]) -> Run:
        """Note how it ended; the first ending stands. Raises BusinessError (`no_such_run`)."""
        with self._database.write() as transaction:
            transaction.execute(
                update(runs)
                .where(runs.c.id == run_id, runs.c.finished_at.is_(None))
                .values(
                    finished_at=transaction.now,
                    outcome=outcome,
                    exit_code=exit_code,
                    counts=json.dumps(dict(counts)),
                )
            )
        ended = self.get(run_id)
        if ended is None:
            raise BusinessError(
                f"there is no run {run_id}", rule="no_such_run", remedy="see: bots runs list"
            )
        return ended

    def get(self, run_id: int) -> Run | None:
        """The run of that id."""
        found = self._where(runs.c.id == run_id, limit=1)
        return found[0] if found else None

    def latest(self, *, flow: str | None = None, limit: int = 50) -> list[Run]:
        """The latest runs, newest first."""
        wanted = [] if flow is None else [runs.c.flow == flow]
        return self._where(*wanted, limit=limit)

    def unfinished(self) -> list[Run]:
        """Runs with no ending, newest first: under way, or died."""
        return self._where(runs.c.finished_at.is_(None), limit=None)

    def _where(self, *wanted: ColumnElement[bool], limit: int | None) -> list[Run]:
        statement = select(runs).where(*wanted).order_by(runs.c.id.desc()).limit(limit)
        with self._database.read() as transaction:
            return [_run(row) for row in transaction.execute(statement)]


def _run(row: Row[Any]) -> Run:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
    values["parameters"] = json.loads(row.parameters)
    values["counts"] = json.loads(row.counts)
    values["evidence"] = Path(row.evidence) if row.evidence else None
    return Run(**values)
