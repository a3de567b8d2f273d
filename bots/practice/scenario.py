"""The story that a seed tells: the two shops' orders, and what the clerk typed in already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bots.model.codes import Currency, OrderStatus
from bots.practice import people
from bots.practice.catalogue import Offer, market_offers, outlet_offers
from bots.practice.orders import Item, ShopOrder

CENT = Decimal("0.01")
STRETCH = timedelta(hours=36)
NORTH_ZONE = ZoneInfo("Asia/Shanghai")
SOUTH_ZONE = ZoneInfo("America/Los_Angeles")
NORTH_ROLES = (
    "bundle", "unmapped", "by_hand", "cancelled", "mismatch", "by_hand_wrong", "awaiting_payment",
    "refunded", "bundle", "refunding", "unmapped", "cancelled",
)  # fmt: skip
SOUTH_ROLES = (
    "bundle",
    "cancelled",
    "unmapped",
    "by_hand",
    "awaiting_payment",
    "refunded",
    "bundle",
)
ALIVE = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)


@dataclass(frozen=True)
class Shop:
    """One practice shop: its language and offers decide what its orders look like."""

    name: str
    zone: ZoneInfo
    currency: Currency
    offers: tuple[Offer, ...]
    roles: tuple[str, ...]

    @property
    def chinese(self) -> bool:
        """Whether its buyers are mostly in China."""
        return self.currency is Currency.CNY

    def number(self, sequence: int, placed_at: datetime) -> str:
        """The platform's order number: the market's has the day, the outlet's leading zeros."""
        if self.chinese:
            return f"NH{placed_at:%Y%m%d}{sequence:05d}"
        return f"{7_100_000 + sequence:010d}"


NORTH = Shop("north", NORTH_ZONE, Currency.CNY, market_offers(), NORTH_ROLES)
SOUTH = Shop("south", SOUTH_ZONE, Currency.USD, outlet_offers(), SOUTH_ROLES)


@dataclass(frozen=True)
class Story:
    """A shop's orders, and which of them the clerk has entered by hand already."""

    orders: tuple[ShopOrder, ...]
    by_hand: frozenset[str]
    by_hand_wrong: frozenset[str]


def tell(shop: Shop, seed: int, count: int, now: datetime) -> Story:
    """`count` orders of the last 36 hours; at most half of them play a special role."""
    random = Random(f"{seed}/{shop.name}")  # noqa: S311  made-up data, repeatable
    moments = sorted(now - STRETCH * random.random() for _ in range(count))
    plain = [make(shop, random, index, moment) for index, moment in enumerate(moments, 1)]
    places = random.sample(range(count), min(count // 2, len(shop.roles)))
    roles = dict(zip(places, shop.roles, strict=False))
    orders = tuple(
        play(shop, random, roles.get(index, "plain"), order) for index, order in enumerate(plain)
    )
    return Story(
        spiced(orders, random),
        frozenset(orders[place].number for place, role in roles.items() if role == "by_hand"),
        frozenset(orders[place].number for place, role in roles.items() if role == "by_hand_wrong"),
    )


def make(shop: Shop, random: Random, sequence: int, moment: datetime) -> ShopOrder:
    """An everyday order: one to four lines, sometimes shipping, a discount, tax."""
    placed_at = moment.astimezone(shop.zone).replace(microsecond=0)
    buyer = people.chinese(random) if shop.chinese else people.english(random)
    singles = [offer for offer in shop.offers if offer.factor == 1]
    offers = random.sample(singles, random.randint(1, 4))
    order = ShopOrder(
        number=shop.number(sequence, placed_at),
        status=random.choice(ALIVE),
        placed_at=placed_at,
        currency=shop.currency,
        shipping=random.choice([Decimal("0.00"), Decimal("8.00"), Decimal("12.50")]),
        discount=random.choice([Decimal("0.00"), Decimal("0.00"), Decimal("2.50")]),
        tax=Decimal("0.00"),
        total=Decimal(0),
        note=people.note(random, chinese_shop=shop.chinese),
        buyer=buyer,
        items=tuple(_item(shop, offer, random.randint(1, 3)) for offer in offers),
    )
    return totalled(order if shop.chinese else _taxed(order))


def play(shop: Shop, random: Random, role: str, order: ShopOrder) -> ShopOrder:
    """Give an everyday order its special role."""
    match role:
        case "bundle":
            bundles = [offer for offer in shop.offers if offer.factor > 1]
            bundle = _item(shop, random.choice(bundles), random.randint(1, 2))
            return totalled(replace(order, items=(bundle, *order.items)))
        case "unmapped":
            first = replace(order.items[0], sku=f"{order.items[0].sku}-NEW")
            return replace(order, items=(first, *order.items[1:]))
        case "mismatch":
            return replace(order, total=order.total + 1)
        case "awaiting_payment" | "cancelled" | "refunded" | "refunding":
            return replace(order, status=OrderStatus(role))
        case _:
            return order


def wished(order: ShopOrder, wish: Mapping[str, Any]) -> ShopOrder:
    """The order with what `wish` says of it; see `Company.plant`."""
    told = dict(wish)
    item = {name: told.pop(name) for name in ("sku", "title") if name in told}
    head = {name: told.pop(name) for name in ("number", "note") if name in told}
    if "lines" in told:
        told["lines"] = tuple(told["lines"])
    items = (replace(order.items[0], **item), *order.items[1:])
    return replace(order, items=items, buyer=replace(order.buyer, **told), **head)


def spiced(orders: Sequence[ShopOrder], random: Random) -> tuple[ShopOrder, ...]:
    """Put legal names and notes that break weak software on about a third of the orders."""
    odd = zip(
        random.sample(range(len(orders)), len(orders) // 3),
        [*people.ODD_NAMES] * len(orders),
        [*people.ODD_NOTES] * len(orders),
        strict=False,
    )
    spiced_orders = list(orders)
    for place, name, note in odd:
        order = spiced_orders[place]
        spiced_orders[place] = replace(order, buyer=replace(order.buyer, name=name), note=note)
    return tuple(spiced_orders)


def totalled(order: ShopOrder) -> ShopOrder:
    """The order with the total that its parts add up to."""
    return replace(order, total=order.parts)


def _taxed(order: ShopOrder) -> ShopOrder:
    goods = sum((item.price * item.quantity for item in order.items), Decimal(0))
    return replace(order, tax=(goods * Decimal("0.0825")).quantize(CENT))


def _item(shop: Shop, offer: Offer, quantity: int) -> Item:
    title = offer.product.zh if shop.chinese else offer.product.en
    pack = f" ×{offer.factor}" if offer.factor > 1 else ""
    return Item(offer.sku, title + pack, quantity, offer.price)
