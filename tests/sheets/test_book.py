"""Workbooks that are safe to open and pleasant to use."""

import stat
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest
import python_calamine as calamine
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bots.sheets import Column, Profile, read_table
from bots.sheets.book import Head, put, save, table

HEADS = [Head("Order", "id"), Head("State", colours={"failed": "bad"}), Head("Total", "money")]
ROWS = [("007", "failed", Decimal("12.50")), ("N2", "done", Decimal(3))]


def written(tmp_path, heads, rows):
    """The one sheet of a workbook of these rows, as it is read back."""
    book = Workbook()
    book.remove(book.active)
    table(book, "Orders", heads, rows, "Nothing.")
    save(book, tmp_path / "book.xlsx")
    return openpyxl.load_workbook(tmp_path / "book.xlsx")["Orders"]


def test_a_table_has_frozen_headings_a_filter_formats_and_colours(tmp_path):
    """What a person needs to work with the rows is there when the file opens."""
    sheet = written(tmp_path, HEADS, ROWS)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C3"
    assert [cell.value for cell in sheet[1]] == ["Order", "State", "Total"]
    assert sheet["A2"].value == "007"
    assert (sheet["C2"].value, sheet["C2"].number_format) == (12.5, "#,##0.00")
    (rule,) = (rule for found in sheet.conditional_formatting for rule in found.rules)
    assert rule.formula == ['$B2="failed"']


def test_columns_fit_what_is_in_them(tmp_path):
    """A Chinese character takes two places; a long text wraps into a higher row."""
    rows = [("N1", "已录入已录入已录入", None), ("N2", "word " * 60, None)]
    sheet = written(tmp_path, HEADS, rows)
    assert sheet.column_dimensions["B"].width == 56
    assert sheet.row_dimensions[3].height > 60
    narrow = written(tmp_path, HEADS, rows[:1])
    assert narrow.column_dimensions["B"].width == 20


def test_an_empty_table_says_so(tmp_path):
    """An empty worklist is good news and not an empty sheet."""
    assert written(tmp_path, HEADS, [])["A2"].value == "Nothing."


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1+1"])
def test_text_that_looks_like_a_formula_stays_text(tmp_path, text):
    """A buyer's name must not run when the report is opened or edited."""
    cell = written(tmp_path, [Head("Name")], [(text,)])["A2"]
    assert cell.value == text
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_what_xml_cannot_hold_is_replaced(tmp_path):
    """Control characters and half surrogates would make a file that Excel calls damaged."""
    cell = written(tmp_path, [Head("Name")], [("a\x00b\x1bc\ud800d\uffffe",)])["A2"]
    assert cell.value == "a\ufffdb\ufffdc\ufffdd\ufffde"


@pytest.mark.parametrize("text", ["_x0041_", "_x000D_=1+1", "a_x202E_b", "_x005F_x0041_"])
def test_text_that_looks_like_a_code_of_a_character_stays_text(tmp_path, text):
    """Excel takes `_x0041_` for A, unless it is escaped."""
    written(tmp_path, [Head("Name")], [(text,)])
    with calamine.load_workbook(str(tmp_path / "book.xlsx")) as book:
        assert book.get_sheet_by_index(0).to_python()[1] == [text]


def test_what_a_cell_cannot_hold_is_not_left_out_in_silence(tmp_path):
    """A text longer than a cell may be ends in words that say how much is missing."""
    cell = written(tmp_path, [Head("Note")], [("x" * 40_000,)])["A2"]
    assert len(cell.value) <= 32_767
    shown = cell.value.index(" ...")
    assert cell.value.endswith(f"... ({40_000 - shown:,} characters more)")


def test_times_are_written_as_their_own_clock_shows_them(tmp_path):
    """A workbook knows no zones."""
    moment = datetime(2026, 9, 5, 15, 4, tzinfo=UTC)
    cell = written(tmp_path, [Head("When", "when")], [(moment,)])["A2"]
    assert (cell.value, cell.number_format) == (moment.replace(tzinfo=None), "yyyy-mm-dd hh:mm")


def test_only_its_owner_can_read_the_file(tmp_path):
    """A report lies in a folder that others may see."""
    written(tmp_path, HEADS, ROWS)
    assert stat.S_IMODE((tmp_path / "book.xlsx").stat().st_mode) == 0o600


def test_a_save_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    """A full disk never leaves half a report, nor a temporary file."""
    path = tmp_path / "book.xlsx"
    path.write_text("yesterday's")
    book = Workbook()

    def full(file):
        file.write(b"half")
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(book, "save", full)
    with pytest.raises(OSError, match="no space"):
        save(book, path)
    assert [found.name for found in tmp_path.iterdir()] == ["book.xlsx"]
    assert path.read_text() == "yesterday's"


SCRATCH = Workbook().active


@given(text=st.text(min_size=1, max_size=40))
def test_any_text_can_be_written(text):
    """Whatever a platform shows, the cell takes it as text or stays empty."""
    cell = put(SCRATCH, 1, 1, text)
    assert cell.value is None or (cell.data_type == "s" and len(cell.value) == len(text))


def test_what_is_written_is_read_back(tmp_path):
    """Our own reader finds our own tables."""
    written(tmp_path, HEADS, ROWS)
    profile = Profile("report", (Column("number", ("Order",), "id", required=True, filled=True),))
    rows = read_table(tmp_path / "book.xlsx", profile).rows
    assert [row.text("number") for row in rows] == ["007", "N2"]
