"""The pages of django-oscar's dashboard (written against 4.2): sign-in, orders file, one order.

Selectors are ids, classes and places in a row: the words on the pages change with the language.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from io import StringIO
from urllib.parse import quote

from playwright.async_api import Page as BrowserPage
from selectolax.lexbor import LexborNode

from bots.errors import SignInRefused
from bots.model import Money
from bots.model.parse import parse_decimal, parse_money, parse_when
from bots.page import Document, Page
from bots.session import Ask, SignInSecrets
from bots.settings import SiteSettings

# What stands in the place of a guest's name, in the languages that dates are read in.
GUEST = {
    "Customer checked out as a guest.",
    "顾客以游客身份结算。",
    "顧客作為訪客結帳",
}
NOTHING = "-"
PAYMENT_COLUMNS = 5  # without any payment there is one cell that says so


class SignIn:
    """The dashboard's sign-in, by e-mail address and password."""

    probe = "/dashboard/orders/?order_number=-"  # finds no order: the shortest page behind the door
    form = "#dashboard_login_form"
    refused = f"{form} .alert-danger"
    signed_in = "#logout_form"
    answered = """([form, refused]) =>
        !document.querySelector(form) || document.querySelector(refused)"""

    def is_signed_out(self, document: Document) -> bool:
        """An expired session is answered with the sign-in page, and status 200."""
        if "html" not in document.content_type:
            return document.status == 401  # noqa: PLR2004 (HTTP)
        return document.html.css_first(self.form) is not None

    async def press(
        self, page: BrowserPage, site: SiteSettings, secrets: SignInSecrets, ask: Ask
    ) -> None:
        """Fill and submit the form; oscar asks for nothing but the password."""
        del ask
        await page.locator("#id_username").fill(secrets.username)
        await page.locator("#id_password").fill(secrets.password)
        await page.locator(f"{self.form} [type=submit]").click()
        # Chromium keeps the old page, which has neither mark, until the answer is there.
        await page.wait_for_function(self.answered, arg=[self.form, self.refused])
        if await page.locator(self.refused).count():
            raise SignInRefused(
                f"{site.name}: the shop refuses this e-mail address and password",
                reference=site.name,
                remedy=f"store the right password: bots credentials set {site.password}",
            )
        if not await page.locator(self.signed_in).count():
            raise SignInRefused(
                f"{site.name}: this account may not see the shop's orders",
                reference=site.name,
                remedy="let the shop's owner make it staff, with the permission to view orders",
            )


@dataclass(frozen=True)
class OrderRow:
    """One row of the orders file. `placed_at` is exact to the minute, `total` includes tax."""

    number: str
    total: Decimal
    placed_at: datetime
    items: int
    email: str
    recipient: str

    @property
    def path(self) -> str:
        """Where the order's own page is."""
        return f"/dashboard/orders/{quote(self.number)}/"

    def placed_within(self, since: datetime, until: datetime | None) -> bool:
        """Whether any second of its minute lies in [since, until)."""
        starts_in_time = until is None or self.placed_at < until
        return starts_in_time and self.placed_at + timedelta(minutes=1) > since


class OrdersFile(Page):
    """The list of orders as a CSV file: all of them in one answer, of one moment.

    The list's pages would not do: they shift while orders arrive.
    """

    columns = 8

    @staticmethod
    def since(moment: datetime) -> str:
        """Its path, from a day before `moment` on: the shop's own zone may be another one."""
        day = moment.date() - timedelta(days=1)
        return f"/dashboard/orders/?response_format=csv&date_from={day.isoformat()}"

    @staticmethod
    def of(number: str) -> str:
        """Its path, with the orders whose number begins with `number`."""
        return f"/dashboard/orders/?response_format=csv&order_number={quote(number)}"

    def missing(self) -> list[str]:
        """What it lacks of a whole file: its type, its eight columns, the end of its last row."""
        if "csv" not in self.document.content_type:
            return ["text/csv"]
        rows = self._cells()
        whole = rows and all(len(row) == self.columns for row in rows)
        if whole and self.document.text.endswith("\n"):
            return []
        return [f"{self.columns} columns in every row"]

    def rows(self) -> list[OrderRow]:
        """Every order of the file. Raises ScreenChanged for a cell that does not read."""
        try:
            return [self._row(cells) for cells in self._cells()[1:]]
        except (ValueError, ArithmeticError) as error:
            raise self.changed(f"has a cell that does not read: {error}") from error

    def _cells(self) -> list[list[str]]:
        return list(csv.reader(StringIO(self.document.text.removeprefix("\ufeff"), newline="")))

    def _row(self, cells: list[str]) -> OrderRow:
        number, total, placed, items, _status, email, recipient, _bill_to = cells
        return OrderRow(
            number=number,
            total=Decimal(total),
            placed_at=parse_when(placed, self.site.zone),
            items=int(items),
            email=email,
            recipient=recipient,
        )


@dataclass(frozen=True)
class LineRow:
    """One line as the order's page shows it; `amount` is before discounts, with tax."""

    sku: str
    title: str
    quantity: Decimal
    status: str
    amount: Money

    @property
    def unit_price(self) -> Decimal | None:
        """The page has none: amount by quantity, or None where that is not in whole cents."""
        if self.quantity <= 0:
            return None
        price = round(self.amount.amount / self.quantity, self.amount.currency.places)
        return price if price * self.quantity == self.amount.amount else None


class OrderPage(Page):
    """One order. Its amounts raise ValueError when they are none, or not of one currency."""

    summary = "table:has(caption .fa-shopping-cart)"
    customer = "table:has(caption .fa-user)"
    line_rows = "#order_lines_form tbody tr:has(input[name=selected_line])"
    sum_rows = "#order_lines_form tbody tr:not(:has(input))"
    delivery = "#shipping table td"
    payment = "#payment .table-header + table"  # the first one: sources; then transactions
    proof = (summary, customer, line_rows, sum_rows, delivery, payment)

    @cached_property
    def total(self) -> Money:
        """What the buyer pays, with the order's currency."""
        return parse_money(self._cells(self.summary)[0], self.site.currency, point=".")

    def placed_at(self) -> datetime:
        """When the order was placed, to the minute."""
        _total, day, time, _status = self._cells(self.summary)
        return parse_when(f"{day} {time}", self.site.zone)

    def status(self) -> str:
        """The shop's own word for where the order stands."""
        return self._cells(self.summary)[3]

    def buyer(self) -> str:
        """The customer's name; "" for a guest and for a deleted customer."""
        name, *email = self._cells(self.customer)
        return name if email and name not in {*GUEST, NOTHING} else ""

    def lines(self) -> list[LineRow]:
        """The order's lines, top to bottom."""
        return [self._line(_texts(row)) for row in self.all(self.line_rows)]

    def discount(self) -> Decimal:
        """What is taken off the lines in all; the first of the sums."""
        return self._amount(_texts(self.one(self.sum_rows))[-2])

    def shipping(self) -> Decimal:
        """The charge with tax, after discounts."""
        return self._amount(self._cells(self.delivery)[2])

    def address(self) -> list[str]:
        """The address's lines, top to bottom: recipient first, country last; may be empty."""
        return _own_texts(self.all(self.delivery)[4])

    def phone(self) -> str:
        """The recipient's phone number, or ""."""
        return _unless_nothing(self._cells(self.delivery)[5])

    def instructions(self) -> str:
        """What the buyer asks of the delivery, a line each, a blank line between paragraphs."""
        paragraphs = self.all("p", self.all(self.delivery)[6])
        return _unless_nothing("\n\n".join("\n".join(_own_texts(part)) for part in paragraphs))

    def paid_and_refunded(self) -> tuple[Decimal, Decimal]:
        """What was debited and what was paid back, over all sources of payment."""
        rows = [_texts(row) for row in self.all("tbody tr", self.one(self.payment))]
        rows = [row for row in rows if len(row) == PAYMENT_COLUMNS]
        debited, refunded = ([self._amount(row[place]) for row in rows] for place in (2, 3))
        return sum(debited, Decimal(0)), sum(refunded, Decimal(0))

    def _line(self, cells: list[str]) -> LineRow:
        return LineRow(
            sku=cells[8],
            title=cells[4],
            quantity=parse_decimal(cells[3], point="."),
            status=cells[6],
            amount=self._money(cells[10]),
        )

    def _amount(self, text: str) -> Decimal:
        return self._money(text).amount

    def _money(self, text: str) -> Money:
        money = parse_money(text, self.total.currency, point=".")
        if money.currency is not self.total.currency:
            raise ValueError(f"{money} on an order in {self.total.currency}")
        return money

    def _cells(self, css: str) -> list[str]:
        return [node.text().strip() for node in self.all(css if " td" in css else f"{css} td")]


def _texts(row: LexborNode) -> list[str]:
    return [cell.text().strip() for cell in row.css("td, th")]


def _own_texts(node: LexborNode) -> list[str]:
    """The texts that stand in `node` itself, between its line breaks; not those of a button."""
    own = (child for child in node.iter(include_text=True) if child.tag == "-text")
    return [text for child in own if (text := child.text().strip())]


def _unless_nothing(text: str) -> str:
    return "" if text == NOTHING else text
