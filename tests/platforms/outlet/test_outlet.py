"""The outlet's adapter over recorded answers, without a browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bots.errors import BusinessError, ScreenChanged
from bots.model import Order
from bots.platforms.outlet.portal import Portal
from bots.testing.platform_contract import PlatformContract
from bots.testing.recordings import Recording


class TestOutlet(PlatformContract):
    """The contract, over what the practice shop answered."""

    platform = "outlet"
    folder = Path(__file__).parents[2] / "recordings" / "outlet"


class OneAnswer:
    """A session of a shop that answers the recorded list, whatever it is asked."""

    def __init__(self, recording: Recording) -> None:
        self.site = recording.shop
        self._list = recording.taken[0].document

    async def read(self, page_class, _path):
        return page_class(self._list, self.site).prove()


async def read_since(since: datetime) -> list[Order | BusinessError]:
    recording = Recording.load(TestOutlet.folder)
    return [one async for one in Portal(OneAnswer(recording)).orders(since)]


async def test_the_lists_own_steps_of_time_stop_no_read():
    """The list takes whole milliseconds: an order just before `since` comes too, and is left."""
    whole = await read_since(datetime(2000, 1, 1, tzinfo=UTC))
    oldest = min(one.placed_at for one in whole if isinstance(one, Order))
    later = await read_since(oldest + timedelta(microseconds=500))
    assert len(later) == len(whole) - 1


async def test_an_order_that_was_not_asked_for_stops_the_read():
    """A shop that does not heed the stretch is not believed."""
    with pytest.raises(ScreenChanged, match="not asked for"):
        await read_since(datetime(2999, 1, 1, tzinfo=UTC))
