"""The practice shops are told of parcels, through real Chromium, and read back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bots.entering import AtOnce, Once, Worker
from bots.ledger import WRITE_BACK, Item, Ledger, Outcome, State
from bots.model import Carrier, OrderStatus, Shipment
from bots.parcels import Shown
from bots.platforms.shipping import Shipping, shipping_of
from bots.practice.company import Company
from bots.session import Session
from bots.shipping.target import ShopParcels
from bots.testing.faults import Practice

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.ci,
    pytest.mark.asyncio(loop_scope="module"),
]
CARRIERS = {"north": Carrier.SF, "south": Carrier.UPS}
FORM = {"north": "/ship$", "south": "/shipment$"}
Sessions = Callable[[str], Awaitable[Session]]


@pytest.fixture(params=["north", "south"])
def shop(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        yield ledger


@pytest.fixture
def labels(home: Path) -> Iterator[Callable[[str, str], list[str]]]:
    """The numbers that a shop was told of an order, newest first, by its own database."""
    company = Company.open(home / "practice")
    yield lambda shop, number: [label.tracking for label in company.labels[shop].of(number)]
    company.close()


def shipment(shop: str, number: str, tracking: str = "7700112233", **more: object) -> Shipment:
    told = {"reference": f"{shop}/{number}", "carrier": CARRIERS[shop], "tracking": tracking}
    return Shipment.model_validate({**told, "shipped_at": datetime.now(UTC), **more})


def paid(desk: Practice, shop: str, count: int = 1) -> list[str]:
    """New orders that are paid and wait for their parcels."""
    numbers = desk.arrive(shop, count)
    for number in numbers:
        desk.change(shop, number, status=OrderStatus.PAID)
    return numbers


async def shipping(sessions: Sessions, shop: str) -> Shipping:
    return shipping_of(await sessions(shop), {"north": "market", "south": "outlet"}[shop])


async def tell(ledger: Ledger, way: Shipping, session: Session, *all_: Shipment) -> list[Item]:
    """Tell the shop through the entering protocol, without a settling time."""
    wanted = {one.key: one for one in all_}
    pace = AtOnce(settle=0, retry_wait=0)
    shop = all_[0].shop
    once = Once(ledger, WRITE_BACK, ShopParcels(way, wanted), Worker("test"), pace, shop=shop)
    return await session.again(lambda: once.do(wanted))


async def test_a_shop_shows_what_it_was_told(sessions, desk: Practice, ledger, labels, shop):
    """An order without a parcel shows none; told once, it shows carrier and number, for good."""
    (number,) = paid(desk, shop)
    way, session = await shipping(sessions, shop), await sessions(shop)
    assert await way.shipped(number) == Shown(number, OrderStatus.PAID)
    one = shipment(shop, number)
    (item,) = await tell(ledger, way, session, one)
    assert (item.state, item.outcome) == (State.ENTERED, Outcome.ENTERED)
    shown = Shown(number, OrderStatus.SHIPPED, one.carrier, one.tracking)
    assert await way.shipped(number) == shown
    await tell(ledger, way, session, one)
    assert labels(shop, number) == [one.tracking]


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
async def test_a_lost_answer_tells_no_shop_twice(sessions, desk, ledger, labels, shop, kind):
    """The connection is cut before the shop took it, or after: it is told once in the end."""
    (number,) = paid(desk, shop)
    way, session, one = await shipping(sessions, shop), await sessions(shop), shipment(shop, number)
    desk.fault(shop, kind, path=FORM[shop], times=1)
    (item,) = await tell(ledger, way, session, one)
    assert desk.fired(shop) == 1
    if not item.state.done:
        (item,) = await tell(ledger, way, session, one)
    assert item.state is State.ENTERED
    assert labels(shop, number) == [one.tracking]


async def test_a_voided_label_is_replaced_once(sessions, desk, ledger, labels, shop):
    """The shop is told of the number in its place, and then shows that one."""
    (number,) = paid(desk, shop)
    way, session = await shipping(sessions, shop), await sessions(shop)
    first = shipment(shop, number, "7700000001")
    second = shipment(shop, number, "7700000002", replaces=("7700000001",))
    await tell(ledger, way, session, first)
    for _ in range(2):
        (item,) = await tell(ledger, way, session, second)
        assert item.state is State.ENTERED
    assert labels(shop, number) == ["7700000002", "7700000001"]


async def test_another_number_in_the_shop_is_for_a_person(sessions, desk, ledger, labels, shop):
    """A number that the new one does not replace is left as it is, and so is the shop."""
    (number,) = paid(desk, shop)
    way, session = await shipping(sessions, shop), await sessions(shop)
    await tell(ledger, way, session, shipment(shop, number, "7700000001"))
    (item,) = await tell(ledger, way, session, shipment(shop, number, "7700000009"))
    assert (item.state, item.rule) == (State.WAITING, "different_in_shop")
    assert labels(shop, number) == ["7700000001"]


async def test_what_must_not_be_shipped_is_for_a_person(sessions, desk, ledger, labels, shop):
    """A cancelled order and an unknown one stop alone, each with its rule; the third is told."""
    cancelled, fine = paid(desk, shop, 2)
    desk.change(shop, cancelled, status=OrderStatus.CANCELLED)
    way, session = await shipping(sessions, shop), await sessions(shop)
    items = await tell(
        ledger, way, session, *(shipment(shop, one) for one in (cancelled, "0099999999", fine))
    )
    found = {item.key.split()[0].partition("/")[2]: (item.state, item.rule) for item in items}
    assert found == {
        cancelled: (State.REJECTED, "not_to_be_shipped"),
        "0099999999": (State.REJECTED, "not_found"),
        fine: (State.ENTERED, ""),
    }
    assert labels(shop, cancelled) == []


async def test_a_carrier_that_the_shop_does_not_offer_stops_before_the_submit(
    sessions, desk, ledger, labels, shop
):
    """It goes to the worklist with the setting that would name the shop's code."""
    (number,) = paid(desk, shop)
    way, session = await shipping(sessions, shop), await sessions(shop)
    (item,) = await tell(ledger, way, session, shipment(shop, number, carrier=Carrier.KYE))
    assert (item.state, item.rule) == (State.REJECTED, "carrier_not_offered")
    assert "options.carriers" in item.remedy
    assert labels(shop, number) == []


async def test_an_expired_session_is_renewed_on_the_way(sessions, desk, ledger, labels, shop):
    """The sign-in is repeated, and the shop told once."""
    (number,) = paid(desk, shop)
    way, session, one = await shipping(sessions, shop), await sessions(shop), shipment(shop, number)
    desk.expire(shop)
    (item,) = await asyncio.wait_for(tell(ledger, way, session, one), 60)
    assert item.state is State.ENTERED
    assert labels(shop, number) == [one.tracking]
