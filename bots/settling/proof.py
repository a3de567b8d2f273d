"""The proof of a statement: what its file says is what its classes come to, to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bots.model.codes import Currency
from bots.model.money import total_of
from bots.model.settlement import Sums
from bots.settling.facts import Class

Classed = Mapping[Class, Decimal]


@dataclass(frozen=True)
class Proof:
    """One statement in one currency.

    Attributes:
        control: the file's amounts, added up as they were read.
        by_class: what the entries that are kept come to, and the rows that make none.
        opening, closing, total: the file's own, where it has them.
        lost: rows whose amount could not be read; one of them, and nothing is proved.
    """

    statement: str
    currency: Currency
    control: Decimal
    by_class: Classed
    opening: Decimal | None = None
    closing: Decimal | None = None
    total: Decimal | None = None
    lost: int = 0

    @property
    def classed(self) -> Decimal:
        """Matched, explained and unmatched together."""
        return total_of(self.by_class.values())

    @property
    def faults(self) -> list[str]:
        """What does not agree, with the figures; empty when all is proved."""
        found = []
        if self.lost:
            found.append(f"{self.lost} rows have no amount that reads")
        if self.classed != self.control:
            sums = " + ".join(f"{kind} {amount}" for kind, amount in self.by_class.items())
            found.append(f"its rows come to {self.control}, but {sums} is {self.classed}")
        if self.total is not None and self.total != self.control:
            found.append(f"its rows come to {self.control}, its row of sums says {self.total}")
        if self.opening is not None and self.closing is not None:
            moved = self.closing - self.opening
            if moved != self.control:
                found.append(
                    f"its rows come to {self.control}, its balance went from {self.opening} to "
                    f"{self.closing}, which is {moved}"
                )
        return found

    @property
    def holds(self) -> bool:
        """Whether all is proved."""
        return not self.faults


def prove(
    statement: str,
    control: Sums,
    classed: Iterable[tuple[Class, Currency, Decimal]],
    *,
    opening: Sums,
    closing: Sums,
    totals: Sums,
    lost: int,
) -> list[Proof]:
    """A proof for each currency that occurs; `classed` is what is kept, row by row or in sums."""
    sums: dict[Currency, dict[Class, list[Decimal]]] = {}
    for found, currency, amount in classed:
        sums.setdefault(currency, {}).setdefault(found, []).append(amount)
    currencies = sorted({*sums, *control, *opening, *closing, *totals})
    return [
        Proof(
            statement,
            currency,
            control.get(currency, Decimal(0)),
            {kind: total_of(sums.get(currency, {}).get(kind, ())) for kind in Class},
            opening.get(currency),
            closing.get(currency),
            totals.get(currency),
            lost,
        )
        for currency in currencies
    ]
