"""Telling a practice shop that an order is under way: the market's form, the outlet's app."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bots.practice.labels import OF_SHOP, SHIPPABLE, Label, Labels, carrier_name
from bots.practice.orders import OrderBook, ShopOrder
from bots.practice.site import Site, allowed, form_of

NOT_NOW, NO_CARRIER, NO_NUMBER = (
    "This order cannot be shipped.",
    "Choose a carrier.",
    "This is no tracking number.",
)
OUTLET_CODES = {
    "ups": "UPS",
    "fedex": "FEDEX",
    "usps": "USPS",
    "dhl": "DHL_EXPRESS",
    "other": "OTHER",
}
_NUMBER = re.compile(r"[A-Za-z0-9-]{5,40}")


class ShopShipping:
    """What both shops do with a parcel; `codes` are the shop's own for its carriers."""

    def __init__(
        self, site: Site, book: OrderBook, labels: Labels, codes: Mapping[str, str]
    ) -> None:
        self._site = site
        self._book = book
        self._labels = labels
        self._codes = codes

    def shown(self, order: ShopOrder) -> dict[str, object]:
        """What an order's page shows of its parcel; `carrier_code` is the shop's own."""
        labels = self._labels.of(order.number)
        return {
            "label": labels[0] if labels else None,
            "earlier": [label for label in labels[1:] if label.tracking != labels[0].tracking],
            "may_ship": order.status in SHIPPABLE,
            "carriers": self._codes,
            "carrier_code": self._codes.get(labels[0].carrier, "") if labels else "",
        }

    def told(self, order: ShopOrder, code: str, tracking: str) -> str:
        """Take a label in; what is wrong with it, or "". A second one replaces the first."""
        carriers = {code: carrier for carrier, code in self._codes.items()}
        if order.status not in SHIPPABLE:
            return NOT_NOW
        if code not in carriers:
            return NO_CARRIER
        if not _NUMBER.fullmatch(tracking):
            return NO_NUMBER
        self._labels.put(
            order.number, Label(carriers[code], tracking, dt.datetime.now(order.placed_at.tzinfo))
        )
        return ""

    def order(self, request: Request) -> ShopOrder:
        """The order of the request's path; 404 for one that is not there."""
        order = self._book.get(request.path_params["number"])
        if order is None:
            raise HTTPException(404)
        return order


class MarketShipping(ShopShipping):
    """The market's form on an order's page."""

    def __init__(self, site: Site, book: OrderBook, labels: Labels) -> None:
        super().__init__(
            site, book, labels, {one: one.upper() for one in (*OF_SHOP["north"], "other")}
        )
        site.face.globals.update(carrier_name=carrier_name)

    def routes(self) -> list[Route]:
        """The route of the form."""
        return [Route("/orders/{number:path}/ship", self.ship, methods=["POST"])]

    async def ship(self, request: Request) -> Response:
        """Ship an order, or change its carrier and number."""
        form = await form_of(request)
        if not allowed(request, self._site, form.get("csrf", "")):
            return self._site.page(request, "too_old.html", {}, 403)
        order = self.order(request)
        problem = self.told(order, form.get("carrier", ""), form.get("tracking", "").strip())
        if problem:
            context = {"order": order, "problem": problem, **self.shown(order)}
            return self._site.page(request, "order.html", context, 422)
        return RedirectResponse(f"/orders/{quote(order.number, safe='')}", 303)


class OutletShipping(ShopShipping):
    """What the outlet's app sends when an order is shipped, or its number changed."""

    def __init__(self, site: Site, book: OrderBook, labels: Labels) -> None:
        super().__init__(site, book, labels, OUTLET_CODES)

    def routes(self) -> list[Route]:
        """The route of the app's form."""
        return [Route("/api/orders/{number}/shipment", self.ship, methods=["PUT"])]

    def public(self, order: ShopOrder) -> dict[str, object]:
        """The parcel as the app gets it."""
        labels = self._labels.of(order.number)
        shipped = {
            "carrierCode": self._codes.get(labels[0].carrier, "OTHER"),
            "trackingNo": labels[0].tracking,
            "shippedAt": int(labels[0].shipped_at.timestamp() * 1000),
        } if labels else None  # fmt: skip
        return {"shipment": shipped, "canShip": order.status in SHIPPABLE}

    async def ship(self, request: Request) -> Response:
        """Ship an order, or change its carrier and number."""
        if not allowed(request, self._site, request.headers.get("x-csrf-token", "")):
            return JSONResponse({"code": 403, "message": "form too old"}, 403)
        order = self.order(request)
        try:
            told = json.loads(await request.body())
            problem = self.told(order, str(told["carrierCode"]), str(told["trackingNo"]).strip())
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"code": 400, "message": "bad request"}, 400)
        if problem:
            return JSONResponse({"code": 422, "message": problem}, 422)
        return JSONResponse({"code": 0, "data": self.public(order)})
