"""The outlet's settlements: what its app asks for, and a month's entries as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bots.practice.faults import EMPTY
from bots.practice.settlements import Booking, Month, SettlementBook

CURRENCY = "USD"
HEADINGS = ("entry_id", "booked_at", "type", "order_id", "amount", "currency", "balance")


class OutletSettlements:
    """The data of the outlet's account."""

    def __init__(self, book: SettlementBook) -> None:
        self._book = book

    def routes(self) -> list[Route]:
        """What the outlet adds to its own."""
        return [
            Route("/api/settlements", self.months),
            Route("/api/settlements/{month}/entries.csv", self.download),
        ]

    async def months(self, request: Request) -> Response:
        """Every month, newest first."""
        months = [] if request.scope.get(EMPTY, False) else self._book.months()[::-1]
        return JSONResponse(
            {"code": 0, "data": {"statements": [public(month) for month in months]}}
        )

    async def download(self, request: Request) -> Response:
        """One month's entries."""
        found = self._book.month(request.path_params["month"])
        if found is None:
            return JSONResponse({"code": 404, "message": "no such statement"}, 404)
        month, bookings = found
        return Response(_file(month, bookings), media_type="text/csv; charset=utf-8")


def public(month: Month) -> dict[str, object]:
    """A month as the app gets it: times in milliseconds since 1970, money in cents."""
    return {
        "statementId": month.name,
        "from": int(month.since.timestamp() * 1000),
        "until": int(month.until.timestamp() * 1000),
        "currency": CURRENCY,
        "entryCount": month.entries,
        "openingCents": int(month.opening * 100),
        "incomeCents": int(month.income * 100),
        "expenseCents": int(month.expense * 100),
        "closingCents": int(month.closing * 100),
    }


def _file(month: Month, bookings: Iterable[Booking]) -> str:
    """An entry a row, times with their offset, the balance after each."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    balance = month.opening
    for one in bookings:
        balance += one.amount
        at = one.at.isoformat(timespec="seconds")
        writer.writerow([one.entry, at, one.kind, one.number, one.amount, CURRENCY, balance])
    return out.getvalue()
