"""Tryton for tests: one server a session, over a database of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real.packages import UnavailableError, skip_or_fail
from tests.real.tryton.judge import Judge
from tests.real.tryton.server import TrytonServer, running


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
    with tryton.judge() as signed_in:
        yield signed_in
