"""What the ledger answers: small frozen records. All times are aware, in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Self

from bots.ledger.states import Outcome, State
from bots.model import Order


@dataclass(frozen=True)
class Actor:
    """Who changes something: a worker's or a person's name, and the run, if there is one."""

    name: str
    run: int | None = None


class Change(StrEnum):
    """What recording an order did."""

    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"


@dataclass(frozen=True)
class Item:
    """A work item. `version` grows with every change; the verbs compare it before they write.

    Attributes:
        key: the reference, for the kinds that are about an order.
        attempts: how often it was claimed.
        owner: the worker that holds it (`entering`, `submitting`), else "".
        rule, field, message, remedy: why it stands where it does, for the person who reads it.
        order_hash: `Order.entry_hash` of what was claimed, is being or was entered.
        sale_hash: content hash of the sales order last submitted or found equal, else "".
        submitted_at: when it last went to `submitting`; None: never submitted.
        next_try_at: not before this; for `unsure`: not entered again before this.
    """

    id: int
    kind: str
    key: str
    shop: str
    state: State
    version: int
    attempts: int
    owner: str
    run_id: int | None
    rule: str
    field: str
    message: str
    remedy: str
    evidence: Path | None
    erp_id: str
    erp_number: str
    outcome: Outcome | None
    order_hash: str
    sale_hash: str
    submitted_at: datetime | None
    next_try_at: datetime | None
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class HistoryRow:
    """One change of a work item: when (the database's clock), who, from, to, why."""

    item_id: int
    at: datetime
    who: str
    run_id: int | None
    from_state: State | None
    to_state: State
    why: str


@dataclass(frozen=True)
class Recorded:
    """What `Orders.record` did, and the work item it concerns.

    The item is the `changed_order` when one waits, else the `enter_order`; None while payment
    is awaited.
    """

    change: Change
    item: Item | None


@dataclass(frozen=True)
class StoredOrder:
    """An order as last read, with when it was first and last seen, and how often it changed."""

    order: Order
    first_seen: datetime
    last_seen: datetime
    versions: int


@dataclass(frozen=True)
class Run:
    """One execution of a flow. `outcome` and what follows are None while it runs.

    Attributes:
        pid: the process that works on it, on `host`; 0 while it waits for a person.
    """

    id: int
    flow: str
    parameters: dict[str, object]
    who: str
    host: str
    pid: int
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    exit_code: int | None
    counts: dict[str, int] = field(default_factory=dict)
    evidence: Path | None = None


@dataclass(frozen=True)
class Question:
    """Something only a person can answer. The answer itself is never in this view."""

    id: int
    site: str
    need: str
    prompt: str
    screenshot: Path | None
    run_id: int | None
    item_id: int | None
    asked_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    answered_by: str
    taken_at: datetime | None


@dataclass(frozen=True)
class Locator:
    """What stands, or may stand, for a selector of a page class that matches nothing any more.

    Attributes:
        evidence: which known orders read the same with it, in words.
        answer: a person's `yes` or `no`, "" while nobody has decided.
    """

    page: str
    selector: str
    css: str
    label: str
    score: float
    evidence: str = ""
    answer: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is, apart from how sure anybody is."""
        return self.page, self.selector, self.css, self.label


@dataclass(frozen=True)
class Floor:
    """The least number of orders a read may bring, and where that number comes from."""

    least: int
    reason: str


@dataclass(frozen=True)
class Pause:
    """A site that no flow works on until a person says so."""

    site: str
    since: datetime
    why: str


@dataclass(frozen=True)
class Imported:
    """What importing an operator's spreadsheet did, in rows."""

    added: int
    changed: int
    unchanged: int

    @classmethod
    def of(cls, rows: Sequence[Change]) -> Self:
        """The count of what was done with each row."""
        return cls(*map(rows.count, (Change.NEW, Change.UPDATED, Change.UNCHANGED)))
