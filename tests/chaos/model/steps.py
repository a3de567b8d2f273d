"""How one step of a worker may end: as it should, or with its answer lost."""

from __future__ import annotations

from collections.abc import Iterator

from bots.errors import NotMine, OutcomeUnknown, ScreenChanged, SessionExpired, TryAgain
from tests.chaos.model.books import Books
from tests.chaos.model.keys import Numbered
from tests.chaos.model.program import Answer, Point
from tests.chaos.model.shelf import Shelves
from tests.chaos.model.states import ALIVE, Outcome, World

_DONE = Answer.of(None)
_AWAY = Answer.of(TryAgain("no answer", remedy="see the model"))
_UNKNOWN = Answer.of(OutcomeUnknown("no answer", remedy="see the model"))
_SIGNED_OUT = Answer.of(SessionExpired("signed out", remedy="see the model"))
_NO_KNOWN_PAGE = Answer.of(ScreenChanged("no known page", remedy="see the model"))
_NOT_MINE = Answer.of(NotMine("silent past its lease", remedy="see the model"))


class Steps:
    """Does a worker's step on the ledger and the ERP."""

    def __init__(self, books: Books, shelves: Shelves) -> None:
        self.books = books
        self.shelves = shelves
        self.sent = Numbered()

    def plain(self, world: World, point: Point, life: str = ALIVE) -> Outcome:
        """As it should be."""
        step = point.step
        if step.where == "lease":
            return Outcome("", _DONE if life == ALIVE else _NOT_MINE, world.books, world.shelf)
        if step.where == "ledger":
            books, answer = self.books.do(world.books, world.ticks, point.key, step.call)
            return Outcome("", answer, books, world.shelf)
        shelf, answer = self.shelves.do(world.shelf, step, point.key)
        return Outcome("", answer, world.books, shelf)

    def lost(self, world: World, point: Point) -> Iterator[Outcome]:
        """With the answer lost: before anything was done, or after."""
        done, name = self.plain(world, point), point.step.name
        before = {"books": world.books, "shelf": world.shelf, "lost": True}
        after = {"books": done.books, "shelf": done.shelf, "lost": True}
        if point.step.where == "ledger":
            yield Outcome(", and the database is away", _AWAY, **before)
            if done.books != world.books:
                yield Outcome(", done, the answer lost", _AWAY, **after)
        elif name == "submit":
            yield Outcome(", and it never arrives", _UNKNOWN, **before)
            yield self.hangs(world, point)
        elif name == "confirm":
            yield Outcome(", and it never arrives", _UNKNOWN, **before)
            yield Outcome(", done, the answer lost", _UNKNOWN, **after)
        elif name == "answer":
            yield Outcome(" is lost", _UNKNOWN, **before)
            yield Outcome(" is no known page", _NO_KNOWN_PAGE, **before)
        elif point.step.where == "erp":
            yield Outcome(", and no answer", _AWAY, **before)
            yield Outcome(", and signed out", _SIGNED_OUT, **before)

    def hangs(self, world: World, point: Point) -> Outcome:
        """A submit that is on its way, and may still arrive; nobody waits for it any more."""
        late = self.sent.number(point.key, point.step.args)
        told = ", and it hangs about"
        return Outcome(told, _UNKNOWN, world.books, world.shelf, late, lost=True)
