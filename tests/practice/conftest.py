"""Running practice sites, and a clerk who visits them by plain HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import httpx
import pyotp
import pytest

from bots.practice import State, practice_running
from bots.practice.accounts import account
from bots.testing.faults import Practice


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
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    with practice_running(tmp_path_factory.mktemp("practice"), seed=5, orders=30) as running:
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
