"""Questions that only a person can answer. An answer is kept until it is taken, then cleared."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bots.ledger.database import Database
from bots.ledger.views import Question


class Questions:
    """The questions table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(
        self,
        site: str,
        need: str,
        prompt: str,
        *,
        wait: timedelta,
        screenshot: Path | None = None,
        run: int | None = None,
        item: int | None = None,
    ) -> Question:
        """Put a question to the operators; it expires `wait` from now."""
        raise NotImplementedError

    def get(self, question_id: int) -> Question | None:
        """The question of that id."""
        raise NotImplementedError

    def open(self, site: str | None = None) -> list[Question]:
        """Questions neither answered nor expired, oldest first."""
        raise NotImplementedError

    def answer(self, question_id: int, text: str, who: str) -> Question:
        """Answer it. Raises BusinessError (rule `not_open`) when it is no longer open."""
        raise NotImplementedError

    def take(self, question_id: int) -> str | None:
        """The answer, once: it is cleared. None while there is none, or after it was taken."""
        raise NotImplementedError
