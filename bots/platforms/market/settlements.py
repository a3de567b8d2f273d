"""The market's settlement statements: a page of months, each with its file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bots.model.codes import Currency
from bots.model.parse import parse_decimal, parse_money, parse_when
from bots.page_facts import LabelledPage
from bots.page_list import how_many
from bots.page_table import Row
from bots.page_words import field
from bots.platforms.settlements import Listed
from bots.session import Session
from bots.statement_download import keep_file

PATH = "/settlements"
MONTHS = {
    "month": field("Month", "月份", "Statement", "结算单", "账单月份"),
    "since": field("First day", "起始日", "From", "开始日期", css=".since"),
    "until": field("Last day", "截止日", "To", "结束日期", css=".until"),
    "entries": field("Entries", "笔数", "Movements", "流水笔数", css=".entries"),
    "opening": field("Opening balance", "期初余额", css=".opening"),
    "closing": field("Closing balance", "期末余额", css=".closing"),
    "file": field("File", "文件", "Download", "下载"),
}


class SettlementsPage(LabelledPage):
    """The months, newest first."""

    proof = ("table th, [role=columnheader]", "table td, [role=cell]")
    columns = (MONTHS,)

    def months(self) -> list[Listed]:
        """Each statement, with its file beside it. As many as the page says it has."""
        listed = [self._month(row) for row in self.tables.one(MONTHS).rows]
        said = how_many(self, "个月", "months", "month")
        if said != len(listed):
            raise self.changed(f"says that it has {said} months, and shows {len(listed)}")
        return listed

    def _month(self, row: Row) -> Listed:
        link = row["file"].css_first("a[href]")
        name = self.value(row["month"])
        if link is None or not name:
            raise self.changed("has a month without its file")
        path = urlsplit(urljoin(self.document.url, link.attributes["href"] or "")).path
        if name not in path:
            raise self.changed(f"has another file than that of {name} beside it")
        currency = self.site.currency
        try:
            return Listed(
                name,
                self._midnight(row, "since"),
                self._midnight(row, "until") + timedelta(days=1),
                int(parse_decimal(self.value(row["entries"]), point=".")),
                {currency: self._money(row, "opening", currency)},
                {currency: self._money(row, "closing", currency)},
            )
        except ValueError as error:
            raise self.changed(f"has a month {name} that does not read: {error}") from error

    def _midnight(self, row: Row, name: str) -> datetime:
        day: date = parse_when(self.value(row[name]), self.site.zone).date()
        return datetime.combine(day, time(), self.site.zone)

    def _money(self, row: Row, name: str, currency: Currency) -> Decimal:
        return parse_money(self.value(row[name]), currency, point=".").amount


class Statements:
    """What the market's portal offers of `bots.platforms.settlements.Settlements`."""

    statement_file = "market"
    session: Session

    async def statements(self, since: datetime, until: datetime) -> AsyncIterator[Listed]:
        """The months that meet [since, until)."""
        page = await self.session.read(SettlementsPage, PATH)
        for listed in page.months():
            if listed.meets(since, until):
                yield listed

    async def statement(self, listed: Listed, folder: Path) -> Path:
        """The file of a month."""
        document = await self.session.get(f"{PATH}/{listed.name}.csv")
        return keep_file(document, self.session.site.name, listed.name, folder)
