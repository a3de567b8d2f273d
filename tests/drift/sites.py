"""The sites that are changed: their recorded pages, how we read them, how a plain script does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bots import platforms
from bots.errors import BusinessError
from bots.locators.lessons import Lessons, learn
from bots.locators.trial import replayed, try_out
from bots.model import Order
from bots.page import Document
from bots.session import SignIn
from bots.testing.recordings import Recording, as_data
from bots.testing.replay import Replaying
from bots.transport import check
from tests.drift import peers

RECORDINGS = Path(__file__).parents[1] / "recordings"
Documents = tuple[Document, ...]
Data = dict[str, Any]
_LEARNT: dict[str, Lessons] = {}


class Drifted(Replaying):
    """Plays changed documents, each checked on its way in as those from a real site are."""

    def __init__(self, recording: Recording, sign_in: SignIn) -> None:
        super().__init__(recording, sign_in)
        self.at_end = AsyncExitStack()

    def _checked(self, document: Document) -> Document:
        return check(document, self.site, self._sign_in)


@dataclass(frozen=True)
class Site:
    """One site.

    Attributes:
        kinds: which documents are of one kind of page, by its name.
        read: what we read, by reference; raises as the adapter does.
        peer: what a plain script reads, by reference.
        mend: what a read that stopped brings with locators proposed from the recording, when
            those are proved by known orders; None when they are not.
    """

    name: str
    language: str
    documents: Documents
    kinds: dict[str, tuple[int, ...]]
    read: Callable[[Documents], Awaitable[Data]]
    peer: Callable[[Documents], Data]
    mend: Callable[[Documents], Awaitable[Data | None]] | None = None

    def with_documents(self, new: dict[int, Document]) -> Documents:
        """The documents with some put in the place of others."""
        return tuple(new.get(place, one) for place, one in enumerate(self.documents))


def shop(folder: str, language: str, peer: Callable[[Documents], Data]) -> Site:
    """A shop from its recording."""
    recording = Recording.load(RECORDINGS / folder)
    adapter = platforms.load(recording.shop.platform)

    def changed(documents: Documents) -> Recording:
        pairs = zip(recording.taken, documents, strict=True)
        return replace(recording, taken=tuple(replace(one, document=new) for one, new in pairs))

    async def read(documents: Documents) -> Data:
        session = Drifted(changed(documents), adapter.sign_in)
        return _data(
            [one async for one in adapter(session).orders(recording.since, recording.until)]
        )

    async def mend(documents: Documents) -> Data | None:
        lessons = await _lessons(folder)
        trial = await try_out(lessons, replayed(changed(documents)), await _known(folder))
        return _data(trial.read) if trial.proved else None

    kinds: dict[str, tuple[int, ...]] = {}
    for place, one in enumerate(recording.taken):
        kind = one.page or "OrderPage"
        kinds[kind] = (*kinds.get(kind, ()), place)
    documents = tuple(one.document for one in recording.taken)
    return Site(folder, language, documents, kinds, read, peer, mend)


def _data(read: Iterable[Order | BusinessError]) -> Data:
    found = list(read)
    data = {one.reference or "?": as_data(one) for one in found}
    return data if len(data) == len(found) else {**data, "twice": len(found)}


async def _lessons(folder: str) -> Lessons:
    if folder not in _LEARNT:
        _LEARNT[folder] = await learn(Recording.load(RECORDINGS / folder))
    return _LEARNT[folder]


async def _known(folder: str) -> dict[str, Order]:
    """What the ledger holds from an earlier run: every other order; the rest is new."""
    recording = Recording.load(RECORDINGS / folder)
    adapter = platforms.load(recording.shop.platform)
    session = Drifted(recording, adapter.sign_in)
    read = [one async for one in adapter(session).orders(recording.since, recording.until)]
    return {one.reference: one for one in read[::2] if isinstance(one, Order)}


async def everything() -> list[Site]:
    """Every site there is a recording of."""
    from tests.drift.erp_sites import practice_erp, tryton

    return [
        shop("market", "zh", peers.market),
        shop("outlet", "en", peers.outlet),
        shop("oscar", "en", peers.oscar),
        shop("oscar/zh", "zh", peers.oscar),
        await practice_erp(),
        tryton(),
    ]


def session_over(
    settings: Any, documents: Sequence[tuple[str, Document]], sign_in: SignIn
) -> Drifted:
    """A session of an ERP over documents, by the path that asks for them."""
    from datetime import UTC, datetime

    from bots.testing.recordings import Taken

    taken = tuple(Taken(asked, "get", "", document) for asked, document in documents)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return Drifted(Recording(settings, moment, moment, taken), sign_in)
