"""The pages of the market: sign-in, the list of orders, one order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote, urlencode

from selectolax.lexbor import LexborNode

from bots.model import Address, Money, Order, OrderLine, OrderStatus
from bots.model.parse import parse_decimal, parse_money
from bots.page import Page
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


@dataclass(frozen=True)
class Row:
    """One row of the list; newest first is the order of `key`, reversed."""

    number: str
    placed_at: datetime

    @property
    def key(self) -> tuple[datetime, str]:
        """Its place among all orders."""
        return self.placed_at, self.number

    @property
    def path(self) -> str:
        """Where the order's own page is."""
        return f"/orders/{quote(self.number)}"


class OrdersPage(Page):
    """One page of the list, newest first."""

    proof = ("#order-filters", "#orders tbody tr", ".head .count", "footer")

    @staticmethod
    def at(page: int, first_day: date, last_day: date | None) -> str:
        """Its path; the days are the shop's own, both included."""
        days = {"from": first_day.isoformat(), "to": last_day.isoformat() if last_day else ""}
        return "/orders?" + urlencode({**days, "page": page})

    @property
    def count(self) -> int:
        """How many orders the whole list has, at the time of this page."""
        return int(self._number(".head .count"))

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return int(self._number(".pager .pages")) if self.all(".pager .pages") else 1

    def rows(self) -> list[Row]:
        """The orders on this page."""
        return [self._row(node) for node in self.all("#orders tr.order")]

    def _row(self, node: LexborNode) -> Row:
        return Row(self.text("a.number", node), _moment(self, self.one("time", node)))

    def _number(self, css: str) -> Decimal:
        try:
            return parse_decimal(self.text(css))
        except ValueError as error:
            raise self.changed(f"has no number at {css}") from error


class OrderPage(Page):
    """One order: lines, sums, address. Its amounts raise ValueError when they are none."""

    proof = ("h1 .number", ".head .state", "#lines tr.line", "#sums .total", "#address", "footer")

    @property
    def number(self) -> str:
        """The order's number."""
        return self.text("h1 .number")

    def order(self, statuses: Mapping[str, OrderStatus]) -> Order:
        """The order, whole. Raises ValueError for what does not read or does not add up."""
        total = self._sum("total")
        return Order(
            shop=self.site.name,
            number=self.number,
            status=statuses[self.text(".head .state")],
            placed_at=_moment(self, self.one("time.placed")),
            currency=total.currency,
            lines=tuple(self._line(node) for node in self.all("#lines tr.line")),
            shipping=self._sum("shipping").amount,
            discount=-self._sum("discount").amount,
            tax=self._sum("tax").amount,
            total=total.amount,
            buyer=self.maybe("#contact .buyer"),
            email=self.maybe("#contact .email"),
            ship_to=self._address(),
            note=self.maybe(".message"),
        )

    @property
    def status(self) -> str:
        """The shop's own word for where the order stands."""
        return self.text(".head .state")

    def _sum(self, name: str) -> Money:
        return parse_money(self.text(f"#sums .{name} td"), self.site.currency, point=".")

    def _line(self, node: LexborNode) -> OrderLine:
        price = parse_money(self.text(".price", node), self.site.currency, point=".")
        return OrderLine(
            sku=self.text(".sku", node),
            title=self.maybe(".title", node),
            quantity=parse_decimal(self.text(".quantity", node), point="."),
            unit_price=price.amount,
        )

    def _address(self) -> Address:
        fields = ("phone", "district", "city", "province", "postcode", "country")
        return Address(
            name=self.maybe("#address .recipient"),
            lines=tuple(node.text().strip() for node in self.all("#address .street")),
            **{field: self.maybe(f"#address .{field}") for field in fields},
        )


def _moment(page: Page, node: LexborNode) -> datetime:
    """The exact time behind a printed one; it has the shop's offset."""
    try:
        moment = datetime.fromisoformat(node.attributes["datetime"] or "")
    except (KeyError, ValueError) as error:
        raise page.changed("has a time that does not read") from error
    if moment.tzinfo is None:
        raise page.changed("has a time without an offset")
    return moment
