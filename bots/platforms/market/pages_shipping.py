"""The market's page of an order, as far as its parcel goes: what it shows, and its form."""

from __future__ import annotations

import re

from playwright.async_api import Page as BrowserPage

from bots.errors import BusinessError
from bots.model import Carrier, Shipment
from bots.model.carriers import carrier_of
from bots.model.shipment import tracking_spelling
from bots.page_facts import LabelledPage
from bots.page_words import field
from bots.platforms.market.pages import SIGN_IN, STATUS
from bots.press import changed, open_page, submitting, the_one, unknown
from bots.settings import SiteSettings

CODES = {
    Carrier.SF: "SF",
    Carrier.ZTO: "ZTO",
    Carrier.YTO: "YTO",
    Carrier.JD: "JD",
    Carrier.EMS: "EMS",
    Carrier.OTHER: "OTHER",
}
CARRIER = field("Carrier", "快递公司", "Courier", "物流公司", css="dd.carrier")
TRACKING = field("Tracking number", "运单号", "Tracking no.", "快递单号", css="dd.tracking")
_FORM = "#ship-form"
_ALERT = "#shipment .alert[role=alert]"
_OVERLAY = ".overlay"
_READ = """form => Object.fromEntries(["carrier", "tracking"]
    .map(name => [name, form.elements[name]?.value ?? null]))"""


class ParcelPage(LabelledPage):
    """One order: where it stands, its carrier and its number."""

    writes = True  # what it shows decides whether the shop is told
    proof = ("#shipment, dl", "h1")
    fields = (STATUS, CARRIER, TRACKING)

    @property
    def status(self) -> str:
        """The shop's own word for where the order stands."""
        return self.facts.text(STATUS)

    @property
    def tracking(self) -> str:
        """The number in force, or ""."""
        return tracking_spelling(self.facts.maybe(TRACKING))

    @property
    def carrier(self) -> Carrier | None:
        """Who has the parcel; `other` for one that we do not know, None without a number."""
        if not self.tracking:
            return None
        return carrier_of(self.facts.text(CARRIER)) or Carrier.OTHER


class ShipForm:
    """The form that ships an order, or changes its number."""

    def __init__(self, page: BrowserPage, site: SiteSettings) -> None:
        self._page = page
        self._site = site
        self._form = page.locator(_FORM)
        self._button = self._form.get_by_role(
            "button", name=re.compile("^(Ship|发货|Change the number|修改运单号)$")
        )

    async def fill(self, path: str, shipment: Shipment, code: str) -> bool:
        """Type carrier and number in, and read them back; False where the shop has not the code."""
        await open_page(self._page, self._site, SIGN_IN, path, _FORM)
        await self._page.add_locator_handler(
            self._page.locator(_OVERLAY), lambda overlay: overlay.get_by_role("button").click()
        )
        carrier = self._form.get_by_label(re.compile("^(Carrier|快递公司)"))
        choice = await the_one(carrier, self._site, f"the field {CARRIER}")
        values = await choice.evaluate("one => [...one.options].map(option => option.value)")
        if code not in values:
            return False
        tracking = self._form.get_by_label(re.compile("^(Tracking number|运单号)$"))
        await choice.select_option(code)
        await (await the_one(tracking, self._site, f"the field {TRACKING}")).fill(shipment.tracking)
        if await self._form.evaluate(_READ) != {"carrier": code, "tracking": shipment.tracking}:
            raise changed(self._site, f"the form does not hold {shipment.key} as it was typed")
        await the_one(self._button, self._site, "the button Ship|发货")
        return True

    async def press(self, shipment: Shipment) -> None:
        """Send it. Raises BusinessError when the shop refuses, OutcomeUnknown when unclear."""
        async with (
            submitting(self._page, self._site),
            self._page.expect_navigation(wait_until="domcontentloaded"),
        ):
            await self._button.click()
        alert = self._page.locator(_ALERT)
        if await alert.count():
            words = (await alert.first.inner_text()).strip()
            raise BusinessError(
                f"{shipment.reference}: the shop refuses {shipment.tracking}: {words}",
                rule="shop_refused",
                reference=shipment.reference,
                remedy="look at the order in the shop, then: bots items retry",
            )
        if not await self._form.count():
            raise unknown(self._site, f"{shipment.key}: shipping did not end on the order")
