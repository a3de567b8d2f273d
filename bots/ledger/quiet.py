"""Quiet times: thin reads of which a person said that they were right, or that they were not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from bots.ledger.database import Transaction
from bots.ledger.questions import NO, QUIET_DAY, YES, put
from bots.ledger.tables import questions, reads

OPEN_FOR = timedelta(days=14)
"""How long a person may take to answer."""


@dataclass(frozen=True)
class Quiet:
    """A stretch of time [since, until) in which a person knows of `count` orders, no more."""

    since: datetime
    until: datetime
    count: int


Part = tuple[datetime, datetime, Quiet | None]
"""A part of a stretch of time, and what a person said of it."""


def parts(transaction: Transaction, shop: str, since: datetime, until: datetime) -> Sequence[Part]:
    """[since, until) cut where confirmed quiet times begin and end; the newest word holds."""
    return list(_cut(_said(transaction, shop, since, until, YES), since, until))


def _cut(quiets: Sequence[Quiet], since: datetime, until: datetime) -> Iterator[Part]:
    if since >= until:
        return
    for number, quiet in enumerate(quiets):
        first, last = max(since, quiet.since), min(until, quiet.until)
        if first < last:
            older = quiets[number + 1 :]
            yield from _cut(older, since, first)
            yield first, last, quiet
            yield from _cut(older, last, until)
            return
    yield since, until, None


def read_well(transaction: Transaction, shop: str, since: datetime, until: datetime) -> bool:
    """Whether reads that brought enough, or were confirmed, leave no gap in [since, until)."""
    enough = reads.c.count >= reads.c.floor
    statement = (
        select(reads.c.since, reads.c.until)
        .outerjoin(questions, _asked_about())
        .where(*_overlaps(shop, since, until), or_(enough, questions.c.answer == YES))
        .order_by(reads.c.since)
    )
    reached = since
    for row in transaction.execute(statement):
        if row.since > reached:
            return False
        reached = max(reached, row.until)
    return reached >= until


def ask(transaction: Transaction, read: int, prompt: str) -> int:
    """Ask whether a thin read is right; the question's number.

    While a question of that shop is open, or a person said of as thin a read of that time that it
    is not right, nobody is asked again: that question's number.
    """
    columns = (reads.c.shop, reads.c.since, reads.c.until, reads.c.count, reads.c.run_id)
    statement = select(*columns).where(reads.c.id == read)
    found: Any = transaction.execute(statement).one()
    shop, since, until, count, run = found
    number = _open(transaction, shop) or _refused(transaction, shop, since, until, count)
    if number is None:
        number = put(transaction, shop, QUIET_DAY, prompt, wait=OPEN_FOR, run=run).id
        about = update(reads).where(reads.c.id == read).values(question_id=number)
        transaction.execute(about)
    return number


def _said(
    transaction: Transaction, shop: str, since: datetime, until: datetime, answer: str
) -> list[Quiet]:
    statement = (
        select(reads.c.since, reads.c.until, reads.c.count.label("brought"))
        .join(questions, _asked_about())
        .where(*_overlaps(shop, since, until), questions.c.answer == answer)
        .order_by(questions.c.answered_at.desc(), questions.c.id.desc())
    )
    return [Quiet(row.since, row.until, row.brought) for row in transaction.execute(statement)]


def _open(transaction: Transaction, shop: str) -> int | None:
    statement = (
        select(questions.c.id)
        .where(
            questions.c.site == shop,
            questions.c.need == QUIET_DAY,
            questions.c.answered_at.is_(None),
            questions.c.expires_at > transaction.now,
        )
        .limit(1)
    )
    number: int | None = transaction.execute(statement).scalar_one_or_none()
    return number


def _refused(
    transaction: Transaction, shop: str, since: datetime, until: datetime, count: int
) -> int | None:
    statement = (
        select(questions.c.id)
        .join(reads, _asked_about())
        .where(*_overlaps(shop, since, until), questions.c.answer == NO, reads.c.count >= count)
        .order_by(questions.c.id.desc())
        .limit(1)
    )
    number: int | None = transaction.execute(statement).scalar_one_or_none()
    return number


def _asked_about() -> ColumnElement[bool]:
    return and_(questions.c.id == reads.c.question_id, questions.c.need == QUIET_DAY)


def _overlaps(shop: str, since: datetime, until: datetime) -> list[ColumnElement[bool]]:
    return [reads.c.shop == shop, reads.c.since < until, reads.c.until > since]
