"""Proposals: made once, superseded by newer ones, approved or refused by somebody who saw them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from bots.errors import BusinessError
from bots.ledger.database import Database, Transaction
from bots.ledger.follow import TURNED_DOWN
from bots.ledger.proposing import (
    Made,
    Proposal,
    Snapshot,
    Standing,
    alone,
    approved_since,
    change,
    insert,
    of_key,
    open_one,
    refused_since,
)
from bots.ledger.states import State
from bots.ledger.tables import items
from bots.ledger.tables_proposals import proposal_history, proposals
from bots.ledger.things import want
from bots.ledger.views import Actor
from bots.model import Draft

_NEWEST = 1000  # entered ones that may still be on the way
_ERP = "erp"  # the site that its work item is counted under


class Proposals:
    """The proposals table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def propose(
        self,
        draft: Draft,
        by: Actor,
        refusal_holds: timedelta = timedelta(0),
        since: datetime | None = None,
    ) -> tuple[Made, Proposal]:
        """Make a proposal, or find the one that says the same; a different open one is superseded.

        One that is open and says the same with other figures is brought up to date, so that
        nobody approves the old ones. One that a person refused is not made again for
        `refusal_holds`; nor is anything on a subject of which one was approved after `since`, when
        the planning looked. Safe for two at once: of each subject one is open.
        """
        with self._database.write() as transaction:
            return _propose(transaction, draft, by, refusal_holds, since)

    def withdraw(self, kind: str, subjects: Collection[str], by: Actor, why: str) -> int:
        """Supersede the open ones of a kind whose subject is not among `subjects`; how many."""
        wanted = [
            proposals.c.kind == kind,
            proposals.c.state == Standing.OPEN,
            proposals.c.subject.not_in(list(subjects)),
        ]
        with self._database.write() as transaction:
            statement = select(proposals).where(*wanted).order_by(proposals.c.id)
            rows = transaction.execute(statement.with_for_update()).all()
            for row in rows:
                change(transaction, row, Standing.SUPERSEDED, by, why=why)
        return len(rows)

    def approve(self, which: int, who: Actor, seen: str, why: str = "") -> Proposal:
        """Approve what `who` saw, `seen` being its hash; its work item is made with it.

        Raises BusinessError: `no_such_proposal`; `not_open` when it was decided or superseded
        meanwhile; `changed_since` when it is no longer what they saw.
        """
        with self._database.write() as transaction:
            approved = _decide(transaction, which, Standing.APPROVED, who, seen, why)
            thing = approved.draft.thing()
            want(transaction, approved.draft.kind, approved.draft.key, thing, _ERP, who)
            return approved

    def refuse(self, which: int, who: Actor, seen: str, why: str) -> Proposal:
        """Refuse it. Raises as `approve` does."""
        with self._database.write() as transaction:
            return _decide(transaction, which, Standing.REFUSED, who, seen, why)

    def settle(self, by: Actor) -> int:
        """Note which approved ones are in the ERP by now, or were turned down; how many."""
        entered = (
            select(proposals, items.c.state.label("item_state"), items.c.rule, items.c.erp_number)
            .join(items, (items.c.kind == proposals.c.kind) & (items.c.key == proposals.c.key))
            .where(
                proposals.c.state == Standing.APPROVED,
                (items.c.state == State.ENTERED) | (items.c.rule == TURNED_DOWN),
            )
            .with_for_update(of=proposals)
        )
        with self._database.write() as transaction:
            rows = transaction.execute(entered).all()
            for row in rows:
                if row.item_state == State.ENTERED:
                    why = f"in the ERP: {row.erp_number}"
                    change(transaction, row, Standing.ENTERED, by, why=why)
                else:
                    why = "turned down in the worklist"
                    change(transaction, row, Standing.REFUSED, by, why=why)
        return len(rows)

    def find(self, which: str) -> Proposal | None:
        """By its number or its key."""
        same = proposals.c.id == int(which) if which.isdecimal() else proposals.c.key == which
        found = self._where([same], 1)
        return found[0] if found else None

    def search(
        self,
        *,
        kind: str | None = None,
        states: Collection[Standing] = (),
        limit: int | None = None,
    ) -> list[Proposal]:
        """Newest first; of one kind, in these states (none named: any)."""
        wanted: list[ColumnElement[bool]] = []
        if kind is not None:
            wanted.append(proposals.c.kind == kind)
        if states:
            wanted.append(proposals.c.state.in_([state.value for state in states]))
        return self._where(wanted, limit)

    def snapshot(self) -> Snapshot:
        """All that are approved and not in the ERP, and the newest that are, as it is now.

        Taken before the ERP is read: what is entered meanwhile is in one of the two.
        """
        with self._database.read() as transaction:
            now = transaction.now
        approved = self.search(states=[Standing.APPROVED])
        entered = self.search(states=[Standing.ENTERED], limit=_NEWEST)
        once = {one.id: one for one in (*entered, *approved)}
        return Snapshot(now, tuple(once.values()))

    def waiting(self) -> int:
        """How many are open."""
        statement = select(func.count()).where(proposals.c.state == Standing.OPEN)
        with self._database.read() as transaction:
            count: int = transaction.execute(statement).scalar_one()
            return count

    def history(self, which: int) -> Sequence[Row[Any]]:
        """Every change, oldest first: at, who, run_id, from_state, to_state, seen_hash, why."""
        statement = (
            select(proposal_history)
            .where(proposal_history.c.proposal_id == which)
            .order_by(proposal_history.c.id)
        )
        with self._database.read() as transaction:
            return transaction.execute(statement).all()

    def _where(self, wanted: Sequence[ColumnElement[bool]], limit: int | None) -> list[Proposal]:
        statement = select(proposals).where(*wanted).order_by(proposals.c.id.desc()).limit(limit)
        with self._database.read() as transaction:
            return [Proposal.of(row) for row in transaction.execute(statement)]


def _propose(
    transaction: Transaction,
    draft: Draft,
    by: Actor,
    refusal_holds: timedelta,
    since: datetime | None,
) -> tuple[Made, Proposal]:
    alone(transaction, draft)
    meanwhile = approved_since(transaction, draft, since) if since is not None else None
    if meanwhile is not None:
        return Made.DECIDED, Proposal.of(meanwhile)
    last, same = open_one(transaction, draft), of_key(transaction, draft)
    if last is not None and last.what_hash == draft.what_hash:
        return _again(transaction, last, draft, by)
    if last is not None:
        change(transaction, last, Standing.SUPERSEDED, by, why=f"superseded by {draft.key}")
    refused = refused_since(transaction, draft, transaction.now - refusal_holds)
    if refused is not None:
        return Made.REFUSED_BEFORE, Proposal.of(refused)
    if same is None:
        return Made.NEW, insert(transaction, draft, by)
    if same.state == Standing.SUPERSEDED:
        return Made.NEW, change(transaction, same, Standing.OPEN, by, draft, why="proposed again")
    return Made.DECIDED, Proposal.of(same)


def _again(
    transaction: Transaction, last: Row[Any], draft: Draft, by: Actor
) -> tuple[Made, Proposal]:
    """The same is proposed once more: bring its figures up to date, if they changed."""
    before = Proposal.of(last)
    kept = draft.model_copy(update={"date": before.draft.date})  # its key stays its name
    if kept.seen_hash == before.seen_hash:
        return Made.UNCHANGED, before
    why = "figures brought up to date"
    return Made.REFRESHED, change(transaction, last, Standing.OPEN, by, kept, why=why)


def _decide(
    transaction: Transaction, which: int, to: Standing, who: Actor, seen: str, why: str
) -> Proposal:
    statement = select(proposals).where(proposals.c.id == which).with_for_update()
    row = transaction.execute(statement).one_or_none()
    if row is None:
        raise BusinessError(
            f"there is no proposal {which}",
            rule="no_such_proposal",
            remedy="see: bots proposals list",
        )
    if row.state != Standing.OPEN:
        raise BusinessError(
            f"proposal {which} is not open: {row.state} ({row.why})",
            rule="not_open",
            reference=row.key,
            remedy="see: bots proposals list",
        )
    if seen != row.seen_hash:
        raise BusinessError(
            f"proposal {which} changed since you saw it: that was {seen}, it is {row.seen_hash}",
            rule="changed_since",
            reference=row.key,
            remedy=f"look at it again: bots proposals show {which}",
        )
    return change(transaction, row, to, who, why=why)
