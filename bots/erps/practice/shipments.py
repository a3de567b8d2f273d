"""The practice ERP's shipments, from their list."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime

from bots.erps.practice.pages_shipments import ShipmentRow, ShipmentsPage
from bots.errors import BusinessError
from bots.model import Carrier, Shipment
from bots.model.carriers import carrier_of
from bots.refusals import unknown_carrier, unreadable_shipment
from bots.session import Session


class Shipments:
    """See `bots.erps.shipments`."""

    def __init__(self, session: Session, carriers: Mapping[str, Carrier]) -> None:
        self.session = session
        self.carriers = carriers

    async def shipments(self, since: datetime) -> AsyncIterator[Shipment | BusinessError]:
        """The rows of the list from that day on. New ones shift its pages, and are read twice.

        Raises ScreenChanged when its pages hold fewer than the first one said.
        """
        day = since.astimezone(self.session.site.zone).date()
        first = await self.session.read(ShipmentsPage, ShipmentsPage.at(day))
        rows = {row.id: row for row in first.rows()}
        for number in range(2, first.pages + 1):
            page = await self.session.read(ShipmentsPage, ShipmentsPage.at(day, number))
            rows.update({row.id: row for row in page.rows()})
        if len(rows) < first.count:
            raise first.changed(
                f"says that there are {first.count} shipments, and lists {len(rows)}"
            )
        for row in rows.values():
            if row.shipped_at >= since:
                yield self._shipment(row)

    def _shipment(self, row: ShipmentRow) -> Shipment | BusinessError:
        carrier = carrier_of(row.carrier, self.carriers)
        if carrier is None:
            return unknown_carrier(row.reference, row.tracking, row.carrier)
        try:
            return Shipment(
                reference=row.reference,
                carrier=carrier,
                tracking=row.tracking,
                shipped_at=row.shipped_at,
                voided=row.voided,
                replaces=row.replaces,
            )
        except ValueError as error:
            return unreadable_shipment(row.reference, error)
