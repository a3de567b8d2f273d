"""The control desk of the practice: faults, arrivals, switches, reset. Loopback and token only."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bots.model.codes import OrderStatus
from bots.practice.company import Company
from bots.practice.faults import Fault
from bots.practice.site import Site

HEADER = "x-practice-token"


class Guard:
    """ASGI middleware: only who knows the token, which lies in a file of the user's own."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request with the token through; answer 403 to any other."""
        given = Request(scope).headers.get(HEADER, "")
        if secrets.compare_digest(given.encode(), self._token.encode()):
            await self._app(scope, receive, send)
        else:
            await JSONResponse({"error": "wrong token"}, 403)(scope, receive, send)


class Control:
    """What a test or the operator of the practice can do to the sites from outside."""

    def __init__(self, company: Company, sites: Mapping[str, Site], orders: int) -> None:
        self._company = company
        self._sites = sites
        self._orders = orders

    def app(self, token: str) -> ASGIApp:
        """The desk as a web application."""
        routes = [
            Route("/faults", self.list_faults),
            Route("/faults", self.add_fault, methods=["POST"]),
            Route("/faults", self.clear_faults, methods=["DELETE"]),
            Route("/reset", self.reset, methods=["POST"]),
            Route("/arrivals", self.arrive, methods=["POST"]),
            Route("/plants", self.plant, methods=["POST"]),
            Route("/past", self.past, methods=["POST"]),
            Route("/settlements/{shop}/{entry}", self.correct, methods=["POST"]),
            Route("/orders/{shop}/{number}", self.change, methods=["POST"]),
            Route("/shipments", self.pack, methods=["POST"]),
            Route("/sites/{site}", self.site),
            Route("/sites/{site}", self.switch, methods=["POST"]),
            Route("/sites/{site}/expire", self.expire, methods=["POST"]),
        ]
        return Guard(Starlette(routes=routes, exception_handlers={ValueError: _refused}), token)

    async def list_faults(self, _: Request) -> Response:
        """All faults that are switched on, by site, with how often each fired."""
        return JSONResponse(
            {
                key: [fault.public() for fault in site.board.faults]
                for key, site in self._sites.items()
            }
        )

    async def add_fault(self, request: Request) -> Response:
        """Switch one fault on: `site` and the fields of a Fault."""
        wish: dict[str, Any] = await request.json()
        site = self._site(wish.pop("site"))
        try:
            fault = Fault(**wish)
        except TypeError as error:
            raise ValueError(str(error)) from error
        site.board.faults.append(fault)
        return JSONResponse(fault.public())

    async def clear_faults(self, _: Request) -> Response:
        """Switch all faults off."""
        for site in self._sites.values():
            site.board.faults.clear()
        return JSONResponse({})

    async def reset(self, request: Request) -> Response:
        """Start afresh: the story of `seed` with `orders` a shop, no faults; visits stay."""
        wish: dict[str, Any] = await request.json()
        seed, orders = (
            int(wish.get("seed", self._company.seed)),
            int(wish.get("orders", self._orders)),
        )
        self._company.reset(seed, orders)
        for site in self._sites.values():
            site.board.faults.clear()
        return JSONResponse({"seed": seed, "orders": orders})

    async def arrive(self, request: Request) -> Response:
        """`count` new orders at `shop`; their numbers."""
        wish: dict[str, Any] = await request.json()
        self._site(wish["shop"])
        return JSONResponse(
            {"numbers": self._company.arrive(wish["shop"], int(wish.get("count", 1)))}
        )

    async def plant(self, request: Request) -> Response:
        """New orders at `shop` that hold what `orders` wish; their numbers."""
        wish: dict[str, Any] = await request.json()
        self._site(wish["shop"])
        try:
            return JSONResponse({"numbers": self._company.plant(wish["shop"], wish["orders"])})
        except (TypeError, KeyError) as error:
            raise ValueError(f"no such wish: {error}") from error

    async def past(self, request: Request) -> Response:
        """`count` settled orders of the weeks before at `shop`; their numbers."""
        wish: dict[str, Any] = await request.json()
        self._site(wish["shop"])
        return JSONResponse({"numbers": self._company.past(wish["shop"], int(wish["count"]))})

    async def correct(self, request: Request) -> Response:
        """The platform corrects the `amount` of a settlement entry."""
        wish: dict[str, Any] = await request.json()
        shop, entry = request.path_params["shop"], request.path_params["entry"]
        self._site(shop)
        try:
            self._company.settlements[shop].correct(entry, Decimal(wish["amount"]))
        except (KeyError, ArithmeticError) as error:
            raise ValueError(f"no such correction: {error}") from error
        return JSONResponse({})

    async def change(self, request: Request) -> Response:
        """An order changes on the platform: its `status`, or the first line's `quantity`."""
        wish: dict[str, Any] = await request.json()
        shop, number = request.path_params["shop"], request.path_params["number"]
        self._site(shop)
        book = self._company.orders[shop]
        if book.get(number) is None:
            raise ValueError(f"no order {number} at {shop}")
        if "status" in wish:
            book.set_status(number, OrderStatus(wish["status"]))
        if "quantity" in wish:
            book.set_quantity(number, int(wish["quantity"]))
        return JSONResponse({})

    async def pack(self, request: Request) -> Response:
        """The warehouse prints labels for confirmed sales; their references and numbers.

        For all that are ready, or those of `references`; `void` are references whose label is
        voided first. `carrier` and `tracking` go over the label's own.
        """
        wish: dict[str, Any] = await request.json()
        found = self._company.packed(
            wish.get("references"), wish.get("void", ()), wish.get("carrier"), wish.get("tracking")
        )
        return JSONResponse({"shipments": found})

    async def site(self, request: Request) -> Response:
        """A site's switches and counters, and the answer to its latest captcha."""
        site = self._site(request.path_params["site"])
        return JSONResponse(
            {
                **asdict(site.switches),
                **asdict(site.counters),
                "captcha_answer": next(reversed(site.captchas.values()), ""),
            }
        )

    async def switch(self, request: Request) -> Response:
        """Turn `captcha`, `totp`, `popup` on or off, or set `session_seconds`."""
        site = self._site(request.path_params["site"])
        wish: dict[str, Any] = await request.json()
        for name, value in wish.items():
            if not hasattr(site.switches, name):
                raise ValueError(f"no switch {name!r}")
            setattr(site.switches, name, value)
        return JSONResponse(asdict(site.switches))

    async def expire(self, request: Request) -> Response:
        """End every session of a site."""
        self._site(request.path_params["site"]).expire_all()
        return JSONResponse({})

    def _site(self, key: str) -> Site:
        if key not in self._sites:
            raise ValueError(f"no site {key!r}; there are {', '.join(self._sites)}")
        return self._sites[key]


async def _refused(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 400)
