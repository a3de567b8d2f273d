"""A file as columns: the same rows and the same problems as row by row, only faster."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.model import Currency, Unit
from bots.sheets import FileRefused, read_table
from bots.sheets.counts import STOCK_COUNT, read_stock_count
from bots.sheets.frame import MILLION, read_frame

ZONE = ZoneInfo("Asia/Shanghai")
TELLS = {"zone": ZONE, "currency": Currency.CNY}
CHINESE = ["货号", "品名", "仓库", "账面数量", "实盘数量", "单位", "盘点日期", "单价"]


def both(path):
    """The rows and problems of both readers, in one spelling."""
    table = read_table(path, STOCK_COUNT, **TELLS)
    framed = read_frame(path, STOCK_COUNT, **TELLS)
    names = [column.name for column in STOCK_COUNT.columns]
    by_row = [
        (row.sheet, row.number, *(stored(row.values.get(name)) for name in names))
        for row in table.rows
    ]
    assert sorted(framed.frame.rows(), key=str) == sorted(by_row, key=str)
    assert list(map(str, framed.rest.problems)) == list(map(str, table.problems))
    assert framed.rest.totals == table.totals
    assert framed.rest.headings == table.headings
    return framed


def stored(value):
    """A value as the frame holds it."""
    if isinstance(value, Decimal):
        return int(value * MILLION)
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def workbook(path, rows, merge=()):
    """An xlsx file of one sheet, SH."""
    book = openpyxl.Workbook()
    book.active.title = "SH"
    for row in rows:
        book.active.append(row)
    for cells in merge:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def test_a_count_sheet_is_read_as_staff_keep_it(tmp_path):
    """Title rows, merged warehouses, book figures beside the count, units, a sum at the end."""
    day = datetime(2026, 11, 20)  # noqa: DTZ001 a cell's
    rows = [
        ["十一月盘点表"],
        CHINESE,
        ["007", "杯子", "上海仓", 10, 9, "件", day, 12.5],
        ["N-2", "勺子", None, 4, 4.25, "公斤", day, None],
        ["合计", None, None, 14, 13.25, None, None, None],
    ]
    merge = ["A1:H1", "C3:C4"]
    table = both(workbook(tmp_path / "a.xlsx", rows, merge))
    when = datetime(2026, 11, 19, 16, tzinfo=UTC)
    assert table.frame.select("sku", "place", "counted", "unit").rows() == [
        ("007", "上海仓", 9 * MILLION, Unit.PIECE.value),
        ("N-2", "上海仓", 4_250_000, Unit.KILOGRAM.value),
    ]
    assert table.frame["counted_at"].to_list() == [when, when]
    assert table.frame["price"].to_list() == [12_500_000, None]
    assert table.rest.totals == [("SH", 5)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_count_may_be_a_text_file_in_any_usual_encoding(tmp_path, encoding, delimiter):
    """Chinese and English headings, whatever the letter case."""
    lines = [CHINESE, ["007", "杯子", "上海仓", "10", "9", "箱", "2026年11月20日", "¥12.50"]]
    text = "\n".join(delimiter.join(line) for line in lines) + "\n"
    (tmp_path / "a.csv").write_text(text, encoding=encoding)
    assert both(tmp_path / "a.csv").frame["counted"].to_list() == [9 * MILLION]
    (tmp_path / "b.csv").write_text("Item-Code,QTY,UOM\n007,3,Cartons\n")
    assert both(tmp_path / "b.csv").frame["unit"].to_list() == ["box"]


def test_a_row_that_cannot_be_read_is_listed_and_the_others_are_read(tmp_path):
    """Sheet, row, column, value and reason: a word, an unknown unit, an empty cell, too fine."""
    rows = [
        ["SKU", "Qty", "Unit"],
        ["A", "two", "pcs"],
        ["B", "3", "furlong"],
        ["C", "", "pcs"],
        ["D", "5", "pcs"],
    ]
    path = tmp_path / "SH.csv"
    path.write_text("\n".join(map(",".join, rows)) + "\n")
    table = both(path)
    assert table.frame["sku"].to_list() == ["D"]
    assert [(one.sheet, one.row, one.column, one.value) for one in table.rest.problems] == [
        ("SH", 2, "Qty", "two"),
        ("SH", 3, "Unit", "furlong"),
        ("SH", 4, "Qty", ""),
    ]
    path.write_text("SKU,Qty\nA,0.1234567\nB,1234567890123\nC,1\n")
    fine = read_frame(path, STOCK_COUNT, **TELLS)
    assert fine.frame["sku"].to_list() == ["C"]
    assert [(one.row, one.column) for one in fine.rest.problems] == [(2, "Qty"), (3, "Qty")]
    assert all("more digits than a quantity" in one.why for one in fine.rest.problems)


def test_one_is_not_true_and_not_a_date(tmp_path):
    """Cells that compare equal in Python, and what Excel made of an SKU, are kept apart."""
    day = datetime(2026, 3, 5)  # noqa: DTZ001 a cell's
    rows = [["SKU", "Qty"], ["A", 1], ["B", True], [day, 1], [1, 1], [1.5, 2], [True, 1]]
    table = both(workbook(tmp_path / "a.xlsx", rows))
    assert sorted(table.frame["sku"].to_list()) == ["1", "A"]
    assert [problem.row for problem in table.rest.problems] == [3, 4, 6, 7]


@pytest.mark.parametrize("ids", [["6.91793E+18"], ["6917926768823640000", "6917926768823650000"]])
def test_rounded_ids_refuse_the_file(tmp_path, ids):
    """Digits that a spreadsheet dropped cannot be had back."""
    path = tmp_path / "a.csv"
    path.write_text("SKU,Qty\n" + "".join(f"{one},1\n" for one in ids))
    with pytest.raises(FileRefused, match="SKU"):
        read_stock_count(path, ZONE, Currency.CNY)


CELLS = st.sampled_from(
    [
        "A",
        "007",
        "合计",
        "Total",
        "",
        "-",
        "1",
        "2.5",
        "1,234",
        "x",
        "=1",
        "'01",
        "箱",
        "\t9",
        "5/6",
    ]
)


@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=5), max_size=12),
    end=st.sampled_from(["", "\n"]),
)
def test_both_readers_always_agree(tmp_path_factory, rows, end):
    """Whatever cells a text file holds, in rows too long and too short, whole or cut off."""
    path = tmp_path_factory.mktemp("both") / "a.csv"
    lines = [
        "SKU,Qty,Unit,Date",
        *(",".join(f'"{c}"' if "," in c else c for c in row) for row in rows),
    ]
    path.write_text("\n".join(lines) + end, encoding="utf-8")
    both(path)
