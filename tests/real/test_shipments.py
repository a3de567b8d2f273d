"""Shipments written back to a real oscar shop, read from its own database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bots.browser import open_browser
from bots.entering import AtOnce, Once, Worker
from bots.errors import OutcomeUnknown
from bots.ledger import WRITE_BACK, Item, Ledger, State
from bots.model import Carrier, Shipment
from bots.platforms.oscar.pages_shipping import OrderForms
from bots.platforms.oscar.shipping import Shipping
from bots.session import Session
from bots.settings import BrowserSettings
from bots.shipping.target import ShopParcels
from tests.real.oscar.server import Shop, running_shop
from tests.real.oscar.signed_in import NAME, shop_settings, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def shop(oscar_orders: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop of our own: these tests write."""
    with running_shop(oscar_orders, tmp_path_factory.mktemp("oscar-written")) as shop:
        yield shop


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["en", "zh-CN"])
async def session(
    request: pytest.FixtureRequest, shop: Shop, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Session]:
    """The dashboard in English, and in Chinese."""
    site = shop_settings(shop, language=request.param)
    async with (
        open_browser(BrowserSettings()) as browser,
        signed_in(browser, site, tmp_path_factory.mktemp("session")) as session,
    ):
        yield session


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        yield ledger


def paid(shop: Shop) -> str:
    """The number of a paid order that nobody has shipped."""
    rows = shop.sql(
        "SELECT number FROM order_order o WHERE status = 'Paid' AND NOT EXISTS (SELECT 1 FROM"
        " order_line l WHERE l.order_id = o.id AND l.status <> 'Paid') ORDER BY number"
    )
    return rows[0][0]


def shipment(number: str, tracking: str = "SF0001234567", **more: object) -> Shipment:
    told = {"reference": f"{NAME}/{number}", "carrier": Carrier.SF, "tracking": tracking}
    return Shipment.model_validate({**told, "shipped_at": datetime.now(UTC), **more})


async def tell(ledger: Ledger, session: Session, one: Shipment) -> Item:
    target = ShopParcels(Shipping(session), {one.key: one})
    pace = AtOnce(settle=0, retry_wait=0)
    once = Once(ledger, WRITE_BACK, target, Worker("test"), pace, shop=NAME)
    (item,) = await session.again(lambda: once.do({one.key: one}))
    return item


def stands(shop: Shop, number: str) -> tuple[str, set[str], list[str]]:
    """The order's status, its lines', and our notes, oldest first: from the database."""
    ((key, status),) = shop.sql("SELECT id, status FROM order_order WHERE number = ?", number)
    lines = shop.sql("SELECT status FROM order_line WHERE order_id = ?", key)
    notes = shop.sql(
        "SELECT message FROM order_ordernote WHERE order_id = ? AND message LIKE 'Carrier:%'"
        " ORDER BY id",
        key,
    )
    return status, {line for (line,) in lines}, [note.replace("\r", "") for (note,) in notes]


async def test_status_lines_and_note_are_written_once(shop: Shop, session, ledger):
    """Told twice, the shop holds the shipped order, its lines, and one note; a label in its place
    adds one more note, and a third number is left to a person.
    """
    number = paid(shop)
    for _ in range(2):
        item = await tell(ledger, session, shipment(number))
        assert item.state is State.ENTERED
    first = "Carrier: SF Express (顺丰速运)\nTracking number: SF0001234567"
    assert stands(shop, number) == ("Shipped", {"Shipped"}, [first])
    item = await tell(ledger, session, shipment(number, "SF0009999999", replaces=("SF0001234567",)))
    assert item.state is State.ENTERED
    second = f"{first.replace('SF0001234567', 'SF0009999999')}\nReplaces: SF0001234567"
    assert stands(shop, number) == ("Shipped", {"Shipped"}, [first, second])
    item = await tell(ledger, session, shipment(number, "SF0005555555"))
    assert (item.state, item.rule) == (State.WAITING, "different_in_shop")


@pytest.mark.parametrize("done", ["change_status", "change_lines"])
async def test_what_an_interrupted_call_left_is_done_and_no_more(
    shop: Shop, session, ledger, monkeypatch, done
):
    """It ends after one of the three submits: the next call does the rest, each once."""
    number = paid(shop)
    whole = getattr(OrderForms, done)

    async def then_lost(self: OrderForms, *given: object) -> None:
        await whole(self, *given)
        raise OutcomeUnknown("the line went dead")

    with monkeypatch.context() as broken:
        broken.setattr(OrderForms, done, then_lost)
        item = await tell(ledger, session, shipment(number))
    assert item.state is State.UNSURE
    assert stands(shop, number)[2] == []
    item = await tell(ledger, session, shipment(number))
    assert item.state is State.ENTERED
    status, lines, notes = stands(shop, number)
    assert (status, lines, len(notes)) == ("Shipped", {"Shipped"}, 1)


async def test_orders_that_must_not_go_out_are_for_a_person(shop: Shop, session, ledger):
    """A cancelled order, and one that the shop does not have: nothing is written."""
    ((cancelled,), *_) = shop.sql("SELECT number FROM order_order WHERE status = 'Cancelled'")
    item = await tell(ledger, session, shipment(cancelled))
    assert (item.state, item.rule) == (State.REJECTED, "not_to_be_shipped")
    assert stands(shop, cancelled)[2] == []
    item = await tell(ledger, session, shipment("nowhere-1"))
    assert (item.state, item.rule) == (State.REJECTED, "not_found")
