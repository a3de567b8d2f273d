"""Carriers' spreadsheets: headings in two languages, ids as text, problems by row."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from bots.model import Carrier
from bots.sheets import FileRefused, Problem
from bots.sheets.shipments import ShipmentRow, read_shipments

ZONE = ZoneInfo("Asia/Shanghai")
HEADS = "订单号,快递公司,运单号,发货时间\n"


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def test_a_chinese_sheet_reads_whole(tmp_path: Path):
    """Under title rows, above a total, with zeros in front of the number and a voided label."""
    path = book(
        tmp_path / "顺丰.xlsx",
        ("十一月发货明细",),
        ("商家订单号", "物流公司", "运单号", "寄件时间", "面单状态", "原运单号"),
        ("north/NH1", "顺丰", "0001234567890", "2026-11-24 15:04:05", "", ""),
        ("NH2", "中通快递", "ZT 777 001", "2026-11-24 15:04:05", "已作废", ""),
        ("NH2", "中通快递", "ZT777002", "2026-11-24 15:04:05", "", "ZT777001"),
        ("合计", "", "", "", "", ""),
    )
    first, voided, last = read_shipments(path, ZONE, {})
    assert isinstance(first, ShipmentRow)
    assert (first.order, first.carrier, first.tracking) == (
        "north/NH1", Carrier.SF, "0001234567890",
    )  # fmt: skip
    assert first.shipped_at.isoformat() == "2026-11-24T15:04:05+08:00"
    assert (voided.tracking, voided.voided) == ("ZT777001", True)
    assert (last.replaces, last.voided) == (("ZT777001",), False)


def test_a_row_that_does_not_read_is_listed_and_the_others_come(tmp_path: Path):
    """An empty number, and a time that is none: each with its row."""
    path = tmp_path / "ups.csv"
    path.write_text(
        "Order,Carrier,Tracking number,Shipped at\n"
        "south/1,UPS,1Z999AA10123456784,2026-11-24\n"
        "south/2,UPS,,2026-11-24\n"
        "south/3,UPS,1Z999AA10123456785,05/06/2026\n",
        "utf-8",
    )
    fine, *wrong = read_shipments(path, ZONE, {})
    assert isinstance(fine, ShipmentRow)
    assert [(one.row, one.column) for one in wrong if isinstance(one, Problem)] == [
        (3, "Tracking number"), (4, "Shipped at"),
    ]  # fmt: skip


def test_numbers_that_a_spreadsheet_rounded_refuse_the_whole_file(tmp_path: Path):
    """Their last digits are gone: nothing of the file is used, and it says why."""
    path = tmp_path / "lost.csv"
    path.write_text(f"{HEADS}north/1,顺丰,6.91793E+18,2026-11-24\n", "utf-8")
    with pytest.raises(FileRefused, match="rounded"):
        read_shipments(path, ZONE, {})


def test_a_formula_is_no_tracking_number(tmp_path: Path):
    """What it says in the file is kept as text, for the record to refuse; nothing is computed."""
    path = tmp_path / "formula.csv"
    path.write_text(f'{HEADS}north/1,顺丰,"=HYPERLINK(""x"")",2026-11-24\n', "utf-8")
    (row,) = read_shipments(path, ZONE, {})
    assert isinstance(row, ShipmentRow)
    assert row.tracking.startswith("=HYPERLINK")
