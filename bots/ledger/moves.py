"""The one place where a work item's row is written: compare, set, and the history row with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from bots.errors import BotsError, BusinessError, NotMine
from bots.ledger.database import Transaction
from bots.ledger.states import ENTER_ORDER, Outcome, State, allowed
from bots.ledger.tables import history, items, orders
from bots.ledger.views import Actor, Item

_UNEXPLAINED = {"rule": "", "field": "", "message": "", "remedy": "", "evidence": ""}


def item_of(row: Row[Any]) -> Item:
    """A row of the items table as what is shown."""
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
    values["state"] = State(values["state"])
    values["outcome"] = Outcome(values["outcome"]) if values["outcome"] else None
    values["evidence"] = Path(values["evidence"]) if values["evidence"] else None
    return Item(**values)


def explained(error: BotsError, rule: str = "") -> dict[str, str]:
    """An error as the columns that tell a person why an item stands where it does."""
    business = error if isinstance(error, BusinessError) else None
    return {
        "rule": rule or (business.rule if business else error.kind),
        "field": (business.field or "") if business else "",
        "message": error.message,
        "remedy": error.remedy or "",
        "evidence": str(error.evidence or ""),
    }


def lock_orders(transaction: Transaction, references: Iterable[str]) -> dict[str, Row[Any]]:
    """The orders' rows, held until the transaction ends; always before their items' rows."""
    statement = (
        select(orders)
        .where(orders.c.reference.in_(list(references)))
        .order_by(orders.c.reference)
        .with_for_update()
    )
    return {row.reference: row for row in transaction.execute(statement)}


def fetch(transaction: Transaction, key: str, kind: str = ENTER_ORDER) -> Item | None:
    """The item of that key and kind as it is now."""
    statement = select(items).where(items.c.kind == kind, items.c.key == key)
    row = transaction.execute(statement).one_or_none()
    return None if row is None else item_of(row)


def fetch_id(transaction: Transaction, item_id: int) -> Item:
    """The item of that id. Raises BusinessError (rule `no_such_item`)."""
    row = transaction.execute(select(items).where(items.c.id == item_id)).one_or_none()
    if row is None:
        raise BusinessError(
            f"there is no item {item_id}", rule="no_such_item", remedy="see: bots items list"
        )
    return item_of(row)


def create(
    transaction: Transaction,
    kind: str,
    key: str,
    shop: str,
    state: State,
    by: Actor,
    *,
    why: str = "",
    **values: object,
) -> Item | None:
    """A new item with its first history row; None when there is one already."""
    row = {
        "kind": kind,
        "key": key,
        "shop": shop,
        "state": state.value,
        "run_id": by.run,
        "created_at": transaction.now,
        "changed_at": transaction.now,
        **_plain(values),
    }
    if not transaction.insert_missing(items, {**_defaults(), **row}):
        return None
    item = fetch(transaction, key, kind)
    if item is not None:
        _remember(transaction, item, None, by, why)
    return item


def move(
    transaction: Transaction, item: Item, to: State, by: Actor, *, why: str = "", **values: object
) -> Item:
    """Bring `item` to another state, if it is still as the caller saw it.

    What explained the old state is cleared unless `values` say otherwise. Raises NotMine when
    somebody else changed the item, ValueError for a way that does not exist.
    """
    if not allowed(item.state, to):
        raise ValueError(f"{item.key}: no way from {item.state} to {to}")
    row = {
        **_UNEXPLAINED,
        "owner": item.owner if to in {State.ENTERING, State.SUBMITTING} else "",
        "next_try_at": None,
        "outcome": (item.outcome or "") if to is State.ENTERED else "",
        "run_id": by.run if by.run is not None else item.run_id,
        "state": to.value,
        "version": item.version + 1,
        "changed_at": transaction.now,
        **_plain(values),
    }
    statement = (
        update(items)
        .where(items.c.id == item.id, items.c.version == item.version)
        .values(**row)
        .returning(items)
    )
    changed = transaction.execute(statement).one_or_none()
    if changed is None:
        raise NotMine(f"{item.key} was changed by somebody else meanwhile", reference=item.key)
    moved = item_of(changed)
    _remember(transaction, moved, item.state, by, why or moved.message)
    return moved


def keys_in_order(found: Sequence[Item]) -> list[Item]:
    """The order in which rows are written, the same for all, so that no two writers block."""
    return sorted(found, key=lambda item: item.key)


def _remember(
    transaction: Transaction, item: Item, before: State | None, by: Actor, why: str
) -> None:
    transaction.execute(
        insert(history).values(
            item_id=item.id,
            at=transaction.now,
            who=by.name,
            run_id=by.run,
            from_state=before.value if before else "",
            to_state=item.state.value,
            why=why,
        )
    )


def _defaults() -> dict[str, object]:
    """The columns' defaults: an insert that may meet a taken key does not fill them in itself."""
    return {
        column.name: column.default.arg
        for column in items.columns
        if isinstance(column.default, ScalarElementColumnDefault)
    }


def _plain(values: dict[str, object]) -> dict[str, object]:
    return {
        name: value.value if isinstance(value, Outcome) else value for name, value in values.items()
    }
