"""The database: orders, work items, runs, questions, and the only verbs that change them."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import Self

from bots.ledger.database import Database
from bots.ledger.items import Items
from bots.ledger.locators import Locators
from bots.ledger.orders import Orders
from bots.ledger.proposals import Proposals
from bots.ledger.proposing import Made, Proposal, Snapshot, Standing
from bots.ledger.questions import CHOICES, LOCATORS, Questions
from bots.ledger.reads import Reads
from bots.ledger.runs import Runs
from bots.ledger.settlements import Settlements
from bots.ledger.sites import Sites
from bots.ledger.skus import Skus
from bots.ledger.states import (
    CHANGED_ORDER,
    ENTER_ORDER,
    INCIDENT,
    PUBLISH_STOCK,
    PURCHASE,
    SETTLEMENT,
    TRANSFER,
    WRITE_BACK,
    Outcome,
    State,
)
from bots.ledger.stock import StockDifferences
from bots.ledger.stock_rules import StockRules
from bots.ledger.things import Things
from bots.ledger.unsynced import Unsynced
from bots.ledger.views import (
    Actor,
    Change,
    Floor,
    HistoryRow,
    Imported,
    Item,
    Locator,
    Pause,
    Question,
    Recorded,
    Run,
    StoredOrder,
)

__all__ = [
    "CHANGED_ORDER",
    "CHOICES",
    "ENTER_ORDER",
    "INCIDENT",
    "LOCATORS",
    "PUBLISH_STOCK",
    "PURCHASE",
    "SETTLEMENT",
    "TRANSFER",
    "WRITE_BACK",
    "Actor",
    "Change",
    "Floor",
    "HistoryRow",
    "Imported",
    "Item",
    "Ledger",
    "Locator",
    "Made",
    "Outcome",
    "Pause",
    "Proposal",
    "Question",
    "Recorded",
    "Run",
    "Snapshot",
    "Standing",
    "State",
    "StoredOrder",
]


class Ledger:
    """The ledger. Every call is one short transaction; call it from async code in a thread.

    Safe to share between threads; every process opens its own.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.orders = Orders(database)
        self.items = Items(database)
        self.runs = Runs(database)
        self.questions = Questions(database)
        self.locators = Locators(database)
        self.skus = Skus(database)
        self.reads = Reads(database)
        self.sites = Sites(database)
        self.settlements = Settlements(database)
        self.things = Things(database)
        self.proposals = Proposals(database)
        self.stock_rules = StockRules(database)
        self.stock = StockDifferences(database)
        self.unsynced = Unsynced(database)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the ledger at a SQLAlchemy URL (SQLite, PostgreSQL), its tables brought up to date.

        Safe when several processes do it at once. Raises SettingsError for a URL that is wrong
        or a database that cannot be reached, or is newer than this program.
        """
        return cls(Database.open(url))

    def now(self) -> datetime:
        """The time by the database's clock."""
        with self._database.read() as transaction:
            return transaction.now

    def close(self) -> None:
        """Give back the connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
