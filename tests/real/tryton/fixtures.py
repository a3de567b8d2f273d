"""Tryton for tests: one server a session over a database of its own, and its bot signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count

import pytest
import pytest_asyncio

from bots.browser import Browser
from bots.erps.tryton.erp import Erp
from bots.session import Session
from tests.real.packages import UnavailableError, skip_or_fail
from tests.real.tryton.judge import Judge
from tests.real.tryton.server import TrytonServer, running
from tests.real.tryton.signed_in import signed_in


@pytest.fixture(scope="session")
def tryton(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrytonServer]:
    """A running Tryton with the catalogue's products and parties, and no sales yet."""
    try:
        with running(tmp_path_factory.mktemp("tryton")) as server:
            yield server
    except UnavailableError as reason:
        skip_or_fail(reason)


@pytest.fixture(scope="session")
def judge(tryton: TrytonServer) -> Iterator[Judge]:
    """Bare JSON-RPC, signed in as the administrator."""
    with tryton.judge() as client:
        yield client


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tryton_session(
    browser: Browser, tryton: TrytonServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Session]:
    """The bot's session of Tryton."""
    async with signed_in(browser, tryton, tmp_path_factory.mktemp("tryton-home")) as session:
        yield session


@pytest.fixture(scope="session")
def tryton_erp(tryton_session: Session) -> Erp:
    """The adapter, signed in."""
    return Erp(tryton_session)


@pytest.fixture(scope="session")
def new_reference() -> Callable[[], str]:
    """References that no other test uses; each begins like the tenth after it."""
    numbers = count(1)
    return lambda: f"oscar/R-{next(numbers)}"
