"""Sao's list of sales: the import dialog, and the buttons that work on selected rows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from urllib.parse import quote

from playwright.async_api import FilePayload, Request

from bots.erps.tryton.pages.sao import DIALOG, FORM_DELAY, TAB, Sao, refused
from bots.errors import OutcomeUnknown, ScreenChanged

_MENU: Final = f"{TAB} nav.toolbar a.navbar-brand"
_IMPORT: Final = f"{TAB} nav.toolbar a#import"
_CLOSE: Final = "#tablist li.active button.close"
_FILE: Final = f"{DIALOG} #input-csv-file"
_UNFOLD: Final = f"{DIALOG} label:has(.caret)"
_ENCODING: Final = "utf-8"
_PARAMETERS: Final = {
    f"{DIALOG} #input-delimiter": ",",
    f"{DIALOG} #input-quotechar": '"',
    f"{DIALOG} #input-encoding": _ENCODING,
}
_DETECT: Final = f'{DIALOG} button[title="Auto-Detect"]'
_CHOSEN: Final = f"{DIALOG} ul.column-fields >> nth=1 >> li"
_OK: Final = f"{DIALOG} button.btn-primary[type=submit]"
_MESSAGE_OK: Final = f"{DIALOG} button.btn-primary"
_ROW: Final = f"{TAB} table.tree tbody tr"
_ALL: Final = f"{TAB} table.tree thead input[type=checkbox]"
_PRESSES: Final = 2
_BATCH_CAP: Final = 600_000  # ms; confirming takes 0.1 s a sale, and a batch has up to 1000
_NONE_OF_ALL = "model/sale.sale;limit=1"


class ImportDialog:
    """The import dialog over the list of sales."""

    def __init__(self, sao: Sao) -> None:
        self.sao = sao

    async def choose(self, name: str, content: str, columns: Sequence[str]) -> None:
        """Open the dialog, give it the file, let it detect the columns, and see that it did.

        `content` is CSV by comma and double quote in UTF-8, its first row the columns.
        """
        await self.sao.open(_NONE_OF_ALL)
        await self.sao.press(_MENU)
        await self.sao.press(_IMPORT)
        page = self.sao.page
        file = FilePayload(name=name, mimeType="text/csv", buffer=content.encode())
        await page.locator(_FILE).set_input_files(file)
        await self._set_parameters()
        await self.sao.press(_DETECT)
        chosen = await page.locator(_CHOSEN).evaluate_all(
            "items => items.map(item => item.getAttribute('field'))"
        )
        if list(chosen) != list(columns):
            raise ScreenChanged(f"Sao's import detected the columns {chosen}, not {list(columns)}")

    async def _set_parameters(self) -> None:
        """Comma, quote and UTF-8: on Windows the dialog starts with others."""
        for css, wanted in _PARAMETERS.items():
            field = self.sao.page.locator(css)
            if await field.input_value() == wanted:
                continue
            # without animations the first press unfolds and folds again
            while not await field.is_visible():
                await self.sao.press(_UNFOLD)
            if wanted == _ENCODING:
                await field.select_option(wanted)
            else:
                await field.fill(wanted)

    async def press_import(self) -> int:
        """Press Import; how many sales were made.

        Raises BusinessError when Tryton refuses the file, OutcomeUnknown when it does not tell.
        """
        async with self.sao.page.expect_request(_is_import) as sending:
            await self.sao.page.locator(_OK).click()
        match await _answer(await sending.value):
            case {"result": int(count)}:
                await self.sao.page.locator(_MESSAGE_OK).last.click()
                return count
            case {"error": ["UserError", [str(words), *_]]}:
                raise refused(words)
            case _:
                raise OutcomeUnknown("the import was sent, and Tryton did not say that it took it")


class SelectedSales:
    """A list of just these sales, all selected, and the buttons below it."""

    def __init__(self, sao: Sao) -> None:
        self.sao = sao

    async def show(self, ids: Sequence[str]) -> None:
        """Open the list of these sales."""
        domain = quote(json.dumps([["id", "in", [int(one) for one in ids]]]), safe="")
        await self.sao.open(f"model/sale.sale;domain={domain}&limit={len(ids)}")

    async def offers(self, button: str) -> bool:
        """Whether the list has this button for all the sales, which are selected for it."""
        await self._select_all()
        return await self.sao.page.locator(f"{TAB} button[name={button}]:visible").count() > 0

    async def press(self, button: str) -> None:
        """Press a button of the list, for all selected sales in one transaction."""
        await self.sao.press(f"{TAB} button[name={button}]", FORM_DELAY, cap=_BATCH_CAP)

    async def close(self) -> None:
        """Close the list's tab."""
        await self.sao.press(_CLOSE, FORM_DELAY)

    async def _select_all(self) -> None:
        """Select all; one that is half selected is none after the first press."""
        for _ in range(_PRESSES):
            if await self._all_are_selected():
                return
            await self.sao.press(_ALL, FORM_DELAY)
        if not await self._all_are_selected():
            raise ScreenChanged("Sao's list does not let all its sales be selected")

    async def _all_are_selected(self) -> bool:
        """Also those that are not drawn yet: Sao draws twenty at first."""
        everything = "box => box.checked && !box.indeterminate"
        return bool(await self.sao.page.locator(f"{_ALL}:visible").evaluate(everything))


def _is_import(request: Request) -> bool:
    return "import_data" in (request.post_data or "")[:200]


async def _answer(request: Request) -> object:
    """What Tryton answers; None when the connection was lost or nothing comes in time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_BATCH_CAP / 1000):
            response = await request.response()
            if response is not None and response.ok:
                return await response.json()
    return None
