"""The market's settlements: a page of months, and each month as a file to download."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bots.practice.faults import EMPTY
from bots.practice.settlements import Booking, Month, SettlementBook
from bots.practice.site import Site, chosen_language
from bots.practice.words import translator

ENCODINGS = {"zh": "gb18030", "en": "utf-8-sig"}
KINDS = {
    "payment": ("Payment for goods", "货款"),
    "commission": ("Commission", "佣金"),
    "platform_fee": ("Platform fee", "平台服务费"),
    "service_fee": ("Monthly service fee", "店铺月费"),
    "refund": ("Refund", "退款"),
}
HEADINGS = {
    "zh": ("流水号", "入账时间", "收支", "金额(元)", "类型", "订单号"),
    "en": ("Entry", "Booked", "Direction", "Amount (CNY)", "Type", "Order"),
}
DIRECTIONS = {"zh": ("收入", "支出"), "en": ("Income", "Expense")}


class MarketSettlements:
    """The pages of the market's account."""

    def __init__(self, site: Site, book: SettlementBook) -> None:
        self._site = site
        self._book = book

    def routes(self) -> list[Route]:
        """What the market adds to its own."""
        return [
            Route("/settlements", self.months),
            Route("/settlements/{month}.csv", self.download),
        ]

    async def months(self, request: Request) -> Response:
        """Every month, newest first."""
        months = [] if request.scope.get(EMPTY, False) else self._book.months()[::-1]
        day = timedelta(days=1)
        return self._site.page(request, "settlements.html", {"months": months, "day": day})

    async def download(self, request: Request) -> Response:
        """One month as a file, in the visitor's language; Chinese as spreadsheets there take it."""
        found = self._book.month(request.path_params["month"])
        if found is None:
            raise HTTPException(404)
        language = chosen_language(request)
        name = f"settlement-{found[0].name}.csv"
        encoding = ENCODINGS[language]
        return Response(
            _file(*found, language).encode(encoding),
            media_type=f"text/csv; charset={encoding.removesuffix('-sig')}",
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )


def _file(month: Month, bookings: Sequence[Booking], language: str) -> str:
    """Rows about the month, the headings, an entry a row, and a row of sums."""
    t = translator(language)
    last = month.until - timedelta(days=1)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([t("North Harbour Market"), t("Settlement statement")])
    writer.writerow([t("Period"), f"{month.since:%Y-%m-%d} - {last:%Y-%m-%d}"])
    writer.writerow([t("Opening balance"), month.opening])
    writer.writerow([t("Closing balance"), month.closing])
    writer.writerow([])
    writer.writerow(HEADINGS[language])
    writer.writerows(_row(one, language) for one in bookings)
    writer.writerow([t("Total"), "", "", month.income + month.expense, "", ""])
    return out.getvalue()


def _row(one: Booking, language: str) -> list[str]:
    """Ids with the tab that keeps spreadsheets from rounding them."""
    chinese = language == "zh"
    order = f"\t{one.number}" if one.number else ""
    direction = DIRECTIONS[language][one.amount < 0]
    kind = KINDS[one.kind][chinese]
    at = f"{one.at:%Y-%m-%d %H:%M:%S}"
    return [f"\t{one.entry}", at, direction, str(one.amount), kind, order]
