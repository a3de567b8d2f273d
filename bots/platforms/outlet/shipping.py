"""Shipping at the outlet: the form of its app; what it shows comes from the app's data."""

from __future__ import annotations

from urllib.parse import quote

from bots.errors import BusinessError
from bots.model import Carrier, Shipment
from bots.parcels import BeforeSubmit, Shown, carrier_codes, no_code
from bots.platforms.outlet.pages import STATES, OrderData
from bots.platforms.outlet.pages_shipping import CODES, ParcelData, ShipForm
from bots.platforms.outlet.portal import GONE
from bots.refusals import refusal
from bots.session import Session


class Shipping:
    """See `bots.platforms.shipping`. A number is replaced by the same form."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.codes = carrier_codes(session.site, CODES)

    async def shipped(self, number: str) -> Shown | BusinessError:
        """What the app is told of the order."""
        site = self.session.site
        document = await self.session.get(OrderData.of(number))
        if document.status == GONE:
            return refusal(site, number, "not_found", "the shop does not have it")
        page = ParcelData(document, site).prove()
        if page.number != number:
            raise page.changed(f"is order {page.number}, not {number} that was asked for")
        if page.state not in STATES:
            return refusal(site, number, "unknown_status", f"{page.state!r} is no status we know")
        carriers = {code: carrier for carrier, code in self.codes.items()}
        carrier = carriers.get(page.code, Carrier.OTHER) if page.tracking else None
        return Shown(number, STATES[page.state], carrier, page.tracking)

    async def ship(self, shipment: Shipment, before_submit: BeforeSubmit) -> None:
        """Fill the app's form, read it back, send it."""
        code = self.codes.get(shipment.carrier)
        if code is None:
            raise no_code(self.session.site, shipment)
        async with self.session.page() as page:
            form = ShipForm(page, self.session.site)
            if not await form.fill(f"/orders/{quote(shipment.number, safe='')}", shipment, code):
                raise no_code(self.session.site, shipment)
            await before_submit()
            await form.press(shipment)

    async def replace(self, shipment: Shipment, before_submit: BeforeSubmit) -> None:
        """The app's form changes the number of an order that was shipped."""
        await self.ship(shipment, before_submit)
