"""The parts of entries, which are judged one by one, and the verdict of the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bots.model.settlement import EntryKind, EntryPart
from bots.model.settling import Booked, Class, Held, OrderFacts, Verdict

__all__ = ["Booked", "Class", "Held", "OrderFacts", "Portion", "Verdict", "portions", "worst"]


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of an entry, which is judged by itself."""

    booked: Booked
    part: EntryPart

    @property
    def kind(self) -> EntryKind:
        """What it is for."""
        return self.part.kind

    @property
    def amount(self) -> Decimal:
        """Signed."""
        return self.part.amount


def portions(entries: Iterable[Booked]) -> list[Portion]:
    """All parts of the entries, in time."""
    in_time = sorted(entries, key=lambda one: one.place)
    return [Portion(booked, part) for booked in in_time for part in booked.entry.parts]


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict of an entry by those of its parts: one part for a person, the whole is."""
    found = list(verdicts)
    for wanted in (Class.UNMATCHED, Class.MATCHED):
        for verdict in found:
            if verdict.found is wanted:
                return verdict
    return found[0]
