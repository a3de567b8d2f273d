"""What every platform adapter must do, wherever its orders come from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import pytest

from bots.errors import BusinessError
from bots.model import Order
from bots.platforms import Portal
from bots.testing.replay import NotRecordedError

Read = list[Order | BusinessError]


@dataclass(frozen=True)
class Window:
    """Which shop is read, and from when until when."""

    shop: str
    since: datetime
    until: datetime


class OrdersContract:
    """Tests over the fixtures `portal` (the adapter) and `window`, which a subclass gives."""

    @pytest.fixture
    async def read(self, portal: Portal, window: Window) -> Read:
        """What the adapter reads in the window."""
        return [one async for one in portal.orders(window.since, window.until)]

    async def test_every_order_comes_once_and_names_its_shop(
        self, read: Read, window: Window
    ) -> None:
        """A reference is `shop/number` of this shop, and no order comes twice."""
        references = Counter(one.reference for one in read)
        must(bool(references), "there is no order to test with")
        twice = [reference for reference, times in references.items() if times > 1]
        must(not twice, f"came twice: {twice}")
        start = f"{window.shop}/"
        strange = [reference for reference in references if not (reference or "").startswith(start)]
        must(not strange, f"not of this shop: {strange}")

    async def test_only_the_window_is_read(self, read: Read, window: Window) -> None:
        """Orders are placed in [since, until)."""
        outside = [
            one.reference
            for one in read
            if isinstance(one, Order) and not window.since <= one.placed_at < window.until
        ]
        must(not outside, f"outside the window: {outside}")

    async def test_reading_again_reads_the_same(
        self, read: Read, portal: Portal, window: Window
    ) -> None:
        """Nothing that an adapter remembers changes what it reads."""
        again = [one async for one in portal.orders(window.since, window.until)]
        must(_content(read) == _content(again), "a second reading reads something else")

    async def test_one_order_reads_as_it_does_among_all(self, read: Read, portal: Portal) -> None:
        """`order(number)` gives what `orders` gave."""
        for one in read:
            number = (one.reference or "").partition("/")[2]
            try:
                alone = await portal.order(number)
            except NotRecordedError:
                continue  # this adapter asks for one order in another way, tested on live pages
            must(_content([alone]) == _content([one]), f"{one.reference} reads otherwise alone")


def must(true: bool, why: str) -> None:
    """Fail with `why` unless `true`; reads like the assert it stands for."""
    if not true:
        pytest.fail(why, pytrace=False)


def _content(read: Read) -> dict[str | None, str]:
    return {one.reference: one.content_hash if isinstance(one, Order) else one.rule for one in read}
