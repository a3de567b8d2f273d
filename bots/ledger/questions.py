"""Questions that only a person can answer. An answer is kept until it is taken, then cleared."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from bots.errors import BusinessError
from bots.ledger.database import Database, Transaction
from bots.ledger.tables import questions
from bots.ledger.views import Question

QUIET_DAY, LOCATORS = "quiet_day", "locators"
YES, NO = "yes", "no"
CHOICES = {QUIET_DAY: (YES, NO), LOCATORS: (YES, NO)}
"""Needs that are answered by one of these words. Nobody waits for them, and they stay."""
_SHORT = {"y": YES, "是": YES, "n": NO, "否": NO}


def put(
    transaction: Transaction,
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
            return put(
                transaction,
                site,
                need,
                prompt,
                wait=wait,
                screenshot=screenshot,
                run=run,
                item=item,
            )

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
        """Answer it. Raises BusinessError: `not_open` any longer, or a `bad_answer` to a choice."""
        with self._database.write() as transaction:
            asked = select(questions.c.need).where(questions.c.id == question_id)
            need = transaction.execute(asked).scalar_one_or_none()
            text = _chosen(question_id, need or "", text)
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


def fetch(transaction: Transaction, question_id: int) -> Question:
    """A question that is there."""
    statement = select(questions).where(questions.c.id == question_id)
    return _question(transaction.execute(statement).one())


def _chosen(question_id: int, need: str, text: str) -> str:
    """The answer, or for a choice the word that it stands for."""
    choices = CHOICES.get(need)
    if choices is None:
        return text
    word = text.strip().lower()
    word = _SHORT.get(word, word)
    if word not in choices:
        raise BusinessError(
            f"the answer to question {question_id} is one of: {', '.join(choices)}",
            rule="bad_answer",
            remedy=f"bots items resolve Q{question_id} --answer {'|'.join(choices)}",
        )
    return word


def _question(row: Row[Any]) -> Question:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
    del values["answer"]
    values["screenshot"] = Path(row.screenshot) if row.screenshot else None
    return Question(**values)
