"""Shipping at the market: a form on the order's own page."""

from __future__ import annotations

from urllib.parse import quote

from bots.errors import BusinessError
from bots.model import Shipment
from bots.parcels import BeforeSubmit, Shown, carrier_codes, no_code
from bots.platforms.market.pages_shipping import CODES, ParcelPage, ShipForm
from bots.platforms.market.portal import GONE, NO_PATH, NOWHERE, WORDS
from bots.refusals import refusal
from bots.session import Session


class Shipping:
    """See `bots.platforms.shipping`. A number is replaced by the same form."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.codes = carrier_codes(session.site, CODES)

    async def shipped(self, number: str) -> Shown | BusinessError:
        """What the order's page shows."""
        site = self.session.site
        if number in NOWHERE:
            return refusal(site, number, "invalid_field", NO_PATH, "number")
        document = await self.session.get(_path(number))
        if document.status == GONE:
            return refusal(site, number, "not_found", "the shop does not have it")
        page = ParcelPage(document, site).prove()
        if not page.is_titled(number):
            raise page.changed(f"is not the page of {number}")
        if page.status not in WORDS:
            return refusal(site, number, "unknown_status", f"{page.status!r} is no status we know")
        return Shown(number, WORDS[page.status], page.carrier, page.tracking)

    async def ship(self, shipment: Shipment, before_submit: BeforeSubmit) -> None:
        """Fill the form, read it back, send it."""
        code = self.codes.get(shipment.carrier)
        if code is None:
            raise no_code(self.session.site, shipment)
        async with self.session.page() as page:
            form = ShipForm(page, self.session.site)
            if not await form.fill(_path(shipment.number), shipment, code):
                raise no_code(self.session.site, shipment)
            await before_submit()
            await form.press(shipment)

    async def replace(self, shipment: Shipment, before_submit: BeforeSubmit) -> None:
        """The market's form changes the number of an order that was shipped."""
        await self.ship(shipment, before_submit)


def _path(number: str) -> str:
    return f"/orders/{quote(number, safe='')}"
