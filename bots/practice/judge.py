"""Compare the shops' own databases with the ERP's own database: nobody's word is taken for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from bots.practice.company import Company
from bots.practice.expected import Sale, expected_sale, one_spelling
from bots.practice.sales import CANCELLED, CONFIRMED


@dataclass(frozen=True)
class Difference:
    """A sale that is in the ERP, but not as the shop's order says; `fields` names what differs."""

    reference: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What the ERP holds against what it must hold; every entry is a reference `shop/number`.

    Attributes:
        expected: how many orders must be in the ERP.
        right: how many of them are there once, confirmed, every field equal.
        missing: must be there, and are not.
        duplicated: there more than once.
        different: there once, and not equal.
        unfinished: there once and equal, and still a draft.
        unexpected: from our shops, there, and must not be.
    """

    expected: int
    right: int
    missing: tuple[str, ...]
    duplicated: tuple[str, ...]
    different: tuple[Difference, ...]
    unfinished: tuple[str, ...]
    unexpected: tuple[str, ...]


def judge(folder: Path) -> Verdict:
    """Judge the practice company whose databases lie in `folder` (`home/practice`)."""
    company = Company.open(folder)
    try:
        return _verdict(_owed(company), *_held(company))
    finally:
        company.close()


def _owed(company: Company) -> dict[str, Sale]:
    sales = (
        expected_sale(shop, order) for shop, book in company.orders.items() for order in book.all()
    )
    return {sale.reference: sale for sale in sales if sale is not None}


def _held(company: Company) -> tuple[dict[str, list[Sale]], set[str]]:
    """The ERP's sales by reference, but cancelled ones; and the references of drafts."""
    held: dict[str, list[Sale]] = defaultdict(list)
    drafts = set()
    for row, sale in company.books.sales():
        if row["state"] == CANCELLED:
            continue
        held[sale.reference].append(sale)
        if row["state"] != CONFIRMED:
            drafts.add(sale.reference)
    return held, drafts


def _verdict(
    owed: Mapping[str, Sale], held: Mapping[str, Sequence[Sale]], drafts: set[str]
) -> Verdict:
    once = {reference: sales[0] for reference, sales in held.items() if len(sales) == 1}
    different = [
        Difference(reference, wrong)
        for reference, sale in once.items()
        if reference in owed and (wrong := _differences(owed[reference], sale))
    ]
    unequal = {difference.reference for difference in different}
    equal = {reference for reference in once if reference in owed} - unequal
    return Verdict(
        expected=len(owed),
        right=len(equal - drafts),
        missing=tuple(sorted(set(owed) - set(held))),
        duplicated=tuple(sorted(ref for ref, sales in held.items() if len(sales) > 1)),
        different=tuple(sorted(different, key=lambda difference: difference.reference)),
        unfinished=tuple(sorted(equal & drafts)),
        unexpected=tuple(sorted(set(held) - set(owed))),
    )


def _differences(owed: Sale, held: Sale) -> tuple[str, ...]:
    spelt = replace(held, ship_to=one_spelling(held.ship_to), note=one_spelling(held.note))
    names = (field.name for field in fields(Sale))
    return tuple(name for name in names if getattr(owed, name) != getattr(spelt, name))
