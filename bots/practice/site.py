"""What every practice site has: an account, sessions, switches, a fault board, a look."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bots.practice.accounts import Account
from bots.practice.faults import Board
from bots.practice.words import translator

HERE = Path(__file__).parent


@dataclass
class Switches:
    """What the operator of the practice may turn on and off."""

    captcha: bool = False
    totp: bool = False
    popup: bool = True
    session_seconds: float = 1800.0


@dataclass
class Visit:
    """One signed-in session; `expires` on the monotonic clock."""

    csrf: str
    expires: float
    popup_closed: bool = False


@dataclass
class Counters:
    """What happened at this site, for tests that look from outside."""

    requests: int = 0
    sign_ins: int = 0
    refused: int = 0


@dataclass
class Site:
    """One practice site while it is served."""

    key: str
    account: Account
    switches: Switches = field(default_factory=Switches)
    board: Board = field(default_factory=Board)
    counters: Counters = field(default_factory=Counters)
    visits: dict[str, Visit] = field(default_factory=dict)
    captchas: dict[str, str] = field(default_factory=dict)
    face: Environment = field(init=False)

    def __post_init__(self) -> None:
        folders = [HERE / "templates" / self.key, HERE / "templates"]
        self.face = Environment(
            loader=FileSystemLoader(folders),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @property
    def cookie(self) -> str:
        """The session cookie's name; cookies are shared between ports, so names differ."""
        return f"{self.key}_session"

    def visit(self, request: Request) -> Visit | None:
        """The request's session, kept alive; None when there is none or it has expired."""
        token = request.cookies.get(self.cookie, "")
        visit = self.visits.get(token)
        if visit is None or visit.expires < time.monotonic():
            self.visits.pop(token, None)
            return None
        visit.expires = time.monotonic() + self.switches.session_seconds
        return visit

    def open_visit(self, response: Response) -> None:
        """Sign the browser that gets `response` in."""
        token = secrets.token_urlsafe(24)
        expires = time.monotonic() + self.switches.session_seconds
        self.visits[token] = Visit(secrets.token_urlsafe(16), expires)
        self.counters.sign_ins += 1
        response.set_cookie(self.cookie, token, httponly=True, samesite="lax")

    def expire_all(self) -> None:
        """End every session."""
        self.visits.clear()

    def page(
        self, request: Request, name: str, context: Mapping[str, object], status: int = 200
    ) -> HTMLResponse:
        """A page in the visitor's language."""
        language = chosen_language(request)
        visit = self.visit(request)
        html = self.face.get_template(name).render(
            t=translator(language),
            lang=language,
            site=self.key,
            path=request.url.path,
            csrf=visit.csrf if visit else "",
            user=self.account.username if visit else "",
            popup=bool(visit and self.switches.popup and not visit.popup_closed),
            **context,
        )
        response = HTMLResponse(html, status)
        if "lang" in request.query_params:
            response.set_cookie("practice_language", language, samesite="lax")
        return response


def chosen_language(request: Request) -> str:
    """`zh` or `en`: asked for, remembered, or the browser's first choice."""
    wishes = (
        request.query_params.get("lang", ""),
        request.cookies.get("practice_language", ""),
        request.headers.get("accept-language", ""),
    )
    return next(("zh" if wish.startswith("zh") else "en" for wish in wishes if wish), "zh")


async def form_of(request: Request) -> dict[str, str]:
    """The form's text fields; of a name that comes twice, the last."""
    form = await request.form()
    return {key: value for key, value in form.items() if isinstance(value, str)}


def allowed(request: Request, site: Site, token: str) -> bool:
    """Whether a form came from one of our own pages of this session."""
    visit = site.visit(request)
    return visit is not None and secrets.compare_digest(visit.csrf, token)
