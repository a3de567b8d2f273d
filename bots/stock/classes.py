"""The classes of a comparison: each SKU at each place is in exactly one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

MILLION = 1_000_000
"""Millionths in a unit: the exact integers that quantities are compared in."""


class Side(StrEnum):
    """What a place is: a shop is compared by what it offers, a warehouse by what was counted."""

    SHOP = "shop"
    WAREHOUSE = "warehouse"
    BOOKS = "books"  # a warehouse by its own figures; followed whether it was counted or not


class StockClass(StrEnum):
    """What a comparison found for one SKU at one place, the worst last."""

    AGREES = "agrees"
    UNSYNCED_SALE = "unsynced_sale"  # orders that the ERP lacks yet explain it
    MISSING_MAPPING = "missing_mapping"
    COUNTED_SHORT = "counted_short"  # fewer here than the books say
    COUNTED_OVER = "counted_over"  # more here than the books say
    NEGATIVE_STOCK = "negative_stock"
    OVERSELL_RISK = "oversell_risk"  # more on offer, or promised, than there is
    ONLY_HERE = "only_here"
    STALE_SOURCE = "stale_source"  # it differs, and was counted too long ago to say why

    @property
    def differs(self) -> bool:
        """Whether it is followed from run to run."""
        return self is not StockClass.AGREES

    @property
    def for_person(self) -> bool:
        """Whether somebody has to do something: a sale that is not entered yet mends itself."""
        return self.differs and self is not StockClass.UNSYNCED_SALE


@dataclass(frozen=True)
class Rules:
    """What counts as a difference.

    Attributes:
        quantity: differences of up to so many units are let pass ...
        value: ... unless they are worth more than this, where the SKU's price is known; None: the
            quantity alone rules.
        now: when the comparison is made.
        stale_after: a count older than this cannot say why it differs.
        serves: shop -> the warehouses that it sells from, the one that ships first; a shop that
            is not named sells from all.
    """

    now: datetime
    quantity: Decimal = Decimal(0)
    value: Decimal | None = None
    stale_after: timedelta = timedelta(hours=48)
    serves: dict[str, tuple[str, ...]] = field(default_factory=dict)


def millionths(number: Decimal) -> int:
    """A quantity of at most six decimals as whole millionths. ValueError for finer ones."""
    scaled = number.scaleb(6)
    whole = int(scaled)
    if whole != scaled or abs(whole) > MOST:
        raise ValueError("it has more digits than a quantity of stock")
    return whole


def units(number: int) -> Decimal:
    """Millionths as a quantity."""
    return Decimal(number).scaleb(-6)


MOST = 10**18
"""The largest quantity (`Amount` has 18 digits)."""
