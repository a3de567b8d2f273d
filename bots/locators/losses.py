"""A selector that matches nothing any more, and what may stand in its place, if anything."""

from __future__ import annotations

from dataclasses import dataclass

from bots.locators.force import Replacement
from bots.locators.lessons import Lesson

NOTHING_LIKE_IT = "nothing on the page is like what was recorded"
ALIKE = "more than one thing on the page could be meant"
SURE = 0.6
"""The least likeness of what is proposed."""
MARGIN = 0.08
"""How much less anything else on the page must be like it."""
TURNED_DOWN = "what was proposed was turned down"
NO_LESSON = "the recording never showed what it matches"


@dataclass(frozen=True)
class Loss:
    """One lost selector.

    Attributes:
        proposal: what may stand for it; None when nothing may.
        why: why there is none, in words.
        told_apart: whether nothing else on these pages would read the same.
    """

    lesson: Lesson
    proposal: Replacement | None
    why: str
    told_apart: bool = True
