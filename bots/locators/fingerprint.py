"""What the recorded matches of one selector have in common, and how much a new one is like them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bots.locators.signs import HIDDEN, Signs

# How much each sign tells. Names and labels are what a page's makers and readers go by; where an
# element stands says the least, as that is what a redesign changes first.
WEIGHTS = {
    "names": 0.26,
    "label": 0.22,
    "heading": 0.14,
    "kind": 0.14,
    "tag": 0.08,
    "attributes": 0.08,
    "above": 0.08,
    "path": 0.05,
    "near": 0.05,
    "inside": 0.14,
    "text": 0.18,
}
_DISTRUST = 0.1  # for each strong sign that the page has nowhere
_WORDED = frozenset({"words", "a long text"})


@dataclass(frozen=True)
class Fingerprint:
    """The signs that all recorded matches share.

    Attributes:
        kinds: every kind of text that was seen.
        text: what all of them say, where there were several; "" for data.
        trust: how much of what made it up a changed page still has at all.
    """

    tag: str
    names: frozenset[str]
    label: str
    heading: str
    kinds: frozenset[str]
    text: str
    attributes: frozenset[str]
    path: tuple[str, ...]
    above: frozenset[str]
    near: frozenset[str]
    inside: frozenset[str]
    trust: float = 1.0

    def on(self, others: Sequence[Signs]) -> Fingerprint:
        """For a page with these elements: what none of them has tells nothing, and costs trust."""
        words = frozenset[str]().union(*(one.names for one in others))
        kept = replace(
            self,
            names=self.names & words,
            above=self.above & words,
            label=self.label if any(one.label == self.label for one in others) else "",
            heading=self.heading if any(one.heading == self.heading for one in others) else "",
            text=self.text if any(one.text == self.text for one in others) else "",
        )
        strong = ("names", "label", "heading", "text")
        lost = sum(bool(getattr(self, one)) and not getattr(kept, one) for one in strong)
        return replace(kept, trust=1 - _DISTRUST * lost)

    def likeness(self, other: Signs) -> float:
        """0 to 1; signs that the recorded matches do not share say nothing."""
        told = self._told(other)
        weight = sum(WEIGHTS[name] for name in told)
        return self.trust * sum(WEIGHTS[name] * value for name, value in told.items()) / weight

    def _told(self, other: Signs) -> dict[str, float]:
        told = {
            "tag": float(self.tag == other.tag),
            "kind": float(HIDDEN in self.kinds or other.kind in self.kinds),
            "path": _in_order(self.path, other.path),
        }
        if self.names:
            told["names"] = _shared(self.names, other.names)
        if self.label or other.label:
            told["label"] = float(self.label == other.label)
        if self.heading:
            told["heading"] = float(self.heading == other.heading)
        if self.text:
            told["text"] = float(self.text == other.text)
        for name in ("attributes", "above", "near", "inside"):
            if mine := getattr(self, name):
                told[name] = len(mine & getattr(other, name)) / len(mine)
        return told


def in_common(matches: Sequence[Signs], pages: int) -> Fingerprint:
    """What all matches share; `pages` is on how many pages they were seen.

    A text is a sign only when several pages agree on it: on one page it may be a buyer's name.
    """
    texts = {one.text for one in matches if one.kind in _WORDED}
    same = len(texts) == 1 and pages > 1 and all(one.kind in _WORDED for one in matches)
    return Fingerprint(
        tag=_same(matches, "tag"),
        names=_all(matches, "names"),
        label=_same(matches, "label"),
        heading=_same(matches, "heading"),
        kinds=frozenset(one.kind for one in matches),
        text=texts.pop() if same else "",
        attributes=_all(matches, "attributes"),
        path=matches[0].path if matches else (),
        above=_all(matches, "above"),
        near=_all(matches, "near"),
        inside=_all(matches, "inside"),
    )


def _all(matches: Sequence[Signs], name: str) -> frozenset[str]:
    found: list[frozenset[str]] = [getattr(one, name) for one in matches]
    return frozenset.intersection(*found) if found else frozenset()


def _same(matches: Sequence[Signs], name: str) -> str:
    """What all of them have, "" when they differ."""
    found: set[str] = {getattr(one, name) for one in matches}
    return found.pop() if len(found) == 1 else ""


def _shared(mine: frozenset[str], other: frozenset[str]) -> float:
    """How many of my words are there; words that only the other has count a little against it."""
    both = len(mine & other)
    return both / (len(mine) + 0.1 * len(other - mine))


def _in_order(mine: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How many of the tags above stand there in the same order."""
    if not mine:
        return 1.0
    found, rest = 0, list(other)
    for tag in mine:
        if tag in rest:
            rest = rest[rest.index(tag) + 1 :]
            found += 1
    return found / len(mine)
