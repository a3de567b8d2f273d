"""The pages of the practice ERP that are pressed: the sale form, and one sale's buttons."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Locator, Response
from playwright.async_api import Page as BrowserPage

from bots.erps.practice.pages import SalePage
from bots.erps.practice.pressing import (
    changed,
    open_page,
    refusal_of,
    shown,
    submitting,
    the_one,
    unknown,
)
from bots.errors import BusinessError, ScreenChanged, TryAgain
from bots.model import SaleLine, SalesOrder
from bots.model.record import normalised_text
from bots.page import Document
from bots.settings import SiteSettings

# By the names that are sent, so that labels which changed places are seen.
READ_FORM = """form => ({
    ...Object.fromEntries(["reference", "customer", "date", "currency", "ship_to", "note"]
        .map(name => [name, form.elements[name]?.value ?? null])),
    lines: [...form.querySelectorAll("#sale-lines tbody tr")].map(row =>
        ["product", "quantity", "unit_price"]
            .map(name => row.querySelector(`[name=${name}]`)?.value ?? null)),
    total: form.querySelector("#sale-total")?.textContent ?? null,
    valid: form.checkValidity(),
})"""
READ_CHOICES = """form => ({
    customer: [...form.elements.customer?.options ?? []].map(option => option.value),
    currency: [...form.elements.currency?.options ?? []].map(option => option.value),
    product: [...document.querySelectorAll("#products option")].map(option => option.value),
})"""


class SaleForm:
    """The form of a new sale."""

    path = "/sales/new"

    def __init__(self, page: BrowserPage, site: SiteSettings) -> None:
        self._page = page
        self._site = site
        self._form = page.locator("#sale-form")
        self._save = self._form.get_by_role("button", name=re.compile("^(Save|保存)$"))

    async def fill(self, order: SalesOrder) -> None:
        """Type the order in, and read back from the form that it holds the order.

        Raises BusinessError for a customer, currency or product that the ERP does not have,
        ScreenChanged when the form holds something else than was typed.
        """
        await open_page(self._page, self._site, self.path, "#sale-form #sale-lines")
        await self._known(order)
        await self._fill_head(order)
        for place, line in enumerate(order.lines):
            await self._fill_line(place, line)
        await self._read_back(order)
        await the_one(self._save, self._site, "the button Save|保存")

    async def save(self, order: SalesOrder) -> None:
        """Save; the sale's own page must show its reference then.

        Raises BusinessError when the ERP refuses, OutcomeUnknown when it cannot be told.
        """
        async with submitting(self._page, self._site):
            await self._save.click()
        refusal = await refusal_of(self._page, order.reference)
        if refusal:
            raise refusal
        document = Document(self._page.url, text=await self._page.content())
        sale = SalePage(document, self._site)
        try:
            saved = sale.is_here() and sale.reference == order.reference
        except ScreenChanged:
            saved = False
        if not saved:
            raise unknown(self._site, f"{order.reference}: saving did not end on its sale")

    async def _known(self, order: SalesOrder) -> None:
        choices: dict[str, list[str] | None] = await self._form.evaluate(READ_CHOICES)
        for field, offered in choices.items():
            if not offered:
                raise changed(self._site, f"the form offers no {field} to choose")
        wanted = [("customer", order.party), ("currency", order.currency)]
        wanted += [("product", line.sku) for line in order.lines]
        for field, value in wanted:
            if value not in (choices[field] or ()):
                raise BusinessError(
                    f"{order.reference}: the ERP has no {field} {value}",
                    rule=f"unknown_{field}",
                    field=field,
                    value=value if field != "customer" else None,
                    reference=order.reference,
                    remedy=f"make this {field} in the ERP, or mend the settings or the mapping",
                )

    async def _fill_head(self, order: SalesOrder) -> None:
        texts = {
            "Reference|外部单号": order.reference,
            "Date|日期": order.date.isoformat(),
            "Ship-to address|收货信息": order.ship_to,
            "Note|备注": order.note,
        }
        fields = {words: await self._labelled(words) for words in texts}
        chosen = {"Customer|客户": order.party, "Currency|币种": order.currency}
        choices = {words: await self._labelled(words) for words in chosen}
        for words, text in texts.items():
            await fields[words].fill(text)
        for words, value in chosen.items():
            await choices[words].select_option(value)

    async def _fill_line(self, place: int, line: SaleLine) -> None:
        rows = self._form.locator("#sale-lines tbody tr")
        if place >= await rows.count():
            await (await self._button("Add line|添加行")).click()
        row = rows.nth(place)
        texts = {
            "Product|产品": line.sku,
            "Quantity|数量": f"{line.quantity:f}",
            "Unit price|单价": f"{line.unit_price:f}",
        }
        for words, text in texts.items():
            field = row.get_by_label(re.compile(f"^({words})$"))
            await (await the_one(field, self._site, f"the field {words} of line {place}")).fill(
                text
            )

    async def _read_back(self, order: SalesOrder) -> None:
        shown: dict[str, Any] = await self._form.evaluate(READ_FORM)
        wanted: dict[str, Any] = {
            "reference": order.reference,
            "customer": order.party,
            "date": order.date.isoformat(),
            "currency": order.currency,
            "ship_to": normalised_text(order.ship_to),
            "note": normalised_text(order.note),
            "total": f"{order.total:.2f}",
            "lines": [
                [line.sku, f"{line.quantity:f}", f"{line.unit_price:f}"] for line in order.lines
            ],
        }
        for field in ("ship_to", "note"):
            shown[field] = normalised_text(shown[field] or "")
        differ = [field for field, value in wanted.items() if shown[field] != value]
        if differ or not shown["valid"]:
            what = f"its {', '.join(differ)}" if differ else "what it wants besides"
            raise changed(
                self._site, f"the form does not hold {order.reference} as it was typed: {what}"
            )

    async def _labelled(self, words: str) -> Locator:
        # a select's options belong to its label's text, so only the beginning is matched
        found = self._form.get_by_label(re.compile(f"^({words})"))
        return await the_one(found, self._site, f"the field {words}")

    async def _button(self, words: str) -> Locator:
        found = self._form.get_by_role("button", name=re.compile(f"^({words})$"))
        return await the_one(found, self._site, f"the button {words}")


class SaleButtons:
    """The buttons on one sale's own page."""

    def __init__(self, page: BrowserPage, site: SiteSettings) -> None:
        self._page = page
        self._site = site

    async def confirm(self, key: str) -> None:
        """Confirm a draft, leave a confirmed sale. Raises TryAgain when it still is none."""
        await open_page(self._page, self._site, SalePage.of(key), "#sale[data-state]")
        state = await self._state()
        if state == "draft":
            found = self._page.get_by_role("button", name=re.compile("^(Confirm|确认)$"))
            button = await the_one(found, self._site, "the button Confirm|确认")
            async with self._page.expect_navigation(wait_until="domcontentloaded") as answer:
                await button.click()
            state = await self._state(await answer.value)
        if state != "confirmed":
            raise TryAgain(f"{self._site.name}: sale {key} is not confirmed yet")

    async def _state(self, answer: Response | None = None) -> str:
        return SalePage(await shown(self._page, self._site, answer), self._site).prove().state
