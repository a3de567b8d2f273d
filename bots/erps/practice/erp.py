"""The practice ERP as the entering protocol wants it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence

from bots.erps import BeforeSubmit
from bots.erps.practice.forms import SaleButtons, SaleForm
from bots.erps.practice.import_dialog import ImportDialog
from bots.erps.practice.pages import CANCELLED, SIGN_IN, ReferencesFile, SalePage, SalesPage
from bots.model import ErpRecord, SalesOrder
from bots.session import Session


class Erp:
    """Sales orders, entered by the form or by the import, read back from their own pages."""

    sign_in = SIGN_IN
    ways = frozenset({"form", "import"})

    def __init__(self, session: Session) -> None:
        self.session = session

    async def references(self) -> Mapping[str, Sequence[str]]:
        """Every reference with the ids of its sales, cancelled ones left out: from the export.

        The export is believed only when it holds as many sales as the list says, before or after
        it: an empty one would have everything entered again. Raises ScreenChanged otherwise.
        """
        before = await self.session.read(SalesPage, SalesPage.at())
        file = await self.session.read(ReferencesFile, ReferencesFile.path)
        after = await self.session.read(SalesPage, SalesPage.at())
        sales = file.sales()
        if not before.count <= len(sales) <= after.count:
            raise file.changed(f"holds {len(sales)} sales where the list says {after.count}")
        found: dict[str, list[str]] = defaultdict(list)
        for key, reference, state in sales:
            if state != CANCELLED:
                found[reference].append(key)
        return found

    async def find(self, reference: str) -> Sequence[ErpRecord]:
        """All sales with that reference but cancelled ones, found by the list's search."""
        first = await self.session.read(SalesPage, SalesPage.at(reference))
        pages = [first]
        paths = [SalesPage.at(reference, page) for page in range(2, first.pages + 1)]
        pages += [page async for page in self.session.read_many(SalesPage, paths)]
        listed = sum(len(page.references) for page in pages)
        if listed < first.count:
            raise first.changed(f"says that it found {first.count} sales, and lists {listed}")
        known = {key: reference for page in pages for key in page.ids(reference)}
        return [record async for record in self._records(known)]

    async def find_many(self, references: Collection[str]) -> Mapping[str, Sequence[ErpRecord]]:
        """The same for many, from one export."""
        known = await self.references()
        found: dict[str, list[ErpRecord]] = {reference: [] for reference in references}
        keys = {key: reference for reference in references for key in known.get(reference, ())}
        async for record in self._records(keys):
            found[record.order.reference].append(record)
        return found

    async def enter(self, order: SalesOrder, before_submit: BeforeSubmit) -> None:
        """Enter one by the form; it stays a draft. See `bots.erps.Erp`."""
        async with self.session.page() as page:
            form = SaleForm(page, self.session.site)
            await form.fill(order)
            await before_submit()
            await form.save(order)

    async def enter_many(self, orders: Sequence[SalesOrder], before_submit: BeforeSubmit) -> None:
        """Enter all by the import, all or none; they stay drafts. See `bots.erps.Erp`."""
        async with self.session.page() as page:
            dialog = ImportDialog(page, self.session.site)
            await dialog.check(orders)
            await before_submit()
            await dialog.store(orders)

    async def confirm(self, ids: Sequence[str]) -> None:
        """Confirm drafts one by one."""
        async with self.session.page() as page:
            buttons = SaleButtons(page, self.session.site)
            for key in ids:
                await buttons.confirm(key)

    async def all_records(self) -> AsyncIterator[ErpRecord]:
        """Every sale that is not cancelled."""
        known = await self.references()
        keys = {key: reference for reference, keys in known.items() for key in keys}
        async for record in self._records(keys):
            yield record

    async def _records(self, keys: Mapping[str, str]) -> AsyncIterator[ErpRecord]:
        """The sales with these ids, whose references are known; cancelled ones left out."""
        paths = [SalePage.of(key) for key in keys]
        async for page in self.session.read_many(SalePage, paths):
            if page.reference != keys.get(page.key):
                raise page.changed(f"is not the sale {keys.get(page.key)} that was listed")
            if page.state != CANCELLED:
                yield page.record()
