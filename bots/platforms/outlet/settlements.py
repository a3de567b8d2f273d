"""The outlet's settlement statements, from the data that its app itself asks for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from bots.model.codes import Currency
from bots.page import JsonPage
from bots.page_keys import Keys, holder
from bots.platforms.settlements import Listed
from bots.session import Session
from bots.statement_download import keep_file

PATH = "/api/settlements"


class SettlementsData(JsonPage):
    """The months, newest first: times in milliseconds since 1970, money in cents."""

    def months(self) -> list[Listed]:
        """Each statement."""
        return [self._month(one) for one in holder(self, "statements").objects("statements")]

    def _month(self, data: Keys) -> Listed:
        name, code = data.text("statementId"), data.text("currency")
        if not name or code not in set(Currency):
            raise self.changed(f"has a statement {name!r} in {code!r}")
        currency = Currency(code)
        since, until = self._moment(data, "from"), self._moment(data, "until")
        if since >= until:
            raise self.changed(f"has a statement {name} that ends before it begins")
        return Listed(
            name,
            since,
            until,
            data.whole("entryCount"),
            {currency: data.hundredths("openingCents")},
            {currency: data.hundredths("closingCents")},
        )

    def _moment(self, data: Keys, name: str) -> datetime:
        try:
            return datetime.fromtimestamp(data.whole(name) / 1000, self.site.zone)
        except (OverflowError, OSError, ValueError) as error:
            raise self.changed(f"has a time at {name} that is none") from error


class Statements:
    """What the outlet's portal offers of `bots.platforms.settlements.Settlements`."""

    statement_file = "outlet"
    session: Session

    async def statements(self, since: datetime, until: datetime) -> AsyncIterator[Listed]:
        """The months that meet [since, until)."""
        page = await self.session.read(SettlementsData, PATH)
        for listed in page.months():
            if listed.meets(since, until):
                yield listed

    async def statement(self, listed: Listed, folder: Path) -> Path:
        """The file of a month."""
        document = await self.session.get(f"{PATH}/{quote(listed.name, safe='')}/entries.csv")
        return keep_file(document, self.session.site.name, listed.name, folder)
