"""Signing in at a practice site: password, optional captcha, optional code from the app."""

from __future__ import annotations

import secrets
from random import SystemRandom
from urllib.parse import quote

import pyotp
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bots.practice.captcha import LETTERS, drawing
from bots.practice.site import Site, allowed, form_of

PASSWORD, CAPTCHA, TOO_OLD, CODE = (
    "Wrong user name or password.",
    "The characters do not match the picture.",
    "This form is too old. Please try again.",
    "This code is wrong or too old.",
)
REASONS = {PASSWORD: "password", CAPTCHA: "captcha", TOO_OLD: "too-old", CODE: "code", "": ""}
OPEN = ("/login", "/static/", "/captcha.svg", "/favicon.ico")


class Wall:
    """ASGI middleware: whoever is not signed in gets the sign-in page; data requests get a 401."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let signed-in requests and the open pages through."""
        request = Request(scope, receive)
        self._site.counters.requests += 1
        if scope["path"].startswith(OPEN) or self._site.visit(request):
            await self._app(scope, receive, send)
        elif scope["path"].startswith("/api/"):
            await JSONResponse({"code": 401, "message": "not signed in"}, 401)(scope, receive, send)
        else:
            await RedirectResponse(_login_for(request), 303)(scope, receive, send)


def _login_for(request: Request) -> str:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/login?next={quote(wanted)}" if request.method == "GET" else "/login"


class Desk:
    """The sign-in pages of one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._half: dict[str, str] = {}

    def routes(self) -> list[Route]:
        """The routes of signing in and out."""
        return [
            Route("/login", self.form),
            Route("/login", self.password, methods=["POST"]),
            Route("/login/code", self.code_form),
            Route("/login/code", self.code, methods=["POST"]),
            Route("/captcha.svg", self.captcha),
            Route("/logout", self.logout, methods=["POST"]),
            Route("/popup/close", self.close_popup, methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        """The page with user name and password."""
        return self._form(request, _next(request.query_params.get("next", "/")))

    async def password(self, request: Request) -> Response:
        """Check user name, password and captcha."""
        form = await form_of(request)
        wanted = _next(form.get("next", "/"))
        ticket = request.cookies.get(self._ticket, "")
        if not ticket or form.get("csrf") != ticket:
            return self._form(request, wanted, TOO_OLD)
        if not self._captcha_right(ticket, form.get("captcha", "")):
            return self._form(request, wanted, CAPTCHA)
        if not self._right(form.get("username", ""), form.get("password", "")):
            self._site.counters.refused += 1
            return self._form(request, wanted, PASSWORD)
        if not self._site.switches.totp:
            return self._signed_in(wanted)
        self._half[ticket] = wanted
        return RedirectResponse("/login/code", 303)

    async def code_form(self, request: Request) -> Response:
        """The page that asks for the code from the app."""
        if request.cookies.get(self._ticket, "") not in self._half:
            return RedirectResponse("/login", 303)
        return self._site.page(request, "code.html", {"error": "", "reason": ""})

    async def code(self, request: Request) -> Response:
        """Check the code from the app."""
        ticket = request.cookies.get(self._ticket, "")
        form = await form_of(request)
        if ticket not in self._half:
            return RedirectResponse("/login", 303)
        if pyotp.TOTP(self._site.account.totp).verify(form.get("code", ""), valid_window=1):
            return self._signed_in(self._half.pop(ticket))
        self._site.counters.refused += 1
        return self._site.page(request, "code.html", {"error": CODE, "reason": REASONS[CODE]})

    async def captcha(self, request: Request) -> Response:
        """The picture with the characters to type."""
        answer = self._site.captchas.get(request.cookies.get(self._ticket, ""), "")
        return Response(
            drawing(answer), media_type="image/svg+xml", headers={"Cache-Control": "no-store"}
        )

    async def logout(self, request: Request) -> Response:
        """End this session."""
        form = await form_of(request)
        if allowed(request, self._site, form.get("csrf", "")):
            self._site.visits.pop(request.cookies.get(self._site.cookie, ""), None)
        return RedirectResponse("/login", 303)

    async def close_popup(self, request: Request) -> Response:
        """The overlay was closed: not shown again in this session."""
        visit = self._site.visit(request)
        if visit:
            visit.popup_closed = True
        return Response(status_code=204)

    @property
    def _ticket(self) -> str:
        return f"{self._site.key}_ticket"

    def _form(self, request: Request, wanted: str, error: str = "") -> Response:
        ticket = secrets.token_urlsafe(16)
        captcha = self._site.switches.captcha
        if captcha:
            self._site.captchas[ticket] = "".join(SystemRandom().choices(LETTERS, k=5))
        context = {
            "error": error, "reason": REASONS[error], "next": wanted, "ticket": ticket,
            "captcha": captcha,
        }  # fmt: skip
        response = self._site.page(request, "login.html", context)
        response.set_cookie(self._ticket, ticket, httponly=True, samesite="lax")
        return response

    def _captcha_right(self, ticket: str, answer: str) -> bool:
        wanted = self._site.captchas.pop(ticket, "")
        return not self._site.switches.captcha or (wanted != "" and answer.upper() == wanted)

    def _right(self, username: str, password: str) -> bool:
        account = self._site.account
        same = secrets.compare_digest(password.encode(), account.password.encode())
        return same and username == account.username

    def _signed_in(self, wanted: str) -> Response:
        response = RedirectResponse(wanted, 303)
        self._site.open_visit(response)
        return response


def _next(wanted: str) -> str:
    """Only paths of this site."""
    return wanted if wanted.startswith("/") and not wanted.startswith("//") else "/"
