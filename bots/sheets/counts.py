"""Warehouse counts, as staff keep them in spreadsheets."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from bots.model import Currency
from bots.sheets.frame import FrameTable, read_frame
from bots.sheets.profile import Column, Profile

STOCK_COUNT = Profile(
    "stock count",
    (
        Column(
            "sku",
            (
                *("SKU", "ERP SKU", "item code", "item number", "product code", "part number"),
                *("商品编码", "物料编码", "存货编码", "产品编码", "商品编号", "货号", "编码"),
            ),
            "id",
            required=True,
            filled=True,
        ),
        Column(
            "counted",
            (
                *("counted", "counted quantity", "count", "physical count", "actual quantity"),
                *("实盘数量", "盘点数量", "实盘数", "盘点数", "实盘", "实际数量", "实存数量"),
                *("实盘数量(件)", "盘点数量(件)", "counted (pcs)", "数量(件)", "quantity (pcs)"),
                *("quantity", "qty", "on hand", "数量", "库存数量", "库存"),
            ),
            "quantity",
            required=True,
            filled=True,
        ),
        Column(
            "place",
            ("warehouse", "warehouse code", "location", "仓库", "仓库编码", "仓库名称", "所在仓库"),
            "id",
        ),
        Column("unit", ("unit", "unit of measure", "UOM", "单位", "计量单位"), "unit"),
        Column(
            "counted_at",
            ("counted at", "count date", "counted on", "date", "盘点时间", "盘点日期", "日期"),
            "when",
        ),
        Column("price", ("unit cost", "cost", "unit price", "单价", "成本价", "单位成本"), "money"),
    ),
    blanks=frozenset({"-", "—", "/"}),
)
"""The count itself comes before other quantities: files also hold what the books said."""


def read_stock_count(
    path: Path, zone: ZoneInfo, currency: Currency, encoding: str | None = None
) -> FrameTable:
    """The counted rows. Without a warehouse column, or in an empty cell of it, the sheet names it.

    A sheet without a name of its own (a text file) is called as the file. Raises FileRefused for
    the file as a whole.
    """
    return read_frame(path, STOCK_COUNT, zone=zone, currency=currency, encoding=encoding)
