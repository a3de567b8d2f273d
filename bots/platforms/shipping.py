"""Telling a shop that an order is under way: what an adapter offers that can."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from bots.errors import BusinessError, SettingsError
from bots.model import Shipment
from bots.parcels import BeforeSubmit, Shown
from bots.platforms import names
from bots.session import Session


class Shipping(Protocol):
    """A shop's way to ship, signed in.

    An adapter that has one is `bots/platforms/<name>/shipping.py` with a class `Shipping`. What
    `ship` and `replace` raise before `before_submit` is the plain kind; what they raise after it
    is OutcomeUnknown, unless the shop clearly refused (BusinessError).
    """

    def __init__(self, session: Session) -> None: ...

    async def shipped(self, number: str) -> Shown | BusinessError:
        """What the shop shows now, read afresh; rule `not_found` for an order it does not have."""
        ...

    async def ship(self, shipment: Shipment, before_submit: BeforeSubmit) -> None:
        """Tell the shop the carrier and the number of an order that has none yet.

        What an interrupted call has done already is not done again.
        """
        ...

    async def replace(self, shipment: Shipment, before_submit: BeforeSubmit) -> None:
        """Tell the shop the new number of an order whose label was voided."""
        ...


def platforms_with_shipping() -> list[str]:
    """The platforms that can be told of shipments."""
    return [name for name in names() if find_spec(f"bots.platforms.{name}.shipping")]


def shipping_of(session: Session, platform: str) -> Shipping:
    """The shop's way to ship. Raises SettingsError for a platform whose adapter has none."""
    if platform not in (able := platforms_with_shipping()):
        raise SettingsError(
            f"shop {session.site.name}: platform {platform} cannot be told of shipments",
            reference=session.site.name,
            remedy=f"name other shops with --shop; platforms that can: {', '.join(able)}",
        )
    module = import_module(f"bots.platforms.{platform}.shipping")
    return cast("type[Shipping]", module.Shipping)(session)
