"""The practice server: two shops, the ERP and the control desk, in one process on loopback."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bots.practice.accounts import account
from bots.practice.company import Company
from bots.practice.control import Control
from bots.practice.erp import ErpSite
from bots.practice.faults import ABORT, Faulty
from bots.practice.labels import Labels
from bots.practice.market import Market
from bots.practice.orders import OrderBook
from bots.practice.outlet import Outlet
from bots.practice.settlements import SettlementBook
from bots.practice.signin import Wall
from bots.practice.site import Site
from bots.practice.state import State, read_state, write_state

LOOPBACK = "127.0.0.1"
SITES = ("north", "south", "erp")


class Droppable(H11Protocol):
    """HTTP whose connection the application can cut, as a bad network does."""

    def connection_made(self, transport: object) -> None:
        """Tell every request of this connection how to cut it."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn's own narrow type
        app = self.app

        async def droppable(scope: Scope, receive: Receive, send: Send) -> None:
            scope[ABORT] = self.transport.abort
            await app(scope, receive, send)

        self.app = droppable


class ByPort:
    """One ASGI application that answers for each port with that port's site."""

    def __init__(self, apps: Mapping[int, ASGIApp]) -> None:
        self._apps = apps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to its port's site."""
        await self._apps[scope["server"][1]](scope, receive, send)


def serve(
    home: Path, *, seed: int = 1, orders: int = 24, port: int = 0, until_stdin_closes: bool = False
) -> None:
    """Serve the practice sites until a signal, or until stdin closes; blocks.

    Args:
        home: data and the state file lie in `practice/` below it, kept between runs of one story.
        seed: which story is told.
        orders: orders a shop.
        port: the first of four ports in a row; 0: those of the last run when free, else any.
        until_stdin_closes: for a server that must not outlive the process that holds its stdin.
    """
    company = Company.open(home / "practice")
    company.found(seed, orders)
    sites = {key: Site(key, account(key, seed)) for key in SITES}
    for site in sites.values():
        site.switches.totp = bool(site.account.totp)
    sockets = _sockets(home, port)
    ports = [listener.getsockname()[1] for listener in sockets]
    state = State(
        pid=os.getpid(),
        seed=seed,
        control=f"http://{LOOPBACK}:{ports[-1]}",
        urls={key: f"http://{LOOPBACK}:{port}" for key, port in zip(SITES, ports, strict=False)},
        token=secrets.token_urlsafe(24),
    )
    apps = [*_faces(sites, company), Control(company, sites, orders).app(state.token)]
    server = Announcing(ByPort(dict(zip(ports, apps, strict=True))), home, state)
    if until_stdin_closes:
        threading.Thread(target=server.stop_with_stdin, daemon=True).start()
    try:
        server.run(sockets=sockets)
    finally:
        company.close()


class Announcing(uvicorn.Server):
    """A server that says where it is once it answers."""

    def __init__(self, app: ASGIApp, home: Path, state: State) -> None:
        super().__init__(
            uvicorn.Config(
                app, http=Droppable, lifespan="off", log_level="warning", access_log=False,
                timeout_graceful_shutdown=1, server_header=False,
            )
        )  # fmt: skip
        self._home = home
        self._state = state

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then write the state file and print it as one line."""
        await super().startup(sockets)
        write_state(self._home, self._state)
        shown = {key: value for key, value in asdict(self._state).items() if key != "token"}
        print(json.dumps(shown), flush=True)  # noqa: T201  the line that a parent process waits for

    def stop_with_stdin(self) -> None:
        """Stop when whoever started us is gone: its end of our stdin is closed then."""
        sys.stdin.read()
        self.should_exit = True


def _of_shop(
    sites: Mapping[str, Site], company: Company, shop: str
) -> tuple[Site, OrderBook, SettlementBook, Labels]:
    """A shop's site and its books."""
    return sites[shop], company.orders[shop], company.settlements[shop], company.labels[shop]


def _faces(sites: Mapping[str, Site], company: Company) -> list[ASGIApp]:
    apps = {
        "north": Market(*_of_shop(sites, company, "north")).app(),
        "south": Outlet(*_of_shop(sites, company, "south")).app(),
        "erp": ErpSite(sites["erp"], company.books, company.dispatch).app(),
    }
    return [
        Faulty(Wall(apps[key], site), site.board, site.expire_all) for key, site in sites.items()
    ]


def _sockets(home: Path, port: int) -> list[socket.socket]:
    """Four listeners: three sites and the control desk."""
    wanted = [port + step for step in range(4)] if port else _last_ports(home)
    return [_listener(number, firm=bool(port)) for number in wanted]


def _last_ports(home: Path) -> list[int]:
    state = read_state(home)
    if state is None:
        return [0, 0, 0, 0]
    urls = [*(state.urls.get(key, ":0") for key in SITES), state.control]
    return [int(url.rpartition(":")[2]) for url in urls]


def _listener(port: int, *, firm: bool) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError:
        if firm:
            raise
        listener.bind((LOOPBACK, 0))
    return listener
