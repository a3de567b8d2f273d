"""Shipping in django-oscar's dashboard: the order's status, its lines' status, and a note."""

from __future__ import annotations

from urllib.parse import quote

from bots.errors import BusinessError, SettingsError
from bots.model import OrderStatus, Shipment
from bots.parcels import BeforeSubmit, Shown
from bots.platforms.oscar.pages import NOTHING
from bots.platforms.oscar.pages_shipping import OrderForms, ParcelPage, note_of
from bots.platforms.oscar.portal import GONE
from bots.platforms.oscar.reading import statuses_of
from bots.refusals import refusal
from bots.session import Session

_GONE_OUT = frozenset({OrderStatus.SHIPPED, OrderStatus.COMPLETED})


class Shipping:
    """See `bots.platforms.shipping`. Three submits; each is left out where it was done before.

    The note comes last: where it stands, all was told. `options.shipped` names the shop's word
    for shipped orders and lines, where `options.statuses` has several.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.statuses = statuses_of(session.site)

    async def shipped(self, number: str) -> Shown | BusinessError:
        """What the order's page shows."""
        page = await self._page(number)
        if isinstance(page, BusinessError):
            return page
        told = page.told()
        return Shown(
            number,
            self.statuses[page.status],
            told.carrier if told else None,
            told.tracking if told else "",
            complete=self.statuses[page.status] in _GONE_OUT and not self._waiting(page),
        )

    async def ship(self, shipment: Shipment, before_submit: BeforeSubmit) -> None:
        """Order, lines, note: what of it is still to be done."""
        page = await self._page(shipment.number)
        if isinstance(page, BusinessError):
            raise page
        word, lines, told = self._word(), self._waiting(page), page.told()
        to_change = self.statuses[page.status] not in _GONE_OUT
        async with self.session.page() as browser:
            forms = OrderForms(browser, self.session.site)
            await forms.open(_path(shipment.number))
            if to_change and not await forms.offers(word):
                why = f"the shop does not let an order that is {page.status} become {word}"
                raise refusal(self.session.site, shipment.number, "not_offered", why, "status")
            await before_submit()
            if to_change:
                await forms.change_status(word)
            if lines:
                await forms.change_lines(lines, word)
            if told is None or told.tracking != shipment.tracking:
                await forms.write_note(note_of(shipment))

    async def replace(self, shipment: Shipment, before_submit: BeforeSubmit) -> None:
        """Oscar has no such act: another note says so, and what was left undone is done."""
        await self.ship(shipment, before_submit)

    async def _page(self, number: str) -> ParcelPage | BusinessError:
        site = self.session.site
        document = await self.session.get(_path(number))
        if document.status == GONE:
            return refusal(site, number, "not_found", "the shop does not have it")
        page = ParcelPage(document, site).prove()
        if not page.is_titled(number):
            raise page.changed(f"is not the page of {number}")
        unknown = ({page.status, *page.lines().values()} - {NOTHING}) - self.statuses.keys()
        if unknown:
            why = f"options.statuses lacks {', '.join(sorted(unknown))}"
            return refusal(site, number, "unknown_status", why, "status")
        return page

    def _waiting(self, page: ParcelPage) -> list[str]:
        """The lines that have not gone out; those that were cancelled never will."""
        return [
            line
            for line, word in page.lines().items()
            if word == NOTHING or not (self.statuses[word] in _GONE_OUT or self.statuses[word].dead)
        ]

    def _word(self) -> str:
        """The shop's own word for shipped."""
        site = self.session.site
        words = [word for word, ours in self.statuses.items() if ours is OrderStatus.SHIPPED]
        named = str(site.options.get("shipped", words[0] if len(words) == 1 else ""))
        if self.statuses.get(named) is not OrderStatus.SHIPPED:
            raise SettingsError(
                f"{site.name}: options.statuses must name the one status of shipped orders",
                reference=site.name,
                remedy='write, for example, statuses = { "Shipped" = "shipped" }, and, where '
                'several are, shipped = "Shipped"',
            )
        return named


def _path(number: str) -> str:
    return f"/dashboard/orders/{quote(number, safe='')}/"
