"""What the outlet's app shows of an order's parcel, and its form."""

from __future__ import annotations

from functools import cached_property

from playwright.async_api import Page as BrowserPage

from bots.errors import BusinessError
from bots.model import Carrier, Shipment
from bots.model.shipment import tracking_spelling
from bots.page import JsonPage
from bots.page_keys import Keys, holder
from bots.platforms.outlet.pages import SIGN_IN
from bots.press import changed, open_page, submitting, the_one, unknown
from bots.settings import SiteSettings

CODES = {
    Carrier.UPS: "UPS",
    Carrier.FEDEX: "FEDEX",
    Carrier.USPS: "USPS",
    Carrier.DHL: "DHL_EXPRESS",
    Carrier.OTHER: "OTHER",
}
_FORM = "#ship-form"
_CARRIER = f"{_FORM} [name=carrier]"
_TRACKING = f"{_FORM} [name=tracking]"
_ALERT = "#shipment .alert[role=alert]:not([hidden])"
_READ = """form => Object.fromEntries(["carrier", "tracking"]
    .map(name => [name, form.elements[name]?.value ?? null]))"""
_REFUSED = 422


class ParcelData(JsonPage):
    """One order: where it stands, its carrier and its number."""

    writes = True  # what it shows decides whether the shop is told
    proof = ("data.shipment",)

    @cached_property
    def _order(self) -> Keys:
        return holder(self, "orderId", "state", "shipment")

    @property
    def number(self) -> str:
        """The order's number."""
        return self._order.text("orderId")

    @property
    def state(self) -> str:
        """The shop's own word for where the order stands."""
        return self._order.text("state")

    @property
    def tracking(self) -> str:
        """The number in force, or ""."""
        return (
            tracking_spelling(self._order.object("shipment").text("trackingNo"))
            if self._is_shipped
            else ""
        )

    @property
    def code(self) -> str:
        """The shop's code of the carrier, or ""."""
        return self._order.object("shipment").text("carrierCode") if self._is_shipped else ""

    @property
    def _is_shipped(self) -> bool:
        return self.value("data.shipment") is not None


class ShipForm:
    """The app's form that ships an order, or changes its number."""

    def __init__(self, page: BrowserPage, site: SiteSettings) -> None:
        self._page = page
        self._site = site

    async def fill(self, path: str, shipment: Shipment, code: str) -> bool:
        """Type carrier and number in, and read them back; False where the shop has not the code."""
        await open_page(self._page, self._site, SIGN_IN, path, _FORM)
        choice = await the_one(self._page.locator(_CARRIER), self._site, "the field Carrier")
        field = await the_one(
            self._page.locator(_TRACKING), self._site, "the field Tracking number"
        )
        values = await choice.evaluate("one => [...one.options].map(option => option.value)")
        if code not in values:
            return False
        await choice.select_option(code)
        await field.fill(shipment.tracking)
        held = await self._page.locator(_FORM).evaluate(_READ)
        if held != {"carrier": code, "tracking": shipment.tracking}:
            raise changed(self._site, f"the form does not hold {shipment.key} as it was typed")
        await the_one(self._page.locator(f"{_FORM} button"), self._site, "the button Ship")
        return True

    async def press(self, shipment: Shipment) -> None:
        """Send it. Raises BusinessError when the shop refuses, OutcomeUnknown when unclear."""
        async with (
            submitting(self._page, self._site),
            self._page.expect_request(lambda request: request.method == "PUT") as sending,
        ):
            await self._page.locator(f"{_FORM} button").click()
            answer = await (await sending.value).response()
        if answer is None:
            raise unknown(self._site, f"{shipment.key}: the answer did not come")
        if answer.status == _REFUSED:
            words = (await self._page.locator(_ALERT).inner_text()).strip()
            raise BusinessError(
                f"{shipment.reference}: the shop refuses {shipment.tracking}: {words}",
                rule="shop_refused",
                reference=shipment.reference,
                remedy="look at the order in the shop, then: bots items retry",
            )
        if not answer.ok:
            raise unknown(self._site, f"{shipment.key}: the shop answered {answer.status}")
