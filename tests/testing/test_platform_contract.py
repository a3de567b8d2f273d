"""The contract of platforms fails adapters that would read a page wrongly in silence."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bots import platforms
from bots.errors import ScreenChanged
from bots.model import Currency, Order, OrderLine, OrderStatus
from bots.page import Document
from bots.settings import ShopSettings
from bots.testing.orders_contract import Window
from bots.testing.platform_contract import PlatformContract
from bots.testing.recordings import Expected, Recording, Taken, as_data

DAY = datetime(2026, 5, 1, tzinfo=UTC)
PAGE = "<html><h1>Orders</h1><ul><li>1 5.00</li><li>2 7.00</li></ul><p>end</p></html>"


class Door:
    """A sign-in page is whatever says so."""

    def is_signed_out(self, document: Document) -> bool:
        return "sign in" in document.text


class Careful:
    """Reads the list, and stops when it is not whole."""

    sign_in = Door()

    def __init__(self, session):
        self.session = session

    async def orders(self, since, until=None):
        document = await self.session.get("/orders")
        self.prove(document)
        for node in document.html.css("li"):
            number, total = node.text().split()
            yield order(number, total)

    def prove(self, document):
        if "<p>end</p>" not in document.text:
            raise ScreenChanged("not the list")


class Careless(Careful):
    """Takes an empty page for an empty day."""

    def prove(self, document):
        pass


class Twice(Careful):
    """Yields each order twice."""

    async def orders(self, since, until=None):
        for _ in range(2):
            async for one in super().orders(since, until):
                yield one


def order(number: str, total: str) -> Order:
    return Order(
        shop="north",
        number=number,
        status=OrderStatus.PAID,
        placed_at=DAY,
        currency=Currency.CNY,
        lines=(OrderLine(sku="A", quantity=Decimal(1), unit_price=Decimal(total)),),
        total=Decimal(total),
    )


@pytest.fixture
def contract(tmp_path, monkeypatch):
    shop = ShopSettings(name="north", platform="market", url="https://north.example")
    page = Taken("/orders", "get", "", Document("https://north.example/orders", text=PAGE))
    Recording(shop, DAY, DAY.replace(day=2), (page,)).save(tmp_path)
    Expected("A. Person", (as_data(order("1", "5.00")), as_data(order("2", "7.00")))).save(tmp_path)

    def over(adapter) -> PlatformContract:
        monkeypatch.setattr(platforms, "load", lambda _name: adapter)
        made = PlatformContract()
        made.platform, made.folder = "market", tmp_path
        return made

    return over


async def test_a_careful_adapter_keeps_the_contract(contract):
    """Every test of the contract passes."""
    kept = contract(Careful)
    recording = Recording.load(kept.folder)
    read = await kept._read(recording)
    kept.test_a_person_has_reviewed_what_must_be_read()
    await kept.test_it_reads_exactly_what_was_reviewed(read)
    window = Window("north", recording.since, recording.until)
    await kept.test_every_order_comes_once_and_names_its_shop(read, window)
    await kept.test_only_the_window_is_read(read, window)
    await kept.test_reading_again_reads_the_same(read, kept._portal(recording), window)
    await kept.test_another_page_is_never_taken_for_the_right_one(recording)
    await kept.test_a_page_cut_short_is_never_read_as_whole(recording)
    await kept.test_no_recorded_page_is_taken_for_the_sign_in_page(recording)
    kept.test_the_recording_names_nobody(recording)


async def test_an_empty_page_taken_for_an_empty_day_breaks_it(contract):
    """An adapter that reads no orders from another page fails."""
    kept = contract(Careless)
    recording = Recording.load(kept.folder)
    with pytest.raises(pytest.fail.Exception, match="as if nothing were wrong"):
        await kept.test_another_page_is_never_taken_for_the_right_one(recording)
    with pytest.raises(pytest.fail.Exception, match="cut short"):
        await kept.test_a_page_cut_short_is_never_read_as_whole(recording)


async def test_an_order_that_comes_twice_breaks_it(contract):
    """An adapter that yields an order twice fails."""
    kept = contract(Twice)
    recording = Recording.load(kept.folder)
    with pytest.raises(pytest.fail.Exception, match="twice"):
        await kept.test_every_order_comes_once_and_names_its_shop(
            await kept._read(recording), Window("north", recording.since, recording.until)
        )


async def test_another_value_than_the_reviewed_one_breaks_it(contract):
    """One field that reads otherwise fails, and is named."""
    kept = contract(Careful)
    read = [order("1", "5.00"), order("2", "7.01")]
    with pytest.raises(pytest.fail.Exception, match=r"north/2.*7\.01"):
        await kept.test_it_reads_exactly_what_was_reviewed(read)


def test_a_recording_that_nobody_reviewed_breaks_it(contract):
    """Golden data does not count before a person signed it."""
    kept = contract(Careful)
    Expected("", Expected.load(kept.folder).orders).save(kept.folder)
    with pytest.raises(pytest.fail.Exception, match="reviewed_by"):
        kept.test_a_person_has_reviewed_what_must_be_read()


def test_a_recording_that_names_somebody_breaks_it(contract):
    """A phone number or a mail address in a recorded page fails."""
    kept = contract(Careful)
    recording = Recording.load(kept.folder)
    named = Document("https://north.example/orders", text="call 13812345678")
    with pytest.raises(pytest.fail.Exception, match="personal"):
        kept.test_the_recording_names_nobody(recording.with_document(0, named))
