"""Trying proposals out: they count only when known orders read the same with them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bots.errors import BusinessError, ScreenChanged
from bots.locators.blind import Without
from bots.locators.force import NOTHING_REPLACED, Locators, Replacement
from bots.locators.label_propose import lost_labels
from bots.locators.lessons import Lesson, Lessons, replay
from bots.locators.losses import ALIKE, NOTHING_LIKE_IT, TURNED_DOWN, Loss
from bots.locators.propose import lost_on
from bots.locators.watching import Watching
from bots.model import Order
from bots.testing.recordings import Recording
from bots.testing.replay import NotRecordedError

Read = Order | BusinessError
Reader = Callable[[Locators], AsyncIterator[Read]]
Key = tuple[str, str, str, str]

_SEEN = frozenset({ALIKE, NOTHING_LIKE_IT})
NEEDED = 3
"""Known orders that must read the same before a proposal is used without a person."""
_ROUNDS = 50  # a read stops at one thing; the next is seen when that reads again


@dataclass(frozen=True)
class Trial:
    """What became of a read that had stopped.

    Attributes:
        proposals: what stands in for what was lost.
        losses: everything lost, with or without a proposal.
        read: what the read with the proposals brought.
        equal, different, missing: the known orders that read the same, otherwise, not at all.
        doubts: why it must not be used without a person, in words; empty when it may.
        stopped: what still stops the read, "" when nothing does.
    """

    proposals: tuple[Replacement, ...]
    losses: tuple[Loss, ...]
    read: tuple[Read, ...] = ()
    equal: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    stopped: str = ""
    approved: Locators = field(default=NOTHING_REPLACED)

    @property
    def proved(self) -> bool:
        """Whether the proposals may be used for this run."""
        return bool(self.proposals) and not self.doubts and not self.stopped

    @property
    def locators(self) -> Locators:
        """What was in force: approved before, and proposed now."""
        return self.approved.plus(self.proposals)


async def try_out(
    lessons: Lessons,
    read: Reader,
    known: Mapping[str, Order],
    *,
    approved: Locators = NOTHING_REPLACED,
    refused: Collection[Key] = (),
    offline: Callable[[], Reader] | None = None,
) -> Trial:
    """Propose for what the pages lost, read again with it, and compare with the known orders.

    Args:
        lessons: learnt from the platform's recording.
        read: one whole read with these locators in force.
        known: what is known of the orders that this read must bring, by reference.
        approved: what is in force already, by a person's word.
        refused: replacements (their keys) that a person turned down.
        offline: gives a reader over the pages that the last `read` fetched; without one they are
            fetched again for each proposal.
    """
    losses: dict[tuple[str, str], Loss] = {}
    reader, here = read, False
    for _ in range(_ROUNDS):
        before = _proposed(losses)
        watching = Watching(approved.plus(before))
        got, stopped = await _read(reader, watching)
        found = dict(_losses(lessons, watching, approved, refused))
        losses = {**_elsewhere(losses, watching), **found}
        more = set(_proposed(losses)) != set(before)
        if more and offline is not None and not here:
            reader, here = offline(), True  # what was fetched may stop in a second place
        elif not more and here:
            reader, here = read, False
        elif not more:
            break
    compared = _compared(got, known)
    trial = Trial(
        proposals=tuple(before),
        losses=tuple(losses.values()),
        read=tuple(got),
        stopped=stopped,
        approved=approved,
        **compared,
    )
    doubts = list(_doubts(trial))
    if trial.proposals and not doubts and not stopped:
        return await _proven(trial, offline() if offline else read, known)
    return replace(trial, doubts=tuple(doubts))


def replayed(recording: Recording) -> Reader:
    """A reader over recorded pages."""
    return partial(replay, recording)


async def _read(read: Reader, locators: Locators) -> tuple[list[Read], str]:
    """What it brings, and what stopped it, if a changed page did."""
    got: list[Read] = []
    try:
        async for one in read(locators):
            got.append(one)  # noqa: PERF401  what came before it stopped counts too
    except (ScreenChanged, NotRecordedError) as error:
        return got, error.message
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        # A page object over half-right locators meets what it never meets: that is a failed trial.
        return got, f"the page object failed: {type(error).__name__}"
    return got, ""


def _losses(
    lessons: Lessons, watching: Watching, approved: Locators, refused: Collection[Key]
) -> Iterator[tuple[tuple[str, str], Loss]]:
    """What each page that turned up lost. What only some pages had may be missing from all."""
    for page, documents in watching.documents.items():
        if page not in lessons.pages:
            continue
        lost = lost_on(lessons, page, documents, approved)
        lost += lost_labels(lessons, page, watching.namings, approved)
        changed = any(loss.lesson.always for loss in lost)
        for loss in lost if changed else ():
            down = loss.proposal is not None and loss.proposal.key in refused
            told = replace(loss, proposal=None, why=TURNED_DOWN) if down else loss
            yield (page, loss.lesson.selector), told


def _elsewhere(
    losses: Mapping[tuple[str, str], Loss], watching: Watching
) -> dict[tuple[str, str], Loss]:
    """The losses of pages that did not turn up again."""
    return {key: loss for key, loss in losses.items() if key[0] not in watching.documents}


def _proposed(losses: Mapping[tuple[str, str], Loss]) -> list[Replacement]:
    return [loss.proposal for loss in losses.values() if loss.proposal is not None]


def _compared(got: Sequence[Read], known: Mapping[str, Order]) -> dict[str, tuple[str, ...]]:
    """How the known orders read: the same, otherwise, not at all."""
    read = {one.reference: one for one in got if one.reference}
    equal, different, missing = [], [], []
    for reference, order in known.items():
        one = read.get(reference)
        if one is None:
            missing.append(reference)
        elif isinstance(one, Order) and one.content_hash == order.content_hash:
            equal.append(reference)
        else:
            different.append(reference)
    return {"equal": tuple(equal), "different": tuple(different), "missing": tuple(missing)}


def _doubts(trial: Trial) -> Iterator[str]:
    """What forbids to use it without a person, apart from what stops the read anyway."""
    for loss in trial.losses:
        name = _name(loss.lesson)
        if loss.proposal is None:
            if loss.lesson.without is Without.STOPS and loss.why in _SEEN:
                continue  # where it is needed, the read stops
            yield f"{name}: {loss.why}"
        elif not loss.told_apart:
            yield f"{name}: something else reads the same on every page seen"
    if len(trial.equal) < NEEDED:
        yield f"{len(trial.equal)} known orders read the same, {NEEDED} are needed"
    if trial.different:
        yield f"known orders read differently: {_some(trial.different)}"
    if trial.missing:
        yield f"known orders are not there: {_some(trial.missing)}"


async def _proven(trial: Trial, read: Reader, known: Mapping[str, Order]) -> Trial:
    """The trial with what was needed, and doubts about what no known order shows to be right.

    What no known order needs, and without which a read would stop, is not used at all.
    """
    lessons = {(loss.lesson.page, loss.lesson.selector): loss.lesson for loss in trial.losses}
    kept, doubts = [], []
    for one in trial.proposals:
        lesson = lessons[one.page, one.selector]
        if any(_is_in(other, one) for other in trial.proposals):
            kept.append(one)  # shown by what is in it
        elif await _needed(trial, one, read, known):
            kept.append(one)
            if lesson.field and not any(_values(order, lesson.field) for order in known.values()):
                doubts.append(f"{_name(lesson)}: no known order has anything there")
        elif lesson.without is Without.DIFFERS:
            kept.append(one)
            doubts.append(f"{_name(lesson)}: no known order shows that {one} is right")
    if len(kept) == len(trial.proposals):
        return replace(trial, doubts=tuple(doubts))
    got, stopped = await _read(read, trial.approved.plus(kept))
    compared = _compared(got, known)
    if stopped or compared["different"] or compared["missing"]:
        doubts.append("only together do these locators read the known orders")
    return replace(
        trial,
        proposals=tuple(kept),
        read=tuple(got),
        doubts=tuple(doubts),
        equal=compared["equal"],
        different=compared["different"],
        missing=compared["missing"],
    )


async def _needed(trial: Trial, one: Replacement, read: Reader, known: Mapping[str, Order]) -> bool:
    """Whether without it a known order does not read as it is known."""
    got, stopped = await _read(read, trial.locators.without(one))
    compared = _compared(got, known)
    return bool(stopped or compared["different"] or compared["missing"])


def _name(lesson: Lesson) -> str:
    return f"{lesson.page} {lesson.selector}"


def _is_in(one: Replacement, outer: Replacement) -> bool:
    """Whether a path of JSON leads through another."""
    path = one.selector.removeprefix(outer.selector)
    return one.page == outer.page and path != one.selector and path[:1] in {".", "["}


def _values(order: Order, name: str) -> bool:
    """Whether the order has anything in that field."""
    value: object = order
    for part in name.split("."):
        members = value if isinstance(value, tuple) else (value,)
        value = tuple(
            inner
            for member in members
            for inner in _members(getattr(member, part))
            if inner not in {"", None}
        )
    return bool(value)


def _members(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _some(references: Sequence[str]) -> str:
    more = f" and {len(references) - 3} more" if len(references) > 3 else ""  # noqa: PLR2004
    return ", ".join(references[:3]) + more
