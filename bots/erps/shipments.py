"""Shipments of an ERP: what an adapter offers that reads them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from bots.erps import names
from bots.errors import BusinessError, SettingsError
from bots.model import Carrier, Shipment
from bots.session import Session


class Shipments(Protocol):
    """An ERP's shipments to customers, signed in.

    An adapter that reads them is `bots/erps/<name>/shipments.py` with a class `Shipments`;
    `carriers` are the company's own words for carriers.
    """

    def __init__(self, session: Session, carriers: Mapping[str, Carrier]) -> None: ...

    def shipments(self, since: datetime) -> AsyncIterator[Shipment | BusinessError]:
        """Every shipment of an order of ours that left at `since` or later, voided ones too.

        Also the voided labels that one of them replaces. One that does not read is a
        BusinessError whose reference is the order's (rules `unknown_carrier`, `unreadable`); the
        others come all the same.
        """
        ...


def erps_with_shipments() -> list[str]:
    """The ERPs whose shipments can be read."""
    return [name for name in names() if find_spec(f"bots.erps.{name}.shipments")]


def shipments_of(session: Session, product: str, carriers: Mapping[str, Carrier]) -> Shipments:
    """The ERP's shipments. Raises SettingsError for an ERP whose adapter reads none."""
    if product not in (able := erps_with_shipments()):
        raise SettingsError(
            f"{session.site.name}: the adapter {product} reads no shipments",
            reference=session.site.name,
            remedy="give the carrier's spreadsheet with --file; ERPs whose shipments can be read: "
            f"{', '.join(able)}",
        )
    module = import_module(f"bots.erps.{product}.shipments")
    return cast("type[Shipments]", module.Shipments)(session, carriers)
