"""A read whose pages changed goes on with what known orders prove, or stops and says why."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bots import platforms
from bots.errors import ScreenChanged
from bots.ledger import Ledger
from bots.locators import Locators
from bots.locators.trial import replayed
from bots.mending import Mender, approved
from bots.model import Order
from bots.settings import Settings
from bots.sites import Shop
from bots.testing.recordings import Recording
from bots.testing.replay import Replaying
from tests.locators.css_shop import RECORDINGS
from tests.locators.rebuilt import rebuilt


class Site(Replaying):
    """A recorded site as a session: it does not expire, and has one list whatever is asked."""

    async def get(self, path, *, headers=None):
        (only,) = self._recording.taken
        return self._checked(only.document)

    def replayed(self, make, key, content) -> AsyncIterator:
        return make()


@pytest.fixture
def ledger(tmp_path):
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as opened:
        yield opened


@pytest.fixture(scope="module")
def recording() -> Recording:
    return Recording.load(RECORDINGS / "outlet")


@pytest.fixture
async def known(ledger, recording):
    """The ledger holds the recorded orders, as an earlier run read them."""
    orders = [one async for one in replayed(recording)(Locators()) if isinstance(one, Order)]
    for order in orders:
        ledger.orders.record(order)
    return orders


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path)


def shop_of(recording, mender, locators=None) -> Shop:
    """The shop over a recorded site."""
    adapter = platforms.load(recording.shop.platform)
    session = Site(recording, adapter.sign_in, locators or Locators())
    return Shop(recording.shop, adapter(session), session, mender)


async def read(shop, recording):
    return [one async for one in shop.orders(recording.since, recording.until)]


def contents(orders):
    return sorted(one.content_hash for one in orders)


async def test_a_changed_site_is_read_on_and_a_person_asked(ledger, settings, recording, known):
    """The orders are the same, and a question waits with the evidence."""
    shop = shop_of(rebuilt(recording, 1, "named anew"), Mender(settings, ledger, 1))
    assert contents(await read(shop, recording)) == contents(known)
    (question,) = ledger.questions.open(recording.shop.name)
    assert f"{len(known)} of {len(known)} known orders read the same" in question.prompt
    assert shop.mended.questions == (question,)


async def test_what_was_approved_is_used_without_a_trial(ledger, settings, recording, known):
    """After a person's yes the next run reads by it, and asks nothing."""
    changed = rebuilt(recording, 1, "named anew")
    await read(shop_of(changed, Mender(settings, ledger, 1)), recording)
    (question,) = ledger.questions.open(recording.shop.name)
    ledger.questions.answer(question.id, "yes", "tester")
    in_force = approved(ledger, recording.shop.name)
    assert all(one.approved for one in in_force)
    shop = shop_of(changed, None, in_force)
    assert contents(await read(shop, recording)) == contents(known)
    assert shop.mended is None


async def test_what_was_refused_stops_the_read(ledger, settings, recording, known):
    """After a no it is not used and not asked again; the error says that it was turned down."""
    changed = rebuilt(recording, 1, "named anew")
    await read(shop_of(changed, Mender(settings, ledger, 1)), recording)
    (question,) = ledger.questions.open(recording.shop.name)
    ledger.questions.answer(question.id, "no", "tester")
    with pytest.raises(ScreenChanged) as caught:
        await read(shop_of(changed, Mender(settings, ledger, 2)), recording)
    assert "turned down" in caught.value.remedy
    assert ledger.questions.open(recording.shop.name) == []


async def test_without_a_recording_nothing_is_proposed(
    ledger, settings, recording, known, tmp_path
):
    """The read stops as ever, and the error says that there is no recording."""
    elsewhere = settings.model_copy(update={"recordings": tmp_path / "none"})
    shop = shop_of(rebuilt(recording, 1, "named anew"), Mender(elsewhere, ledger, 1))
    with pytest.raises(ScreenChanged) as caught:
        await read(shop, recording)
    assert "no recording" in caught.value.remedy


async def test_an_empty_ledger_proves_nothing(ledger, settings, recording):
    """With no order to compare with the read stops as ever."""
    shop = shop_of(rebuilt(recording, 1, "named anew"), Mender(settings, ledger, 1))
    with pytest.raises(ScreenChanged) as caught:
        await read(shop, recording)
    assert "holds no order" in caught.value.remedy


async def test_a_dry_run_asks_nobody(ledger, settings, recording, known):
    """It reads by what it proved, and writes no question."""
    shop = shop_of(rebuilt(recording, 1, "named anew"), Mender(settings, ledger, 1, ask=False))
    assert contents(await read(shop, recording)) == contents(known)
    assert ledger.questions.open() == []


async def test_a_session_keeps_nothing_of_a_failed_trial(ledger, settings, recording, known):
    """What was tried and not proved is no longer in force when the read has stopped."""
    first = known[0].model_copy(update={"note": "other"})
    ledger.orders.record(first)
    shop = shop_of(rebuilt(recording, 1, "named anew"), Mender(settings, ledger, 1))
    with pytest.raises(ScreenChanged):
        await read(shop, recording)
    assert not shop.session.locators
