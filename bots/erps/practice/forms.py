"""The pages of the practice ERP that are pressed: the sale form, the import, one sale's buttons."""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from io import StringIO
from typing import Any

from playwright.async_api import Error as BrowserError
from playwright.async_api import Locator, Response
from playwright.async_api import Page as BrowserPage

from bots.erps.practice.pages import SIGN_IN, SalePage
from bots.errors import BusinessError, OutcomeUnknown, ScreenChanged, TryAgain
from bots.model import SaleLine, SalesOrder
from bots.model.record import normalised_text
from bots.page import Document
from bots.send_once import sent_once
from bots.settings import SiteSettings
from bots.transport import check

OK = 200
COLUMNS = (
    "reference", "customer", "date", "currency", "product", "quantity", "unit_price", "ship_to",
    "note",
)  # fmt: skip
READ_FORM = """form => ({
    head: Object.fromEntries(["reference", "customer", "date", "currency", "ship_to", "note"]
        .map(name => [name, form.elements[name].value])),
    lines: [...form.querySelectorAll("#sale-lines tbody tr")].map(row =>
        ["product", "quantity", "unit_price"]
            .map(name => row.querySelector(`[name=${name}]`).value)),
    total: form.querySelector("#sale-total").textContent,
})"""
READ_CHOICES = """form => ({
    customer: [...form.elements.customer.options].map(option => option.value),
    currency: [...form.elements.currency.options].map(option => option.value),
    product: [...document.querySelectorAll("#products option")].map(option => option.value),
})"""
READ_PREVIEW = """rows => rows.map(row =>
    [".reference", ".lines"].map(css => row.querySelector(css).textContent))"""


async def open_page(page: BrowserPage, site: SiteSettings, path: str, proof: str) -> None:
    """Bring `page` to `path`; what shows there must have `proof`.

    Raises SessionExpired, TryAgain, PersonNeeded (see `transport.check`), ScreenChanged.
    """
    answer = await page.goto(f"{site.url}{path}", wait_until="domcontentloaded")
    status = answer.status if answer else OK
    headers = await answer.all_headers() if answer else {}
    check(Document(page.url, status, "text/html", await page.content(), headers), site, SIGN_IN)
    if not await page.locator(proof).count():
        raise ScreenChanged(
            f"{site.name}: {path} (status {status}) lacks {proof}",
            reference=site.name,
            remedy="look at the evidence: the ERP's page is not as it was",
        )
    await page.add_locator_handler(page.locator(".overlay"), _close)


async def shown(page: BrowserPage, site: SiteSettings, answer: Response | None = None) -> Document:
    """What `page` shows now, as `answer` to what was pressed.

    Raises SessionExpired when that is the sign-in page, TryAgain when the ERP failed.
    """
    status = answer.status if answer else OK
    return check(Document(page.url, status, text=await page.content()), site, SIGN_IN)


async def _close(overlay: Locator) -> None:
    """News and promotions lie over the page until somebody closes them."""
    await overlay.get_by_role("button").click()


@asynccontextmanager
async def submitting(page: BrowserPage, site: SiteSettings) -> AsyncIterator[None]:
    """The body presses what may create records; not knowing what came of it is OutcomeUnknown."""
    try:
        async with sent_once(page), page.expect_navigation(wait_until="domcontentloaded"):
            yield
    except BrowserError as error:
        raise unknown(site, "the answer to the submit did not come") from error


def unknown(site: SiteSettings, why: str) -> OutcomeUnknown:
    """The error after a submit whose outcome cannot be told."""
    return OutcomeUnknown(
        f"{site.name}: {why}",
        reference=site.name,
        remedy="nothing to do: the ERP is read back before anything is entered again",
    )


async def refusal_of(page: BrowserPage, what: str) -> BusinessError | None:
    """What the ERP says is wrong with what was sent, if it says so; nothing was stored then."""
    alert = page.locator("main .alert[role=alert]")
    if not await alert.count():
        return None
    words = "; ".join(part.strip() for part in await alert.locator("li").all_inner_texts())
    return BusinessError(
        f"{what}: the ERP refuses it: {words}",
        rule="erp_refused",
        reference=what,
        remedy="mend the customer, the product or the mapping it names, then: bots items retry",
    )


class SaleForm:
    """The form of a new sale."""

    path = "/sales/new"

    def __init__(self, page: BrowserPage, site: SiteSettings) -> None:
        self._page = page
        self._site = site
        self._form = page.locator("#sale-form")

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

    async def save(self, order: SalesOrder) -> None:
        """Save; the sale's own page must show its reference then.

        Raises BusinessError when the ERP refuses, OutcomeUnknown when it cannot be told.
        """
        async with submitting(self._page, self._site):
            await self._form.get_by_role("button", name=re.compile("^(Save|保存)$")).click()
        refusal = await refusal_of(self._page, order.reference)
        if refusal:
            raise refusal
        document = Document(self._page.url, text=await self._page.content())
        sale = SalePage(document, self._site)
        if not sale.is_here() or sale.maybe("dd.reference") != order.reference:
            raise unknown(self._site, f"{order.reference}: saving did not end on its sale")

    async def _known(self, order: SalesOrder) -> None:
        choices: dict[str, list[str]] = await self._form.evaluate(READ_CHOICES)
        wanted = [("customer", order.party), ("currency", order.currency)]
        wanted += [("product", line.sku) for line in order.lines]
        for field, value in wanted:
            if value not in choices[field]:
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
        for words, text in texts.items():
            await self._labelled(words).fill(text)
        await self._labelled("Customer|客户").select_option(order.party)
        await self._labelled("Currency|币种").select_option(order.currency)

    async def _fill_line(self, place: int, line: SaleLine) -> None:
        rows = self._form.locator("#sale-lines tbody tr")
        if place >= await rows.count():
            add = self._form.get_by_role("button", name=re.compile("^(Add line|添加行)$"))
            await add.click()
        row = rows.nth(place)
        await row.get_by_label(re.compile("^(Product|产品)$")).fill(line.sku)
        await row.get_by_label(re.compile("^(Quantity|数量)$")).fill(f"{line.quantity:f}")
        await row.get_by_label(re.compile("^(Unit price|单价)$")).fill(f"{line.unit_price:f}")

    async def _read_back(self, order: SalesOrder) -> None:
        shown: dict[str, Any] = await self._form.evaluate(READ_FORM)
        head = [normalised_text(text) for text in shown["head"].values()]
        wanted = [order.reference, order.party, order.date.isoformat(), order.currency]
        wanted += [normalised_text(order.ship_to), normalised_text(order.note)]
        lines = [[line.sku, f"{line.quantity:f}", f"{line.unit_price:f}"] for line in order.lines]
        total = f"{order.total:.2f}"
        if head != wanted or shown["lines"] != lines or shown["total"] != total:
            raise ScreenChanged(
                f"{order.reference}: the form does not hold what was typed",
                reference=order.reference,
                remedy="nothing was saved; look at the evidence: the ERP's form is not as it was",
            )

    def _labelled(self, words: str) -> Locator:
        # a select's options belong to its label's text, so only the beginning is matched
        return self._form.get_by_label(re.compile(f"^({words})"))


class ImportDialog:
    """The import of many sales from a CSV file: checked first, then stored all or none."""

    path = "/sales"

    def __init__(self, page: BrowserPage, site: SiteSettings) -> None:
        self._page = page
        self._site = site

    async def check(self, orders: Sequence[SalesOrder]) -> None:
        """Upload, and see that the ERP read every order with all its lines; nothing is stored.

        Raises BusinessError when the ERP refuses the file.
        """
        await open_page(self._page, self._site, self.path, "#import")
        opener = self._page.get_by_role("button", name=re.compile("^(Import|导入)$"))
        await opener.click()
        dialog = self._page.get_by_role("dialog")
        await dialog.get_by_label(re.compile("^(CSV file|CSV 文件)")).set_input_files(
            {"name": "sales.csv", "mimeType": "text/csv", "buffer": as_csv(orders)}
        )
        async with self._page.expect_navigation(wait_until="domcontentloaded") as answer:
            await dialog.get_by_role("button", name=re.compile("^(Check file|检查文件)$")).click()
        await shown(self._page, self._site, await answer.value)
        refusal = await refusal_of(self._page, f"{len(orders)} orders")
        if refusal:
            raise refusal
        await self._preview_holds(orders)

    async def store(self, orders: Sequence[SalesOrder]) -> None:
        """Store what was checked. Raises OutcomeUnknown when it cannot be told whether it was."""
        async with submitting(self._page, self._site):
            button = self._page.get_by_role("button", name=re.compile("^(Import all|全部导入)$"))
            await button.click()
        said = self._page.locator("#imported b")
        if not await said.count() or await said.inner_text() != str(len(orders)):
            raise unknown(self._site, f"the import of {len(orders)} orders was not confirmed")

    async def _preview_holds(self, orders: Sequence[SalesOrder]) -> None:
        rows = self._page.locator("#preview tbody tr")
        shown = await rows.evaluate_all(READ_PREVIEW)
        if shown != [[order.reference, str(len(order.lines))] for order in orders]:
            raise ScreenChanged(
                f"{self._site.name}: the import's preview does not show the orders that were sent",
                reference=self._site.name,
                remedy="nothing was stored; look at the evidence, or enter by the form",
            )


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
            async with self._page.expect_navigation(wait_until="domcontentloaded") as answer:
                button = self._page.get_by_role("button", name=re.compile("^(Confirm|确认)$"))
                await button.click()
            state = await self._state(await answer.value)
        if state != "confirmed":
            raise TryAgain(f"{self._site.name}: sale {key} is not confirmed yet")

    async def _state(self, answer: Response | None = None) -> str:
        return SalePage(await shown(self._page, self._site, answer), self._site).prove().state


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
