"""A tiny site to sign in to, on a port of its own, whose troubles a test can order."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pyotp
import uvicorn
from playwright.async_api import Page as BrowserPage
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bots.errors import SignInRefused
from bots.page import Document, Page
from bots.session import Ask, SignInSecrets
from bots.settings import SiteSettings

PASSWORD = "correct-horse-9f"
USERNAME = "clerk@shop.example"
SEED = pyotp.random_base32()
BUYER = "欧阳𠮷娜"
PHONE = "13812345678"
STREET = "文三路 477 号华星科技大厦"


@dataclass
class TinySite:
    """The site's state: who is signed in, what was asked, which trouble comes next."""

    url: str = ""
    password: str = PASSWORD
    ask_code: bool = False
    captcha: str = ""
    tokens: set[str] = field(default_factory=set)
    asked: Counter[str] = field(default_factory=Counter)
    passwords: list[str] = field(default_factory=list)
    expire_at: dict[str, int] = field(default_factory=dict)
    troubles: dict[str, list[Callable[[], Response]]] = field(default_factory=dict)
    prices: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    count: int = 12

    def settings(self, **changed) -> SiteSettings:
        """Settings of a shop on this site."""
        return SiteSettings.model_validate({"name": "tiny", "url": self.url, **changed})

    def trouble(self, path: str, *answers: Callable[[], Response]) -> None:
        """The next answers of `path`, before it goes back to normal."""
        self.troubles[path] = list(answers)

    def app(self) -> Starlette:
        async def item(request: Request) -> Response:
            return await self.item(request)  # which a test may replace while the site is served

        return Starlette(
            routes=[
                Route("/login", self.login, methods=["GET", "POST"]),
                Route("/code", self.code, methods=["GET", "POST"]),
                Route("/home", self.signed_in(self.home)),
                Route("/item/{n}", self.signed_in(item)),
                Route("/api/items", self.signed_in(self.api)),
                Route("/app", self.signed_in(self.single_page)),
                Route("/gbk", self.signed_in(self.gbk)),
            ]
        )

    def signed_in(self, handler):
        async def guarded(request: Request) -> Response:
            path = request.url.path
            self.asked[path] += 1
            if self.expire_at.get(path) == self.asked[path]:
                self.tokens.clear()
            if request.cookies.get("session") not in self.tokens:
                return RedirectResponse(f"/login?next={path}", 303)
            if self.troubles.get(path):
                return self.troubles[path].pop(0)()
            return await handler(request)

        return guarded

    async def login(self, request: Request) -> Response:
        if request.method == "GET":
            return HTMLResponse(LOGIN.format(captcha=CAPTCHA if self.captcha else "", error=""))
        form = await request.form()
        self.passwords.append(form["password"])
        if self.troubles.get("/login"):
            return self.troubles["/login"].pop(0)()
        if form["password"] != self.password or form.get("captcha", "") != self.captcha:
            return HTMLResponse(LOGIN.format(captcha="", error=REFUSED))
        if self.ask_code:
            return RedirectResponse("/code", 303)
        return self._admitted()

    async def code(self, request: Request) -> Response:
        if request.method == "GET":
            return HTMLResponse(CODE)
        form = await request.form()
        if form["code"] != pyotp.TOTP(SEED).now():
            return HTMLResponse(LOGIN.format(captcha="", error="<p id=error>wrong code</p>"))
        return self._admitted()

    def _admitted(self) -> Response:
        token = f"token{len(self.passwords)}"
        self.tokens.add(token)
        answer = RedirectResponse("/home", 303)
        answer.set_cookie("session", token, httponly=True, max_age=3600)
        return answer

    async def home(self, request: Request) -> Response:
        return HTMLResponse(HOME)

    async def item(self, request: Request) -> Response:
        number = request.path_params["n"]
        if number in self.gone:
            return HTMLResponse("<html><body>no such item</body></html>", 404)
        price = self.prices.get(number, f"{number}.50")
        return HTMLResponse(
            ITEM.format(n=number, price=price, buyer=BUYER, phone=PHONE, street=STREET)
        )

    async def api(self, request: Request) -> Response:
        page = int(request.query_params.get("page", "0"))
        return JSONResponse({"page": page, "items": [page * 2, page * 2 + 1], "last": page == 2})

    async def single_page(self, request: Request) -> Response:
        return HTMLResponse(APP)

    async def gbk(self, request: Request) -> Response:
        body = "<html><body><h1>订单</h1></body></html>".encode("gbk")
        return Response(body, headers={"content-type": "text/html; charset=gbk"})


LOGIN = """<html><body><form method=post action=/login>{error}
<label>User <input name=username></label><label>Password <input name=password type=password></label>
{captcha}<button>Sign in</button></form></body></html>"""
REFUSED = "<p id=error>refused</p>"
CAPTCHA = "<b id=picture>7K2P</b><label>Captcha <input name=captcha></label>"
CODE = """<html><body><form method=post action=/code>
<label>Code <input name=code></label><button>Go on</button></form></body></html>"""
HOME = """<html><body><h1 id=home>Home</h1><script>
if (!sessionStorage.opened) sessionStorage.opened = "first";
localStorage.kept = "local";
const wish = indexedDB.open("db", 1);
wish.onupgradeneeded = () => wish.result.createObjectStore("s").put("indexed", "k");
</script></body></html>"""
ITEM = """<html><head><title>Item {n}</title></head><body class=item><h1>Item {n}</h1>
<table><tr><th>Buyer</th><td class=buyer>{buyer}</td></tr>
<tr><th>Phone</th><td data-phone="{phone}">{phone}</td></tr>
<tr><th>Address</th><td><input value="{street}"> {street}</td></tr>
<tr><th>Price</th><td class=price>¥{price}</td></tr></table>
<a href="/item/{n}?buyer={buyer}">again</a>
<script>window.state = {{"buyer": "{buyer}"}}</script></body></html>"""
APP = """<html><body><ul id=list></ul><button>More</button><script>
let page = 0;
const more = async () => {
  const body = await (await fetch(`/api/items?page=${page++}`)).json();
  for (const item of body.items) list.append(item, document.createElement("br"));
};
document.querySelector("button").onclick = more; more();
</script></body></html>"""


class TinySignIn:
    """How the tiny site is signed in to."""

    probe = "/home"

    def is_signed_out(self, document: Document) -> bool:
        return "/login" in document.url

    async def press(
        self, page: BrowserPage, site: SiteSettings, secrets: SignInSecrets, ask: Ask
    ) -> None:
        await page.get_by_label("User").fill(secrets.username)
        await page.get_by_label("Password").fill(secrets.password)
        if await page.locator("#picture").count():
            answer = await ask(need="captcha", prompt="type it", page=page, of="#picture")
            await page.get_by_label("Captcha").fill(answer)
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_selector("#home, #error, [name=code], pre", timeout=5_000)
        if await page.locator("[name=code]").count():
            await page.get_by_label("Code").fill(secrets.totp())
            await page.get_by_role("button", name="Go on").click()
            await page.wait_for_selector("#home, #error", timeout=5_000)
        if await page.locator("#error").count():
            raise SignInRefused(f"{site.name}: refused")


class ItemPage(Page):
    """One item."""

    proof = ("body.item", ".price")

    @property
    def number(self) -> str:
        return self.text("h1").removeprefix("Item ")

    @property
    def price(self) -> str:
        return self.text(".price")


@contextmanager
def served(site: TinySite) -> Iterator[TinySite]:
    """Serve the site on a free port of loopback until the end of the block."""
    listening = socket.create_server(("127.0.0.1", 0))
    site.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(site.app(), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield site
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join()
