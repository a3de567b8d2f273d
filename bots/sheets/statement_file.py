"""What a platform's settlement file looks like: its columns and its words, declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bots.model.parse import Point
from bots.model.settlement import EntryKind
from bots.sheets.profile import Column, Kind, Profile

Headings = tuple[str, ...]
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("entry", "order", "sub_order"), "id"),
    "at": "when",
}
COLUMNS = frozenset(
    {*_KINDS, "direction", "amount", "income", "expense", "currency", "kind", "scene"}
)
"""What a settlement file may have. `entry` and `at` must be there, and `amount`, or `income` and
`expense` in two columns."""


@dataclass(frozen=True)
class StatementFile:
    """A format of settlement files.

    Attributes:
        columns: name of `COLUMNS` -> what files call it.
        parts: heading -> kind, for files that say what an amount is made up of.
        kinds: words in the kind's cell, else the scene's -> kind; the first one in it decides.
        incoming, outgoing: the words of the direction's cell.
        period, opening, closing: words of the rows above the headings that say so.
        remark: rows that begin so are remarks, above and below the table.
        sums: whether a row of sums in the file adds up what its rows move.
    """

    name: str
    columns: Mapping[str, Headings]
    parts: Mapping[str, EntryKind] = field(default_factory=dict)
    kinds: Mapping[str, EntryKind] = field(default_factory=dict)
    incoming: frozenset[str] = frozenset({"入账", "收入", "in", "income", "credit"})
    outgoing: frozenset[str] = frozenset({"出账", "支出", "out", "expense", "debit"})
    period: Headings = ("账期", "结算周期", "period")
    opening: Headings = ("期初余额", "opening balance")
    closing: Headings = ("期末余额", "closing balance")
    blanks: frozenset[str] = frozenset({"-", "--", "/"})
    point: Point = "."
    day_first: bool | None = None
    remark: str = ""
    sums: bool = True

    @cached_property
    def profile(self) -> Profile:
        """The table of its rows. Amounts stay text: their currency may stand in another cell."""
        needed = {"entry", "at", "amount", "income", "expense"}
        named = [
            Column(
                name,
                headings,
                _KINDS.get(name, "text"),
                required=name in needed,
                filled=name in {"entry", "at"},
            )
            for name, headings in self.columns.items()
        ]
        parts = [Column(part_name(heading), (heading,)) for heading in self.parts]
        return Profile(
            f"the settlement file {self.name}",
            (*named, *parts),
            blanks=self.blanks,
            point=self.point,
            day_first=self.day_first,
        )

    def kind_of(self, words: str) -> EntryKind:
        """What the cell says that it is for; OTHER for words that are not known."""
        said = words.casefold()
        return next((kind for word, kind in self.kinds.items() if word in said), EntryKind.OTHER)


def part_name(heading: str) -> str:
    """The column's name of a part."""
    return f"part {heading}"
