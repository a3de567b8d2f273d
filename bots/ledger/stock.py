"""Differences of stock, followed from run to run: new, still there, gone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Row, insert, select, update

from bots.errors import NotMine, ScreenChanged
from bots.ledger.database import Database, Transaction
from bots.ledger.tables_stock import stock_changes, stock_differences, stock_places

_PART = 0.5  # of the SKUs that a place had last; a broken list empties it
_AT_ONCE = 1000


@dataclass(frozen=True)
class Seen:
    """One difference as a comparison found it. `figures` are what led to its class."""

    sku: str
    found: str
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One difference as the ledger keeps it; `gone_at` None: it is still there."""

    id: int
    side: str
    place: str
    sku: str
    found: str
    figures: Mapping[str, str]
    since: datetime
    seen_at: datetime
    run_id: int | None
    gone_at: datetime | None


@dataclass(frozen=True)
class Followed:
    """What a comparison changed at one place: how many are new, still there, gone.

    Attributes:
        since: SKU -> when the difference was first seen; of those that are there.
    """

    new: int
    still: int
    gone: int
    since: Mapping[str, datetime]


class StockDifferences:
    """The tables of stock comparisons."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def check(self, side: str, place: str, skus: int, *, fewer: bool = False) -> None:
        """Raise ScreenChanged when a read brought less than half of the place's last `skus`.

        `fewer`: a person knows that there are fewer.
        """
        with self._database.read() as transaction:
            statement = select(stock_places.c.skus).where(*_at(side, place))
            last = transaction.execute(statement).scalar_one_or_none()
        if last is not None and not fewer and skus < last * _PART:
            raise ScreenChanged(
                f"{place} showed {skus} SKUs; the last comparison had {last}",
                reference=place,
                remedy="look at its stock; if so few is right, run again with --fewer",
            )

    def record(
        self,
        side: str,
        place: str,
        seen: Collection[Seen],
        *,
        skus: int,
        read_at: datetime,
        run: int | None = None,
        unread: Collection[str] = (),
    ) -> Followed:
        """Keep what differs at a place now; what differed before and does not any more is gone.

        What differed of the `unread` SKUs stays as it is: nobody knows.

        The place's row is locked, so that of two workers one writes after the other. Raises
        NotMine when a comparison of a newer read was kept already: this one changes nothing.
        """
        with self._database.write() as transaction:
            _take(transaction, side, place, skus, read_at, run)
            return _follow(transaction, (side, place), seen, run, unread)

    def open(self, place: str | None = None) -> list[Difference]:
        """What differs now, by place and SKU."""
        columns = stock_differences.c
        statement = select(stock_differences).where(columns.gone_at.is_(None))
        if place is not None:
            statement = statement.where(columns.place == place)
        with self._database.read() as transaction:
            rows = transaction.execute(
                statement.order_by(columns.side, columns.place, columns.sku)
            ).all()
        return [_difference(row) for row in rows]

    def changes(self, difference_id: int) -> list[tuple[datetime, str, str]]:
        """When it changed, from what to what; "" is: not there."""
        columns = stock_changes.c
        statement = select(columns.at, columns.from_found, columns.to_found)
        mine = statement.where(columns.difference_id == difference_id).order_by(columns.id)
        with self._database.read() as transaction:
            return [(row.at, row.from_found, row.to_found) for row in transaction.execute(mine)]


def _at(side: str, place: str) -> list[Any]:
    return [stock_places.c.side == side, stock_places.c.place == place]


def _take(
    transaction: Transaction, side: str, place: str, skus: int, read_at: datetime, run: int | None
) -> None:
    """Lock the place; note what it brought."""
    transaction.insert_missing(stock_places, {"side": side, "place": place, "skus": 0})
    statement = select(stock_places.c.read_at).where(*_at(side, place)).with_for_update()
    newest = transaction.execute(statement).scalar_one()
    if newest is not None and newest > read_at:
        raise NotMine(
            f"{place} was compared by a newer run meanwhile",
            reference=place,
            remedy="nothing to do: the newer comparison stands",
        )
    transaction.execute(
        update(stock_places).where(*_at(side, place)).values(skus=skus, read_at=read_at, run_id=run)
    )


def _follow(
    transaction: Transaction,
    where: tuple[str, str],
    seen: Collection[Seen],
    run: int | None,
    unread: Collection[str],
) -> Followed:
    side, place = where
    columns = stock_differences.c
    mine = select(stock_differences).where(columns.side == side, columns.place == place)
    known = {row.sku: row for row in transaction.execute(mine)}
    told: list[dict[str, Any]] = []
    counts: Counter[str] = Counter()
    since: dict[str, datetime] = {}
    fresh = []
    for one in seen:
        before = known.get(one.sku)
        there = before is not None and before.gone_at is None
        counts["still" if there else "new"] += 1
        since[one.sku] = before.since if there and before is not None else transaction.now
        values = _values(transaction, one, since[one.sku], run)
        if before is None:
            fresh.append({"side": side, "place": place, **values})
        else:
            _update(transaction, before.id, values)
            was = before.found if there else ""
            if was != one.found:
                told.append(_change(transaction, before.id, run, was, one.found))
    told += _insert(transaction, fresh, run)
    left = since.keys() | set(unread)
    gone = [row for sku, row in known.items() if row.gone_at is None and sku not in left]
    for row in gone:
        _update(transaction, row.id, {"gone_at": transaction.now, "run_id": run})
        told.append(_change(transaction, row.id, run, row.found, ""))
    for some in _batches(told):
        transaction.execute(insert(stock_changes).values(some))
    return Followed(counts["new"], counts["still"], len(gone), since)


def _values(
    transaction: Transaction, one: Seen, since: datetime, run: int | None
) -> dict[str, Any]:
    return {
        "sku": one.sku,
        "found": one.found,
        "figures": json.dumps(dict(one.figures), ensure_ascii=False),
        "since": since,
        "seen_at": transaction.now,
        "run_id": run,
        "gone_at": None,
    }


def _insert(
    transaction: Transaction, fresh: Sequence[dict[str, Any]], run: int | None
) -> list[dict[str, Any]]:
    """Put new differences in; the changes to tell of."""
    told = []
    columns = stock_differences.c
    for some in _batches(fresh):
        statement = insert(stock_differences).returning(columns.id, columns.found)
        rows = transaction.execute(statement.values(some))
        told += [_change(transaction, row.id, run, "", row.found) for row in rows]
    return told


def _update(transaction: Transaction, number: int, values: Mapping[str, Any]) -> None:
    transaction.execute(
        update(stock_differences).where(stock_differences.c.id == number).values(**values)
    )


def _change(
    transaction: Transaction, number: int, run: int | None, before: str, after: str
) -> dict[str, Any]:
    return {
        "difference_id": number,
        "at": transaction.now,
        "run_id": run,
        "from_found": before,
        "to_found": after,
    }


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _difference(row: Row[Any]) -> Difference:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
    return Difference(**{**values, "figures": json.loads(row.figures)})
