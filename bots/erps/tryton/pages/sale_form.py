"""Sao's form of a sale: fill it line by line, read it back, save, quote, confirm."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from bots.erps.tryton.pages.fields import Fields
from bots.erps.tryton.pages.sao import DIALOG, FORM_DELAY, TAB, Sao, refused
from bots.errors import BusinessError, OutcomeUnknown, ScreenChanged
from bots.model import SaleLine

_NEW: Final = f"{TAB} nav.toolbar button#new_"
_SAVE: Final = f"{TAB} nav.toolbar button#save"
_NEW_LINE: Final = f'{TAB} .form-one2many-toolbar button[aria-label="New"]'
_LINES: Final = f"{TAB} .form-one2many tbody tr:visible"
_ADD: Final = f"{DIALOG} button#save"
_ADD_AND_NEW: Final = f"{DIALOG} button#new_"
_STATES_DONE: Final = frozenset({'"confirmed"', '"processing"', '"done"'})
_WRONG_FIELD: Final = f"{TAB} .has-error"
_WORDS: Final = f"{TAB} [role=alert]"
_ANY_LIST = "model/sale.sale;limit=1"


class SaleForm:
    """The form in the current tab.

    After an error the browser page is to be closed: an unsaved sale is gone with it.
    """

    def __init__(self, sao: Sao) -> None:
        self.sao = sao
        self.head = Fields(sao, TAB)
        self.line = Fields(sao, DIALOG)
        self._before: str | None = None

    async def new(self) -> None:
        """A new sale, its defaults arrived."""
        if self.sao.model != "sale.sale":
            await self.sao.open(_ANY_LIST)
        await self.sao.press(_NEW, FORM_DELAY)
        # the address keeps the sale before until this one is saved
        self._before = self.sao.record_id

    async def add_lines(
        self, lines: Sequence[SaleLine], products: Sequence[str], units: Sequence[str]
    ) -> None:
        """Enter all lines; `products` and `units` are their names as Tryton shows them."""
        await self.head.show("currency")
        await self.sao.press(_NEW_LINE, FORM_DELAY)
        last = len(lines) - 1
        for index, line in enumerate(lines):
            await self._fill_line(line, products[index])
            await self._check_line(index, line, products[index], units[index])
            await self.sao.press(_ADD if index == last else _ADD_AND_NEW, FORM_DELAY)

    async def _fill_line(self, line: SaleLine, product: str) -> None:
        await self.line.relation("product", line.sku, product)
        await self.line.number("quantity", line.quantity)
        # The quantity recomputes the price, so the price comes last.
        await self.line.number("unit_price", line.unit_price)

    async def _check_line(self, index: int, line: SaleLine, product: str, unit: str) -> None:
        stands = await self.line.read(["product", "quantity", "unit", "unit_price"])
        for name, wanted in (("product", product), ("unit", unit)):
            if stands[name] != wanted:
                raise _altered(f"lines[{index}].{name}", wanted, stands[name])
        for name, number in (("quantity", line.quantity), ("unit_price", line.unit_price)):
            check_number(f"lines[{index}].{name}", number, stands[name])

    async def count_lines(self) -> int:
        """How many lines the sale shows."""
        return await self.sao.page.locator(_LINES).count()

    async def save(self) -> None:
        """Save. Raises BusinessError when Sao finds fields wrong and so sends nothing.

        Raises OutcomeUnknown when no new sale comes to show.
        """
        await self.sao.press(_SAVE, FORM_DELAY)
        if self.sao.record_id not in {None, self._before}:
            return
        if await self.sao.page.locator(f"{_WRONG_FIELD}:visible").count():
            words = await self.sao.page.locator(f"{_WORDS}:visible").all_inner_texts()
            raise refused(" ".join(words))
        raise OutcomeUnknown("Save was pressed, and Sao shows no saved sale")

    async def open(self, record_id: str) -> None:
        """Show a saved sale."""
        if self.sao.record_id != record_id:
            await self.sao.open(f"model/sale.sale/{record_id}")

    async def confirm(self) -> None:
        """Quote and confirm the sale that is shown, as far as that is still to be done."""
        for button in ("quote", "confirm"):
            if await self.state() in _STATES_DONE:
                return
            css = f"{TAB} button[name={button}]"
            if await self.sao.page.locator(f"{css}:visible").count():
                await self.sao.press(css, FORM_DELAY)
        if await self.state() not in _STATES_DONE:
            raise ScreenChanged("Quote and Confirm were pressed, and the sale is not confirmed")

    async def state(self) -> str:
        """The sale's state, as the form's selection holds it."""
        return (await self.head.read(["state"]))["state"]


def check_number(field: str, wanted: Decimal, stands: str) -> None:
    """Raise BusinessError unless the form holds exactly that number: Sao rounds in silence."""
    try:
        same = Decimal(stands) == wanted
    except InvalidOperation:
        same = False
    if not same:
        raise _altered(field, f"{wanted:f}", stands)


def _altered(field: str, wanted: str, stands: str) -> BusinessError:
    return BusinessError(
        f"Tryton's form made {stands!r} of {field} {wanted!r}; nothing was saved",
        rule="altered_by_form",
        field=field,
        value=wanted,
        remedy="check the product's unit, digits and taxes in Tryton, then retry the item",
    )
