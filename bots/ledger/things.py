"""What is to be made on the other side, apart from orders: the record, and its work item."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from sqlalchemy import select

from bots.errors import BusinessError
from bots.ledger.database import Database, Transaction
from bots.ledger.moves import create, fetch
from bots.ledger.states import State
from bots.ledger.tables_things import things
from bots.ledger.views import Actor, Item
from bots.model.record import Record

T = TypeVar("T", bound=Record)


class Things:
    """The things table. A thing never changes: another one has another key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def want(self, kind: str, key: str, thing: Record, shop: str, by: Actor) -> Item:
        """Keep `thing` and make its work item, once by kind and key. See `want`."""
        with self._database.write() as transaction:
            return want(transaction, kind, key, thing, shop, by)

    def open(self, kind: str, keys: Collection[str], shop: str, by: Actor) -> None:
        """A `new` work item for each key that has none, of a thing that is kept elsewhere."""
        with self._database.write() as transaction:
            for key in sorted(keys):
                create(transaction, kind, key, shop, State.NEW, by, why="wanted")

    def get_many(self, kind: str, keys: Collection[str], record: type[T]) -> Mapping[str, T]:
        """Those of `keys` that there are, by key."""
        statement = select(things).where(things.c.kind == kind, things.c.key.in_(list(keys)))
        with self._database.read() as transaction:
            rows = transaction.execute(statement).all()
        return {row.key: record.model_validate_json(row.record) for row in rows}


def want(
    transaction: Transaction, kind: str, key: str, thing: Record, shop: str, by: Actor
) -> Item:
    """In a transaction of the caller's (an approval): both or neither.

    `shop` is the site that it is counted under. The same thing again changes nothing. Raises
    BusinessError (rule `reference_taken`) when `key` is another thing's.
    """
    row = {
        "kind": kind,
        "key": key,
        "content_hash": thing.content_hash,
        "record": thing.model_dump_json(),
        "made_at": transaction.now,
        "made_by": by.name,
        "run_id": by.run,
    }
    if not transaction.insert_missing(things, row):
        same = (things.c.kind == kind) & (things.c.key == key)
        there = transaction.execute(select(things.c.content_hash).where(same)).scalar_one()
        if there != thing.content_hash:
            raise BusinessError(
                f"there is a {kind} {key} already, and it is another",
                rule="reference_taken",
                reference=key,
                remedy="give the new one a reference of its own",
            )
    create(transaction, kind, key, shop, State.NEW, by, why="wanted")
    item = fetch(transaction, key, kind)
    if item is None:
        raise LookupError(f"{kind} {key} is neither new nor there")
    return item
