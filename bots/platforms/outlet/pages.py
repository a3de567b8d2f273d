"""What the outlet's app asks its server for: the list of orders by stretches, and one order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from urllib.parse import quote, urlencode

from bots.errors import ScreenChanged
from bots.model import Address, Currency, Order, OrderLine, OrderStatus
from bots.page import Json, JsonPage
from bots.settings import SiteSettings
from bots.sign_in_form import FormSignIn

SIGN_IN = FormSignIn(
    probe="/",
    form="#sign-in",
    username="#sign-in [name=username]",
    password="#sign-in [name=password]",  # noqa: S106  a selector
    submit="#sign-in button",
    signed_in=".account .user",
    refused="[data-reason=password], [data-reason=code]",
    judged_nothing="[data-reason=captcha], [data-reason=too-old]",
    captcha="#captcha",
    captcha_field="#sign-in [name=captcha]",
    code_field="#sign-in-code [name=code]",
    code_submit="#sign-in-code button",
)
STATES = {
    "UNPAID": OrderStatus.AWAITING_PAYMENT,
    "TO_SHIP": OrderStatus.PAID,
    "IN_TRANSIT": OrderStatus.SHIPPED,
    "DELIVERED": OrderStatus.COMPLETED,
    "RETURN_REQUESTED": OrderStatus.REFUNDING,
    "RETURNED": OrderStatus.REFUNDED,
    "CANCELLED": OrderStatus.CANCELLED,
}


class OrdersData(JsonPage):
    """One stretch of the list, newest first."""

    proof = ("code", "data.total", "data.next", "data.orders")

    @staticmethod
    def at(since: datetime, until: datetime | None, cursor: str) -> str:
        """Its path: orders placed in [since, until), from `cursor` on."""
        stretch = {"since": _milliseconds(since), "until": _milliseconds(until) if until else ""}
        return "/api/orders?" + urlencode({**stretch, "cursor": cursor})

    @property
    def total(self) -> int:
        """How many orders the whole list has."""
        return int(self.value("data.total"))

    @property
    def next(self) -> str:
        """The cursor of the next stretch; "" after the last."""
        return self.value("data.next") or ""

    def orders(self) -> list[Entry]:
        """The orders of this stretch."""
        return [Entry(data, self.site) for data in self.value("data.orders")]


class OrderData(JsonPage):
    """One order."""

    proof = ("code", "data.orderId", "data.items", "data.totalCents")

    @staticmethod
    def of(number: str) -> str:
        """Its path."""
        return f"/api/orders/{quote(number, safe='')}"

    def entry(self) -> Entry:
        """The order."""
        return Entry(self.value("data"), self.site)


class Entry:
    """One order as the app gets it: times in milliseconds since 1970, money in cents."""

    def __init__(self, data: Json, site: SiteSettings) -> None:
        self._data = data
        self._site = site

    @property
    def number(self) -> str:
        """The order's number: digits, and leading zeros belong to it."""
        return str(self._of("orderId"))

    @property
    def state(self) -> str:
        """The shop's own word for where the order stands."""
        return str(self._of("state"))

    def order(self) -> Order:
        """The order, whole. Raises ValueError for what breaks the data standard."""
        try:
            return _order(self._data, self._site)
        except (KeyError, TypeError) as error:
            raise self._lacks(error) from error

    def _of(self, name: str) -> Json:
        try:
            return self._data[name]
        except (KeyError, TypeError) as error:
            raise self._lacks(error) from error

    def _lacks(self, error: Exception) -> ScreenChanged:
        return ScreenChanged(
            f"{self._site.name}: an order's data are not as they were: {error}",
            reference=self._site.name,
            remedy=f"run: bots check {self._site.name}",
        )


def _order(data: Json, site: SiteSettings) -> Order:
    return Order(
        shop=site.name,
        number=data["orderId"],
        status=STATES[data["state"]],
        placed_at=datetime.fromtimestamp(data["createdAt"] / 1000, site.zone),
        currency=Currency(data["currency"]),
        lines=tuple(_line(item) for item in data["items"]),
        shipping=_money(data["shippingCents"]),
        discount=_money(data["discountCents"]),
        tax=_money(data["taxCents"]),
        total=_money(data["totalCents"]),
        buyer=data["buyer"]["name"],
        email=data["buyer"]["email"],
        ship_to=_address(data["shipTo"]),
        note=data["message"] or "",
    )


def _line(item: Json) -> OrderLine:
    return OrderLine(
        sku=item["skuId"],
        title=item["title"],
        quantity=Decimal(item["qty"]),
        unit_price=_money(item["priceCents"]),
    )


def _address(place: Json) -> Address:
    return Address(
        name=place["name"],
        phone=place["phone"],
        lines=tuple(place["lines"]),
        district=place["district"],
        city=place["city"],
        province=place["state"],
        postcode=place["zip"],
        country=place["country"],
    )


def _money(cents: int) -> Decimal:
    return Decimal(cents) / 100


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
