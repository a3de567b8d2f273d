"""The pages of the market: sign-in, the list of orders, one order.

They are read by their headings and labels, in the market's two languages and in words it may
come to use; a mark in the page's code only has to agree with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import quote, unquote, urlencode, urlsplit

from selectolax.lexbor import LexborNode

from bots.model import Address, Money, Order, OrderLine, OrderStatus
from bots.model.parse import parse_decimal, parse_money, parse_when
from bots.page import Page
from bots.page_facts import Facts
from bots.page_table import Row as TableRow
from bots.page_table import Tables, text_of
from bots.page_words import field
from bots.sign_in_form import FormSignIn

SIGN_IN = FormSignIn(
    probe="/orders?q=-",
    form="#sign-in",
    username="#sign-in [name=username]",
    password="#sign-in [name=password]",  # noqa: S106  a selector
    submit="#sign-in button",
    signed_in=".account .user",
    refused="[data-reason=password]",
    judged_nothing="[data-reason=captcha], [data-reason=too-old]",
    captcha="#captcha",
    captcha_field="#sign-in [name=captcha]",
)
PLACED = field("Placed", "下单时间", "Order date", "Ordered on", "Created", "创建时间", "订单时间")
BUYER = field("Buyer", "买家", "Customer", "买家昵称", "客户", css="main .buyer")
TOTAL = field("Total", "合计", "Order total", "总计", "订单金额", "Grand total", css=".total")
STATUS = field("Status", "状态", "Order status", "订单状态", "State", css="main .state")
LIST = {
    "number": field(
        "Order", "订单", "Order number", "订单号", "订单编号", "Order no.", css="a.number"
    ),
    "placed": PLACED,
    "buyer": BUYER,
    "total": TOTAL,
}
LINES = {
    "sku": field("SKU", "商品编码", "Seller SKU", "商家编码", "Item code", css=".sku"),
    "title": field("Title", "商品", "Product", "商品名称", "Item", "商品标题", css=".title"),
    "quantity": field("Quantity", "数量", "Qty", "购买数量", "件数", css=".quantity"),
    "price": field("Unit price", "单价", "Price", "商品单价", "Price each", css=".price"),
    "amount": field("Amount", "金额", "Line total", "小计", "Subtotal", css=".amount"),
}
SUMS = {
    "shipping": field("Shipping", "运费", "Delivery", "Postage", "邮费", "配送费"),
    "discount": field("Discount", "优惠", "Discounts", "折扣", "优惠金额"),
    "tax": field("Tax", "税费", "VAT", "税金", "Sales tax"),
    "total": field("Order total", "订单合计", "Total", "合计", "Grand total", "总计", "订单总额"),
}
ADDRESS = {
    "name": field("Recipient", "收货人", "Ship to name", "收件人", css=".recipient"),
    "phone": field("Phone", "电话", "Telephone", "手机", "联系电话", "Mobile", css=".phone"),
    "district": field("District", "区", "区县", "County", css=".district"),
    "city": field("City", "城市", "Town", "市", css=".city"),
    "province": field("Province", "省份", "State/Province", "省", "Region", css=".province"),
    "postcode": field("Postcode", "邮编", "Postal code", "ZIP code", "邮政编码", css=".postcode"),
    "country": field("Country", "国家", "Country/Region", "国家/地区", css=".country"),
}
STREET = field("Address", "地址", "Street address", "详细地址", "Street", css=".street")
EMAIL = field("E-mail", "邮箱", "Email", "Email address", "电子邮箱", css="#contact .email")
NOTE = field("Buyer's message", "买家留言", "Note from buyer", "留言", "买家备注", css=".message")
_COUNT = re.compile(r"(\d[\d,]*)\s*(?:个订单|笔订单|条|orders?\b)", re.IGNORECASE)
_PAGE = re.compile(r"(\d+)\s*/\s*(\d+)")


@dataclass(frozen=True)
class Row:
    """One row of the list; newest first is the order of `key`, reversed."""

    number: str
    placed_at: datetime
    buyer: str = ""
    total: str = ""

    @property
    def key(self) -> tuple[datetime, str]:
        """Its place among all orders."""
        return self.placed_at, self.number

    @property
    def path(self) -> str:
        """Where the order's own page is."""
        return f"/orders/{quote(self.number, safe='')}"


class OrdersPage(Page):
    """One page of the list, newest first."""

    proof = ("main table th", "main table td", "footer")

    @staticmethod
    def at(page: int, first_day: date, last_day: date | None) -> str:
        """Its path; the days are the shop's own, both included."""
        days = {"from": first_day.isoformat(), "to": last_day.isoformat() if last_day else ""}
        return "/orders?" + urlencode({**days, "page": page})

    @cached_property
    def count(self) -> int:
        """How many orders the whole list has, at the time of this page."""
        around = self.one("main").text(separator=" ")
        for node in self.all("main table, main form"):
            around = around.replace(node.text(separator=" "), " ")
        counts = set(_COUNT.findall(around))
        if len(counts) != 1:
            raise self.changed("does not say once how many orders the list has (个订单, orders)")
        return int(parse_decimal(counts.pop(), point="."))

    @cached_property
    def pages(self) -> int:
        """How many pages the list has; a list without a pager is whole, which `count` proves."""
        found = {
            int(last)
            for link in self.all("a[rel=next], a[rel=prev]")
            for _, last in _PAGE.findall(link.parent.text(separator=" ") if link.parent else "")
        }
        if len(found) > 1 or (not found and self.all("a[rel=next]")):
            raise self.changed("does not say once how many pages the list has (page / pages)")
        return found.pop() if found else 1

    def rows(self) -> list[Row]:
        """The orders on this page."""
        listed = Tables(self).one(LIST)
        return [self._row(row) for row in listed.rows]

    def _row(self, row: TableRow) -> Row:
        number = text_of(self, row["number"])
        link = row["number"].css_first("a[href]")
        if not number or link is None or _last_part(link.attributes["href"] or "") != number:
            raise self.changed(f"has a row whose {LIST['number']} is no link to that order")
        buyer, total = text_of(self, row["buyer"]), text_of(self, row["total"])
        return Row(number, _moment(self, row["placed"]), buyer, total)


class OrderPage(Page):
    """One order: lines, sums, address. Its amounts raise ValueError when they are none."""

    proof = ("main h1", "main table th", "main table td", "main dl dt", "footer")

    @property
    def number(self) -> str:
        """The order's number, by the page's address; the page's title must say it too."""
        number = _last_part(self.document.url)
        if number not in self.text("main h1").split():
            raise self.changed(f"does not name {number} in its title")
        return number

    def order(self, statuses: Mapping[str, OrderStatus]) -> Order:
        """The order, whole. Raises ValueError for what does not read or does not add up."""
        total = self._sum("total")
        return Order(
            shop=self.site.name,
            number=self.number,
            status=statuses[self.status],
            placed_at=_moment(self, self._facts.node(PLACED)),
            currency=total.currency,
            lines=tuple(self._line(row) for row in Tables(self).one(LINES).rows),
            shipping=self._sum("shipping").amount,
            discount=-self._sum("discount").amount,
            tax=self._sum("tax").amount,
            total=total.amount,
            buyer=self._facts.maybe(BUYER),
            email=self._facts.maybe(EMAIL),
            ship_to=self._address(),
            note=self._facts.maybe(NOTE),
        )

    def differs(self, row: Row) -> str:
        """What of the order stands otherwise in its row of the list; "" when nothing does."""
        if self._money(row.total) != self._sum("total"):
            return "total"
        if row.placed_at != _moment(self, self._facts.node(PLACED)):
            return "placed_at"
        return "" if row.buyer == self._facts.maybe(BUYER) else "buyer"

    @cached_property
    def status(self) -> str:
        """The shop's own word for where the order stands."""
        return self._facts.text(STATUS)

    @cached_property
    def _facts(self) -> Facts:
        return Facts(self)

    def _sum(self, name: str) -> Money:
        return self._money(self._facts.text(SUMS[name]))

    def _money(self, text: str) -> Money:
        return parse_money(text, self.site.currency, point=".")

    def _line(self, row: TableRow) -> OrderLine:
        quantity = parse_decimal(text_of(self, row["quantity"]), point=".")
        price = self._money(text_of(self, row["price"])).amount
        if self._money(text_of(self, row["amount"])).amount != quantity * price:
            raise ValueError("a line's amount is not its quantity times its price")
        return OrderLine(
            sku=text_of(self, row["sku"]),
            title=text_of(self, row["title"]),
            quantity=quantity,
            unit_price=price,
        )

    def _address(self) -> Address:
        return Address(
            lines=tuple(self._facts.lines(STREET)),
            **{name: self._facts.maybe(label) for name, label in ADDRESS.items()},
        )


def _last_part(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])


def _moment(page: Page, node: LexborNode) -> datetime:
    """The exact time behind a printed one; it has the shop's offset, and the print agrees."""
    exact = node.css_first("time")
    try:
        moment = datetime.fromisoformat(exact.attributes.get("datetime") or "" if exact else "")
        printed = parse_when(text_of(page, node), page.site.zone)
    except ValueError as error:
        raise page.changed(f"has no exact time that reads at {PLACED}") from error
    if moment.tzinfo is None or moment.replace(second=0, microsecond=0) != printed.replace(
        second=0
    ):
        raise page.changed(f"has a time at {PLACED} without an offset, or printed as another one")
    return moment
