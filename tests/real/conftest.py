"""What every test on real systems shares: each needs the marks, and skips where packages lack."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.real.oscar.server import Shop, running_shop
from tests.real.packages import UnavailableError, skip_or_fail
from tests.real.tryton.fixtures import (  # noqa: F401 - fixtures are found by name
    judge,
    new_reference,
    tryton,
    tryton_erp,
    tryton_session,
)

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder `real`."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.real)


@pytest.fixture(scope="session")
def oscar_orders() -> int:
    """How many orders the shop of the quick tests holds: every oddity twice."""
    return 40


@pytest.fixture(scope="session")
def oscar_shop(oscar_orders: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A running shop that tests only read."""
    with running_shop(oscar_orders, tmp_path_factory.mktemp("oscar")) as shop:
        yield shop


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None]:
    """What cannot be had for a fixture skips its tests, or fails them in CI."""
    try:
        return (yield)
    except UnavailableError as reason:
        skip_or_fail(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None]:
    """Likewise for what a test sets up itself."""
    try:
        return (yield)
    except UnavailableError as reason:
        skip_or_fail(reason)
