"""Labels that a changed page lacks, and the ones that are likely to have taken their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from selectolax.lexbor import LexborNode

from bots.locators.fingerprint import Fingerprint
from bots.locators.force import Locators, Replacement
from bots.locators.label_signs import label_signs, values_of
from bots.locators.labels import written
from bots.locators.lessons import Lesson, Lessons
from bots.locators.losses import ALIKE, MARGIN, NOTHING_LIKE_IT, SURE, Loss
from bots.locators.signs import words
from bots.locators.watching import Naming

Here = Mapping[str, Sequence[LexborNode]]


def lost_labels(
    lessons: Lessons, page: str, namings: Sequence[Naming], force: Locators
) -> Iterator[Loss]:
    """For each field whose labels are not on pages that were read: what may label it now."""
    known = lessons.pages.get(page, {})
    taken = lessons.words(page) | {one.css for one in force.of(page).values()}
    for selector, lesson in known.items():
        stand_in = force.of(page).get(selector)
        lost = [
            one.here
            for one in namings
            if one.page == page
            and one.selector == selector
            and not one.nodes
            and (stand_in is None or stand_in.css not in one.here)
        ]
        if lost and lesson.like is not None:
            yield _loss(lesson, lesson.like, lost, taken)


def _loss(lesson: Lesson, like: Fingerprint, pages: Sequence[Here], taken: frozenset[str]) -> Loss:
    every = frozenset.intersection(*(frozenset(here) for here in pages))
    free = [
        word
        for word in sorted(every - taken - {""})
        if all(len(here[word]) == 1 and values_of(here[word][0]) for here in pages)
    ]
    like = like.on([label_signs(here[word][0]) for here in pages for word in free])
    rated = sorted(((_likeness(like, word, pages), word) for word in free), reverse=True)
    if not rated or rated[0][0] < SURE:
        return Loss(lesson, None, NOTHING_LIKE_IT)
    if len(rated) > 1 and rated[0][0] - rated[1][0] < MARGIN:
        return Loss(lesson, None, ALIKE)
    score, word = rated[0]
    made = Replacement(lesson.page, lesson.selector, word, "", round(score, 2))
    others = [other for _, other in rated[1:]]
    told = bool(like.names & set(words(word))) or not _twins(word, others, pages)
    return Loss(lesson, made, "", told_apart=told)


def _likeness(like: Fingerprint, word: str, pages: Sequence[Here]) -> float:
    return sum(like.likeness(label_signs(here[word][0])) for here in pages) / len(pages)


def _twins(word: str, others: Sequence[str], pages: Sequence[Here]) -> list[str]:
    """Other free labels that have the same values on every page."""
    return [
        other for other in others if all(_said(here, word) == _said(here, other) for here in pages)
    ]


def _said(here: Here, word: str) -> list[str]:
    return [written(one) for one in values_of(here[word][0])]
