"""Questions that only a person can answer. An answer is kept until it is taken, then cleared."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from bots.errors import BusinessError
from bots.ledger.database import Database
from bots.ledger.tables import questions
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
        with self._database.write() as transaction:
            statement = (
                insert(questions)
                .values(
                    site=site,
                    need=need,
                    prompt=prompt,
                    screenshot=str(screenshot or ""),
                    run_id=run,
                    item_id=item,
                    asked_at=transaction.now,
                    expires_at=transaction.now + wait,
                )
                .returning(questions)
            )
            return _question(transaction.execute(statement).one())

    def get(self, question_id: int) -> Question | None:
        """The question of that id."""
        statement = select(questions).where(questions.c.id == question_id)
        with self._database.read() as transaction:
            row = transaction.execute(statement).one_or_none()
            return None if row is None else _question(row)

    def open(self, site: str | None = None) -> list[Question]:
        """Questions neither answered nor expired, oldest first."""
        with self._database.read() as transaction:
            wanted: list[ColumnElement[bool]] = [
                questions.c.answered_at.is_(None),
                questions.c.expires_at > transaction.now,
            ]
            if site is not None:
                wanted.append(questions.c.site == site)
            statement = select(questions).where(*wanted).order_by(questions.c.id)
            return [_question(row) for row in transaction.execute(statement)]

    def answer(self, question_id: int, text: str, who: str) -> Question:
        """Answer it. Raises BusinessError (rule `not_open`) when it is no longer open."""
        with self._database.write() as transaction:
            statement = (
                update(questions)
                .where(
                    questions.c.id == question_id,
                    questions.c.answered_at.is_(None),
                    questions.c.expires_at > transaction.now,
                )
                .values(answer=text, answered_by=who, answered_at=transaction.now)
                .returning(questions)
            )
            row = transaction.execute(statement).one_or_none()
        if row is None:
            raise BusinessError(
                f"question {question_id} is not open: answered already, expired, or never asked",
                rule="not_open",
                remedy="the run asks again when it still needs it: bots items list",
            )
        return _question(row)

    def take(self, question_id: int) -> str | None:
        """The answer, once: it is cleared. None while there is none, or after it was taken."""
        with self._database.write() as transaction:
            statement = (
                select(questions.c.answer)
                .where(questions.c.id == question_id, questions.c.answer.is_not(None))
                .with_for_update()
            )
            answer = transaction.execute(statement).scalar_one_or_none()
            if answer is not None:
                transaction.execute(
                    update(questions)
                    .where(questions.c.id == question_id)
                    .values(answer=None, taken_at=transaction.now)
                )
            return answer


def _question(row: Row[Any]) -> Question:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
    del values["answer"]
    values["screenshot"] = Path(row.screenshot) if row.screenshot else None
    return Question(**values)
