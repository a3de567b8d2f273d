"""A tiny site, and sessions on it."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bots.errors import PersonNeeded
from bots.evidence import Evidence
from bots.session import SignInSecrets, open_session
from bots.testing.people import Nobody
from tests.browser.tiny_site import PASSWORD, SEED, USERNAME, TinySignIn, TinySite, served

KEY = bytes(range(32))


class Folk(Nobody):
    """People and memory in one process; answers are given beforehand."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[str] = []
        self.questions: list[tuple[str, str, bytes]] = []

    @property
    def barred(self) -> bool:
        """Whether any credentials may not be submitted now."""
        return any(tries.permit(datetime.now(UTC)) != "granted" for tries in self.tries.values())

    async def ask(self, site, need, prompt, screenshot, wait):
        self.questions.append((need, prompt, screenshot))
        if not self.answers:
            raise PersonNeeded("nobody answered", need=need)
        return self.answers.pop(0)


@pytest.fixture
def site():
    with served(TinySite()) as running:
        yield running


@pytest.fixture
def folk():
    return Folk()


@pytest.fixture(scope="module")
def shared_site():
    with served(TinySite()) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sessions(browser, shared_site, tmp_path_factory):
    """One signed-in session a transport, opened when first asked for; each a shop of its own."""
    folder = tmp_path_factory.mktemp("shared")
    opened = {}
    async with AsyncExitStack() as stack:

        async def of(transport):
            if transport not in opened:
                site = shared_site.settings(name=transport, transport=transport, concurrency=3)
                opened[transport] = await stack.enter_async_context(
                    _opened(browser, site, Folk(), folder)
                )
            return opened[transport]

        yield of


@pytest_asyncio.fixture(loop_scope="session")
async def session(request, sessions, shared_site):
    """The shared session of the transport that the test names; the site as it was at first."""
    session = await sessions(request.param)
    tokens = set(shared_site.tokens)
    shared_site.asked.clear()
    yield session
    shared_site.tokens |= tokens
    shared_site.troubles.clear()
    shared_site.gone.clear()


@pytest.fixture
def opened(browser, site, folk, tmp_path):
    """Opens a session of the tiny site; what it is called with changes its settings."""

    def open_it(password=PASSWORD, on=None, **settings):
        return _opened(on or browser, site.settings(**settings), folk, tmp_path, password)

    return open_it


@asynccontextmanager
async def _opened(browser, site, folk, folder, password=PASSWORD):
    secrets = SignInSecrets(USERNAME, password, SEED)
    async with open_session(
        browser,
        site,
        TinySignIn(),
        lambda _: secrets,
        folk,
        folder / "home",
        key=KEY,
        evidence=Evidence(folder / "evidence"),
    ) as session:
        yield session
