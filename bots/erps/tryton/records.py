"""Sales as they are read back: from the export's rows to records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Literal

from pydantic import ValidationError

from bots.erps.tryton.pages.exports import NOT_CANCELLED, Clause, Export, Row, export_path
from bots.erps.tryton.units import unit_names
from bots.erps.tryton.wording import from_comment
from bots.model import Currency, ErpRecord, SaleLine, SalesOrder, Unit

SALE = "sale.sale"
_FIELDS = (
    "id",
    "number",
    "reference",
    "state",
    "sale_date",
    "create_date",
    "currency/code",
    "party/name",
    "comment",
    "total_amount",
    "lines/type",
    "lines/product/code",
    "lines/quantity",
    "lines/unit/name",
    "lines/unit_price",
)  # fmt: skip
_STATES: dict[str, Literal["draft", "confirmed"]] = {
    "draft": "draft",
    "quotation": "draft",
    "confirmed": "confirmed",
    "processing": "confirmed",
    "done": "confirmed",
}
_NOTHING = {"comment": "", "party/name": "", "lines/type": "", "total_amount": "0"}
_LINE_TYPES = frozenset({"line", "subtotal", "title", "comment", ""})
_ALL_STATES = frozenset({*_STATES, "cancelled"})
_WITH_REFERENCE: Clause = ("reference", "not in", ["", None])
_LOST = "\N{REPLACEMENT CHARACTER}"  # a text that went through a wrong encoding: not an order's own
_LONGEST_QUERY = 6000  # characters; servers and proxies refuse URLs of more than 8 KB


class Sales(Export):
    """Sales with their lines. A sale that no bot could have made reads as a different order."""

    def records(self) -> list[ErpRecord]:
        """Every sale, in the order of the export."""
        units = {name: unit for unit, name in unit_names(self.site).items()}
        rows = self.rows()
        if rows and not rows[0]["id"]:
            raise self.changed("begins in the middle of a sale")
        try:
            return [_record(sale, units) for sale in _by_sale(rows)]
        except (KeyError, ValueError, ArithmeticError) as error:
            raise self.changed(f"has a sale that does not read ({type(error).__name__})") from error


class References(Export):
    """The references of all sales that have one."""

    def ids(self) -> dict[str, list[str]]:
        """The sales' ids by reference."""
        found: dict[str, list[str]] = {}
        for row in self.rows():
            if not row["id"] or not row["reference"]:
                raise self.changed("has a row without an id or a reference")
            found.setdefault(row["reference"], []).append(row["id"])
        return found


class States(Export):
    """The states of some sales, in Tryton's own words."""

    def by_id(self) -> dict[str, str]:
        """`draft`, `quotation`, `confirmed`, ... by the sale's id."""
        states = {row["id"]: row["state"] for row in self.rows()}
        if "" in states or not set(states.values()) <= _ALL_STATES:
            raise self.changed("has a row without an id, or a state that we do not know")
        return states


def states_path(ids: Iterable[str]) -> str:
    """The states of these sales."""
    return export_path(SALE, [("id", "in", [int(one) for one in ids])], ["id", "state"])


def references_path() -> str:
    """All references, cancelled sales left out."""
    return export_path(SALE, [NOT_CANCELLED, _WITH_REFERENCE], ["id", "reference"])


def after_path(last_id: int, size: int) -> str:
    """The next `size` sales after that id. By id, so that no change shifts the pages."""
    domain = [NOT_CANCELLED, _WITH_REFERENCE, ("id", ">", last_id)]
    return export_path(SALE, domain, _FIELDS, order=["id,ASC"], size=size)


def paths_of(references: Iterable[str]) -> list[str]:
    """The sales with these references, in as many paths as their length asks for."""
    return [_path_of(chunk) for chunk in _chunks(sorted(set(references)))]


def _path_of(references: Sequence[str]) -> str:
    domain = [NOT_CANCELLED, ("reference", "in", list(references))]
    return export_path(SALE, domain, _FIELDS, order=["id,ASC"])


def _chunks(references: Sequence[str]) -> Iterator[Sequence[str]]:
    if not references:
        return
    if len(references) > 1 and len(_path_of(references)) > _LONGEST_QUERY:
        middle = len(references) // 2
        yield from _chunks(references[:middle])
        yield from _chunks(references[middle:])
    else:
        yield references


def _by_sale(rows: Iterable[Row]) -> list[list[Row]]:
    """A sale's own cells stand on its first row only."""
    sales: list[list[Row]] = []
    for row in rows:
        if row["id"]:
            sales.append([])
        sales[-1].append(row)
    return sales


def _record(rows: Sequence[Row], units: dict[str, Unit]) -> ErpRecord:
    """The sale of these rows. Raises ValueError, KeyError, ArithmeticError for what is none."""
    with suppress(ValidationError):  # people may write into a sale what no record of ours can hold
        if not any(_LOST in cell for row in rows for cell in row.values()):
            return _whole(rows, units)
    return _whole([{**rows[0], **_NOTHING}], {})


def _whole(rows: Sequence[Row], units: dict[str, Unit]) -> ErpRecord:
    sale = rows[0]
    if any(row["lines/type"] not in _LINE_TYPES for row in rows):
        raise ValueError("a line of a type that we do not know")
    ship_to, note = from_comment(sale["comment"])
    goods = [_line(row, units) for row in rows if row["lines/type"] == "line"]
    return ErpRecord(
        id=sale["id"],
        number=sale["number"],
        state=_STATES[sale["state"]],
        order=SalesOrder(
            reference=sale["reference"],
            party=sale["party/name"] or "?",
            date=dt.date.fromisoformat((sale["sale_date"] or sale["create_date"])[:10]),
            currency=Currency(sale["currency/code"]),
            lines=tuple(goods) or (_unreadable(""),),
            total=Decimal(sale["total_amount"]),
            ship_to=ship_to,
            note=note,
        ),
    )


def _line(row: Row, units: dict[str, Unit]) -> SaleLine:
    quantity = Decimal(row["lines/quantity"] or 0)
    unit = units.get(row["lines/unit/name"])
    if unit is None or quantity <= 0 or not row["lines/product/code"]:
        return _unreadable(f"{row['lines/product/code']} {quantity} {row['lines/unit/name']}")
    return SaleLine(
        sku=row["lines/product/code"],
        quantity=quantity,
        unit=unit,
        unit_price=Decimal(row["lines/unit_price"] or 0),
    )


def _unreadable(what: str) -> SaleLine:
    """A line that differs from every order's, so that a person looks at the sale."""
    return SaleLine(sku=f"? {what}"[:200].strip(), quantity=Decimal(1), unit_price=Decimal(0))
