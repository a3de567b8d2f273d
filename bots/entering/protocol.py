"""The protocol that enters an order once, whatever dies when."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from bots.entering.judging import Judge
from bots.entering.looking import Look
from bots.entering.plan import Planned, planned
from bots.entering.sales import Sales
from bots.entering.submission import BeforeSubmit, Submission
from bots.entering.worker import Worker, in_thread
from bots.errors import BusinessError, TechnicalError, TryAgain
from bots.ledger import Item, Ledger, State
from bots.model import SalesOrder
from bots.settings import ErpSettings

if TYPE_CHECKING:
    from bots.erps import Erp

FORM_BATCH = 10  # claimed at once for the form: a worker that dies holds no more than these


class Entering:
    """Enters orders through one signed-in ERP session. Not to be called twice at once.

    `platforms` gives each shop's platform, for the SKU mapping.
    """

    def __init__(
        self,
        ledger: Ledger,
        erp: Erp,
        settings: ErpSettings,
        platforms: Mapping[str, str],
        worker: Worker,
    ) -> None:
        self._ledger = ledger
        self._erp = erp
        self._settings = settings
        self._platforms = platforms
        self._worker = worker
        self._judge = Judge(ledger, erp, settings, worker)

    async def enter(self, references: Sequence[str]) -> list[Item]:
        """Bring each order as far as it goes now; give the items as they then stand.

        `new` ones that are due are claimed, adopted when the ERP holds them already, else
        entered by `settings.way`; `unsure` ones are read back first, and entered when they
        are not there and their settling time is over. What another worker holds is left out.
        An item that comes back `new` or `unsure` wants another call, at its `next_try_at`.

        Passing trouble with one order, refusals and differences end in the items. Raises
        TryAgain (the ERP does not answer at all), SessionExpired, SignInRefused, ScreenChanged
        and PersonNeeded after the items were let go safely: then no more can be done with
        this session.
        """
        size = self._settings.batch if self._settings.way == "import" else FORM_BATCH
        groups = deque(_groups(list(dict.fromkeys(references)), size))
        while groups:
            groups.extendleft(await self._round(groups.popleft()))
        found = await in_thread(self._ledger.items.find_many, references)
        return [found[key] for key in dict.fromkeys(references) if key in found]

    async def plan(self, references: Sequence[str]) -> list[Planned]:
        """What `enter` would do, for a dry run: reads the ERP, writes nothing."""
        return await planned(self._judge, await self._sales(references), references)

    async def _round(self, keys: Sequence[str]) -> list[list[str]]:
        """One group: read back, claim, look, enter. Gives groups that are to be tried anew."""
        await self._take_up_leftovers()
        await self._read_back(keys)
        name, run = self._worker.name, self._worker.run
        try:  # around the claim too: one whose answer was lost holds items all the same
            return await self._work(await in_thread(self._ledger.items.claim, keys, name, run))
        except BaseException:
            await self._let_go(keys)
            raise

    async def _sales(self, keys: Sequence[str]) -> Sales:
        """For these orders: of a mapping of many thousands, the few rows that they need."""
        orders = await in_thread(self._ledger.orders.get_many, keys)
        wanted = {line.sku for order in orders.values() for line in order.lines}
        skus = await in_thread(self._ledger.skus.map, wanted)
        return Sales(self._settings, self._platforms, skus)

    async def _take_up_leftovers(self) -> None:
        """What this worker holds before it claims is left from a call that died."""
        left = await in_thread(self._ledger.items.held_by, self._worker.name)
        if left:
            await in_thread(self._ledger.items.free, left, "an earlier call died", self._settling)

    async def _let_go(self, keys: Sequence[str]) -> None:
        """Free what is still held; if the ledger itself is away, the next call does it."""
        with suppress(TryAgain):
            held = await in_thread(self._ledger.items.held_by, self._worker.name)
            mine = [item for item in held if item.key in keys]
            await in_thread(self._ledger.items.free, mine, "let go", self._settling, forgiven=True)

    async def _read_back(self, keys: Sequence[str]) -> None:
        """Leave `unsure` by looking: adopted, finished, shown to a person, or `new` again."""
        items = await in_thread(self._ledger.items.find_many, keys)
        unsure = [item for item in items.values() if item.state is State.UNSURE]
        if not unsure:
            return
        sales = await self._sales([item.key for item in unsure])
        looked_at = await in_thread(self._ledger.now)
        for look in await self._judge.settle(await self._judge.look(unsure, sales)):
            await self._judge.unless_changed(
                self._ledger.items.missing,
                look.item,
                looked_at,
                self._settings.attempts,
                self._worker.actor,
            )

    async def _work(self, claimed: Sequence[Item]) -> list[list[str]]:
        ready = await self._ready(claimed)
        if not ready:
            return []
        # After the claim: an order that changes from here on has another hash than was claimed.
        sales = await self._sales([item.key for item in ready])
        looks = await self._judge.settle(await self._judge.look_first(ready, sales))
        wanted = await self._translated(looks, sales)
        if self._settings.way == "import" and wanted:
            return await Submission(self._judge, wanted, sales).send(self._erp.enter_many)
        for look in wanted:
            await Submission(self._judge, [look], sales).send(self._by_form)
        return []

    async def _by_form(self, one: Sequence[SalesOrder], before_submit: BeforeSubmit) -> None:
        await self._erp.enter(one[0], before_submit)

    async def _ready(self, claimed: Sequence[Item]) -> list[Item]:
        """Without those that were claimed more often than allowed: their workers died."""
        ready = []
        for item in claimed:
            if item.attempts <= self._settings.attempts:
                ready.append(item)
                continue
            error = TechnicalError(
                f"{item.key} was tried {item.attempts - 1} times, and never came to an end",
                reference=item.key,
                remedy=f"see: bots items show {item.id}; then: bots items retry {item.id}",
            )
            await self._judge.unless_changed(
                self._ledger.items.fail, item, error, self._worker.actor
            )
        return ready

    async def _translated(self, looks: Sequence[Look], sales: Sales) -> list[Look]:
        """Those that the rules let into the ERP; the others are rejected, each with its reason."""
        wanted = []
        items, actor = self._ledger.items, self._worker.actor
        for look in looks:
            if look.order is None or look.order.entry_hash != look.item.order_hash:
                await self._judge.unless_changed(items.again, look.item, by=actor)
                continue
            try:
                sales.of(look.order)
                wanted.append(look)
            except BusinessError as error:
                await self._judge.unless_changed(items.reject, look.item, error, actor)
        return wanted

    @property
    def _settling(self) -> timedelta:
        return timedelta(seconds=self._settings.settle)


def _groups(keys: Sequence[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(keys), size):
        yield list(keys[start : start + size])
