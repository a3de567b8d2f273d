"""Tryton's customer shipments of our sales, with carrier and tracking number."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from decimal import Decimal

from bots.erps.tryton.lookup import AJAX
from bots.erps.tryton.pages.exports import Row
from bots.erps.tryton.pages.shipments import CustomerShipments, fields_of, shipments_path
from bots.erps.tryton.units import unit_names
from bots.errors import BusinessError
from bots.model import Carrier, Shipment, ShippedLine
from bots.model.carriers import carrier_of
from bots.refusals import unknown_carrier, unreadable_shipment
from bots.session import Session


class Shipments:
    """See `bots.erps.shipments`. A shipment of several sales is one for each of them.

    Tryton keeps no voided label: a number that was written over is a different one in the shop,
    and so for a person, unless the new one says what it replaces (`SF Express SF2 (SF1)`).
    """

    def __init__(self, session: Session, carriers: Mapping[str, Carrier]) -> None:
        self.session = session
        self.carriers = carriers

    async def shipments(self, since: dt.datetime) -> AsyncIterator[Shipment | BusinessError]:
        """In one read. A shipment's day is all that Tryton has of when it left."""
        site = self.session.site
        day = since.astimezone(site.zone).date()
        path = shipments_path(site, day)
        page = await self.session.read(CustomerShipments, path, headers=AJAX)
        for rows in page.shipments():
            sales = {row["outgoing_moves/sale/reference"] for row in rows} - {""}
            for reference in sorted(sales):
                yield self._shipment(reference, rows)

    def _shipment(self, reference: str, rows: Sequence[Row]) -> Shipment | BusinessError:
        word, tracking, replaces = self._label(rows[0])
        carrier = carrier_of(word, self.carriers)
        if carrier is None:
            return unknown_carrier(reference, tracking, word)
        mine = [row for row in rows if row["outgoing_moves/sale/reference"] == reference]
        try:
            day = dt.date.fromisoformat(rows[0]["effective_date"])
            return Shipment(
                reference=reference,
                carrier=carrier,
                tracking=tracking,
                shipped_at=dt.datetime.combine(day, dt.time(), self.session.site.zone),
                lines=tuple(self._line(row) for row in mine),
                replaces=replaces,
            )
        except (ValueError, KeyError, ArithmeticError) as error:
            return unreadable_shipment(reference, ValueError(str(error) or "a field is none"))

    def _label(self, row: Row) -> tuple[str, str, tuple[str, ...]]:
        """The carrier's name, the number, and the numbers in brackets that it replaces."""
        tracking, carrier = fields_of(self.session.site)
        text, _, rest = row[tracking].partition("(")
        replaces = tuple(rest.rstrip(") ").replace(",", " ").split())
        if carrier:
            return row[carrier], text.strip(), replaces
        words = text.split()
        return " ".join(words[:-1]), words[-1] if words else "", replaces

    def _line(self, row: Row) -> ShippedLine:
        units = {name: unit for unit, name in unit_names(self.session.site).items()}
        return ShippedLine(
            sku=row["outgoing_moves/product/code"],
            quantity=Decimal(row["outgoing_moves/quantity"]),
            unit=units[row["outgoing_moves/unit/name"]],
        )
