"""The one place where a proposal's row is written, with its history row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy import insert as insert_into

from bots.ledger.database import Transaction
from bots.ledger.tables_proposals import proposal_history, proposals
from bots.ledger.views import Actor
from bots.model import Draft

_LOCK = 7_042_003  # any number, as long as it is only this


class Standing(StrEnum):
    """Where a proposal stands. Approved, refused and entered ones never change what they say."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    ENTERED = "entered"


class Made(StrEnum):
    """What proposing did."""

    NEW = "proposed"
    UNCHANGED = "unchanged"
    REFRESHED = "refreshed"
    DECIDED = "decided already"
    REFUSED_BEFORE = "refused before"


@dataclass(frozen=True)
class Proposal:
    """A proposal as it stands.

    Attributes:
        seen_hash: names what is shown now; an approval must bring it.
        decided_by: who approved or refused it; `draft` is then what they saw.
    """

    id: int
    state: Standing
    draft: Draft
    seen_hash: str
    made_at: datetime
    run_id: int | None
    decided_at: datetime | None
    decided_by: str
    why: str

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """A row as what is shown."""
        return cls(
            id=row.id,
            state=Standing(row.state),
            draft=Draft.model_validate_json(row.record),
            seen_hash=row.seen_hash,
            made_at=row.made_at,
            run_id=row.run_id,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            why=row.why,
        )

    @property
    def key(self) -> str:
        """Its name, and the reference in the ERP."""
        return self.draft.key


@dataclass(frozen=True)
class Snapshot:
    """Proposals that are approved or entered, as they stood at a moment."""

    at: datetime
    proposals: tuple[Proposal, ...]


def alone(transaction: Transaction, draft: Draft) -> None:
    """Nobody else proposes anything on this subject until the transaction ends."""
    if transaction.connection.dialect.name == "postgresql":  # SQLite has one writer at a time
        subject = f"{draft.kind}/{draft.subject}"
        transaction.execute(select(func.pg_advisory_xact_lock(_LOCK, func.hashtext(subject))))


def open_one(transaction: Transaction, draft: Draft) -> Row[Any] | None:
    """The open proposal of the draft's subject; held until the end."""
    return _one(transaction, *_of_subject(draft), proposals.c.state == Standing.OPEN)


def of_key(transaction: Transaction, draft: Draft) -> Row[Any] | None:
    """The proposal of the draft's key: the same, made on the same day."""
    return _one(transaction, proposals.c.key == draft.key)


def refused_since(transaction: Transaction, draft: Draft, since: datetime) -> Row[Any] | None:
    """The same, refused by a person since then."""
    return _one(
        transaction,
        *_of_subject(draft),
        proposals.c.what_hash == draft.what_hash,
        proposals.c.state == Standing.REFUSED,
        proposals.c.decided_at > since,
    )


def approved_since(transaction: Transaction, draft: Draft, since: datetime) -> Row[Any] | None:
    """Another, or the same, on the draft's subject that was approved since then."""
    return _one(
        transaction,
        *_of_subject(draft),
        proposals.c.state.in_([Standing.APPROVED.value, Standing.ENTERED.value]),
        proposals.c.decided_at > since,
    )


def _of_subject(draft: Draft) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return proposals.c.kind == draft.kind, proposals.c.subject == draft.subject


def _one(transaction: Transaction, *wanted: ColumnElement[bool]) -> Row[Any] | None:
    statement = select(proposals).where(*wanted).order_by(proposals.c.id.desc()).limit(1)
    return transaction.execute(statement.with_for_update()).one_or_none()


def insert(transaction: Transaction, draft: Draft, by: Actor) -> Proposal:
    """A new row, open; its key and the place of its subject are known to be free."""
    row = {
        **_told(draft),
        "key": draft.key,
        "kind": draft.kind.value,
        "subject": draft.subject,
        "state": Standing.OPEN.value,
        "made_at": transaction.now,
        "run_id": by.run,
        "decided_by": "",
        "why": "",
    }
    made = transaction.execute(insert_into(proposals).values(row).returning(proposals)).one()
    _remember(transaction, made, "", by, "")
    return Proposal.of(made)


def change(
    transaction: Transaction,
    row: Row[Any],
    to: Standing,
    by: Actor,
    draft: Draft | None = None,
    *,
    why: str,
) -> Proposal:
    """Bring a row that is held to another state, or another draft."""
    values: dict[str, object] = {"state": to.value, "why": why}
    if to in {Standing.APPROVED, Standing.REFUSED}:
        values |= {"decided_at": transaction.now, "decided_by": by.name}
    if draft is not None:
        values |= {**_told(draft), "run_id": by.run}
    same = proposals.c.id == row.id
    statement = update(proposals).where(same).values(**values).returning(proposals)
    changed = transaction.execute(statement).one()
    _remember(transaction, changed, row.state, by, why)
    return Proposal.of(changed)


def _told(draft: Draft) -> dict[str, object]:
    return {
        "role": draft.role,
        "amount": str(draft.amount),
        "currency": draft.currency.value,
        "what_hash": draft.what_hash,
        "seen_hash": draft.seen_hash,
        "record": draft.model_dump_json(),
    }


def _remember(transaction: Transaction, row: Row[Any], before: str, by: Actor, why: str) -> None:
    transaction.execute(
        insert_into(proposal_history).values(
            proposal_id=row.id,
            at=transaction.now,
            who=by.name,
            run_id=by.run,
            from_state=before,
            to_state=row.state,
            seen_hash=row.seen_hash,
            why=why,
        )
    )
