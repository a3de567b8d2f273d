"""What the rows of one order say together; what they cannot say is an UnfitError."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from bots.model import OrderStatus
from bots.platforms.exports.shape import ANY, Words
from bots.settings import SiteSettings
from bots.sheets import Row

_PLACES = 6  # of a price in our records


class UnfitError(Exception):
    """What keeps one order from being made; becomes a BusinessError with its reference."""

    def __init__(self, rule: str, field: str, why: str, remedy: str = "") -> None:
        super().__init__(why)
        self.rule = rule
        self.field = field
        self.remedy = remedy or "look at the order on the platform, then enter it by hand"


def status_of(words: Words, said: str, column: str) -> OrderStatus | None:
    """The status that a cell says, None where the next column decides."""
    word = unicodedata.normalize("NFKC", said).casefold().strip()
    if word in words:
        return words[word]
    if ANY in words:
        return words[ANY]
    raise UnfitError("unknown_status", column, f"the state {said!r} is not known")


def unit_price_of(row: Row, quantity: Decimal, status: OrderStatus) -> Decimal:
    """The price of one unit; the line's price must divide."""
    price = row.decimal("unit_price")
    if price is not None:
        return price
    total = row.decimal("line_total")
    if total is None and status.enterable:
        raise UnfitError("missing_price", "lines", "a line has no price")
    if not total or not quantity:
        return Decimal(0)
    price = total / quantity
    if price != round(price, _PLACES):
        why = f"{total} for {quantity} pieces is no exact price of one"
        raise UnfitError("price_not_exact", "lines", why)
    return price


def once(rows: Sequence[Row], column: str) -> Decimal | None:
    """An amount that all rows repeat, or only the first has."""
    values = {value for row in rows if (value := row.decimal(column)) is not None}
    if len(values) > 1:
        raise UnfitError("conflicting_rows", column, f"its rows differ in their {column}")
    return next(iter(values), None)


def text(rows: Sequence[Row], column: str) -> str:
    """A text that all rows repeat, or only the first has."""
    values = dict.fromkeys(value for row in rows if (value := row.text(column)))
    if len(values) > 1:
        raise UnfitError("conflicting_rows", column, f"its rows differ in their {column}")
    return next(iter(values), "")


def day_in(number: str, spelling: str, site: SiteSettings) -> datetime | None:
    """The midnight that begins the day an order number begins with."""
    try:
        day = datetime.strptime(number[:6], spelling)  # noqa: DTZ007 - the zone follows
    except ValueError:
        return None
    return day.replace(tzinfo=site.zone)
