"""The operator's SKU mapping, kept as a spreadsheet."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError

from bots.model import SkuMapping
from bots.sheets.profile import Column, Problem, Profile, Row
from bots.sheets.read import read_table

SKU_MAPPING = Profile(
    "SKU mapping",
    (
        Column("platform", ("platform", "平台"), "id", required=True, filled=True),
        Column("shop", ("shop", "店铺", "店铺名称", "store"), "id"),
        Column(
            "sku",
            ("platform SKU", "平台SKU", "平台商家编码", "商家编码", "SKU"),
            "id",
            required=True,
            filled=True,
        ),
        Column(
            "erp_sku",
            ("ERP SKU", "ERP编码", "ERP商品编码", "系统编码"),
            "id",
            required=True,
            filled=True,
        ),
        Column("factor", ("factor", "换算", "换算系数", "倍数"), "quantity", filled=True),
    ),
)


def read_sku_mapping(path: Path) -> tuple[list[SkuMapping], list[Problem]]:
    """The mapping's rows, and those that cannot be used with their reasons.

    A file without a shop column, or a cell of it left empty, means every shop of the platform;
    without a factor column one unit is one. Two rows for one platform, shop and SKU that say
    different things are both problems. Raises FileRefused for the file as a whole.
    """
    table = read_table(path, SKU_MAPPING)
    mappings: dict[tuple[str, str, str], tuple[Row, SkuMapping]] = {}
    problems = list(table.problems)
    for row in table.rows:
        read = _mapping(row)
        if isinstance(read, Problem):
            problems.append(read)
            continue
        first = mappings.setdefault((read.platform, read.shop, read.sku), (row, read))
        if first[1] != read:
            problems += [_clash(first[0], row), _clash(row, first[0])]
    clashing = {(problem.sheet, problem.row) for problem in problems}
    kept = [read for row, read in mappings.values() if (row.sheet, row.number) not in clashing]
    return kept, problems


def _mapping(row: Row) -> SkuMapping | Problem:
    try:
        return SkuMapping(
            platform=row.text("platform"),
            shop=row.text("shop") or "*",
            sku=row.text("sku"),
            erp_sku=row.text("erp_sku"),
            factor=Decimal(1) if (factor := row.decimal("factor")) is None else factor,
        )
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        return Problem(row.sheet, row.number, field, str(first["input"]), first["msg"], row.values)


def _clash(row: Row, other: Row) -> Problem:
    why = f"row {other.number} maps the same SKU to something else"
    return Problem(row.sheet, row.number, "sku", row.text("sku"), why, row.values)
