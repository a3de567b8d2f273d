"""Shipments in a carrier's spreadsheet: order, carrier, tracking number, when it left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bots.model import Carrier
from bots.model.carriers import carrier_of
from bots.model.shipment import tracking_spelling
from bots.sheets.profile import Column, Problem, Profile, Row
from bots.sheets.read import read_table

SHIPMENTS = Profile(
    "a carrier's shipments",
    (
        Column(
            "order",
            ("order", "order number", "order no", "order id", "reference", "customer reference",
             "merchant order number", "订单号", "订单编号", "商家订单号", "客户订单号",
             "外部单号", "平台订单号"),
            "id", required=True, filled=True,
        ),
        Column(
            "carrier",
            ("carrier", "courier", "shipping company", "logistics company", "快递公司", "物流公司",
             "承运商", "快递", "配送公司"),
            required=True, filled=True,
        ),
        Column(
            "tracking",
            ("tracking number", "tracking no", "tracking", "waybill", "waybill number", "awb",
             "运单号", "快递单号", "物流单号", "运单编号", "面单号"),
            "id", required=True, filled=True,
        ),
        Column(
            "shipped",
            ("shipped at", "ship date", "date shipped", "shipped", "pickup time", "发货时间",
             "发货日期", "揽收时间", "寄件时间", "寄件日期"),
            "when", required=True, filled=True,
        ),
        Column("state", ("state", "status", "label status", "面单状态", "状态", "运单状态")),
        Column("replaces", ("replaces", "replaced number", "原运单号", "替换运单", "原单号"), "id"),
    ),
)  # fmt: skip
_VOIDED = frozenset({"voided", "void", "cancelled", "canceled", "作废", "已作废", "已取消", "取消"})


@dataclass(frozen=True)
class ShipmentRow:
    """One row that was read; `order` is a reference, or the bare number of an order.

    `carrier` is None where its `word` is none that we know.
    """

    order: str
    word: str
    carrier: Carrier | None
    tracking: str
    shipped_at: datetime
    voided: bool
    replaces: tuple[str, ...]
    place: str


def read_shipments(
    path: Path, zone: ZoneInfo, carriers: Mapping[str, Carrier]
) -> list[ShipmentRow | Problem]:
    """Every row of the file: read, or with what keeps it from being read.

    `zone` is that of its times, `carriers` the company's own words. Raises FileRefused for a file
    that cannot be read rightly as a whole, as one whose long numbers a spreadsheet rounded.
    """
    table = read_table(path, SHIPMENTS, zone=zone)
    rows: list[ShipmentRow | Problem] = [_row(path, row, carriers) for row in table.rows]
    return [*rows, *table.problems]


def _row(path: Path, row: Row, carriers: Mapping[str, Carrier]) -> ShipmentRow | Problem:
    shipped = row.when("shipped")
    if shipped is None:  # the profile asks for it
        return Problem(row.sheet, row.number, "shipped", "", "it is empty", row.values)
    word = row.text("carrier")
    return ShipmentRow(
        order=row.text("order"),
        word=word,
        carrier=carrier_of(word, carriers),
        tracking=tracking_spelling(row.text("tracking")),
        shipped_at=shipped,
        voided=row.text("state").casefold() in _VOIDED,
        replaces=tuple(row.text("replaces").replace(",", " ").split()),
        place=place_of(path, row.sheet, row.number),
    )


def place_of(path: Path, sheet: str, number: int) -> str:
    """Where a row stands, for the person who looks for it."""
    return f"{path.name}, {sheet} row {number}"
