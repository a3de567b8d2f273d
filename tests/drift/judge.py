"""One change, read: what came of it, and whether that was right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bots.errors import BotsError, ScreenChanged
from bots.page import Document
from tests.drift.pages import Said
from tests.drift.sites import Data, Documents, Site

READ = frozenset({"screen_changed", "refused"})
"""Kinds of error that are right when a page is there and is not as it was."""


class Outcome(StrEnum):
    """What came of reading a changed page."""

    SAME = "same"
    ERROR = "error"
    WRONG_KIND = "wrong kind"
    WRONG_DATA = "wrong data"
    CRASH = "crash"

    @property
    def right(self) -> bool:
        """Whether that is as it must be."""
        return self in {Outcome.SAME, Outcome.ERROR}


@dataclass(frozen=True)
class Change:
    """One change of one site.

    Attributes:
        keeps: whether all data are still there, so that reading the same is what we want.
        errors: kinds of error that are right.
        fewer: whether the page truly says that it holds less; the floor is what sees that.
    """

    site: Site
    page: str
    kind: str
    seed: int
    said: Said
    keeps: bool
    errors: frozenset[str]
    documents: dict[int, Document]
    fewer: bool = False

    @property
    def whole(self) -> Documents:
        """Every document of the site, changed and not."""
        return self.site.with_documents(self.documents)


@dataclass(frozen=True)
class Verdict:
    """What came of a change; `named` says whether an error's words name what changed."""

    change: Change
    outcome: Outcome
    words: str = ""
    named: bool = True

    def __str__(self) -> str:
        change = self.change
        return (
            f"{change.site.name} {change.page} {change.kind} seed {change.seed} "
            f"({change.said.what}): "
            f"{self.outcome}: {self.words}"
        )


async def judged(change: Change, truth: Data) -> Verdict:
    """Read the changed site with our adapter, and compare with what is true."""
    try:
        read = await change.site.read(change.whole)
    except BotsError as error:
        return _stopped(change, error)
    except Exception as error:  # noqa: BLE001 - a crash is a finding
        return Verdict(change, Outcome.CRASH, f"{type(error).__name__}: {error}")
    return _compared(change, read, truth)


def _stopped(change: Change, error: BotsError) -> Verdict:
    evidence = not isinstance(error, ScreenChanged) or hasattr(error, "document")
    right = error.kind in change.errors and evidence and bool(error.reference or error.remedy)
    outcome = Outcome.ERROR if right else Outcome.WRONG_KIND
    return Verdict(change, outcome, f"{error.kind}: {error}", _names(change, str(error)))


def _compared(change: Change, read: Data, truth: Data) -> Verdict:
    wrong = [key for key in read if key not in truth]
    wrong += [key for key in truth if key not in read and not change.fewer]
    refused = []
    for key in read.keys() & truth.keys():
        if read[key] == truth[key]:
            continue
        if isinstance(read[key], dict) and "refused" in read[key]:
            refused.append(f"{key} {read[key]}")
        else:
            wrong.append(f"{key}: {_difference(read[key], truth[key])}")
    if wrong:
        return Verdict(change, Outcome.WRONG_DATA, "; ".join(sorted(map(str, wrong)))[:600])
    if refused:
        outcome = Outcome.ERROR if "refused" in change.errors else Outcome.WRONG_KIND
        return Verdict(change, outcome, "; ".join(sorted(refused))[:600])
    return Verdict(change, Outcome.SAME)


def _difference(one: object, other: object) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        names = [name for name in other if one.get(name) != other[name]]
        return ", ".join(f"{name}: {one.get(name)!r} not {other[name]!r}" for name in names)
    return f"{one!r} not {other!r}"


def _names(change: Change, words: str) -> bool:
    """Whether the error says one of the words that name what changed."""
    folded = words.casefold()
    return not change.said.names or any(
        name.casefold() in folded for name in change.said.names if name
    )


async def mended(verdict: Verdict, truth: Data) -> Verdict:
    """What comes of a read that stopped, with locators proposed from the recording."""
    change = verdict.change
    stopped = verdict.outcome is Outcome.ERROR and verdict.words.startswith("screen_changed")
    if not stopped or change.site.mend is None:
        return verdict
    read = await change.site.mend(change.whole)
    return verdict if read is None else _compared(change, read, truth)


def peer_outcome(change: Change, truth: Data) -> Outcome:
    """The same for the plain reader: it survived, it stopped, or it read wrongly in silence."""
    try:
        read = change.site.peer(change.whole)
    except Exception:  # noqa: BLE001 - a plain script just ends
        return Outcome.ERROR
    return Outcome.SAME if read == truth else Outcome.WRONG_DATA
