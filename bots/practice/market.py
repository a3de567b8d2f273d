"""The practice shop `market`: a server-rendered seller centre with numbered pages."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bots.model.codes import OrderStatus
from bots.practice.faults import EMPTY
from bots.practice.labels import Labels
from bots.practice.market_settlements import MarketSettlements
from bots.practice.orders import OrderBook, Query
from bots.practice.scenario import NORTH_ZONE
from bots.practice.settlements import SettlementBook
from bots.practice.shop_shipping import MarketShipping
from bots.practice.shop_words import STATES, moment, money
from bots.practice.signin import Desk
from bots.practice.site import HERE, Site

PAGE = 20


class Market:
    """The pages of the market."""

    def __init__(
        self, site: Site, book: OrderBook, settlements: SettlementBook, labels: Labels
    ) -> None:
        self._site = site
        self._book = book
        self._settlements = MarketSettlements(site, settlements)
        self._shipping = MarketShipping(site, book, labels)
        site.face.globals.update(money=money, moment=moment, states=STATES)

    def app(self) -> Starlette:
        """The shop as a web application."""
        routes = [
            *Desk(self._site).routes(),
            Route("/", lambda _: RedirectResponse("/orders")),
            Route("/orders", self.orders),
            *self._shipping.routes(),
            Route("/orders/{number:path}", self.order),
            *self._settlements.routes(),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]
        return Starlette(routes=routes, exception_handlers={404: self.missing})

    async def orders(self, request: Request) -> Response:
        """One page of the list, newest first; orders that arrive meanwhile shift the pages."""
        query = _query(request)
        page = max(_number(request.query_params.get("page", "1")), 1)
        empty = request.scope.get(EMPTY, False)
        count = 0 if empty else self._book.count(query)
        rows = [] if empty else self._book.newest(query, PAGE, (page - 1) * PAGE)
        context = {
            "rows": rows, "count": count, "page": page, "pages": max(-(-count // PAGE), 1),
            "asked": dict(request.query_params), "today": datetime.now(NORTH_ZONE).date(),
        }  # fmt: skip
        return self._site.page(request, "orders.html", context)

    async def order(self, request: Request) -> Response:
        """One order with lines, address and totals."""
        order = self._book.get(request.path_params["number"])
        if order is None:
            raise HTTPException(404)
        context = {"order": order, "problem": "", **self._shipping.shown(order)}
        return self._site.page(request, "order.html", context)

    async def missing(self, request: Request, _: Exception) -> Response:
        """There is no such page."""
        return self._site.page(request, "missing.html", {}, 404)


def _query(request: Request) -> Query:
    asked = request.query_params
    status = asked.get("status", "")
    until = _midnight(asked.get("to", ""), days=1)
    return Query(
        words=asked.get("q", "").strip(),
        status=status if status in set(OrderStatus) else "",
        since=_midnight(asked.get("from", "")) or 0.0,
        until=until or time.time() + 60,
    )


def _midnight(day: str, days: int = 0) -> float:
    """The start of that day in the shop's zone, `days` later; 0 for no day."""
    try:
        start = date.fromisoformat(day) + timedelta(days=days)
    except ValueError:
        return 0.0
    return datetime(start.year, start.month, start.day, tzinfo=NORTH_ZONE).timestamp()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 1
