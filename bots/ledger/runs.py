"""Runs: one row for each execution of a flow."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bots.ledger.database import Database
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
        raise NotImplementedError

    def finish(self, run_id: int, outcome: str, exit_code: int, counts: Mapping[str, int]) -> Run:
        """Note how it ended; the first ending stands."""
        raise NotImplementedError

    def get(self, run_id: int) -> Run | None:
        """The run of that id."""
        raise NotImplementedError

    def latest(self, *, flow: str | None = None, limit: int = 50) -> list[Run]:
        """The latest runs, newest first."""
        raise NotImplementedError

    def unfinished(self) -> list[Run]:
        """Runs with no ending: under way, or died."""
        raise NotImplementedError
