"""Orders as the platforms show them, and what a change of one means for its work item."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from bots.errors import BusinessError
from bots.ledger.database import Database
from bots.ledger.views import Item, Recorded, StoredOrder
from bots.model import Order


class Orders:
    """The orders table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, order: Order, run: int | None = None, who: str = "") -> Recorded:
        """Keep what a platform showed; safe to repeat, and to do while the order is entered.

        An order that must be in the ERP gets a work item `new`; one awaiting payment none yet;
        a dead one is rejected with rule `cancelled`. A change before the submit updates what is
        entered; a change after it opens a work item of kind `changed_order` in the worklist.
        """
        raise NotImplementedError

    def record_unreadable(
        self, shop: str, error: BusinessError, run: int | None = None, who: str = ""
    ) -> Item:
        """Put an order that could not be read rightly into the worklist, by its reference."""
        raise NotImplementedError

    def get(self, reference: str) -> Order | None:
        """The order as last read."""
        raise NotImplementedError

    def get_many(self, references: Collection[str]) -> Mapping[str, Order]:
        """Those of `references` that are known, by reference."""
        raise NotImplementedError

    def find(
        self,
        *,
        shop: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[StoredOrder]:
        """Orders placed in [since, until), newest first."""
        raise NotImplementedError

    def counts(
        self, *, since: datetime | None = None, until: datetime | None = None
    ) -> Mapping[str, int]:
        """How many orders each shop has that were placed in [since, until)."""
        raise NotImplementedError
