"""Running practice sites, and a clerk who visits them by plain HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path

import httpx
import pyotp
import pytest
import pytest_asyncio

from bots import erps, platforms
from bots.browser import Browser, open_browser
from bots.evidence import Evidence
from bots.practice import State, practice_running
from bots.practice.accounts import account
from bots.practice_settings import practice_settings
from bots.session import Session, SignInSecrets, open_session
from bots.settings import BrowserSettings, ErpSettings, Settings, ShopSettings
from bots.testing.faults import Practice
from bots.testing.people import Nobody

OpenSite = Callable[..., AbstractAsyncContextManager[Session]]
Sessions = Callable[[str], Awaitable[Session]]
Temp = pytest.TempPathFactory


class Clerk(httpx.Client):
    """A visitor of one site, with cookies."""

    def __init__(self, state: State, site: str) -> None:
        super().__init__(base_url=state.urls[site], follow_redirects=True, trust_env=False)
        self.account = account(site, state.seed)

    def token(self, path: str) -> str:
        """The hidden token of the form on a page."""
        return re.search(r'name="csrf" value="([^"]+)"', self.get(path).text)[1]

    def sign_in(self, password: str | None = None, **more: str) -> httpx.Response:
        """Fill the sign-in form, and the code where one is asked for."""
        form = {"username": self.account.username, "password": password or self.account.password}
        answer = self.post("/login", data={"csrf": self.token("/login"), **form, **more})
        if answer.url.path == "/login/code":
            answer = self.post("/login/code", data={"code": pyotp.TOTP(self.account.totp).now()})
        return answer


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("practice")


@pytest.fixture(scope="module")
def state(home: Path) -> Iterator[State]:
    with practice_running(home, seed=5, orders=30) as running:
        yield running


@pytest.fixture
def desk(state: State) -> Iterator[Practice]:
    with Practice(state) as desk:
        desk.reset(seed=5, orders=30)
        for site in ("north", "south", "erp"):
            desk.switch(site, captcha=False, totp=site == "south", session_seconds=1800)
        yield desk


@pytest.fixture
def visit(state: State, desk: Practice) -> Iterator[Callable[[str], Clerk]]:
    clerks: list[Clerk] = []

    def make(site: str) -> Clerk:
        clerks.append(Clerk(state, site))
        return clerks[-1]

    yield make
    for clerk in clerks:
        clerk.close()


class Somebody(Nobody):
    """Nobody, until a test gives an answer to give."""

    def __init__(self) -> None:
        super().__init__()
        self.answer: Callable[[], str] | None = None

    async def ask(self, site: str, need: str, prompt: str, screenshot: bytes, wait: float) -> str:
        if self.answer is None:
            return await super().ask(site, need, prompt, screenshot, wait)
        return self.answer()


@pytest.fixture
def nobody() -> type[Somebody]:
    """Makes people who do not answer unless told what."""
    return Somebody


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser(BrowserSettings()) as browser:
        yield browser


@pytest.fixture(scope="module")
def open_site(home: Path, state: State, browser: Browser, tmp_path_factory: Temp) -> OpenSite:
    """Sign in at a site with the product's own session, as a run does."""

    def opened(
        name: str, people: Nobody | None = None, password: str = ""
    ) -> AbstractAsyncContextManager[Session]:
        place = tmp_path_factory.mktemp(name)
        site = site_settings(home, name)
        clerk = account(name, state.seed)
        secrets = SignInSecrets(clerk.username, password or clerk.password, clerk.totp)
        return open_session(
            browser,
            site,
            adapter_of(site).sign_in,
            lambda _: secrets,
            people or Nobody(),
            place,
            key=bytes(32),
            evidence=Evidence(place / "evidence"),
        )

    return opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sessions(open_site: OpenSite) -> AsyncIterator[Sessions]:
    """A session of each site, signed in when first asked for, shared by a module's tests."""
    opened: dict[str, Session] = {}
    async with AsyncExitStack() as stack:

        async def session(name: str) -> Session:
            if name not in opened:
                opened[name] = await stack.enter_async_context(open_site(name))
            return opened[name]

        yield session


def adapter_of(site: ShopSettings | ErpSettings) -> type:
    """The class that works this site."""
    if isinstance(site, ErpSettings):
        return erps.load(site.product)
    return platforms.load(site.platform)


def site_settings(home: Path, name: str) -> ShopSettings | ErpSettings:
    """The practice settings of a site."""
    settings = Settings.model_validate(practice_settings(home))
    return settings.the_erp() if name == "erp" else settings.shop(name)
