"""What a corrected statement says differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bots.model.settlement import SettlementEntry, entry_line
from bots.settling.facts import Booked


@dataclass(frozen=True)
class Correction:
    """One entry that came, went or changed."""

    entry: str
    what: Literal["added", "removed", "changed"]
    before: SettlementEntry | None
    after: SettlementEntry | None

    def __str__(self) -> str:
        told = [str(one.amount) for one in (self.before, self.after) if one is not None]
        return f"{self.what} {self.entry}: {' -> '.join(told)}"


def corrections(before: Iterable[Booked], after: Iterable[Booked]) -> Iterator[Correction]:
    """The differences by entry id; empty for statements that say the same."""
    old = {one.entry.entry: one.entry for one in before}
    new = {one.entry.entry: one.entry for one in after}
    for name in sorted({*old, *new}):
        was, is_now = old.get(name), new.get(name)
        if was is None:
            yield Correction(name, "added", None, is_now)
        elif is_now is None:
            yield Correction(name, "removed", was, None)
        elif entry_line(was) != entry_line(is_now):
            yield Correction(name, "changed", was, is_now)
