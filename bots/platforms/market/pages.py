"""The pages of the market: sign-in, the list of orders, one order.

They are read by their headings and labels, in the market's two languages and in words it may
come to use; a mark in the page's code only has to agree with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import quote, unquote, urlencode, urlsplit

from selectolax.lexbor import LexborNode

from bots.model import Address, Money, Order, OrderLine, OrderStatus
from bots.model.parse import parse_decimal, parse_money, parse_when
from bots.page import Page
from bots.page_cells import text_of
from bots.page_facts import LabelledPage
from bots.page_list import how_many, last_page
from bots.page_table import Row as TableRow
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
BUYER = field("Buyer", "买家", "Customer", "买家昵称", "客户", css=".buyer")
TOTAL = field("Total", "合计", "Order total", "总计", "订单金额", "Grand total", css=".total")
STATUS = field("Status", "状态", "Order status", "订单状态", "State", css=".state")
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


class OrdersPage(LabelledPage):
    """One page of the list, newest first."""

    proof = ("table th, [role=columnheader]", "table td, [role=cell]")
    columns = (LIST,)

    @staticmethod
    def at(page: int, first_day: date, last_day: date | None) -> str:
        """Its path; the days are the shop's own, both included."""
        days = {"from": first_day.isoformat(), "to": last_day.isoformat() if last_day else ""}
        return "/orders?" + urlencode({**days, "page": page})

    @cached_property
    def count(self) -> int:
        """How many orders the whole list has, at the time of this page."""
        return how_many(self, "个订单", "orders", "order")

    @cached_property
    def pages(self) -> int:
        """How many pages the list has."""
        return last_page(self)

    def rows(self) -> list[Row]:
        """The orders on this page."""
        listed = self.tables.one(LIST)
        return [self._row(row) for row in listed.rows]

    def _row(self, row: TableRow) -> Row:
        number = self.value(row["number"])
        link = row["number"].css_first("a[href]")
        if not number or link is None or _last_part(link.attributes["href"] or "") != number:
            raise self.changed(f"has a row whose {LIST['number']} is no link to that order")
        buyer, total = self.value(row["buyer"]), self.value(row["total"])
        return Row(number, _moment(self, row["placed"]), buyer, total)


class OrderPage(LabelledPage):
    """One order: lines, sums, address. Its amounts raise ValueError when they are none."""

    proof = ("table th, [role=columnheader]", "table td, [role=cell]")
    columns = (LINES,)
    fields = (STATUS, PLACED, *SUMS.values(), *ADDRESS.values(), STREET, BUYER, EMAIL, NOTE)

    @property
    def number(self) -> str:
        """The order's number, by the page's address; the page's title must say it too."""
        number = _last_part(self.document.url)
        if not self.is_titled(number):
            raise self.changed(f"does not name {number} in its title")
        return number

    def order(self, statuses: Mapping[str, OrderStatus]) -> Order:
        """The order, whole. Raises ValueError for what does not read or does not add up."""
        total = self._sum("total")
        return Order(
            shop=self.site.name,
            number=self.number,
            status=statuses[self.status],
            placed_at=_moment(self, self.facts.node(PLACED)),
            currency=total.currency,
            lines=tuple(self._line(row) for row in self.tables.some(LINES).rows),
            shipping=self._sum("shipping").amount,
            discount=-self._sum("discount").amount,
            tax=self._sum("tax").amount,
            total=total.amount,
            buyer=self.facts.maybe(BUYER),
            email=self.facts.maybe(EMAIL),
            ship_to=self._address(),
            note=self.facts.maybe(NOTE),
        )

    def differs(self, row: Row) -> str:
        """What of the order stands otherwise in its row of the list; "" when nothing does."""
        if self._money(row.total) != self._sum("total"):
            return "total"
        if row.placed_at != _moment(self, self.facts.node(PLACED)):
            return "placed_at"
        return "" if row.buyer == self.facts.maybe(BUYER) else "buyer"

    @cached_property
    def status(self) -> str:
        """The shop's own word for where the order stands."""
        return self.facts.text(STATUS)

    def _sum(self, name: str) -> Money:
        return self._money(self.facts.text(SUMS[name]))

    def _money(self, text: str) -> Money:
        return parse_money(text, self.site.currency, point=".")

    def _line(self, row: TableRow) -> OrderLine:
        quantity = parse_decimal(self.value(row["quantity"]), point=".")
        price = self._money(self.value(row["price"])).amount
        if self._money(self.value(row["amount"])).amount != quantity * price:
            raise ValueError("a line's amount is not its quantity times its price")
        return OrderLine(
            sku=self.value(row["sku"]),
            title=self.value(row["title"]),
            quantity=quantity,
            unit_price=price,
        )

    def _address(self) -> Address:
        return Address(
            lines=tuple(self.facts.lines(STREET)),
            **{name: self.facts.maybe(label) for name, label in ADDRESS.items()},
        )


def _last_part(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])


def _moment(page: Page, node: LexborNode) -> datetime:
    """The exact time behind a printed one; it has an offset, and what is printed agrees."""
    exact = node.css_first("time")
    try:
        moment = datetime.fromisoformat(exact.attributes.get("datetime") or "" if exact else "")
        printed = parse_when(text_of(page, node), page.site.zone)
    except ValueError as error:
        raise page.changed(f"has no time that reads at {PLACED}") from error
    if moment.tzinfo is None:
        raise page.changed(f"has a time without an offset at {PLACED}")
    if moment.replace(second=0, microsecond=0) != printed.replace(second=0):
        raise page.changed(f"prints another time than it holds at {PLACED}")
    return moment.astimezone(page.site.zone)
