"""The practice shop `outlet`: a single-page app; lists and details come by XHR."""

from __future__ import annotations

import base64
import binascii

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bots.model.codes import OrderStatus
from bots.practice.faults import EMPTY
from bots.practice.labels import Labels
from bots.practice.orders import OrderBook, Query, ShopOrder
from bots.practice.outlet_settlements import OutletSettlements
from bots.practice.settlements import SettlementBook
from bots.practice.shop_shipping import OutletShipping
from bots.practice.signin import Desk
from bots.practice.site import HERE, Site
from bots.practice.words import ZH

PAGE = 25
STATE_NAMES = {
    OrderStatus.AWAITING_PAYMENT: "UNPAID",
    OrderStatus.PAID: "TO_SHIP",
    OrderStatus.SHIPPED: "IN_TRANSIT",
    OrderStatus.COMPLETED: "DELIVERED",
    OrderStatus.REFUNDING: "RETURN_REQUESTED",
    OrderStatus.REFUNDED: "RETURNED",
    OrderStatus.CANCELLED: "CANCELLED",
}


class Outlet:
    """The shell page of the app, and the data it asks for."""

    def __init__(
        self, site: Site, book: OrderBook, settlements: SettlementBook, labels: Labels
    ) -> None:
        self._site = site
        self._book = book
        self._settlements = OutletSettlements(settlements)
        self._shipping = OutletShipping(site, book, labels)
        site.face.globals.update(zh=ZH)

    def app(self) -> Starlette:
        """The shop as a web application."""
        routes = [
            *Desk(self._site).routes(),
            Route("/", self.shell),
            Route("/orders/{number}", self.shell),
            Route("/api/orders", self.orders),
            Route("/api/orders/{number}", self.order),
            Route("/settlements", self.shell),
            *self._settlements.routes(),
            *self._shipping.routes(),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]
        return Starlette(routes=routes, exception_handlers={404: self.missing})

    async def shell(self, request: Request) -> Response:
        """The page that the app lives in: it holds no data."""
        return self._site.page(request, "app.html", {})

    async def orders(self, request: Request) -> Response:
        """One stretch of the list, newest first; `next` is where the following one begins."""
        try:
            query = _query(request)
            place = _unpacked(request.query_params.get("cursor", ""))
        except ValueError:
            return JSONResponse({"code": 400, "message": "bad cursor or time"}, 400)
        found = (
            self._book.before(*place, query, PAGE + 1)
            if place
            else self._book.newest(query, PAGE + 1)
        )
        rows = [] if request.scope.get(EMPTY, False) else found
        more = len(rows) > PAGE
        return JSONResponse(
            {
                "code": 0,
                "data": {
                    "total": 0 if request.scope.get(EMPTY, False) else self._book.count(query),
                    "next": _packed(rows[PAGE - 1]) if more else None,
                    "orders": [public(order) for order in rows[:PAGE]],
                },
            }
        )

    async def order(self, request: Request) -> Response:
        """One order."""
        order = self._book.get(request.path_params["number"])
        if order is None:
            return JSONResponse({"code": 404, "message": "no such order"}, 404)
        return JSONResponse({"code": 0, "data": {**public(order), **self._shipping.public(order)}})

    async def missing(self, request: Request, _: Exception) -> Response:
        """There is no such page."""
        return self._site.page(request, "missing.html", {}, 404)


def public(order: ShopOrder) -> dict[str, object]:
    """An order as the app gets it: times in milliseconds since 1970, money in cents."""
    buyer = order.buyer
    return {
        "orderId": order.number,
        "state": STATE_NAMES[order.status],
        "createdAt": int(order.placed_at.timestamp() * 1000),
        "currency": order.currency,
        "items": [
            {
                "skuId": item.sku,
                "title": item.title,
                "qty": item.quantity,
                "priceCents": int(item.price * 100),
            }
            for item in order.items
        ],
        "shippingCents": int(order.shipping * 100),
        "discountCents": int(order.discount * 100),
        "taxCents": int(order.tax * 100),
        "totalCents": int(order.total * 100),
        "buyer": {"name": buyer.name, "email": buyer.email},
        "shipTo": {
            "name": buyer.name,
            "phone": buyer.phone,
            "lines": list(buyer.lines),
            "district": buyer.district,
            "city": buyer.city,
            "state": buyer.province,
            "zip": buyer.postcode,
            "country": buyer.country,
        },
        "message": order.note or None,
    }


def _query(request: Request) -> Query:
    asked = request.query_params
    names = {name: status for status, name in STATE_NAMES.items()}
    return Query(
        words=asked.get("q", "").strip(),
        status=names.get(asked.get("state", ""), ""),
        since=float(asked.get("since") or 0) / 1000,
        until=float(asked.get("until") or 1e15) / 1000,
    )


def _packed(order: ShopOrder) -> str:
    text = f"{order.placed_at.timestamp()!r}|{order.number}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def _unpacked(cursor: str) -> tuple[float, str] | None:
    if not cursor:
        return None
    try:
        moment, _, number = base64.urlsafe_b64decode(cursor).decode().partition("|")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError("no cursor of ours") from error
    return float(moment), number
