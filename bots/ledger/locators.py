"""Proposed locators: shown to a person as questions; the answer approves or refuses them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from bots.ledger.database import Database, Transaction
from bots.ledger.questions import LOCATORS, NO, YES, fetch, put
from bots.ledger.tables import locators, questions
from bots.ledger.views import Locator, Question

_ANSWERED = select(locators, func.coalesce(questions.c.answer, "").label("answer")).join(
    questions, questions.c.id == locators.c.question_id
)


class Locators:
    """The locators table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def propose(
        self, shop: str, proposed: Iterable[Locator], *, wait: timedelta, run: int | None = None
    ) -> list[Question]:
        """Ask about them, a question for each page class; the open question when it is the same.

        An open question of that page about other locators ends: the page changed again.
        """
        pages: dict[str, list[Locator]] = defaultdict(list)
        for one in proposed:
            pages[one.page].append(one)
        with self._database.write() as transaction:
            return [_asked(transaction, shop, mine, wait, run) for mine in pages.values()]

    def approved(self, shop: str) -> list[Locator]:
        """Those in force, in the order of their approval: of one selector the last one counts."""
        return self._where(locators.c.shop == shop, questions.c.answer == YES)

    def refused(self, shop: str) -> list[Locator]:
        """Those that are never proposed again."""
        return self._where(locators.c.shop == shop, questions.c.answer == NO)

    def of(self, question_id: int) -> list[Locator]:
        """What a question is about."""
        return self._where(locators.c.question_id == question_id)

    def _where(self, *wanted: ColumnElement[bool]) -> list[Locator]:
        statement = _ANSWERED.where(*wanted).order_by(questions.c.answered_at, locators.c.id)
        with self._database.read() as transaction:
            return [_locator(row) for row in transaction.execute(statement)]


def _asked(
    transaction: Transaction, shop: str, mine: Sequence[Locator], wait: timedelta, run: int | None
) -> Question:
    before = _open(transaction, shop, mine[0].page)
    for number, held in before.items():
        if {one.key for one in held} == {one.key for one in mine}:
            return fetch(transaction, number)
    ended = questions.c.id.in_(list(before))
    transaction.execute(update(questions).where(ended).values(expires_at=transaction.now))
    question = put(transaction, shop, LOCATORS, _prompt(mine), wait=wait, run=run)
    for one in mine:
        _keep(transaction, shop, one, question.id)
    return question


def _open(transaction: Transaction, shop: str, page: str) -> Mapping[int, list[Locator]]:
    """What the open questions about that page are about."""
    statement = _ANSWERED.where(
        locators.c.shop == shop,
        locators.c.page == page,
        questions.c.answered_at.is_(None),
        questions.c.expires_at > transaction.now,
    )
    found: dict[int, list[Locator]] = defaultdict(list)
    for row in transaction.execute(statement):
        found[row.question_id].append(_locator(row))
    return found


def _keep(transaction: Transaction, shop: str, one: Locator, question: int) -> None:
    """Keep what the question is about; what was asked before and not answered in time is asked."""
    key = {
        "shop": shop,
        "page": one.page,
        "selector": one.selector,
        "css": one.css,
        "label": one.label,
    }
    told = {"score": one.score, "evidence": one.evidence, "question_id": question}
    same = [locators.c[name] == value for name, value in key.items()]
    if transaction.execute(select(locators.c.id).where(*same)).first() is None:
        transaction.execute(insert(locators).values(**key, **told))
    else:
        transaction.execute(update(locators).where(*same).values(told))


def _prompt(mine: Sequence[Locator]) -> str:
    first = f"{mine[0].selector} -> {mine[0].css}"
    more = f", and {len(mine) - 1} more" if len(mine) > 1 else ""
    return f"{mine[0].page} changed; is this the same as before? {first}{more}. {mine[0].evidence}"


def _locator(row: Row[Any]) -> Locator:
    return Locator(row.page, row.selector, row.css, row.label, row.score, row.evidence, row.answer)
