"""An order's page in oscar's dashboard, as far as its parcel goes: states, lines, notes, forms.

oscar has no field for a carrier or a number: staff write a note. Ours is of one form, in both
languages, so that it is found again and is no other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.async_api import Page as BrowserPage

from bots.errors import BusinessError
from bots.model import Carrier, Shipment
from bots.model.carriers import NAMES, carrier_of
from bots.page_cells import HEADS
from bots.page_facts import LabelledPage
from bots.platforms.oscar.sign_in import SignIn
from bots.platforms.oscar.words import LINES, SUMMARY
from bots.press import changed, open_page, submitting, unknown
from bots.settings import SiteSettings

_NOTES = "#notes table"
_NOTE = re.compile(
    r"Carrier: (?P<carrier>.+) \(.+\) Tracking number: (?P<tracking>\S+)"
    r"(?: Replaces: (?P<replaces>\S+(?: \S+)*))?"
)
_PROOF = "#order_lines_form, #order_status_form"
_REFUSED = ".alert-danger"
_CHOICES = """() => [...document.querySelectorAll(
    '#order_status_form [name=new_status] option')].map(one => one.value)"""
# The tabs are shown by scripts that a shop may load from elsewhere: the forms work without them.
_FILL = {
    "status": """word => {
        const form = document.querySelector('#order_status_form');
        form.elements.new_status.value = word;
        return form.elements.new_status.value;
    }""",
    "lines": """([word, ids]) => {
        const form = document.querySelector('#order_lines_form');
        for (const box of form.querySelectorAll('[name=selected_line]')) {
            box.checked = ids.includes(box.value);
        }
        form.querySelector('[name=line_action][value=change_line_statuses]').checked = true;
        form.elements.new_status.value = word;
        const chosen = form.querySelectorAll('[name=selected_line]:checked').length;
        return chosen === ids.length ? form.elements.new_status.value : '';
    }""",
    "note": """text => {
        const form = document.querySelector('#order_note_form');
        form.elements.message.value = text;
        return form.elements.message.value;
    }""",
}
_FORMS = {
    "status": "#order_status_form",
    "lines": "#order_lines_form",
    "note": "#order_note_form",
}


@dataclass(frozen=True)
class Told:
    """What one note of ours says."""

    carrier: Carrier
    tracking: str
    replaces: frozenset[str]


class ParcelPage(LabelledPage):
    """One order: where it stands, where its lines stand, and what its notes say of a parcel."""

    writes = True  # what it shows decides whether the shop is told
    proof = ("table th, [role=columnheader]", "#order_note_form", _NOTES)
    columns = (SUMMARY, LINES)
    labels = HEADS

    @property
    def status(self) -> str:
        """The shop's own word for where the order stands."""
        return self.value(self.tables.single(SUMMARY)["status"])

    def lines(self) -> dict[str, str]:
        """The shop's own word for where each line stands, by the line's id."""
        rows = self.tables.some(LINES, rows="input[type=checkbox]").rows
        boxes = [self.one("input[type=checkbox]", row.node) for row in rows]
        return {
            self.attribute(box, "value"): self.value(row["status"])
            for box, row in zip(boxes, rows, strict=True)
        }

    def told(self) -> Told | None:
        """The note in force: of ours the newest that no other one replaces."""
        notes = [
            told for cell in self.all(f"{_NOTES} td") if (told := _told(cell.text(separator=" ")))
        ]
        gone = {number for note in notes for number in note.replaces}
        return next((note for note in notes if note.tracking not in gone), None)


def _told(text: str) -> Told | None:
    found = _NOTE.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    carrier = carrier_of(found["carrier"]) or Carrier.OTHER
    return Told(carrier, found["tracking"], frozenset((found["replaces"] or "").split()))


def note_of(shipment: Shipment) -> str:
    """The note that tells carrier and number."""
    english, chinese = NAMES[shipment.carrier]
    lines = [f"Carrier: {english} ({chinese})", f"Tracking number: {shipment.tracking}"]
    if shipment.replaces:
        lines.append(f"Replaces: {' '.join(shipment.replaces)}")
    return "\n".join(lines)


class OrderForms:
    """The three forms that shipping needs, pressed one after the other."""

    def __init__(self, page: BrowserPage, site: SiteSettings) -> None:
        self._page = page
        self._site = site

    async def open(self, path: str) -> None:
        """Show the order."""
        await open_page(self._page, self._site, SignIn(), path, _PROOF)

    async def offers(self, status: str) -> bool:
        """Whether the shop's pipeline lets the order go to that status now."""
        return status in await self._page.evaluate(_CHOICES)

    async def change_status(self, status: str) -> None:
        """Bring the order to that status."""
        await self._send("status", status, status)

    async def change_lines(self, ids: Sequence[str], status: str) -> None:
        """Bring these lines to that status."""
        await self._send("lines", [status, list(ids)], status)

    async def write_note(self, text: str) -> None:
        """Add a note."""
        await self._send("note", text, text)

    async def _send(self, form: str, given: object, wanted: str) -> None:
        if await self._page.evaluate(f"given => ({_FILL[form]})(given)", given) != wanted:
            raise changed(self._site, f"the form {_FORMS[form]} does not take {wanted!r}")
        async with (
            submitting(self._page, self._site),
            self._page.expect_navigation(wait_until="domcontentloaded"),
        ):
            await self._page.locator(_FORMS[form]).evaluate("form => form.requestSubmit()")
        refused = self._page.locator(_REFUSED)
        if await refused.count():
            words = " ".join((await refused.first.inner_text()).split())
            raise BusinessError(
                f"{self._site.name}: the shop refuses: {words}",
                rule="shop_refused",
                remedy="look at the order in the shop's dashboard, then: bots items retry",
            )
        if not await self._page.locator(_FORMS[form]).count():
            raise unknown(self._site, f"{_FORMS[form]} did not end on the order")
