"""The protocol that enters an order once, whatever dies when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bots.entering.erp_sales import ErpSales
from bots.entering.looking import Look
from bots.entering.rounds import Rounds
from bots.entering.sales import Sales, WantedSales
from bots.entering.submission import Submission
from bots.entering.target import BeforeSubmit, Wants
from bots.entering.worker import Worker, in_thread
from bots.ledger import ENTER_ORDER, Item, Ledger
from bots.model import SalesOrder
from bots.settings import ErpSettings

if TYPE_CHECKING:
    from bots.erps import Erp

FORM_BATCH = 10  # claimed at once for the form: a worker that dies holds no more than these


class Entering(Rounds[SalesOrder]):
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
        super().__init__(ledger, ENTER_ORDER, ErpSales(erp), settings, worker)
        self._erp = erp
        self._settings = settings
        self._platforms = platforms

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
        by_import = self._settings.way == "import"
        return await self._bring(references, self._settings.batch if by_import else FORM_BATCH)

    async def _wants(self, keys: Sequence[str]) -> WantedSales:
        """For these orders: of a mapping of many thousands, the few rows that they need."""
        orders = await in_thread(self._ledger.orders.get_many, keys)
        wanted = {line.sku for order in orders.values() for line in order.lines}
        skus = await in_thread(self._ledger.skus.map, wanted)
        return WantedSales(self._ledger, Sales(self._settings, self._platforms, skus))

    async def _submit(
        self, looks: Sequence[Look[SalesOrder]], wants: Wants[SalesOrder]
    ) -> list[list[str]]:
        wanted = await self._translated(looks)
        if self._settings.way == "import" and wanted:
            return await Submission(self._judge, wanted, wants).send(self._erp.enter_many)
        for look in wanted:
            await Submission(self._judge, [look], wants).send(self._by_form)
        return []

    async def _by_form(self, one: Sequence[SalesOrder], before_submit: BeforeSubmit) -> None:
        await self._erp.enter(one[0], before_submit)

    async def _translated(self, looks: Sequence[Look[SalesOrder]]) -> list[Look[SalesOrder]]:
        """Those that the rules let into the ERP; the others are rejected, each with its reason."""
        through = []
        items, actor = self._ledger.items, self._worker.actor
        for look in looks:
            wanted = look.wanted
            if wanted.concern != look.item.order_hash:  # it changed, or is there no more
                await self._judge.unless_changed(items.again, look.item, by=actor)
            elif wanted.refusal is not None:
                await self._judge.unless_changed(items.reject, look.item, wanted.refusal, actor)
            else:
                through.append(look)
        return through
