"""The fault switchboard: what goes wrong at a practice site, how often, and how it is done."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Literal, get_args

from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Kind = Literal[
    "latency", "drop_before", "error_500", "too_many", "challenge", "expire", "empty_list",
    "double_submit", "changed_layout", "changed_words", "drop_after",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
INSTEAD = ("drop_before", "error_500", "too_many", "challenge")
ABORT = "practice.abort"
EMPTY = "practice.empty"
CHALLENGE = Path(__file__).with_name("templates") / "challenge.html"


@dataclass
class Fault:
    """One fault: on requests whose method and path match, `times` times (0: for ever).

    Attributes:
        skip: matching requests that are let through first.
        probability: of each of the others, drawn from `seed`.
        seconds: how long `latency` waits at most, what `too_many` says in Retry-After.
    """

    kind: str
    path: str = r"^(?!/static/)"
    methods: tuple[str, ...] = ()
    times: int = 0
    skip: int = 0
    probability: float = 1.0
    seconds: float = 1.0
    seed: int = 0
    fired: int = 0
    _random: Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault {self.kind!r}; there are {', '.join(KINDS)}")
        self.methods = tuple(method.upper() for method in self.methods)
        self._random = Random(self.seed)  # noqa: S311  repeatable trouble

    def strikes(self, method: str, path: str) -> bool:
        """Whether it hits this request; counts it if so."""
        if (self.methods and method not in self.methods) or not re.search(self.path, path):
            return False
        if self.times and self.fired >= self.times:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self._random.random() >= self.probability:
            return False
        self.fired += 1
        return True

    def public(self) -> dict[str, Any]:
        """Its settings and how often it fired."""
        return {key: value for key, value in asdict(self).items() if not key.startswith("_")}


@dataclass
class Board:
    """The faults that are switched on at one site."""

    faults: list[Fault] = field(default_factory=list)

    def striking(self, method: str, path: str) -> dict[str, Fault]:
        """The faults that hit this request, one a kind."""
        return {fault.kind: fault for fault in self.faults if fault.strikes(method, path)}


class Faulty:
    """ASGI middleware that makes the board's faults happen."""

    def __init__(self, app: ASGIApp, board: Board, expire: Callable[[], None]) -> None:
        self._app = app
        self._board = board
        self._expire = expire

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, with the faults that strike it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        faults = self._board.striking(scope["method"], scope["path"])
        if "latency" in faults:
            receive = await _replayable(receive)  # who has it works on though the sender is gone
            await self._dawdle(faults["latency"])
        instead = next((kind for kind in INSTEAD if kind in faults), None)
        if instead:
            await _instead(faults[instead], scope, receive, send)
        else:
            await self._through(faults, scope, receive, send)

    async def _dawdle(self, fault: Fault) -> None:
        """Wait as long as the fault says, or until it is switched off."""
        ends = asyncio.get_running_loop().time() + fault.seconds
        while fault in self._board.faults and asyncio.get_running_loop().time() < ends:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    async def _through(
        self, faults: dict[str, Fault], scope: Scope, receive: Receive, send: Send
    ) -> None:
        if "expire" in faults:
            self._expire()
        if "empty_list" in faults:
            scope[EMPTY] = True
        if "double_submit" in faults:
            receive = await _replayable(receive)
            await self._app(dict(scope), receive, _swallow)
        if "drop_after" in faults:
            await self._app(scope, receive, _swallow)
            scope[ABORT]()
        elif "changed_layout" in faults:
            await _rewritten(self._app, relaid, scope, receive, send)
        elif "changed_words" in faults:
            await _rewritten(self._app, reworded, scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def _instead(fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    if fault.kind == "drop_before":
        scope[ABORT]()
        return
    answers: dict[str, Callable[[], Response]] = {
        "error_500": lambda: PlainTextResponse("Internal Server Error", 500),
        "too_many": lambda: PlainTextResponse(
            "Too Many Requests", 429, {"Retry-After": f"{fault.seconds:g}"}
        ),
        "challenge": lambda: FileResponse(CHALLENGE, 403),
    }
    await answers[fault.kind]()(scope, receive, send)


async def _swallow(message: Message) -> None:
    """Send nothing: the work is done, nobody is told."""


async def _replayable(receive: Receive) -> Receive:
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)

    async def again() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _rewritten(
    app: ASGIApp, change: Callable[[bytes], bytes], scope: Scope, receive: Receive, send: Send
) -> None:
    parts: list[bytes] = []
    start: Message = {}

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, keep)
    body = change(b"".join(parts))
    headers = [item for item in start["headers"] if item[0].lower() != b"content-length"]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def relaid(body: bytes) -> bytes:
    """The same content after a redesign: other class names and ids, or other JSON keys."""
    try:
        return json.dumps(_renamed(json.loads(body))).encode()
    except ValueError:
        return re.sub(rb'\b(class|id)="([^"]*)"', _new_names, body)


def reworded(body: bytes) -> bytes:
    """The same content under other words: every heading of a column and every term has one more."""
    return re.sub(rb"<(th|dt)\b([^>]*)>([^<]+)</\1>", rb"<\1\2>\3 info</\1>", body)


def _new_names(match: re.Match[bytes]) -> bytes:
    names = b" ".join(b"v2-" + name for name in match[2].split())
    return match[1] + b'="' + names + b'"'


def _renamed(value: object) -> object:
    if isinstance(value, dict):
        return {f"{key}V2": _renamed(item) for key, item in value.items()}
    return [_renamed(item) for item in value] if isinstance(value, list) else value
