"""What a changed JSON body lost, and where it is likely to be now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from bots.locators.force import Locators, Replacement
from bots.locators.json_paths import EACH, paths_of
from bots.locators.lessons import Lesson, Lessons
from bots.locators.losses import ALIKE, MARGIN, NOTHING_LIKE_IT, SURE, Loss
from bots.locators.signs import HIDDEN, kind_of, words
from bots.page import Document

_WEIGHTS = {"name": 0.4, "outer": 0.25, "kind": 0.25, "place": 0.1}
Shape = Mapping[str, frozenset[str]]


def lost_in_json(
    lessons: Lessons, page: str, documents: Sequence[Document], force: Locators
) -> list[Loss]:
    """The paths that every recorded body has and these lack, with where each is now."""
    mine = list(force.of(page).values())
    before, now = _shape(lessons.documents[page]), _shape(documents, mine)
    raw = _shape(documents)
    fresh = {path: kinds for path, kinds in raw.items() if path not in before}
    found: list[Loss] = []
    moved: dict[str, str] = {}
    lost = [path for path in before if path in lessons.pages[page] and path not in now]
    for path in sorted(lost, key=_depth):
        loss = _loss(lessons.pages[page][path], before, fresh, moved)
        if loss.proposal is not None:
            moved[path] = loss.proposal.css
        found.append(loss)
    return found


def _loss(lesson: Lesson, before: Shape, fresh: Shape, moved: Mapping[str, str]) -> Loss:
    path = lesson.selector
    rated = sorted(
        (
            (_likeness(path, new, before, fresh, moved), new)
            for new in fresh
            if _same_lists(path, new)
        ),
        reverse=True,
    )
    if not rated or rated[0][0] < SURE:
        return Loss(lesson, None, NOTHING_LIKE_IT)
    kept = [new for _, new in rated if _keeps(path, new, moved)]
    if kept != [rated[0][1]] and len(rated) > 1 and rated[0][0] - rated[1][0] < MARGIN:
        return Loss(lesson, None, ALIKE)
    score, new = rated[0]
    return Loss(lesson, Replacement(lesson.page, path, new, "", round(score, 2)), "")


def _keeps(path: str, new: str, moved: Mapping[str, str]) -> bool:
    """Whether it is the same key with more words, in what its outer one has become."""
    (outer, name), (new_outer, new_name) = _split(path), _split(new)
    return moved.get(outer, outer) == new_outer and set(words(name)) <= set(words(new_name))


def _likeness(path: str, new: str, before: Shape, fresh: Shape, moved: Mapping[str, str]) -> float:
    """How much a new path is like an old one: its name, what it is in, what kind of value."""
    (outer, name), (new_outer, new_name) = _split(path), _split(new)
    told = {
        "name": _alike(name, new_name),
        "outer": 1.0 if moved.get(outer, outer) == new_outer else 0.0,
        "kind": _kinds(before[path], fresh[new]),
        "place": float(_depth(path) == _depth(new)),
    }
    return sum(_WEIGHTS[sign] * value for sign, value in told.items())


def _kinds(before: frozenset[str], now: frozenset[str]) -> float:
    return 1.0 if HIDDEN in before else len(before & now) / len(before | now)


def _alike(name: str, other: str) -> float:
    mine, others = set(words(name)), set(words(other))
    shared = len(mine & others) / len(mine) if mine else float(name == other)
    return max(shared, SequenceMatcher(None, name.lower(), other.lower()).ratio() if mine else 0.0)


def _split(path: str) -> tuple[str, str]:
    """A path's outer path and its own key; a list's members belong to the list's key."""
    own = path.removesuffix(EACH)
    outer, _, name = own.rpartition(".")
    return outer, name + path[len(own) :]


def _same_lists(path: str, other: str) -> bool:
    return path.count(EACH) == other.count(EACH) and path.endswith(EACH) == other.endswith(EACH)


def _depth(path: str) -> tuple[int, str]:
    return path.count(".") + path.count(EACH), path


def _shape(documents: Iterable[Document], force: Sequence[Replacement] = ()) -> Shape:
    """Every path that every body has, with the kinds of value there."""
    found = paths_of(documents, force)
    return {path: frozenset(map(_kind, values)) for path, values in found.items()}


def _kind(value: Any) -> str:  # noqa: ANN401  JSON
    match value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case bool():
            return "yes or no"
        case int() | float():
            return "a number"
        case None:
            return "null"
        case _:
            return kind_of(str(value))
