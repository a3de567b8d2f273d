"""The practice ERP's pages of shipments: the list, a sale's parcel, labels printed and voided."""

from __future__ import annotations

import datetime as dt
from sqlite3 import Row

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bots.practice.dispatch import SHIPPED, VOIDED, Dispatch
from bots.practice.faults import EMPTY
from bots.practice.labels import CARRIERS, Label, carrier_name
from bots.practice.sales import CONFIRMED, Books
from bots.practice.scenario import NORTH_ZONE
from bots.practice.shop_words import moment
from bots.practice.site import Site, allowed, form_of

PAGE = 40
STATES = {SHIPPED: "Label in force", VOIDED: "Label voided"}


class ErpShipping:
    """The ERP's dispatch as pages. The ERP's clock is that of its company, in Shanghai."""

    def __init__(self, site: Site, books: Books, dispatch: Dispatch) -> None:
        self._site = site
        self._books = books
        self._dispatch = dispatch
        site.face.globals.update(
            label_states=STATES, carriers=CARRIERS, carrier_name=carrier_name, moment=moment
        )

    def routes(self) -> list[Route]:
        """The routes of shipments."""
        return [
            Route("/shipments", self.shipments),
            Route("/shipments/pack", self.pack, methods=["POST"]),
            Route("/shipments/{key:int}/void", self.void, methods=["POST"]),
            Route("/sales/{key:int}/ship", self.ship, methods=["POST"]),
        ]

    def shown(self, sale: Row) -> dict[str, object]:
        """What a sale's page shows of its parcel."""
        shipments = self._dispatch.of_sale(sale["id"])
        live = next((one for one in shipments if one["state"] == SHIPPED), None)
        voided = [one for one in shipments if one["state"] == VOIDED]
        ready = sale["state"] == CONFIRMED and live is None
        return {"parcel": live, "voided_labels": voided, "ready": ready}

    async def shipments(self, request: Request) -> Response:
        """The shipments from a day on, newest first."""
        asked = request.query_params
        words, day = asked.get("q", "").strip(), asked.get("from", "")
        page = max(int(asked["page"]), 1) if asked.get("page", "").isdecimal() else 1
        empty = request.scope.get(EMPTY, False)
        since = _midnight(day)
        count = 0 if empty else self._dispatch.count(words, since)
        rows = [] if empty else self._dispatch.search(words, since, PAGE, (page - 1) * PAGE)
        context = {
            "rows": [_row(row) for row in rows], "count": count, "page": page,
            "pages": max(-(-count // PAGE), 1), "words": words, "day": day,
            "ready": len(self._dispatch.ready()), "today": dt.datetime.now(NORTH_ZONE).date(),
        }  # fmt: skip
        return self._site.page(request, "shipments.html", context)

    async def pack(self, request: Request) -> Response:
        """Print a label for every sale that is ready."""
        await self._guard(request)
        self._dispatch.pack(dt.datetime.now(NORTH_ZONE))
        return RedirectResponse("/shipments", 303)

    async def ship(self, request: Request) -> Response:
        """A sale leaves with the label that a person typed in, or with the next printed one."""
        form = await self._guard(request)
        key, tracking = request.path_params["key"], form.get("tracking", "").strip()
        sale = self._books.get(key)
        if sale is None or not self.shown(sale)["ready"]:
            raise HTTPException(404)
        now = dt.datetime.now(NORTH_ZONE)
        if tracking:
            self._dispatch.ship(key, Label(form.get("carrier", ""), tracking, now))
        else:
            self._dispatch.print_label(key, now)
        return RedirectResponse(f"/sales/{key}", 303)

    async def void(self, request: Request) -> Response:
        """A label goes nowhere: another one will be printed."""
        await self._guard(request)
        shipment = self._dispatch.get(request.path_params["key"])
        if shipment is None:
            raise HTTPException(404)
        self._dispatch.void(shipment["id"])
        return RedirectResponse(f"/sales/{shipment['sale']}", 303)

    async def _guard(self, request: Request) -> dict[str, str]:
        form = await form_of(request)
        if not allowed(request, self._site, form.get("csrf", "")):
            raise HTTPException(403)
        return form


def _row(row: Row) -> dict[str, object]:
    return {
        **dict(row),
        "left": dt.datetime.fromisoformat(row["shipped_at"]).astimezone(NORTH_ZONE),
    }


def _midnight(day: str) -> float:
    try:
        start = dt.date.fromisoformat(day)
    except ValueError:
        return 0.0
    return dt.datetime.combine(start, dt.time(), NORTH_ZONE).timestamp()
