"""What the outlet's app asks its server for: the list of orders by stretches, and one order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import cached_property
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from bots.model import Address, Currency, Order, OrderLine, OrderStatus
from bots.page import JsonPage
from bots.page_keys import Keys, holder
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


YEAR_5138 = 100_000_000_000  # in seconds; in milliseconds it is 1973: no order is of either
FIRST_YEAR = 2000
ORDER_KEYS = ("orderId", "state", "items", "totalCents")


class OrdersData(JsonPage):
    """One stretch of the list, newest first."""

    @staticmethod
    def at(since: datetime, until: datetime | None, cursor: str) -> str:
        """Its path: orders placed in [since, until), from `cursor` on."""
        stretch = {"since": _milliseconds(since), "until": _milliseconds(until) if until else ""}
        return "/api/orders?" + urlencode({**stretch, "cursor": cursor})

    @property
    def total(self) -> int:
        """How many orders the whole list has."""
        return self._data.whole("total")

    @property
    def next(self) -> str:
        """The cursor of the next stretch; "" after the last."""
        return self._data.text("next")

    def orders(self) -> list[Entry]:
        """The orders of this stretch."""
        return [Entry(self, data) for data in self._data.objects("orders")]

    @cached_property
    def _data(self) -> Keys:
        return holder(self, "total", "next", "orders")


class OrderData(JsonPage):
    """One order."""

    @staticmethod
    def of(number: str) -> str:
        """Its path."""
        return f"/api/orders/{quote(number, safe='')}"

    def entry(self) -> Entry:
        """The order."""
        return Entry(self, holder(self, *ORDER_KEYS))


class Entry:
    """One order as the app gets it: times since 1970, money in cents."""

    def __init__(self, page: JsonPage, data: Keys) -> None:
        self._page = page
        self._data = data

    @property
    def number(self) -> str:
        """The order's number: digits, and leading zeros belong to it."""
        return self._required("orderId")

    @property
    def state(self) -> str:
        """The shop's own word for where the order stands."""
        return self._required("state")

    def order(self) -> Order:
        """The order, whole. Raises ValueError for what breaks the data standard."""
        data, buyer = self._data, self._data.object("buyer")
        return Order(
            shop=self._page.site.name,
            number=self.number,
            status=STATES[self.state],
            placed_at=self.placed_at(),
            currency=Currency(self._required("currency")),
            lines=tuple(_line(item) for item in data.objects("items")),
            shipping=data.hundredths("shippingCents"),
            discount=data.hundredths("discountCents"),
            tax=data.hundredths("taxCents"),
            total=data.hundredths("totalCents"),
            buyer=buyer.text("name"),
            email=buyer.text("email"),
            ship_to=_address(data.object("shipTo")),
            note=data.text("message"),
        )

    def placed_at(self) -> datetime:
        """When it was placed: milliseconds since 1970, or seconds, or a time with its offset."""
        zone = self._page.site.zone
        value = self._data.any("createdAt")
        if isinstance(value, str) and not value.isdigit():
            moment = _iso(value)
        else:
            number = self._data.whole("createdAt")
            moment = _moment(number, zone)
        if moment is None or moment.year < FIRST_YEAR:
            raise self._page.changed("has a time at createdAt that is none")
        return moment.astimezone(zone)

    def _required(self, name: str) -> str:
        text = self._data.text(name)
        if not text:
            raise self._page.changed(f"has an order with nothing at {name}")
        return text


def _moment(number: int, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.fromtimestamp(number / (1000 if number > YEAR_5138 else 1), zone)
    except (OverflowError, OSError, ValueError):  # beyond the calendar
        return None


def _line(item: Keys) -> OrderLine:
    return OrderLine(
        sku=item.text("skuId"),
        title=item.text("title"),
        quantity=Decimal(item.whole("qty")),
        unit_price=item.hundredths("priceCents"),
    )


def _address(place: Keys) -> Address:
    return Address(
        name=place.text("name"),
        phone=place.text("phone"),
        lines=tuple(place.texts("lines")),
        district=place.text("district"),
        city=place.text("city"),
        province=place.text("state"),
        postcode=place.text("zip"),
        country=place.text("country"),
    )


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
