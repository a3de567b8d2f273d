"""Sao's form of a party: a new customer with nothing but a name."""

from __future__ import annotations

from typing import Final

from bots.erps.tryton.pages.fields import Fields
from bots.erps.tryton.pages.sao import TAB, Sao
from bots.errors import TryAgain

_NEW: Final = f"{TAB} nav.toolbar button#new_"
_SAVE: Final = f"{TAB} nav.toolbar button#save"
_CLOSE: Final = f"{TAB} nav.toolbar a#close"
_MENU: Final = f"{TAB} nav.toolbar a.navbar-brand"


class PartyForm:
    """Makes parties, in a tab of its own."""

    def __init__(self, sao: Sao) -> None:
        self.sao = sao

    async def make(self, name: str) -> None:
        """Save a new party of that name; Tryton gives it a code and an empty address."""
        await self.sao.open("model/party.party;limit=1")
        await self.sao.press(_NEW)
        await Fields(self.sao, TAB).text("name", name)
        await self.sao.press(_SAVE)
        if self.sao.record_id is None:
            raise TryAgain(f"{self.sao.site.name}: Sao does not show the new party as saved")
        await self.sao.press(_MENU)
        await self.sao.press(_CLOSE)
