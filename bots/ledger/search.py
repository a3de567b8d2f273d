"""Asking for work items."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, func, select

from bots.ledger.database import Database
from bots.ledger.moves import fetch, item_of
from bots.ledger.states import ENTER_ORDER, Outcome, State
from bots.ledger.tables import history, items
from bots.ledger.views import HistoryRow, Item


class ItemSearch:
    """The questions that can be asked of the items table; none of them writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, item_id: int) -> Item | None:
        """The item of that id."""
        found = self._where(items.c.id == item_id, limit=1)
        return found[0] if found else None

    def find(self, key: str, kind: str = ENTER_ORDER) -> Item | None:
        """The item of that key (for orders: the reference) and kind."""
        with self._database.read() as transaction:
            return fetch(transaction, key, kind)

    def find_many(self, keys: Collection[str], kind: str = ENTER_ORDER) -> Mapping[str, Item]:
        """Those of `keys` that there are, by key."""
        found = self._where(items.c.kind == kind, items.c.key.in_(list(keys)), limit=None)
        return {item.key: item for item in found}

    def held_by(self, owner: str) -> list[Item]:
        """What a worker holds: its items that are `entering` or `submitting`."""
        return self._where(items.c.owner == owner, limit=None)

    def search(
        self,
        *,
        states: Collection[State] = (),
        kind: str | None = None,
        shop: str | None = None,
        rule: str | None = None,
        limit: int | None = 100,
        after: int = 0,
    ) -> list[Item]:
        """Items by what is given (nothing given: all), by id, those after id `after`.

        `rule` also finds the rules that begin with it and an underscore: `unmapped`.
        """
        wanted: list[ColumnElement[bool]] = [items.c.id > after]
        if states:
            wanted.append(items.c.state.in_([state.value for state in states]))
        if kind is not None:
            wanted.append(items.c.kind == kind)
        if shop is not None:
            wanted.append(items.c.shop == shop)
        if rule is not None:
            begins = items.c.rule.startswith(f"{rule}_", autoescape=True)
            wanted.append((items.c.rule == rule) | begins)
        return self._where(*wanted, limit=limit)

    def counts(
        self, *, kind: str | None = ENTER_ORDER, shop: str | None = None
    ) -> Mapping[tuple[str, State, Outcome | None], int]:
        """How many items there are, by shop, state and outcome."""
        keys = (items.c.shop, items.c.state, items.c.outcome)
        statement = select(*keys, func.count().label("how_many")).group_by(*keys)
        if kind is not None:
            statement = statement.where(items.c.kind == kind)
        if shop is not None:
            statement = statement.where(items.c.shop == shop)
        with self._database.read() as transaction:
            return {
                (
                    row.shop,
                    State(row.state),
                    Outcome(row.outcome) if row.outcome else None,
                ): row.how_many
                for row in transaction.execute(statement)
            }

    def due(
        self, limit: int, *, shop: str | None = None, kind: str = ENTER_ORDER, held: bool = False
    ) -> list[str]:
        """Keys of items that want work now (`new` or `unsure`, their time come), oldest first.

        `held`: those too that a worker is at, who may have died since.
        """
        wanting = [State.NEW.value, State.UNSURE.value]
        working = [State.ENTERING.value, State.SUBMITTING.value] if held else []
        statement = (
            select(items.c.key)
            .where(items.c.kind == kind, items.c.state.in_([*wanting, *working]))
            .order_by(items.c.id)
            .limit(limit)
        )
        if shop is not None:
            statement = statement.where(items.c.shop == shop)
        with self._database.read() as transaction:
            its_time = items.c.next_try_at.is_(None) | (items.c.next_try_at <= transaction.now)
            now = its_time | items.c.state.in_(working)
            return list(transaction.execute(statement.where(now)).scalars())

    def history(self, item_id: int) -> list[HistoryRow]:
        """Every change of an item, oldest first."""
        statement = select(history).where(history.c.item_id == item_id).order_by(history.c.id)
        with self._database.read() as transaction:
            return [
                HistoryRow(
                    item_id=row.item_id,
                    at=row.at,
                    who=row.who,
                    run_id=row.run_id,
                    from_state=State(row.from_state) if row.from_state else None,
                    to_state=State(row.to_state),
                    why=row.why,
                )
                for row in transaction.execute(statement)
            ]

    def _where(self, *wanted: ColumnElement[bool], limit: int | None) -> list[Item]:
        statement = select(items).where(*wanted).order_by(items.c.id).limit(limit)
        with self._database.read() as transaction:
            return [item_of(row) for row in transaction.execute(statement)]
