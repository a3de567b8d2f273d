"""What the practice ERP takes in: the sales order form and the CSV import, checked."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from bots.model.codes import Currency
from bots.practice.expected import Line, Sale

COLUMNS = (
    "reference", "customer", "date", "currency", "product", "quantity", "unit_price", "ship_to",
    "note",
)  # fmt: skip
HEAD = ("reference", "customer", "date", "currency", "ship_to", "note")


class RefusedError(ValueError):
    """What a person typed cannot be stored; `problems` says where and why, in English."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{place}: {why}" for place, why in problems))
        self.problems = list(problems)


class Checker:
    """Turns typed text into sales, against the customers and products there are."""

    def __init__(self, customers: Iterable[str], products: Iterable[str]) -> None:
        self._customers = set(customers)
        self._products = set(products)

    def sale(self, head: Mapping[str, str], lines: Sequence[Mapping[str, str]]) -> Sale:
        """One sale. Raises RefusedError with every problem there is."""
        problems = list(self._head_problems(head))
        made = [self._line(index, line, problems) for index, line in enumerate(lines, 1)]
        if not lines:
            problems.append(("Line", "at least one line is needed"))
        if problems:
            raise RefusedError(problems)
        return Sale(
            reference=head["reference"].strip(),
            customer=head["customer"],
            date=dt.date.fromisoformat(head["date"]),
            currency=head["currency"],
            ship_to=_text(head["ship_to"]),
            note=_text(head["note"]),
            lines=tuple(made),
        )

    def imported(self, data: bytes) -> list[Sale]:
        """The sales of a CSV file, one row a line; rows of one reference follow each other."""
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        if not rows:
            raise RefusedError([("CSV file", "The file has no rows.")])
        if set(rows[0]) != set(COLUMNS):
            raise RefusedError([("CSV file", "The columns are not right.")])
        groups: list[list[dict[str, str]]] = []
        for row in rows:
            if groups and groups[-1][0]["reference"] == row["reference"]:
                groups[-1].append(row)
            else:
                groups.append([row])
        return [self.sale({key: rows[0][key] for key in HEAD}, rows) for rows in groups]

    def _head_problems(self, head: Mapping[str, str]) -> Iterable[tuple[str, str]]:
        if not head.get("reference", "").strip():
            yield "Reference", "a reference is needed"
        if head.get("customer") not in self._customers:
            yield "Customer", "unknown customer"
        if head.get("currency") not in set(Currency):
            yield "Currency", "unknown currency"
        try:
            dt.date.fromisoformat(head.get("date", ""))
        except ValueError:
            yield "Date", "not a date"

    def _line(self, index: int, line: Mapping[str, str], problems: list[tuple[str, str]]) -> Line:
        if line.get("product") not in self._products:
            problems.append((f"Product {index}", "unknown product"))
        quantity = _decimal(line.get("quantity", ""))
        price = _decimal(line.get("unit_price", ""))
        if quantity is None or price is None:
            problems.append((f"Line {index}", "not a number"))
        elif quantity <= 0:
            problems.append((f"Quantity {index}", "must be more than zero"))
        return Line(line.get("product", ""), quantity or Decimal(0), price or Decimal(0))


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
