"""Settlement statements: kept as read, superseded and never deleted, their entries judged."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, select, update

from bots.errors import TryAgain
from bots.ledger.database import Database, Transaction
from bots.ledger.settlement_findings import SettlementFindings
from bots.ledger.settlement_orders import SettlementOrders
from bots.ledger.settlement_rows import (
    StatementRow,
    columns_of,
    plain_sums,
    statement_row,
    stray_of,
)
from bots.ledger.tables_settling import entries, statements
from bots.ledger.views import Change
from bots.model import SettlementEntry, Statement
from bots.model.codes import Currency
from bots.model.settlement import Odd
from bots.model.settling import Booked, Class, Verdict

PAGE = 500
_AT_ONCE = 5_000  # rows, so that their text is not all in memory
_SUMS = ("control", "opening", "closing", "totals")


@dataclass(frozen=True)
class Taken:
    """What taking a statement in did.

    Attributes:
        change: `new`, `unchanged`, or `updated` when it supersedes another.
        id: the statement in force for that period now.
        replaced: the statements that it superseded.
        outdated: the file was known, and is superseded itself: nothing was changed.
    """

    change: Change
    id: int
    replaced: tuple[int, ...] = ()
    outdated: bool = False


class Settlements(SettlementOrders, SettlementFindings):
    """The statements and settlement_entries tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, statement: Statement, run: int | None = None) -> Taken:
        """Keep a statement, all of it or nothing. The same content again changes nothing.

        Another content supersedes what is in force of the same shop whose period it covers: that
        of the same month, or of a part of it. Both are kept.
        """
        with self._database.write() as transaction:
            known = _known(transaction, statement)
            if known is not None:
                current = _current(transaction, known)
                return Taken(Change.UNCHANGED, current, outdated=current != known.id)
            before = _covered(transaction, statement)
            made = _insert(transaction, statement, run, before)
            return Taken(Change.UPDATED if before else Change.NEW, made, tuple(before))

    def get(self, ids: Collection[int]) -> list[StatementRow]:
        """Statements by number, by the beginning of their period."""
        statement = select(statements).where(statements.c.id.in_(list(ids)))
        with self._database.read() as transaction:
            found = transaction.execute(statement.order_by(statements.c.since, statements.c.id))
            return [statement_row(row) for row in found]

    def in_force(
        self, shop: str, since: datetime | None = None, until: datetime | None = None
    ) -> list[StatementRow]:
        """The shop's statements in force whose periods meet [since, until), by their beginning."""
        statement = _in_force(shop).order_by(statements.c.since, statements.c.id)
        if since is not None:
            statement = statement.where(statements.c.until > since)
        if until is not None:
            statement = statement.where(statements.c.since < until)
        with self._database.read() as transaction:
            return [statement_row(row) for row in transaction.execute(statement)]

    def entries(self, ids: Collection[int]) -> list[Booked]:
        """All entries of these statements."""
        return list(self._booked(_select().where(entries.c.statement_id.in_(list(ids)))))

    def of_orders(
        self, shop: str, numbers: Collection[str], besides: Collection[int]
    ) -> list[Booked]:
        """What the statements in force, besides these, say of these orders."""
        found: list[Booked] = []
        others = _select().where(
            statements.c.superseded_by.is_(None), statements.c.id.not_in(list(besides))
        )
        for some in pages(sorted(numbers)):
            wanted = entries.c.order_number.in_(some)
            found += self._booked(others.where(entries.c.shop == shop, wanted))
        return found

    def judged(self, verdicts: Mapping[tuple[int, str], Verdict]) -> None:
        """Keep how entries ended, by statement and entry."""
        if not verdicts:
            return
        keyed = (
            update(entries)
            .where(
                entries.c.statement_id == bindparam("its_statement"),
                entries.c.entry == bindparam("its_entry"),
            )
            .values({name: bindparam(f"its_{name}") for name in ("class", "rule", "why")})
        )
        ended = sorted(verdicts.items(), key=lambda one: one[0])
        with self._database.write() as transaction:
            for start in range(0, len(ended), _AT_ONCE):
                rows = [
                    {
                        "its_statement": statement,
                        "its_entry": entry,
                        "its_class": verdict.found.value,
                        "its_rule": verdict.rule,
                        "its_why": verdict.why,
                    }
                    for (statement, entry), verdict in ended[start : start + _AT_ONCE]
                ]
                transaction.connection.execute(keyed, rows)

    def classed(self, statement: int) -> list[tuple[Class, Currency, Decimal]]:
        """Class, currency and amount of each entry, as they are kept: for the proof."""
        wanted = select(
            entries.c["class"].label("found"), entries.c.currency, entries.c.amount
        ).where(entries.c.statement_id == statement)
        with self._database.read() as transaction:
            return [
                (Class(row.found or Class.UNMATCHED), Currency(row.currency), Decimal(row.amount))
                for row in transaction.execute(wanted)
            ]

    def _booked(self, statement: Select[Any]) -> Iterator[Booked]:
        with self._database.read() as transaction:
            rows = transaction.execute(statement).all()
        for row in rows:
            yield Booked(
                row.statement_id,
                row.since,
                row.until,
                SettlementEntry.model_validate_json(row.record),
                Odd(row.odd_rule, row.odd_why) if row.odd_rule else None,
                Verdict(Class(row.found), row.rule, row.why) if row.found else None,
            )


def pages(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """A database takes so many values in one question."""
    for start in range(0, len(values), PAGE):
        yield values[start : start + PAGE]


def _select() -> Select[Any]:
    return select(
        entries.c.statement_id,
        entries.c.record,
        entries.c.odd_rule,
        entries.c.odd_why,
        entries.c["class"].label("found"),
        entries.c.rule,
        entries.c.why,
        statements.c.since,
        statements.c.until,
    ).join(statements, statements.c.id == entries.c.statement_id)


def _in_force(shop: str) -> Select[Any]:
    return select(statements).where(statements.c.shop == shop, statements.c.superseded_by.is_(None))


def _covered(transaction: Transaction, statement: Statement) -> list[int]:
    """Those in force whose whole period it is of, too."""
    wanted = _in_force(statement.shop).where(
        statements.c.since >= statement.since, statements.c.until <= statement.until
    )
    found = transaction.execute(wanted.order_by(statements.c.id).with_for_update())
    return [row.id for row in found]


def _current(transaction: Transaction, known: Row[Any]) -> int:
    """The statement in force that has taken the place of a known one, or itself."""
    current = known
    while current.superseded_by is not None:
        wanted = select(statements).where(statements.c.id == current.superseded_by)
        current = transaction.execute(wanted).one()
    return int(current.id)


def _known_id(transaction: Transaction, statement: Statement) -> int:
    found = _known(transaction, statement)
    if found is None:
        raise LookupError(f"{statement.name} is neither new nor there")
    return int(found.id)


def _known(transaction: Transaction, statement: Statement) -> Row[Any] | None:
    wanted = select(statements).where(
        statements.c.shop == statement.shop, statements.c.content_hash == statement.content_hash
    )
    return transaction.execute(wanted).one_or_none()


def _insert(
    transaction: Transaction, statement: Statement, run: int | None, before: Sequence[int]
) -> int:
    """Write it; those before are superseded first, for one only may be in force."""
    for one in before:  # by itself for a moment: its successor has no number yet
        _supersede(transaction, one, one)
    sums = {name: plain_sums(getattr(statement, name)) for name in _SUMS}
    values = {
        "shop": statement.shop,
        "name": statement.name,
        "since": statement.since,
        "until": statement.until,
        "content_hash": statement.content_hash,
        "source": statement.source,
        "sums": json.dumps(sums),
        "strays": json.dumps([stray_of(one) for one in statement.strays]),
        "read_at": transaction.now,
        "run_id": run,
    }
    if not transaction.insert_missing(statements, values):
        raise TryAgain(f"{statement.shop}: another run takes in {statement.name} at this moment")
    made: int = _known_id(transaction, statement)
    for one in before:
        _supersede(transaction, one, made)
    for start in range(0, len(statement.entries), _AT_ONCE):
        some = statement.entries[start : start + _AT_ONCE]
        rows = [columns_of(made, one, statement.odd.get(one.entry)) for one in some]
        transaction.connection.execute(insert(entries), rows)
    return made


def _supersede(transaction: Transaction, statement: int, by: int) -> None:
    transaction.execute(
        update(statements)
        .where(statements.c.id == statement)
        .values(superseded_by=by, superseded_at=transaction.now)
    )
