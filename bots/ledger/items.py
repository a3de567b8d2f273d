"""Work items: the only verbs that change one. Each is a compare-and-set with its history row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from bots.errors import BotsError, BusinessError, NotMine, TryAgain
from bots.ledger.database import Transaction
from bots.ledger.desk import Desk
from bots.ledger.follow import agree, open_finding, withdrawal
from bots.ledger.moves import explained, item_of, keys_in_order, lock_orders, move
from bots.ledger.states import ENTER_ORDER, Outcome, State
from bots.ledger.tables import items
from bots.ledger.views import Actor, Item


class Items(Desk):
    """The work items. A verb that takes an `Item` raises NotMine when it changed meanwhile.

    Every verb that lets go of an order's item makes it agree with what the shop said meanwhile,
    so an item that was tried again may come back rejected, because it was cancelled.
    """

    def claim(
        self, keys: Sequence[str], owner: str, run: int | None = None, kind: str = ENTER_ORDER
    ) -> list[Item]:
        """Take those of `keys` that are `new` and due: `entering`, held by `owner`."""
        by = Actor(owner, run)
        with self._database.write() as transaction:
            rows = lock_orders(transaction, keys) if kind == ENTER_ORDER else {}
            claimed = []
            for item in self._claimable(transaction, keys, kind):
                row = rows.get(item.key)
                if kind == ENTER_ORDER and (row is None or withdrawal(row)):
                    continue
                claimed.append(
                    move(
                        transaction,
                        item,
                        State.ENTERING,
                        by,
                        why="claimed",
                        owner=owner,
                        attempts=item.attempts + 1,
                        order_hash=row.entry_hash if row else "",
                    )
                )
        return claimed

    @staticmethod
    def _claimable(transaction: Transaction, keys: Sequence[str], kind: str) -> list[Item]:
        statement = (
            select(items)
            .where(
                items.c.kind == kind,
                items.c.key.in_(list(keys)),
                items.c.state == State.NEW,
                items.c.next_try_at.is_(None) | (items.c.next_try_at <= transaction.now),
            )
            .with_for_update()
            .order_by(items.c.key)
        )
        return [item_of(row) for row in transaction.execute(statement)]

    def submitting(
        self, held: Sequence[Item], sale_hashes: Mapping[str, str], by: Actor | None = None
    ) -> list[Item]:
        """Mark all, or none, as about to be submitted; with the hash of each one's sales order.

        Raises NotMine when one of them is no longer the caller's, or its order changed since
        it was claimed.
        """
        with self._database.write() as transaction:
            rows = lock_orders(transaction, [item.key for item in held if _is_order(item)])
            moved = []
            for item in keys_in_order(held):
                row = rows.get(item.key)
                if _is_order(item) and (row is None or row.entry_hash != item.order_hash):
                    raise NotMine(f"{item.key} changed in the shop meanwhile", reference=item.key)
                moved.append(
                    move(
                        transaction,
                        item,
                        State.SUBMITTING,
                        by or _holder(item),
                        why="about to be submitted",
                        submitted_at=transaction.now,
                        sale_hash=sale_hashes.get(item.key, ""),
                    )
                )
        return moved

    def entered(
        self,
        item: Item,
        outcome: Outcome,
        *,
        erp_id: str,
        erp_number: str = "",
        why: str = "",
        order_hash: str = "",
        sale_hash: str = "",
        by: Actor | None = None,
    ) -> Item:
        """It is in the ERP, read back and equal to the order of `order_hash` (default: claimed)."""
        values = {
            "outcome": outcome,
            "erp_id": erp_id,
            "erp_number": erp_number,
            "order_hash": order_hash or item.order_hash,
            "sale_hash": sale_hash or item.sale_hash,
        }
        return self._let_go(
            item,
            by,
            lambda transaction, who: move(
                transaction, item, State.ENTERED, who, why=why or outcome.value, **values
            ),
        )

    def reject(self, item: Item, error: BusinessError, by: Actor | None = None) -> Item:
        """A rule of the business refused it."""
        return self._stop(item, State.REJECTED, error, by)

    def wait(
        self,
        item: Item,
        error: BotsError,
        *,
        rule: str,
        erp_id: str = "",
        erp_number: str = "",
        by: Actor | None = None,
    ) -> Item:
        """Only a person can go on; `erp_id` names the record in the ERP that it is about."""
        return self._stop(
            item, State.WAITING, error, by, rule, erp_id=erp_id, erp_number=erp_number
        )

    def fail(self, item: Item, error: BotsError, by: Actor | None = None) -> Item:
        """The machinery failed, and trying again by itself would not help."""
        return self._stop(item, State.FAILED, error, by)

    def _stop(
        self,
        item: Item,
        to: State,
        error: BotsError,
        by: Actor | None,
        rule: str = "",
        **values: str,
    ) -> Item:
        told = {**explained(error, rule), **values}
        return self._let_go(
            item, by, lambda transaction, who: move(transaction, item, to, who, **told)
        )

    def again(
        self,
        item: Item,
        error: BotsError | None = None,
        after: timedelta = timedelta(0),
        by: Actor | None = None,
    ) -> Item:
        """Back to `new`, not before `after` from now: nothing was submitted, or it is not there.

        Without an error the item did nothing wrong, and the claim does not count as an attempt.
        """
        told = explained(error) if error else {}
        why = "" if error else "let go"
        return self._let_go(
            item,
            by,
            lambda transaction, who: move(
                transaction,
                item,
                State.NEW,
                who,
                why=why,
                next_try_at=transaction.now + after if after else None,
                submitted_at=None,
                attempts=item.attempts if error else max(item.attempts - 1, 0),
                **told,
            ),
        )

    def unsure(
        self,
        item: Item,
        error: BotsError,
        settle: timedelta,
        *,
        forgiven: bool = False,
        by: Actor | None = None,
    ) -> Item:
        """The submit may have arrived: read back, and do not enter again before `settle`.

        `forgiven`: it was in a batch that failed through another; no attempt is counted.
        """
        return self._let_go(
            item,
            by,
            lambda transaction, who: move(
                transaction,
                item,
                State.UNSURE,
                who,
                next_try_at=max(transaction.now + settle, _settled(item) or transaction.now),
                attempts=max(item.attempts - forgiven, 0),
                **explained(error),
            ),
        )

    def missing(
        self, item: Item, looked_at: datetime, attempts: int, by: Actor | None = None
    ) -> Item:
        """An `unsure` item was looked for from `looked_at` on, and is not in the ERP.

        `new` again (`failed` when `attempts` are used up) if its settling time was over when
        the look began; before that it stays as it is, for the submit may still arrive.
        """
        if item.next_try_at is not None and looked_at < item.next_try_at:
            return item
        error = TryAgain(
            f"{item.key} was submitted, and is not in the ERP",
            reference=item.key,
            remedy=f"see what the ERP says to this order, then: bots items retry {item.id}",
        )
        if item.attempts >= attempts:
            return self.fail(item, error, by)
        return self.again(item, error, by=by)

    def abandon(self, owner: str, why: str, settle: timedelta = timedelta(0)) -> list[Item]:
        """Free what a dead worker held: `entering` becomes `new`, `submitting` `unsure`."""
        return self.free(self.held_by(owner), why, settle)

    def free(
        self,
        held: Sequence[Item],
        why: str,
        settle: timedelta = timedelta(0),
        *,
        forgiven: bool = False,
    ) -> list[Item]:
        """The same for these items; those that somebody else changed meanwhile are left out.

        `forgiven`: what was not submitted yet did nothing wrong; no attempt is counted.
        """
        freed = []
        for item in keys_in_order(held):
            error = NotMine(f"{item.owner}: {why}", remedy="nothing to do: it is taken up again")
            try:
                if item.state is State.SUBMITTING:
                    freed.append(self.unsure(item, error, settle))
                else:
                    freed.append(self.again(item, None if forgiven else error))
            except NotMine:
                continue
        return freed

    def report(self, kind: str, key: str, shop: str, error: BusinessError, who: str) -> Item:
        """Put a finding (an incident) into the worklist, once by kind and key; opens it again."""
        with self._database.write() as transaction:
            return open_finding(transaction, kind, key, shop, error, Actor(who))

    def _let_go(
        self, item: Item, by: Actor | None, change: Callable[[Transaction, Actor], Item]
    ) -> Item:
        """Change an item, then make it agree with what the shop said of its order meanwhile."""
        actor = by or _holder(item)
        with self._database.write() as transaction:
            rows = lock_orders(transaction, [item.key] if _is_order(item) else [])
            changed = change(transaction, actor)
            row = rows.get(item.key)
            return (agree(transaction, row, actor) if row else None) or changed


def _settled(item: Item) -> datetime | None:
    """When the submit that an item is unsure of can no longer arrive."""
    return item.next_try_at if item.state is State.UNSURE else None


def _is_order(item: Item) -> bool:
    return item.kind == ENTER_ORDER


def _holder(item: Item) -> Actor:
    return Actor(item.owner or "bots", item.run_id)
