"""What an adapter does when one thing that it looks for is not there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from enum import StrEnum

from selectolax.lexbor import LexborNode

from bots.errors import BotsError, BusinessError
from bots.locators.force import Locators, Reader, Root, named
from bots.model import Order
from bots.page_words import Field

Read = Order | BusinessError


class Without(StrEnum):
    """What happens without it.

    STOPS: the reading stops, so that its loss is never silent. DIFFERS: it goes on and reads
    something else: a loss that must be noticed. SAME: nothing; it only confirms something.
    """

    STOPS = "stops"
    DIFFERS = "differs"
    SAME = "same"


class Blind(Locators):
    """Locators that hide what one selector, or one field's labels, would match."""

    def __init__(self, page: str, selector: str) -> None:
        super().__init__()
        self._hidden = (page, selector)

    def all(self, page: Reader, css: str, root: Root) -> list[LexborNode]:
        """As ever, but for the hidden one."""
        return [] if self._hides(page, css) else super().all(page, css, root)

    def first(self, page: Reader, css: str, root: Root) -> LexborNode | None:
        """As ever, but for the hidden one."""
        return None if self._hides(page, css) else super().first(page, css, root)

    def words(
        self, page: Reader, field: Field, here: Mapping[str, Sequence[LexborNode]]
    ) -> frozenset[str]:
        """As ever, but for the hidden one."""
        hides = self._hides(page, named(field))
        return frozenset() if hides else super().words(page, field, here)

    def _hides(self, page: Reader, selector: str) -> bool:
        return (type(page).__name__, selector) == self._hidden


async def without(
    page: str,
    selector: str,
    right: Sequence[Read],
    replay: Callable[[Locators], AsyncIterator[Read]],
) -> Without:
    """What the adapter does over its recording when this one is not there."""
    try:
        got = [_content(one) async for one in replay(Blind(page, selector))]
    except (BotsError, LookupError, ValueError, TypeError, AttributeError):
        return Without.STOPS
    return Without.SAME if got == [_content(one) for one in right] else Without.DIFFERS


def _content(one: Read) -> object:
    return one.content_hash if isinstance(one, Order) else (one.reference, one.rule)
