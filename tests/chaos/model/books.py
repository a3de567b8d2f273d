"""The real ledger, on SQLite in memory, that can be put back to any state it was in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from bots.errors import BotsError
from bots.ledger import Ledger, State
from bots.ledger.states import allowed
from bots.ledger.tables import history, items, orders
from tests.chaos.model.keys import IRRELEVANT
from tests.chaos.model.program import Answer

START = datetime(2026, 5, 4, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Standing:
    """Where one work item stands."""

    state: State
    owner: str
    rule: str
    explained: bool


class Books:
    """Every state of the ledger by a number; `do` runs a call of it and gives the next one.

    What a call does to a state is looked up when it was done before. That every change of an item
    is one row of history, and a way that exists, is checked at each call.
    """

    def __init__(self, ledger: Ledger, tick: timedelta) -> None:
        self._ledger = ledger
        self._tick = tick
        self._now = START
        ledger._database.clock = lambda _: self._now
        with ledger._database.read() as transaction:
            self._raw: Any = transaction.connection.connection.driver_connection
        self._numbers: dict[str, int] = {}
        self._images: list[bytes] = []
        self._standing: list[dict[str, Standing]] = []
        self._done: dict[tuple[int, int, str], tuple[int, Answer]] = {}
        self.start = self._keep()

    def __len__(self) -> int:
        return len(self._images)

    def standing(self, number: int, key: str) -> Standing:
        """Where the item of `key` stands in that state of the ledger."""
        return self._standing[number][key]

    def do(
        self, number: int, ticks: int, key: str, call: Callable[[], object]
    ) -> tuple[int, Answer]:
        """Run `call` (known by `key`) on that state; the next state, and the answer or error."""
        asked = (number, ticks, key)
        if asked not in self._done:
            self.turn_to(number, ticks)
            before = self._changes()
            try:
                answer = Answer.of(call())
            except BotsError as error:
                answer = Answer.of(error)
            _check(*before, *self._changes())
            self._done[asked] = (self._keep(), answer)
        return self._done[asked]

    def turn_to(self, number: int, ticks: int) -> Ledger:
        """The ledger, put back to that state."""
        self._raw.deserialize(self._images[number])
        self._now = START + ticks * self._tick
        return self._ledger

    def _keep(self) -> int:
        key, standing = self._picture()
        if key not in self._numbers:
            self._numbers[key] = len(self._images)
            self._images.append(self._raw.serialize())
            self._standing.append(standing)
        return self._numbers[key]

    def _picture(self) -> tuple[str, dict[str, Standing]]:
        with self._ledger._database.read() as transaction:
            work = transaction.execute(select(items).order_by(items.c.id)).all()
            read = transaction.execute(
                select(orders.c.reference, orders.c.status, orders.c.content_hash)
            ).all()
        kept = [
            [value for name, value in row._mapping.items() if name not in IRRELEVANT]
            for row in work
        ]
        standing = {
            row.key: Standing(
                State(row.state), row.owner, row.rule, bool(row.message and row.remedy)
            )
            for row in work
            if row.kind == "enter_order"
        }
        return f"{kept} {read}", standing

    def _changes(self) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
        with self._ledger._database.read() as transaction:
            work = transaction.execute(select(items).order_by(items.c.id)).all()
            rows = transaction.execute(select(history).order_by(history.c.id)).all()
        return work, rows


def _check(
    work_before: Sequence[Row[Any]],
    history_before: Sequence[Row[Any]],
    work: Sequence[Row[Any]],
    rows: Sequence[Row[Any]],
) -> None:
    """Each change has its row of history, and each row tells a way that exists."""
    known = {row.id: row for row in work_before}
    for item in work:
        was = known.get(item.id)
        state, version = (was.state, was.version) if was else ("", 0)
        added = [row for row in rows[len(history_before) :] if row.item_id == item.id]
        assert len(added) == item.version - version, f"{item.key}: {len(added)} rows of history"
        for row in added:
            assert row.from_state == state, f"{item.key}: a gap in its history before {row}"
            assert row.who, f"{item.key}: nobody did {row}"
            assert not state or allowed(State(state), State(row.to_state)), f"no way: {row}"
            state = row.to_state
        assert item.state == state, f"{item.key}: its history ends at {state}, not {item.state}"
