"""Stock in the ERP: what an adapter offers that reads it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from bots.erps import names
from bots.errors import BusinessError, SettingsError
from bots.model import StockLevel
from bots.session import Session


class Stocks(Protocol):
    """An ERP's stock by warehouse, signed in; read only.

    An adapter that has it is `bots/erps/<name>/stocks.py` with a class `Stocks`. The place of a
    level is the warehouse's code or name, as the ERP shows it.
    """

    def __init__(self, session: Session) -> None: ...

    def stock(self) -> AsyncIterator[StockLevel | BusinessError]:
        """Every SKU at every warehouse that knows it, each pair once, in no set order.

        A row that cannot be read rightly comes as a BusinessError whose reference is
        `ERP/warehouse/SKU`; the read goes on. Raises ScreenChanged, TryAgain, SessionExpired for
        the read as a whole.
        """
        ...


def erps_with_stocks() -> list[str]:
    """The ERPs whose stock can be read."""
    return [name for name in names() if find_spec(f"bots.erps.{name}.stocks")]


def stocks_of(session: Session, product: str) -> Stocks:
    """The ERP's stock. Raises SettingsError for an ERP whose adapter has none."""
    if product not in (able := erps_with_stocks()):
        raise SettingsError(
            f"ERP {session.site.name}: {product} has no stock that can be read",
            reference=session.site.name,
            remedy=f"give warehouse counts as files instead; ERPs with stock: {', '.join(able)}",
        )
    module = import_module(f"bots.erps.{product}.stocks")
    return cast("type[Stocks]", module.Stocks)(session)
