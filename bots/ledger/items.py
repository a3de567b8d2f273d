"""Work items: the only verbs that change one. Each is a compare-and-set with its history row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from bots.errors import BotsError, BusinessError
from bots.ledger.database import Database
from bots.ledger.states import ENTER_ORDER, Outcome, State
from bots.ledger.views import HistoryRow, Item


class Items:
    """The work items. A verb that takes an `Item` raises NotMine when it changed meanwhile."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # What is asked ------------------------------------------------------------------------

    def get(self, item_id: int) -> Item | None:
        """The item of that id."""
        raise NotImplementedError

    def find(self, key: str, kind: str = ENTER_ORDER) -> Item | None:
        """The item of that key (for orders: the reference) and kind."""
        raise NotImplementedError

    def find_many(self, keys: Collection[str], kind: str = ENTER_ORDER) -> Mapping[str, Item]:
        """Those of `keys` that there are, by key."""
        raise NotImplementedError

    def search(
        self,
        *,
        states: Collection[State] = (),
        kind: str | None = None,
        shop: str | None = None,
        rule: str | None = None,
        limit: int = 100,
        after: int = 0,
    ) -> list[Item]:
        """Items by what is given (nothing given: all), by id, those after id `after`."""
        raise NotImplementedError

    def counts(
        self, *, kind: str | None = ENTER_ORDER, shop: str | None = None
    ) -> Mapping[tuple[str, State, Outcome | None], int]:
        """How many items there are, by shop, state and outcome."""
        raise NotImplementedError

    def due(self, limit: int, *, shop: str | None = None, kind: str = ENTER_ORDER) -> list[str]:
        """Keys of items that want work now (`new` or `unsure`, their time come), oldest first."""
        raise NotImplementedError

    def history(self, item_id: int) -> list[HistoryRow]:
        """Every change of an item, oldest first."""
        raise NotImplementedError

    # What a worker does -------------------------------------------------------------------

    def claim(
        self, keys: Sequence[str], owner: str, run: int | None = None, kind: str = ENTER_ORDER
    ) -> list[Item]:
        """Take those of `keys` that are `new` and due: `entering`, held by `owner`."""
        raise NotImplementedError

    def submitting(self, items: Sequence[Item]) -> list[Item]:
        """Mark all, or none, as about to be submitted.

        Raises NotMine when one of them is no longer the caller's, or its order changed since
        it was claimed.
        """
        raise NotImplementedError

    def entered(
        self, item: Item, outcome: Outcome, *, erp_id: str, erp_number: str = "", why: str = ""
    ) -> Item:
        """It is in the ERP, read back and equal."""
        raise NotImplementedError

    def reject(self, item: Item, error: BusinessError) -> Item:
        """A rule of the business refused it."""
        raise NotImplementedError

    def wait(self, item: Item, error: BotsError, *, rule: str, why: str = "") -> Item:
        """Only a person can go on."""
        raise NotImplementedError

    def fail(self, item: Item, error: BotsError) -> Item:
        """The machinery failed, and trying again by itself would not help."""
        raise NotImplementedError

    def again(self, item: Item, error: BotsError | None, after: timedelta = timedelta(0)) -> Item:
        """Back to `new`, not before `after` from now: nothing was submitted, or it is not there."""
        raise NotImplementedError

    def unsure(self, item: Item, error: BotsError, settle: timedelta) -> Item:
        """The submit may have arrived: read back, and do not enter again before `settle`."""
        raise NotImplementedError

    def abandon(self, owner: str, why: str, settle: timedelta = timedelta(0)) -> list[Item]:
        """Free what a dead worker held: `entering` becomes `new`, `submitting` `unsure`."""
        raise NotImplementedError

    # What a person does -------------------------------------------------------------------

    def retry(self, item_id: int, who: str) -> Item:
        """Work on it again: `new`, or `unsure` (read back first) when it was ever submitted.

        Raises BusinessError (rule `not_possible`) when its state does not allow it.
        """
        raise NotImplementedError

    def retry_all(self, reason: str, who: str, shop: str | None = None) -> list[Item]:
        """The same for all whose rule is `reason`, or begins with it (`unmapped`)."""
        raise NotImplementedError

    def turn_down(self, item_id: int, who: str, why: str) -> Item:
        """A person decides that it is not to be entered: `rejected`."""
        raise NotImplementedError

    def resolve(
        self, item_id: int, who: str, why: str, *, erp_id: str = "", erp_number: str = ""
    ) -> Item:
        """A person settled it outside: `entered`, outcome `resolved`."""
        raise NotImplementedError

    # What is found beside the orders' own work --------------------------------------------

    def report(self, kind: str, key: str, shop: str, error: BusinessError, who: str) -> Item:
        """Put a finding (an incident) into the worklist, once by kind and key; opens it again."""
        raise NotImplementedError
