"""A reader that holds on to the market's ids and classes, as adapters of other sites must."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bots.locators import Locators
from bots.locators.lessons import Reading
from bots.model import Address, Order, OrderLine, OrderStatus
from bots.model.parse import parse_decimal, parse_money
from bots.page import Page
from bots.testing.recordings import Recording

RECORDINGS = Path(__file__).parents[1] / "recordings"


class ListPage(Page):
    """The list: numbers and times."""

    proof = ("#order-filters", "#orders tbody tr", "footer")

    def numbers(self) -> list[str]:
        return [self.text("a.number", row) for row in self.all("#orders tr.order")]


class DetailPage(Page):
    """One order; a discount may be missing, and what is missing reads as nothing."""

    proof = ("h1", "#lines tr.line", "#address")

    def order(self) -> Order:
        money = {name: self._money(f"#sums .{name} td") for name in ("shipping", "tax", "total")}
        return Order(
            shop=self.site.name,
            number=self.text("h1").split()[-1],
            status=OrderStatus.PAID,
            placed_at=datetime.fromisoformat(self.one("time.placed").attributes["datetime"]),
            currency="CNY",
            lines=tuple(map(self._line, self.all("#lines tr.line"))),
            **money,
            discount=-self._money("#sums .discount td"),
            buyer=self.maybe("#contact .buyer"),
            ship_to=Address(
                name=self.maybe("#address .recipient"), city=self.maybe("#address .city")
            ),
            note=self.maybe(".message"),
        )

    def _line(self, row) -> OrderLine:
        return OrderLine(
            sku=self.text(".sku", row),
            title=self.text(".title", row),
            quantity=parse_decimal(self.text(".quantity", row), point="."),
            unit_price=parse_money(self.text(".price", row), self.site.currency, point=".").amount,
        )

    def _money(self, css: str):
        return parse_money(self.text(css), self.site.currency, point=".").amount


def reading(recording: Recording) -> Reading:
    """A reader of the recorded pages: the lists first, then the orders that they name."""

    async def read(locators: Locators) -> AsyncIterator[Order]:
        pages = {
            one.asked: replace(one.document, locators=locators)
            for one in recording.taken
            if "html" in one.document.content_type
        }
        lists = [one for asked, one in pages.items() if "?" in asked]
        for document in lists:
            for number in ListPage(document, recording.shop).prove().numbers():
                if f"/orders/{number}" not in pages:  # outside of the recorded window
                    continue
                page = DetailPage(pages[f"/orders/{number}"], recording.shop).prove()
                with suppress(ValueError):  # the recording has one whose parts do not add up
                    yield page.order()

    return read


def market() -> Recording:
    """The market's recorded pages."""
    return Recording.load(RECORDINGS / "market")
