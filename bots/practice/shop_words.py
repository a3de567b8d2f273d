"""How the shops print states, money and times, by language."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from bots.model.codes import OrderStatus

STATES = {
    OrderStatus.AWAITING_PAYMENT: "Awaiting payment",
    OrderStatus.PAID: "Paid",
    OrderStatus.SHIPPED: "Shipped",
    OrderStatus.COMPLETED: "Completed",
    OrderStatus.REFUNDING: "Refunding",
    OrderStatus.REFUNDED: "Refunded",
    OrderStatus.CANCELLED: "Cancelled",
}
SIGNS = {"CNY": "¥", "USD": "$"}


def money(amount: Decimal, currency: str) -> str:
    """`¥1,234.50`, `-$2.50`."""
    minus = "-" if amount < 0 else ""
    return f"{minus}{SIGNS.get(currency, currency + ' ')}{abs(amount):,.2f}"


def moment(value: datetime, language: str) -> str:
    """To the minute, as people of that language write it."""
    if language == "zh":
        return f"{value:%Y年}{value.month}月{value.day}日 {value:%H:%M}"
    return f"{value:%b} {value.day}, {value.year}, {value:%H:%M}"
