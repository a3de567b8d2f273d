"""Settlement differences in the worklist: opened, followed from run to run, closed when gone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from bots.errors import BusinessError
from bots.ledger.database import Database, Transaction
from bots.ledger.follow import open_finding
from bots.ledger.moves import fetch, item_of, move
from bots.ledger.states import SETTLEMENT, Outcome, State
from bots.ledger.tables import items
from bots.ledger.tables_settling import entries, statements
from bots.ledger.views import Actor, Item

_PAGE = 500
_GONE = "the difference is gone"


@dataclass(frozen=True)
class Wanted:
    """A finding that there must be; `about` says what a person's word about it holds for."""

    error: BusinessError
    about: str


@dataclass(frozen=True)
class Followed:
    """What became of the findings: keys by what was done."""

    opened: tuple[str, ...]
    closed: tuple[str, ...]
    still: tuple[str, ...]


class SettlementFindings:
    """The work items of kind `settlement`."""

    _database: Database

    def settled(self, shop: str) -> Mapping[str, str]:
        """What people settled: key -> what it was about."""
        wanted = select(items.c.key, items.c.order_hash).where(
            items.c.kind == SETTLEMENT,
            items.c.shop == shop,
            items.c.state == State.ENTERED.value,
            items.c.order_hash != "",
        )
        with self._database.read() as transaction:
            return {row.key: row.order_hash for row in transaction.execute(wanted)}

    def open_findings(self, shop: str) -> list[Item]:
        """The shop's differences that wait for a person."""
        with self._database.read() as transaction:
            return _open(transaction, shop)

    def standing(self, shop: str, names: Collection[str]) -> dict[str, str]:
        """Those of these entry ids that a statement in force has, with their order's number."""
        found: dict[str, str] = {}
        wanted = sorted(names)
        for start in range(0, len(wanted), _PAGE):
            statement = (
                select(entries.c.entry, entries.c.order_number)
                .join(statements, statements.c.id == entries.c.statement_id)
                .where(
                    entries.c.shop == shop,
                    entries.c.entry.in_(wanted[start : start + _PAGE]),
                    statements.c.superseded_by.is_(None),
                )
            )
            with self._database.read() as transaction:
                found |= {row.entry: row.order_number for row in transaction.execute(statement)}
        return found

    def follow(
        self,
        shop: str,
        wanted: Mapping[str, Wanted],
        covered: Callable[[str], bool],
        who: str,
        run: int | None = None,
    ) -> Followed:
        """Open or update what is wanted; close what is open, `covered`, and wanted no more.

        What a person settled stays settled as long as it is about the same.
        """
        by = Actor(who, run)
        with self._database.write() as transaction:
            before = {item.key: item for item in _open(transaction, shop)}
            opened: list[str] = []
            still: list[str] = []
            for key, want in sorted(wanted.items()):
                if _is_settled(transaction, key, want):
                    continue
                open_finding(transaction, SETTLEMENT, key, shop, want.error, by, want.about)
                (still if key in before else opened).append(key)
            closed = [
                _close(transaction, item, by)
                for key, item in sorted(before.items())
                if key not in wanted and covered(key)
            ]
        return Followed(tuple(opened), tuple(closed), tuple(still))


def _open(transaction: Transaction, shop: str) -> list[Item]:
    wanted = select(items).where(
        items.c.kind == SETTLEMENT, items.c.shop == shop, items.c.state == State.WAITING.value
    )
    return [item_of(row) for row in transaction.execute(wanted.order_by(items.c.id))]


def _is_settled(transaction: Transaction, key: str, want: Wanted) -> bool:
    item = fetch(transaction, key, SETTLEMENT)
    return item is not None and item.state is State.ENTERED and item.order_hash == want.about


def _close(transaction: Transaction, item: Item, by: Actor) -> str:
    """Closed by itself: should it come again, it is open again."""
    move(
        transaction,
        item,
        State.ENTERED,
        by,
        why=_GONE,
        outcome=Outcome.RESOLVED,
        message=_GONE,
        order_hash="",
    )
    return item.key
