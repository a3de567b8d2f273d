"""What a person does with a work item: try again, turn down, resolve."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Row

from bots.errors import BusinessError
from bots.ledger.database import Transaction
from bots.ledger.follow import TURNED_DOWN, agree, close_finding, concern, reopened, withdrawal
from bots.ledger.moves import explained, fetch, fetch_id, lock_orders, move
from bots.ledger.search import ItemSearch
from bots.ledger.states import (
    CHANGED_ORDER,
    ENTER_ORDER,
    INCIDENT,
    SETTLEMENT,
    Outcome,
    State,
)
from bots.ledger.views import Actor, Item

_FINDINGS = {CHANGED_ORDER, INCIDENT, SETTLEMENT}
_ABOUT_ORDERS = {ENTER_ORDER, CHANGED_ORDER}
_WORKLIST = {state for state in State if state.needs_person}
_Change = Callable[[Transaction, Item, "Row[Any] | None"], Item]


class Desk(ItemSearch):
    """The verbs of the people at the desk. They refuse (BusinessError) what is not possible."""

    def retry(self, item_id: int, who: str) -> Item:
        """Work on it again: `new`, or `unsure` (read back first) when it was ever submitted.

        An `entered` one is read back again too. Raises BusinessError (rule `not_possible`).
        """

        def change(transaction: Transaction, item: Item, row: Row[Any] | None) -> Item:
            if item.kind in _FINDINGS:
                raise _not_possible(item, f"settle it, then: bots items resolve {item.id}")
            if item.kind == ENTER_ORDER and row is None:
                raise _not_possible(item, "read it from the shop first: bots run collect_orders")
            if row is not None and (stopped := withdrawal(row)):
                raise _not_possible(item, f"{stopped.message}; {stopped.remedy}")
            _must_be_one_of(item, _WORKLIST | {State.ENTERED})
            to = State.UNSURE if item.state is State.ENTERED else reopened(item)
            return move(transaction, item, to, Actor(who), why="to be tried again", attempts=0)

        return self._by_hand(item_id, change)

    def retry_all(self, reason: str, who: str, shop: str | None = None) -> list[Item]:
        """The same for all in the worklist whose rule is `reason`, or begins with it (`unmapped`).

        Those that cannot be tried again are left as they are.
        """
        states = [State.REJECTED, State.WAITING, State.FAILED]
        tried = []
        for item in self.search(states=states, shop=shop, rule=reason, limit=None):
            try:
                tried.append(self.retry(item.id, who))
            except BusinessError:
                continue
        return tried

    def turn_down(self, item_id: int, who: str, why: str) -> Item:
        """A person decides that it is not to be entered: `rejected`, until a person retries it."""

        def change(transaction: Transaction, item: Item, _row: Row[Any] | None) -> Item:
            if item.kind in _FINDINGS:
                raise _not_possible(item, f"settle it, then: bots items resolve {item.id}")
            _must_be_one_of(item, _WORKLIST | {State.NEW, State.ENTERING})
            error = BusinessError(
                f"turned down by {who}: {why}",
                rule=TURNED_DOWN,
                remedy=f"to enter it after all: bots items retry {item.id}",
            )
            return move(transaction, item, State.REJECTED, Actor(who), **explained(error))

        return self._by_hand(item_id, change)

    def resolve(
        self, item_id: int, who: str, why: str, *, erp_id: str = "", erp_number: str = ""
    ) -> Item:
        """A person settled it outside: `entered`, outcome `resolved`.

        A `changed_order` resolved means that the ERP is in line with the order as it is now.
        """

        def change(transaction: Transaction, item: Item, row: Row[Any] | None) -> Item:
            _must_be_one_of(item, _WORKLIST | {State.UNSURE})
            if item.kind == CHANGED_ORDER and row is not None:
                _bring_in_line(transaction, row, Actor(who), why)
            if item.kind in _FINDINGS:
                return close_finding(transaction, item, why, Actor(who))
            return move(
                transaction,
                item,
                State.ENTERED,
                Actor(who),
                why=why,
                outcome=Outcome.RESOLVED,
                erp_id=erp_id or item.erp_id,
                erp_number=erp_number or item.erp_number,
                order_hash=concern(row) if row is not None else "",
                sale_hash="",
            )

        return self._by_hand(item_id, change)

    def _by_hand(self, item_id: int, change: _Change) -> Item:
        with self._database.write() as transaction:
            first = fetch_id(transaction, item_id)
            about = [first.key] if first.kind in _ABOUT_ORDERS else []
            row = lock_orders(transaction, about).get(first.key)
            changed = change(transaction, fetch_id(transaction, item_id), row)
            if changed.kind == ENTER_ORDER and row is not None:
                return agree(transaction, row, Actor("bots")) or changed
            return changed


def _bring_in_line(transaction: Transaction, row: Row[Any], by: Actor, why: str) -> None:
    entry = fetch(transaction, row.reference)
    if entry is not None and entry.state is State.ENTERED:
        move(
            transaction,
            entry,
            State.ENTERED,
            by,
            why=f"the ERP is in line with the changed order: {why}",
            order_hash=concern(row),
            sale_hash="",
        )


def _must_be_one_of(item: Item, states: Collection[State]) -> None:
    if item.state not in states:
        raise _not_possible(item, "wait until its state is another, or see: bots items show")


def _not_possible(item: Item, remedy: str) -> BusinessError:
    return BusinessError(
        f"item {item.id} ({item.key}) is {item.state}: that is not possible",
        rule="not_possible",
        reference=item.key,
        remedy=remedy,
    )
