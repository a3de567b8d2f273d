"""What the ERP must hold for a shop's order, worked out from the shop's own database."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from bots.practice.catalogue import sku_rows
from bots.practice.orders import ShopOrder
from bots.practice.people import Buyer


@dataclass(frozen=True)
class Line:
    """One line of a sale: ERP SKU, pieces, price of one piece."""

    sku: str
    quantity: Decimal
    price: Decimal


@dataclass(frozen=True)
class Sale:
    """A sale as it must stand in the ERP; texts in one spelling, so that equal means equal."""

    reference: str
    customer: str
    date: dt.date
    currency: str
    ship_to: str
    note: str
    lines: tuple[Line, ...]


def expected_sale(shop: str, order: ShopOrder) -> Sale | None:
    """The sale that the ERP must hold once; None for an order that must not be entered."""
    mapping = {row["platform SKU"]: row for row in sku_rows() if row["shop"] == shop}
    mapped = all(item.sku in mapping for item in order.items)
    if not (order.status.enterable and order.total == order.parts and mapped):
        return None
    goods = [_line(mapping[item.sku], Decimal(item.quantity), item.price) for item in order.items]
    extras = (("SHIPPING", order.shipping), ("TAX", order.tax), ("DISCOUNT", -order.discount))
    goods += [Line(sku, Decimal(1), amount) for sku, amount in extras if amount]
    return Sale(
        reference=f"{shop}/{order.number}",
        customer=shop,
        date=order.placed_at.date(),
        currency=order.currency,
        ship_to=one_spelling(ship_to(order.buyer)),
        note=one_spelling(order.note),
        lines=tuple(goods),
    )


def ship_to(buyer: Buyer) -> str:
    """Recipient and address as the clerk types them: a line each, blanks left out."""
    place = " ".join(
        part for part in (buyer.province, buyer.city, buyer.district, buyer.postcode) if part
    )
    parts = (buyer.name, *buyer.lines, place, buyer.country, buyer.phone)
    return "\n".join(part for part in parts if part)


def one_spelling(text: str) -> str:
    """NFC, line ends as LF, no blanks at the ends of lines."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.strip() for line in plain.strip().split("\n"))


def _line(row: dict[str, str], quantity: Decimal, price: Decimal) -> Line:
    factor = Decimal(row["factor"])
    return Line(row["ERP SKU"], quantity * factor, price / factor)
