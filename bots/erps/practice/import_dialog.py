"""The import of many sales into the practice ERP from a file, and the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import StringIO

from playwright.async_api import Locator
from playwright.async_api import Page as BrowserPage

from bots.erps.practice.pressing import (
    changed,
    open_page,
    refusal_of,
    shown,
    submitting,
    the_one,
    unknown,
)
from bots.model import SalesOrder
from bots.settings import SiteSettings

COLUMNS = (
    "reference", "customer", "date", "currency", "product", "quantity", "unit_price", "ship_to",
    "note",
)  # fmt: skip
READ_PREVIEW = """rows => rows.map(row =>
    [".reference", ".lines"].map(css => row.querySelector(css)?.textContent ?? null))"""


class ImportDialog:
    """The import of many sales from a CSV file: checked first, then stored all or none."""

    path = "/sales"

    def __init__(self, page: BrowserPage, site: SiteSettings) -> None:
        self._page = page
        self._site = site
        self._store = page.get_by_role("button", name=re.compile("^(Import all|全部导入)$"))

    async def check(self, orders: Sequence[SalesOrder]) -> None:
        """Upload, and see that the ERP read every order with all its lines; nothing is stored.

        Raises BusinessError when the ERP refuses the file.
        """
        await open_page(self._page, self._site, self.path, "#import")
        await (await self._button("Import|导入")).click()
        file = self._page.get_by_role("dialog").get_by_label(re.compile("^(CSV file|CSV 文件)"))
        await (await the_one(file, self._site, "the field CSV file|CSV 文件")).set_input_files(
            {"name": "sales.csv", "mimeType": "text/csv", "buffer": as_csv(orders)}
        )
        check = await self._button("Check file|检查文件")
        async with self._page.expect_navigation(wait_until="domcontentloaded") as answer:
            await check.click()
        await shown(self._page, self._site, await answer.value)
        refusal = await refusal_of(self._page, f"{len(orders)} orders")
        if refusal:
            raise refusal
        await self._preview_holds(orders)
        await the_one(self._store, self._site, "the button Import all|全部导入")

    async def store(self, orders: Sequence[SalesOrder]) -> None:
        """Store what was checked. Raises OutcomeUnknown when it cannot be told whether it was."""
        async with submitting(self._page, self._site):
            await self._store.click()
        said = self._page.locator("#imported b")
        if not await said.count() or await said.inner_text() != str(len(orders)):
            raise unknown(self._site, f"the import of {len(orders)} orders was not confirmed")

    async def _preview_holds(self, orders: Sequence[SalesOrder]) -> None:
        rows = self._page.locator("#preview tbody tr")
        shown = await rows.evaluate_all(READ_PREVIEW)
        if shown != [[order.reference, str(len(order.lines))] for order in orders]:
            raise changed(self._site, "the import's preview does not show the orders as sent")

    async def _button(self, words: str) -> Locator:
        found = self._page.get_by_role("button", name=re.compile(f"^({words})$"))
        return await the_one(found, self._site, f"the button {words}")


def as_csv(orders: Sequence[SalesOrder]) -> bytes:
    """The import file: one row a line, an order's head repeated on each."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for order in orders:
        head = (order.reference, order.party, order.date.isoformat(), order.currency)
        writer.writerows(
            (
                *head,
                line.sku,
                f"{line.quantity:f}",
                f"{line.unit_price:f}",
                order.ship_to,
                order.note,
            )
            for line in order.lines
        )
    return text.getvalue().encode("utf-8-sig")
