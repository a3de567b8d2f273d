"""What the operator keeps as spreadsheets for planning: stock targets, and who supplies what."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError

from bots.model import Currency, StockTarget, Supply
from bots.sheets.profile import Column, FileRefused, Problem, Profile, Row
from bots.sheets.read import read_table

_SKU = Column(
    "sku",
    ("ERP SKU", "SKU", "ERP编码", "ERP商品编码", "商品编码"),
    "id",
    required=True,
    filled=True,
)
_WAREHOUSE = Column("warehouse", ("warehouse", "仓库"), "id", required=True, filled=True)
TARGETS = Profile(
    "stock targets",
    (
        _SKU,
        _WAREHOUSE,
        Column("target", ("target", "目标库存", "应备库存"), "quantity", True, True),
        Column("keep", ("keep", "自留", "保留库存"), "quantity"),
    ),
)
SUPPLIES = Profile(
    "supplies",
    (
        _SKU,
        _WAREHOUSE,
        Column("supplier", ("supplier", "供应商"), "id", True, True),
        Column("price", ("price", "unit price", "单价", "采购价"), "quantity", True, True),
        Column("currency", ("currency", "币种"), "id", True, True),
        Column("minimum", ("minimum", "minimum order", "MOQ", "起订量"), "quantity"),
        Column("pack", ("pack", "pack size", "装箱数", "每箱数量"), "quantity"),
        Column("lead_days", ("lead days", "lead time", "交货天数", "交期"), "quantity"),
        Column("lead_deviation", ("lead deviation", "交期标准差"), "quantity"),
    ),
)
Rule = StockTarget | Supply


def read_stock_rules(path: Path) -> tuple[list[Rule], list[Problem]]:
    """The file's rows, and those that cannot be used with their reasons.

    A file with a supplier column is one of supplies, else one of targets. Two rows for one SKU
    and warehouse that say different things are both problems. Raises FileRefused for the file as
    a whole.
    """
    profile, make = _kind_of(path)
    table = read_table(path, profile)
    first: dict[tuple[str, str], tuple[Row, Rule]] = {}
    problems = list(table.problems)
    for row in table.rows:
        read = _made(row, make)
        if isinstance(read, Problem):
            problems.append(read)
            continue
        there, same = first.setdefault((read.warehouse, read.sku), (row, read))
        if same != read:
            problems += [_clash(there, row), _clash(row, there)]
    clashing = {(problem.sheet, problem.row) for problem in problems}
    kept = [read for row, read in first.values() if (row.sheet, row.number) not in clashing]
    return kept, problems


def _kind_of(path: Path) -> tuple[Profile, Callable[[Row], Rule]]:
    try:
        read_table(path, SUPPLIES)
    except FileRefused as refused:
        if not refused.other_table:
            raise
        told = refused.column or ""
        return (SUPPLIES, _supply) if _only(told, "supplier") else (TARGETS, _target)
    return SUPPLIES, _supply


def _only(missing: str, name: str) -> bool:
    """Whether it is a table of supplies that lacks something else than its `name`."""
    return bool(missing) and name not in missing.split(", ")


def _target(row: Row) -> StockTarget:
    target = _whole(row, "target", 0)
    return StockTarget(
        sku=row.text("sku"),
        warehouse=row.text("warehouse"),
        target=target,
        keep=_whole(row, "keep", target),
    )


def _supply(row: Row) -> Supply:
    return Supply(
        sku=row.text("sku"),
        warehouse=row.text("warehouse"),
        supplier=row.text("supplier"),
        price=row.decimal("price") or Decimal(0),
        currency=Currency(row.text("currency").upper()),
        minimum=_whole(row, "minimum", 1),
        pack=_whole(row, "pack", 1),
        lead_days=row.decimal("lead_days"),
        lead_deviation=row.decimal("lead_deviation"),
    )


class _BadCellError(ValueError):
    """A cell that was read, and means nothing."""

    def __init__(self, column: str, value: str, why: str) -> None:
        super().__init__(why)
        self.column, self.value = column, value


def _whole(row: Row, name: str, default: int) -> int:
    value = row.decimal(name)
    if value is None:
        return default
    if value != int(value):
        raise _BadCellError(name, f"{value:f}", "it is not a whole number of pieces")
    return int(value)


def _made(row: Row, make: Callable[[Row], Rule]) -> Rule | Problem:
    try:
        return make(row)
    except _BadCellError as error:
        return Problem(row.sheet, row.number, error.column, error.value, str(error), row.values)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else "keep"
        value = row.values.get(field)
        shown = "" if value is None else str(value)
        why = str(first["msg"]).removeprefix("Value error, ")
        return Problem(row.sheet, row.number, field, shown, why, row.values)
    except ValueError:
        code = row.text("currency")
        known = f"it is no currency; one of {', '.join(Currency)}"
        return Problem(row.sheet, row.number, "currency", code, known, row.values)


def _clash(row: Row, other: Row) -> Problem:
    why = f"row {other.number} says something else of the same SKU and warehouse"
    return Problem(row.sheet, row.number, "sku", row.text("sku"), why, row.values)
