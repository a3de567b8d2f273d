"""Every kind of file that a spreadsheet program saves gives the same rows."""

import shutil
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from bots.model import Currency
from bots.sheets import Column, FileRefused, Profile, read_table
from tests.sheets.binary_workbook import write_xlsb

RECORDED = Path(__file__).parents[1] / "recordings" / "sheets"
SALES = Profile(
    "sales",
    (
        Column("number", ("订单号",), "id", required=True, filled=True),
        Column("quantity", ("数量",), "quantity", required=True, filled=True),
        Column("price", ("单价(元)",), "money", required=True),
        Column("title", ("标题",)),
    ),
)
HEADINGS = ["订单号", "数量", "单价(元)", "标题"]
ROWS = [["007", 2, 9.9, "杯子"], ["N2", 1, 0.5, "勺子"]]


def read(path):
    """Number, quantity, price and title of each row, and the numbers of rows with trouble."""
    table = read_table(path, SALES, zone=ZoneInfo("Asia/Shanghai"), currency=Currency.CNY)
    rows = [
        (row.text("number"), row.decimal("quantity"), row.decimal("price"), row.text("title"))
        for row in table.rows
    ]
    return rows, [problem.row for problem in table.problems]


EXPECTED = [("007", 2, Decimal("9.9"), "杯子"), ("N2", 1, Decimal("0.5"), "勺子")]
RECORDED_ROWS = [
    ("007", 2, Decimal("9.9"), "杯子"),
    ("007", 1, Decimal("0.5"), "勺子"),
    ("260905-1", 1, Decimal("1234.5"), "=cmd|' /C calc'!A0"),
]


def test_a_binary_workbook_is_read(tmp_path):
    """The format that Excel calls binary (xlsb)."""
    assert read(write_xlsb(tmp_path / "a.xlsb", [HEADINGS, *ROWS])) == (EXPECTED, [])


def test_a_workbook_with_macros_is_read(tmp_path):
    """An xlsm is an xlsx with more in it; no macro runs."""
    book = openpyxl.Workbook()
    for row in [HEADINGS, *ROWS]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsm")
    assert read(tmp_path / "a.xlsm") == (EXPECTED, [])


@pytest.mark.parametrize("name", ["sales.xls", "renamed.csv"])
def test_an_old_workbook_is_read_with_its_merged_cells(tmp_path, name):
    """The format of Excel 97, whatever it is called: title, merged numbers, a sum at the end."""
    shutil.copy(RECORDED / "sales.xls", tmp_path / name)
    assert read(tmp_path / name) == (RECORDED_ROWS, [])


def test_an_open_document_is_read_and_what_its_merging_hides_is_listed():
    """Merged cells of an ods are not told to us: the row without its number is a problem."""
    assert read(RECORDED / "sales.ods") == ([RECORDED_ROWS[0], RECORDED_ROWS[2]], [4])


def test_a_workbook_with_a_password_is_refused():
    """A file that Office encrypted says that it wants its password."""
    with pytest.raises(FileRefused, match="password"):
        read(RECORDED / "locked.xlsx")


def test_a_file_of_many_megabytes_is_refused_unread(tmp_path):
    """More than any export: it is not even opened."""
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(300 << 20)
    with pytest.raises(FileRefused, match="300 MB"):
        read(tmp_path / "a.csv")
