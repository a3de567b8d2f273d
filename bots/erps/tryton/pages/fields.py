"""The fields of a form in Sao: fill them as a person does, and read back what stands in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from bots.erps.tryton.pages.sao import FORM_DELAY, Sao
from bots.errors import BusinessError, ScreenChanged

# A number is kept in a hidden input of type number, beside the formatted text; a date is written
# into the hidden calendar when that is clicked. Both are free of the user's language.
_READ = """(scope, names) => {
  const form = [...document.querySelectorAll(scope)].at(-1);
  return names.map((name) => {
    const found = (type) => form.querySelector(`${type}[name="${name}"]`);
    const calendar = found('input')?.closest('.form-date')?.querySelector('input[type=date]');
    calendar?.click();
    const field = calendar ?? found('input[type=number]') ?? found('input') ?? found('select')
      ?? found('textarea');
    return field ? field.value : null;
  });
}"""
# Looked at and clicked in one go: on a busy machine the list moves, or closes, in between.
_PICK = """(scope, wanted) => {
  const entries = [...document.querySelectorAll(`${scope} .dropdown.open li.completion a`)];
  const matching = entries.filter((entry) => entry.textContent === wanted);
  if (matching.length === 1) matching[0].click();
  return [entries.length, matching.length];
}"""
_TRIES = 2
_SET_DATE = """(name, day) => {
  const calendar = document.querySelector(name).closest('.form-date')
    .querySelector('input[type=date]');
  calendar.value = day;
  calendar.dispatchEvent(new Event('change', { bubbles: true }));
}"""
_SHOW_PAGE_OF = """(field) => {
  const page = document.querySelector(field)?.closest('.tab-pane[role=tabpanel]');
  if (page && !page.classList.contains('active')) {
    document.querySelector(`a[href="#${page.id}"]`).click();
  }
}"""


class Fields:
    """The fields of one form.

    Attributes:
        scope: selects the form; of several matches the last is meant (the topmost dialog).
    """

    def __init__(self, sao: Sao, scope: str) -> None:
        self.sao = sao
        self.scope = scope

    def css(self, name: str, kind: str = "input") -> str:
        """The selector of a field."""
        return f'{self.scope} {kind}[name="{name}"]'

    async def show(self, name: str, kind: str = "input") -> None:
        """Turn to the page of the form that holds the field."""
        await self.sao.page.evaluate(_SHOW_PAGE_OF, self.css(name, kind))

    async def text(self, name: str, value: str, kind: str = "input") -> None:
        """Fill a plain field; nothing depends on it, so nothing is waited for."""
        await self.sao.page.locator(f"{self.css(name, kind)}:visible").fill(value)

    async def day(self, name: str, value: dt.date) -> None:
        """Pick a day in the calendar."""
        await self.sao.page.evaluate(
            f"([name, day]) => ({_SET_DATE})(name, day)", [self.css(name), value.isoformat()]
        )
        await self.sao.settle(FORM_DELAY)

    async def number(self, name: str, value: Decimal) -> None:
        """Fill a number. Its text field gives way to a number field as soon as it is entered."""
        page = self.sao.page
        await page.locator(f"{self.css(name)}[type=text]:visible").focus()
        field = page.locator(f"{self.css(name)}[type=number]:visible")
        await field.fill(f"{value:f}")
        await field.press("Tab")
        await self.sao.settle(FORM_DELAY)

    async def relation(self, name: str, typed: str, wanted: str) -> None:
        """Take `wanted` out of the list that typing brings; BusinessError when it is not there.

        The list completes by substring, so the entry's whole text decides, and it must be there
        once.
        """
        entry = self.sao.page.locator(f"{self.css(name)}:visible")
        if await entry.input_value():
            await entry.press("Backspace")
            await self.sao.settle(FORM_DELAY)
        offered = 0
        for _ in range(_TRIES):
            await entry.fill(typed)
            await self.sao.settle()  # every delay: the list comes after 300 ms
            offered, matching = await self.sao.page.evaluate(
                f"([scope, wanted]) => ({_PICK})(scope, wanted)", [self.scope, wanted]
            )
            if matching == 1:
                await self.sao.settle(FORM_DELAY)
                return
        raise _not_offered(name, typed, offered)

    async def read(self, names: Sequence[str]) -> dict[str, str]:
        """What stands in the fields now. Raises ScreenChanged for a field that is not there."""
        values = await self.sao.page.evaluate(
            f"([scope, names]) => ({_READ})(scope, names)", [self.scope, list(names)]
        )
        lacking = [name for name, value in zip(names, values, strict=True) if value is None]
        if lacking:
            raise ScreenChanged(
                f"{self.sao.site.name}: the form lacks {', '.join(lacking)}",
                reference=self.sao.site.name,
                remedy="look at the evidence; Tryton's view of sales may have been changed",
            )
        return dict(zip(names, values, strict=True))


def _not_offered(name: str, typed: str, offered: int) -> BusinessError:
    return BusinessError(
        f"Tryton's form does not offer exactly one {name} for this order ({offered} came up)",
        rule="not_offered",
        field=name,
        value=typed if name == "product" else None,
        remedy="check in Tryton that it is active and may be sold, then retry the item",
    )
