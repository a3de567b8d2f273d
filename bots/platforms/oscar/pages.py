"""The pages of django-oscar's dashboard (written against 4.2): the orders file, one order.

The tables have no marks of their own in the page's code, so they are read by their headings, in
the languages that `words` has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from urllib.parse import quote

from selectolax.lexbor import LexborNode

from bots.model import Currency, Money
from bots.model.parse import parse_decimal, parse_money, parse_when
from bots.page_cells import HEADS
from bots.page_csv import CsvPage
from bots.page_facts import LabelledPage
from bots.page_table import Row, Table
from bots.page_words import Field
from bots.platforms.oscar.words import (
    ADDRESS,
    CHARGE,
    CUSTOMER,
    DISCOUNT,
    FILE,
    GUEST,
    INSTRUCTIONS,
    LINES,
    NO_CUSTOMER,
    NO_PAYMENTS,
    ORDER_TOTAL,
    PAYMENTS,
    PHONE,
    SUMMARY,
)

NOTHING = "-"


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
        return f"/dashboard/orders/{quote(self.number, safe='')}/"

    def placed_within(self, since: datetime, until: datetime | None) -> bool:
        """Whether any second of its minute lies in [since, until)."""
        starts_in_time = until is None or self.placed_at < until
        return starts_in_time and self.placed_at + timedelta(minutes=1) > since


class OrdersFile(CsvPage):
    """The list of orders as a CSV file: all of them in one answer, of one moment.

    The list's pages would not do: they shift while orders arrive.
    """

    columns = FILE

    @staticmethod
    def since(moment: datetime) -> str:
        """Its path, from a day before `moment` on: the shop's own zone may be another one."""
        day = moment.date() - timedelta(days=1)
        return f"/dashboard/orders/?response_format=csv&date_from={day.isoformat()}"

    @staticmethod
    def of(number: str) -> str:
        """Its path, with the orders whose number begins with `number`."""
        return f"/dashboard/orders/?response_format=csv&order_number={quote(number, safe='')}"

    def rows(self) -> list[OrderRow]:
        """Every order of the file. Raises ScreenChanged for a cell that does not read."""
        try:
            return [self._row(cells) for cells in self.records()]
        except (ValueError, ArithmeticError) as error:
            raise self.changed(f"has a cell that does not read: {error}") from error

    def _row(self, cell: dict[str, str]) -> OrderRow:
        if not cell["number"]:
            raise ValueError("an order without a number")
        return OrderRow(
            number=cell["number"],
            total=parse_decimal(cell["total"], point="."),
            placed_at=parse_when(cell["placed"], self.site.zone),
            items=int(cell["items"]),
            email=cell["email"],
            recipient=cell["recipient"],
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


class OrderPage(LabelledPage):
    """One order. Its amounts raise ValueError when they are none, or not of one currency."""

    proof = ("table th, [role=columnheader]", "table td, [role=cell]")
    columns = (SUMMARY, LINES)
    fields = (CHARGE, ADDRESS, PHONE, INSTRUCTIONS)
    labels = HEADS
    line = "input[type=checkbox]"  # every line can be selected; sums cannot

    @cached_property
    def total(self) -> Money:
        """What the buyer pays, with the order's currency; the lines' table says the same."""
        total = parse_money(self._summary["total"], self.site.currency, point=".")
        if self._sum(ORDER_TOTAL, total.currency) != total.amount:
            raise ValueError("the order's total stands there twice, and differs")
        return total

    @cached_property
    def placed_at(self) -> datetime:
        """When the order was placed, to the minute."""
        return parse_when(f"{self._summary['day']} {self._summary['time']}", self.site.zone)

    def status(self) -> str:
        """The shop's own word for where the order stands."""
        return self._summary["status"]

    def buyer(self) -> str:
        """The customer's name; "" for a guest and for a deleted customer."""
        return "" if self._customer["name"] in {*GUEST, NOTHING} else self._customer["name"]

    def email(self) -> str:
        """The customer's mail address; "" where the page has none."""
        return _unless_nothing(self._customer["email"])

    def lines(self) -> list[LineRow]:
        """The order's lines, top to bottom."""
        return [self._line(row) for row in self._lines.rows]

    def discount(self) -> Decimal:
        """What is taken off the lines in all."""
        return self._sum(DISCOUNT, self.total.currency)

    def shipping(self) -> Decimal:
        """The charge with tax, after discounts."""
        return self._money(self.facts.text(CHARGE), self.total.currency)

    def address(self) -> list[str]:
        """The address's lines, top to bottom: recipient first, country last; may be empty.

        Raises ValueError for a text that does not end in a line break: it is none of them.
        """
        *lines, rest = _broken_lines(self.facts.node(ADDRESS))
        if rest:
            raise ValueError("the address has something behind its last line")
        return [line for line in lines if line]

    def phone(self) -> str:
        """The recipient's phone number, or ""."""
        return _unless_nothing(self.facts.text(PHONE))

    def instructions(self) -> str:
        """What the buyer asks of the delivery, a line each, a blank line between paragraphs."""
        cell = self.facts.node(INSTRUCTIONS)
        parts = cell.css("p")
        text = "\n\n".join("\n".join(filter(None, _broken_lines(part))) for part in parts)
        if "".join(text.split()) != "".join(cell.text().split()):
            raise ValueError("the instructions are not in paragraphs, or not alone")
        return _unless_nothing(text)

    @cached_property
    def paid_and_refunded(self) -> tuple[Decimal, Decimal]:
        """What was debited and what was paid back, over all sources of payment."""
        if not self.tables.has(PAYMENTS):
            self._must_say(NO_PAYMENTS, "a table of payments")
            return Decimal(0), Decimal(0)
        rows = self.tables.one(PAYMENTS).rows
        debited, refunded = (
            sum(
                (self._money(self.value(row[name]), self.total.currency) for row in rows),
                Decimal(0),
            )
            for name in PAYMENTS
        )
        return debited, refunded

    @cached_property
    def _lines(self) -> Table:
        return self.tables.some(LINES, rows=self.line)

    @cached_property
    def _summary(self) -> dict[str, str]:
        row = self.tables.single(SUMMARY)
        return {name: self.value(row[name]) for name in SUMMARY}

    @cached_property
    def _customer(self) -> dict[str, str]:
        if not self.tables.has(CUSTOMER):
            self._must_say(NO_CUSTOMER, "a table of the customer")
            return dict.fromkeys(CUSTOMER, "")
        row = self.tables.single(CUSTOMER)
        return {name: self.value(row[name]) for name in CUSTOMER}

    def _must_say(self, words: set[str], what: str) -> None:
        if not any(cell.text().strip() in words for cell in self.all("td, [role=cell]")):
            raise self.changed(f"lacks {what}, and does not say that there is none")

    def _sum(self, field: Field, currency: Currency) -> Decimal:
        """A sum below the lines, with tax, by what its row calls itself."""
        found = [row for row in self._lines.others if row.label() in field.words and row.cells]
        if len(found) != 1:
            raise self.changed(f"has {len(found)} sums called {field} below its lines, not one")
        return self._money(self.value(found[0]["incl"]), currency)

    def _line(self, row: Row) -> LineRow:
        return LineRow(
            sku=self.value(row["sku"]),
            title=self.value(row["title"]),
            quantity=parse_decimal(self.value(row["quantity"]), point="."),
            status=self.value(row["status"]),
            amount=Money(
                amount=self._money(self.value(row["incl"]), self.total.currency),
                currency=self.total.currency,
            ),
        )

    def _money(self, text: str, currency: Currency) -> Decimal:
        money = parse_money(text, currency, point=".")
        if money.currency is not currency:
            raise ValueError(f"{money} on an order in {currency}")
        return money.amount


def _broken_lines(node: LexborNode) -> list[str]:
    """The texts between line breaks, the last one after the last; not those of links."""
    lines = [""]
    for child in node.iter(include_text=True):
        if child.tag == "br":
            lines.append("")
        elif child.tag == "-text":
            lines[-1] += child.text_content or ""
        elif child.tag not in {"a", "button"}:
            first, *more = _broken_lines(child)
            lines[-1] += first
            lines += more
    return [line.strip() for line in lines]


def _unless_nothing(text: str) -> str:
    return "" if text == NOTHING else text
