"""What a changed page lost, and for each of it the one thing that may stand in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborNode

from bots.locators.changed import Seen
from bots.locators.fingerprint import Fingerprint, in_common
from bots.locators.force import LABELLED, Locators, Replacement
from bots.locators.json_propose import lost_in_json
from bots.locators.lessons import Lesson, Lessons
from bots.locators.losses import ALIKE, MARGIN, NO_LESSON, NOTHING_LIKE_IT, SURE, Loss
from bots.locators.options import Option, fitting, matches, new_names, renamed
from bots.page import Document

_EQUAL = 0.01
_SPREAD = 0.08  # wider, and the matches are not all the same kind of thing: a heading among rows
_SEEDS = 3
_PAGES = 6  # that are looked at; an option must fit all of them
_ROOTS = 8  # rows, likewise


def lost_on(
    lessons: Lessons, page: str, documents: Sequence[Document], force: Locators
) -> list[Loss]:
    """What of a page class's selectors matches nothing on these pages, in the order of need.

    What is proposed for an outer selector counts when those within it are looked for.
    """
    if lessons.is_json(page):
        return lost_in_json(lessons, page, documents, force)
    pages = [Seen(document) for document in documents[:_PAGES]]
    before = [Seen(document) for document in lessons.documents[page][:_PAGES]]
    known = lessons.pages[page]
    names = new_names([one for one in known if not one.startswith(LABELLED)], before, pages)
    found: list[Loss] = []
    plain = [one for one in known.values() if not one.selector.startswith(LABELLED)]
    for lesson in sorted(plain, key=lambda one: bool(one.within)):
        units = list(_units(lesson, lessons, pages, force))
        if not units:
            continue
        loss = _loss(lesson, units, list(renamed(lesson.selector, names)))
        found.append(loss)
        if loss.proposal is not None:
            force = force.plus([loss.proposal])
    return found


class _Unit:
    """One place to look in: a page, or a row of one."""

    def __init__(self, page: Seen, root: LexborNode, like: Fingerprint) -> None:
        self.page = page
        self.root = root
        self._like = like

    @cached_property
    def ranked(self) -> list[tuple[float, LexborNode]]:
        """Its elements, the likest first."""
        scored = [(self.likeness(one), one) for one in self.page.elements(self.root)]
        return sorted(scored, key=lambda pair: -pair[0])

    def likeness(self, node: LexborNode) -> float:
        return self._like.likeness(self.page.signs(node))

    def text(self, node: LexborNode) -> str:
        return self.page.signs(node).text

    def matched(self, option: Option) -> list[LexborNode]:
        found = matches(option.css, self.root)
        if option.label:
            return [one for one in found if self.page.signs(one).label == option.label]
        return found

    def others(self, chosen: Sequence[LexborNode]) -> Iterator[tuple[float, LexborNode]]:
        """The other elements, but those around or inside a chosen one that say the same."""
        mine = {one.mem_id for one in chosen}
        texts = {self.text(one) for one in chosen}
        for score, one in self.ranked:
            if one.mem_id in mine:
                continue
            if self.text(one) in texts and _nested(one, mine):
                continue
            yield score, one


@dataclass(frozen=True)
class _Rated:
    """An option with how much the least like of its matches is like what was recorded.

    Attributes:
        rest: how much the likest of all other elements is.
    """

    option: Option
    score: float
    rest: float

    @property
    def margin(self) -> float:
        return self.score - self.rest

    @property
    def worth(self) -> float:
        return self.score + self.margin


def _units(
    lesson: Lesson, lessons: Lessons, pages: Iterable[Seen], force: Locators
) -> Iterator[_Unit]:
    """The places on the pages where it matches nothing, although it was there when recorded."""
    known = lessons.pages[lesson.page]
    for page in pages:
        roots = lesson.roots(page.document, known, force)
        if roots and not lesson.matches(page.document, known, force):
            like = (lesson.like or in_common([], 0)).on(page.all_signs)
            yield from (_Unit(page, root, like) for root in roots[:_ROOTS])


def _loss(lesson: Lesson, units: Sequence[_Unit], names: Sequence[Option]) -> Loss:
    if lesson.like is None:
        return Loss(lesson, None, NO_LESSON)
    rated = _best(lesson, units, [*names, *_seeded(lesson.like, units)])
    if rated is None or rated.score < SURE:
        return Loss(lesson, None, NOTHING_LIKE_IT)
    if rated.margin < MARGIN and not rated.option.kept:
        return Loss(lesson, None, ALIKE)
    option = rated.option
    made = Replacement(
        lesson.page, lesson.selector, option.css, option.label, round(rated.score, 2)
    )
    return Loss(lesson, made, "", told_apart=_told_apart(lesson, units, option))


def _seeded(like: Fingerprint, units: Sequence[_Unit]) -> Iterator[Option]:
    unit = next((one for one in units if one.ranked), None)
    for score, node in unit.ranked[:_SEEDS] if unit else ():
        if score >= SURE:
            yield from fitting(node, like.label)


def _best(lesson: Lesson, units: Sequence[_Unit], options: Iterable[Option]) -> _Rated | None:
    """The likest option with the widest margin; of equals, the plainest, which comes first."""
    best: _Rated | None = None
    for option in dict.fromkeys(options):
        rated = _rated(lesson, units, option)
        if rated is not None and option.kept and rated.score >= SURE:
            return rated
        if rated is not None and (best is None or rated.worth > best.worth + _EQUAL):
            best = rated
    return best


def _rated(lesson: Lesson, units: Sequence[_Unit], option: Option) -> _Rated | None:
    """None when it matches where nothing was, or not as often as was recorded."""
    scores: list[float] = []
    rests: list[float] = []
    for unit in units:
        found = unit.matched(option)
        if not _fits(lesson, len(found)):
            return None
        if found:
            likes = [unit.likeness(one) for one in found]
            if max(likes) - min(likes) > _SPREAD and not option.kept:
                return None
            scores.append(sum(likes) / len(likes) if option.kept else min(likes))
            rests.append(next((score for score, _ in unit.others(found)), 0.0))
    if not scores:
        return None
    return _Rated(option, sum(scores) / len(scores), sum(rests) / len(rests))


def _fits(lesson: Lesson, count: int) -> bool:
    if count == 0:
        return not lesson.always
    if lesson.least == lesson.most:
        return count == lesson.most or (lesson.most > 1 and _grows(lesson))
    return lesson.most > 1 or count == 1


def _grows(lesson: Lesson) -> bool:
    """Whether the number of matches says nothing: one recorded page shows one number."""
    return lesson.like is not None and lesson.like.tag in {"tr", "li", "dd", "div", "article"}


def _told_apart(lesson: Lesson, units: Sequence[_Unit], option: Option) -> bool:
    """Whether it keeps its name or label, or nothing else says the same on every page."""
    like = lesson.like
    if like is None or (lesson.proof and not lesson.field):
        return True
    found = [(unit, node) for unit in units for node in unit.matched(option)]
    signs = [unit.page.signs(node) for unit, node in found]
    if like.label and all(one.label == like.label for one in signs):
        return True
    if like.names and all(like.names <= one.names for one in signs):
        return True
    return not frozenset.intersection(*(_twins(unit, node) for unit, node in found))


def _twins(unit: _Unit, node: LexborNode) -> frozenset[tuple[str, str, frozenset[str]]]:
    """What else says the same: how one would name it, so that it is known on another page."""
    signs = [(unit.page.signs(one)) for _, one in unit.others([node])]
    text = unit.text(node)
    return frozenset((one.tag, one.label, one.names) for one in signs if one.text == text)


def _nested(node: LexborNode, chosen: set[int]) -> bool:
    """Whether it stands around or inside one of the chosen."""
    parent = node.parent
    while parent is not None:
        if parent.mem_id in chosen:
            return True
        parent = parent.parent
    return any(one.mem_id in chosen for one in node.css("*"))
