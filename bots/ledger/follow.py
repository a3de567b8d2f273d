"""What an order's newest state means for its work item: entered, withdrawn, revived, reviewed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from bots.errors import BusinessError
from bots.ledger.database import Transaction
from bots.ledger.moves import create, explained, fetch, move
from bots.ledger.states import CHANGED_ORDER, ENTER_ORDER, Outcome, State
from bots.ledger.tables import order_versions
from bots.ledger.views import Actor, Item
from bots.model import Order, OrderStatus, differences

CANCELLED = "cancelled"
AWAITING_PAYMENT = "awaiting_payment"
TURNED_DOWN = "turned_down"


def withdrawal(row: Row[Any], error: BusinessError | None = None) -> BusinessError | None:
    """Why the ERP must not be told of this order (now), or None."""
    status = OrderStatus(row.status)
    if row.unreadable:
        return error or BusinessError(
            f"{row.reference}: the shop's last answer could not be read rightly",
            rule=row.unreadable,
            reference=row.reference,
            remedy="look at the order in the shop; the next read takes it up again",
        )
    if status.enterable:
        return None
    if status.dead:
        return BusinessError(
            f"{row.reference} is {status} in the shop",
            rule=CANCELLED,
            field="status",
            value=status.value,
            reference=row.reference,
            remedy="nothing to do: it is not entered",
        )
    return BusinessError(
        f"{row.reference} is not paid yet",
        rule=AWAITING_PAYMENT,
        field="status",
        value=status.value,
        reference=row.reference,
        remedy="nothing to do: it is taken up when it is paid",
    )


def concern(row: Row[Any]) -> str:
    """What was or is to be entered: the entry hash, and why not, if it is withdrawn."""
    stopped = withdrawal(row)
    return f"{row.entry_hash}:{stopped.rule}" if stopped else str(row.entry_hash)


def agree(
    transaction: Transaction, row: Row[Any], by: Actor, error: BusinessError | None = None
) -> Item | None:
    """Make the work item agree with its order's `row`; changes nothing when it does already.

    What is being submitted, or may have been, is left alone: it agrees once it was read back.
    """
    item = fetch(transaction, row.reference)
    stopped = withdrawal(row, error)
    if item is None:
        return _begin(transaction, row, stopped, by)
    if item.state is State.ENTERED:
        _review(transaction, row, item, stopped, by)
        return item
    if stopped is not None:
        return withdraw(transaction, item, stopped, by)
    return _revive(transaction, row, item, by)


def _begin(
    transaction: Transaction, row: Row[Any], stopped: BusinessError | None, by: Actor
) -> Item | None:
    if stopped is None:
        return _created(transaction, row, State.NEW, by)
    if stopped.rule == AWAITING_PAYMENT:
        return None
    return _created(transaction, row, State.REJECTED, by, **explained(stopped))


def _created(
    transaction: Transaction, row: Row[Any], state: State, by: Actor, **values: str
) -> Item | None:
    return create(
        transaction, ENTER_ORDER, row.reference, row.shop, state, by, why="read", **values
    )


def withdraw(transaction: Transaction, item: Item, stopped: BusinessError, by: Actor) -> Item:
    """Take an item that is not in the ERP off the work, also out of a worker's hands."""
    match item.state:
        case State.NEW | State.ENTERING | State.FAILED:
            return move(transaction, item, State.REJECTED, by, **explained(stopped))
        case State.WAITING if not item.erp_id:
            return move(transaction, item, State.REJECTED, by, **explained(stopped))
        case State.WAITING if item.rule != f"{stopped.rule}_after_entry":
            return move(
                transaction,
                item,
                State.WAITING,
                by,
                **explained(_too_late(item, stopped), f"{stopped.rule}_after_entry"),
            )
        case State.REJECTED if item.rule not in {TURNED_DOWN, stopped.rule}:
            return move(transaction, item, State.REJECTED, by, **explained(stopped))
        case _:
            return item


def _revive(transaction: Transaction, row: Row[Any], item: Item, by: Actor) -> Item:
    """A rejected order is taken up again when it is alive again, or reads differently."""
    if item.state is not State.REJECTED or item.rule == TURNED_DOWN:
        return item
    alive_again = item.rule in {CANCELLED, AWAITING_PAYMENT}
    if not alive_again and item.order_hash == row.entry_hash:
        return item
    return move(transaction, item, reopened(item), by, why="the order changed in the shop")


def reopened(item: Item) -> State:
    """Where work on an item begins again: with reading back, when it was ever submitted."""
    return State.NEW if item.submitted_at is None else State.UNSURE


def _review(
    transaction: Transaction,
    row: Row[Any],
    item: Item,
    stopped: BusinessError | None,
    by: Actor,
) -> None:
    """An entered order that no longer is what was entered goes to the worklist, once a change."""
    review = fetch(transaction, row.reference, CHANGED_ORDER)
    about = concern(row)
    if about == item.order_hash:
        if review is not None and review.state is State.WAITING:
            close_finding(transaction, review, "the order is again as it was entered", by)
    elif review is None or review.order_hash != about:
        finding = _finding(transaction, row, item, stopped)
        open_finding(transaction, CHANGED_ORDER, item.key, item.shop, finding, by, about)


def _finding(
    transaction: Transaction, row: Row[Any], item: Item, stopped: BusinessError | None
) -> BusinessError:
    if stopped is not None:
        return _too_late(item, stopped)
    before = version(transaction, row, item.order_hash)
    now = Order.model_validate_json(row.record)
    changes = differences(before, now, ignore={"status"}) if before else ("it changed",)
    return BusinessError(
        f"{row.reference} changed in the shop after it was entered: {'; '.join(changes)}",
        rule="changed_after_entry",
        reference=row.reference,
        remedy=f"bring {_named(item)} in the ERP in line by hand, then: bots items resolve",
    )


def _too_late(item: Item, stopped: BusinessError) -> BusinessError:
    return BusinessError(
        f"{stopped.message}, but the ERP holds it",
        rule=f"{stopped.rule}_after_entry",
        field=stopped.field,
        reference=item.key,
        remedy=f"look at {_named(item)} in the ERP, cancel it there if it must go, then: "
        "bots items resolve",
    )


def _named(item: Item) -> str:
    return f"sales order {item.erp_number or item.erp_id or item.key}"


def version(transaction: Transaction, row: Row[Any], entry_hash: str) -> Order | None:
    """The order as it was when it had that entry hash (the current one too), or None."""
    wanted = entry_hash.partition(":")[0]
    if row.entry_hash == wanted:
        return Order.model_validate_json(row.record)
    statement = (
        select(order_versions.c.record)
        .where(order_versions.c.reference == row.reference, order_versions.c.entry_hash == wanted)
        .limit(1)
    )
    record = transaction.execute(statement).scalar_one_or_none()
    return None if record is None else Order.model_validate_json(record)


def open_finding(
    transaction: Transaction,
    kind: str,
    key: str,
    shop: str,
    error: BusinessError,
    by: Actor,
    about: str = "",
) -> Item:
    """A finding in the worklist: made, opened again or updated, once by kind and key."""
    values = {**explained(error), "order_hash": about}
    made = create(transaction, kind, key, shop, State.WAITING, by, why=error.message, **values)
    item = made or fetch(transaction, key, kind)
    if item is None:
        raise LookupError(f"{kind} {key} is neither new nor there")
    if made is not None or (item.state is State.WAITING and item.message == error.message):
        return item
    return move(transaction, item, State.WAITING, by, **values)


def close_finding(transaction: Transaction, item: Item, why: str, by: Actor) -> Item:
    """A finding is settled: by itself, or by a person."""
    return move(
        transaction, item, State.ENTERED, by, why=why, outcome=Outcome.RESOLVED, message=why
    )
