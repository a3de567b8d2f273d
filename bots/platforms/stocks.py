"""Stock of a shop: what an adapter offers that reads and publishes it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from bots.errors import BusinessError, SettingsError
from bots.model import StockLevel
from bots.platforms import BeforeSubmit, names
from bots.session import Session


class Stocks(Protocol):
    """A shop's stock pages, signed in.

    An adapter that has them is `bots/platforms/<name>/stocks.py` with a class `Stocks`. The place
    of a level is the shop's name, its SKU the platform's, `available` what buyers can order now.
    """

    def __init__(self, session: Session) -> None: ...

    def stock(self) -> AsyncIterator[StockLevel | BusinessError]:
        """Every SKU of the shop, each once, in no set order.

        A row that cannot be read rightly comes as a BusinessError whose reference is `shop/SKU`;
        the read goes on. Raises ScreenChanged, TryAgain, SessionExpired for the read as a whole.
        """
        ...

    async def stock_of(self, sku: str) -> StockLevel | BusinessError:
        """One SKU, read afresh; rule `not_found` when the shop does not have it."""
        ...

    async def publish(self, sku: str, quantity: Decimal, before_submit: BeforeSubmit) -> None:
        """Have the shop offer `quantity` of `sku`: `available` is that afterwards.

        `before_submit` is awaited right before the first action that can change it, after the
        form was filled in and read back. Whatever fails before it raises the plain kind; whatever
        fails after it raises OutcomeUnknown, unless the shop clearly refused (BusinessError).
        """
        ...


def platforms_with_stocks() -> list[str]:
    """The platforms whose stock can be read and published."""
    return [name for name in names() if find_spec(f"bots.platforms.{name}.stocks")]


def stocks_of(session: Session, platform: str) -> Stocks:
    """The shop's stock. Raises SettingsError for a platform whose adapter has none."""
    if platform not in (able := platforms_with_stocks()):
        raise SettingsError(
            f"shop {session.site.name}: platform {platform} has no stock that can be read",
            reference=session.site.name,
            remedy=f"name other shops; platforms with stock: {', '.join(able)}",
        )
    module = import_module(f"bots.platforms.{platform}.stocks")
    return cast("type[Stocks]", module.Stocks)(session)
