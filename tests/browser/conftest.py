"""A tiny site, and sessions on it."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from tiny_site import PASSWORD, SEED, USERNAME, TinySignIn, TinySite, served

from bots.errors import PersonNeeded
from bots.evidence import Evidence
from bots.session import SignInSecrets, open_session

KEY = bytes(range(32))


class Folk:
    """People and memory in one process; answers are given beforehand."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.questions: list[tuple[str, str, bytes]] = []
        self.refused: set[str] = set()

    async def ask(self, site, need, prompt, screenshot, wait):
        self.questions.append((need, prompt, screenshot))
        if not self.answers:
            raise PersonNeeded("nobody answered", need=need)
        return self.answers.pop(0)

    async def refused_before(self, site, fingerprint):
        return fingerprint in self.refused

    async def remember_refusal(self, site, fingerprint):
        self.refused.add(fingerprint)

    async def forget_refusal(self, site, fingerprint):
        self.refused.discard(fingerprint)


@pytest.fixture
def site():
    with served(TinySite()) as running:
        yield running


@pytest.fixture
def folk():
    return Folk()


@pytest.fixture
def opened(browser, site, folk, tmp_path):
    """Opens a session of the tiny site; what it is called with changes its settings."""

    @asynccontextmanager
    async def open_it(password=PASSWORD, on=None, **settings):
        secrets = SignInSecrets(USERNAME, password, SEED)
        async with open_session(
            on or browser,
            site.settings(**settings),
            TinySignIn(),
            lambda _: secrets,
            folk,
            tmp_path / "home",
            key=KEY,
            evidence=Evidence(tmp_path / "evidence"),
        ) as session:
            yield session

    return open_it
