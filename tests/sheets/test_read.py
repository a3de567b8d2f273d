"""Tables as people and platforms leave them, read by their headings."""

import csv
import datetime as dt
import io
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.model import Currency
from bots.sheets import Column, FileRefused, Profile, read_table

SHANGHAI = ZoneInfo("Asia/Shanghai")
SALES = Profile(
    "sales",
    (
        Column("number", ("订单号", "Order ID"), "id", required=True, filled=True),
        Column("quantity", ("数量", "Quantity"), "quantity", required=True, filled=True),
        Column("price", ("单价(元)", "Price"), "money"),
        Column("placed", ("下单时间", "Placed"), "when"),
        Column("title", ("标题", "Title")),
    ),
    blanks=frozenset({"-"}),
)
HEADINGS = ["订单号", "数量", "单价(元)", "下单时间", "标题"]
ROW = ["N1", "2", "9.90", "2026-09-05 15:04:05", "杯子"]
READ = {
    "number": "N1",
    "quantity": Decimal(2),
    "price": Decimal("9.90"),
    "placed": dt.datetime(2026, 9, 5, 15, 4, 5, tzinfo=SHANGHAI),
    "title": "杯子",
}


def read(path, **options):
    """Read as the shop of the tests would."""
    return read_table(path, SALES, zone=SHANGHAI, currency=Currency.CNY, **options)


def write(path, rows, encoding="utf-8", delimiter=","):
    """A text file of `rows`."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def book(path, rows, merge=()):
    """A workbook of `rows` with merged ranges."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for cells in merge:
        made.active.merge_cells(cells)
    made.save(path)
    return path


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_chinese_text_file_reads_the_same_in_every_encoding(tmp_path, encoding, delimiter):
    """The encoding and the delimiter are found; the values are the same."""
    table = read(write(tmp_path / "a.csv", [HEADINGS, ROW], encoding, delimiter))
    assert [row.values for row in table.rows] == [READ]
    assert table.problems == []
    assert table.headings["price"] == "单价(元)"


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("cp1252", "Café crème – 500 g"),
        ("cp1252", "Müller’s Straße £5"),
        ("cp932", "抹茶茶碗 ギフトセット"),
        ("gb18030", "保温杯 500ml（白色）"),
    ],
)
def test_old_encodings_are_told_apart_by_what_people_write(tmp_path, encoding, title):
    """With English headings only the values tell the encoding."""
    rows = [["Order ID", "Quantity", "Title"], ["N1", "1", title]]
    table = read(write(tmp_path / "a.txt", rows, encoding, "\t"))
    assert table.rows[0].text("title") == title


def test_a_person_may_say_the_encoding(tmp_path):
    """What cannot be told is read as the operator says it is."""
    path = write(
        tmp_path / "a.csv", [["Order ID", "Quantity", "Title"], ["N1", "1", "щ"]], "cp1251"
    )
    assert read(path, encoding="cp1251").rows[0].text("title") == "щ"


@pytest.mark.parametrize("name", ["orders.xlsx", "orders.csv", "orders"])
def test_the_content_decides_and_not_the_name(tmp_path, name):
    """An .xlsx that is really CSV, and the reverse, are read as what they are."""
    assert len(read(write(tmp_path / name, [HEADINGS, ROW], "gbk")).rows) == 1
    book(tmp_path / "real.xlsx", [HEADINGS, ROW]).rename(tmp_path / name)
    assert len(read(tmp_path / name).rows) == 1


def test_a_workbook_gives_numbers_and_times_as_they_are_shown(tmp_path):
    """Floats read as the digits that a spreadsheet shows, dates in the shop's zone."""
    row = [12345678, 3, 0.1 + 0.2, READ["placed"].replace(tzinfo=None), 15.0]
    values = read(book(tmp_path / "a.xlsx", [HEADINGS, row])).rows[0].values
    assert values["number"] == "12345678"
    assert values["price"] == Decimal("0.3")
    assert values["placed"] == READ["placed"]
    assert values["title"] == "15"


def test_headings_are_found_below_titles_in_any_order_and_spelling(tmp_path):
    """Columns are known by heading, never by place."""
    rows = [["九月销售"], [], ["Title", "QUANTITY", "备注", "order_id"], ["cup", "2", "?", "007"]]
    row = read(write(tmp_path / "a.csv", rows)).rows[0]
    assert (row.text("number"), row.decimal("quantity"), row.number) == ("007", 2, 4)
    assert row.decimal("price") is None
    assert row.when("placed") is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("007", "007"),
        ('="1234567890123456789"', "1234567890123456789"),
        ("'1234567890123456789", "1234567890123456789"),
        ("\t6917926768823643751", "6917926768823643751"),
        ("\ufeff 6917926768823643751 ", "6917926768823643751"),
        ("260905-123456789012345", "260905-123456789012345"),
        ("1E5", "1E5"),
    ],
)
def test_an_id_keeps_every_character_without_its_wrapping(tmp_path, written, expected):
    """Leading zeros and 19 digits stay; what exporters wrap around them goes."""
    table = read(write(tmp_path / "a.csv", [HEADINGS[:2], [written, "1"]]))
    assert table.rows[0].text("number") == expected


def test_totals_and_repeated_headings_are_set_apart(tmp_path):
    """Rows of sums and page headings are no orders, and are accounted for."""
    rows = [
        HEADINGS,
        ROW,
        HEADINGS,
        ROW,
        [],
        ["合计", "", "19.80", "", ""],
        ["", "Total", "1", "", ""],
    ]
    table = read(write(tmp_path / "a.csv", rows))
    assert [row.number for row in table.rows] == [2, 4]
    assert [number for _, number in table.totals] == [3, 6, 7]
    assert table.problems == []


def test_cells_merged_downwards_are_filled(tmp_path):
    """The order number merged over its lines belongs to each of them."""
    rows = [["九月"], HEADINGS[:3], ["N1", 1, 2], [None, 2, 3], ["N2", 1, 1]]
    table = read(book(tmp_path / "a.xlsx", rows, merge=["A1:C1", "A3:A4"]))
    assert [row.text("number") for row in table.rows] == ["N1", "N1", "N2"]


@pytest.mark.parametrize(
    ("cells", "column", "value", "why"),
    [
        (["", "1", "1", "", ""], "订单号", "", "empty"),
        (["N2", "", "1", "", ""], "数量", "", "empty"),
        (["N2", "-", "1", "", ""], "数量", "-", "empty"),
        (["N2", "two", "1", "", ""], "数量", "two", "no number"),
        (["N2", "1", "$5", "", ""], "单价(元)", "$5", "could be"),
        (["N2", "1", "€5", "", ""], "单价(元)", "€5", "EUR, not CNY"),
        (["N2", "1", "1.2万", "", ""], "单价(元)", "1.2万", "no currency we know"),
        (["N2", "1", "¥1.1400000000000001", "", ""], "单价(元)", "¥1.1400000000000001", "digits"),
        (["N2", "1", "1", "05/09/2026", ""], "下单时间", "05/09/2026", "two ways"),
        (["N2", "1", "1", "46270.5", ""], "下单时间", "46270.5", "no date"),
    ],
)
def test_a_row_that_cannot_be_read_is_listed(tmp_path, cells, column, value, why):
    """Sheet, row, column, value and reason; the rows around it are read."""
    table = read(write(tmp_path / "a.csv", [HEADINGS, ROW, cells, ROW]))
    assert [row.number for row in table.rows] == [2, 4]
    (problem,) = table.problems
    assert (problem.sheet, problem.row, problem.column) == ("a", 3, column)
    assert problem.value == value
    assert why in problem.why
    assert problem.rest.get("number", "") == cells[0]


def test_rows_that_slipped_are_listed_with_their_id(tmp_path):
    """A bare delimiter inside a value, or a cut line, moves every cell behind it."""
    path = tmp_path / "a.csv"
    lines = ",".join(HEADINGS), "N1,1,2,2026-09-05 15:04:05,已付款,等待发货", "N2,1", "N3,1,2,,x,,"
    path.write_text("\n".join(lines), encoding="utf-8")
    table = read(path)
    assert [row.text("number") for row in table.rows] == ["N3"]
    assert [problem.rest for problem in table.problems] == [{"number": "N1"}, {"number": "N2"}]


def test_what_a_spreadsheet_made_of_an_id_is_listed(tmp_path):
    """`3-5` becomes a date and `10.10` a fraction in Excel: neither is the SKU any more."""
    rows = [HEADINGS[:2], [dt.date(2026, 3, 5), 1], [10.1, 1], [True, 1]]
    table = read(book(tmp_path / "a.xlsx", rows))
    assert len(table.problems) == 3
    assert all("as text" in problem.why for problem in table.problems)


def test_numbers_shown_with_leading_zeros_are_no_ids(tmp_path):
    """A format that pads `7` to `000007` shows an id that the cell does not hold."""
    made = openpyxl.Workbook()
    for row in (HEADINGS[:2], [7, 1], ["000008", 1]):
        made.active.append(row)
    made.active["A2"].number_format = "000000"
    made.save(tmp_path / "a.xlsx")
    table = read(tmp_path / "a.xlsx")
    assert [row.text("number") for row in table.rows] == ["000008"]
    assert "leading zeros" in table.problems[0].why


def test_every_visible_sheet_with_the_headings_is_read(tmp_path):
    """Notes and hidden sheets are passed over; two months on two sheets are both read."""
    made = openpyxl.Workbook()
    made.active.append(["说明: 请勿修改"])
    for title, number in (("九月", "N1"), ("十月", "N2"), ("旧", "N0")):
        sheet = made.create_sheet(title)
        sheet.append(HEADINGS[:2])
        sheet.append([number, 1])
    made["旧"].sheet_state = "hidden"
    made.save(tmp_path / "a.xlsx")
    assert [(row.sheet, row.text("number")) for row in read(tmp_path / "a.xlsx").rows] == [
        ("九月", "N1"),
        ("十月", "N2"),
    ]


def test_formulas_as_text_stay_text(tmp_path):
    """A buyer's `=cmd|...` is only characters."""
    hostile = "=cmd|' /C calc'!A0"
    table = read(write(tmp_path / "a.csv", [HEADINGS, [*ROW[:4], hostile]]))
    assert table.rows[0].text("title") == hostile


def test_control_characters_are_left_out(tmp_path):
    """What a terminal would obey is no part of a title; its line break is."""
    table = read(write(tmp_path / "a.csv", [HEADINGS, [*ROW[:4], "a\x01b\x07\nc"]]))
    assert table.rows[0].text("title") == "ab\nc"


TITLES = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), min_size=1, max_size=15
).filter(lambda text: text.strip() == text and text not in {"", "-"} and text[0] not in "='")


@given(rows=st.lists(st.tuples(st.integers(1, 10**6), TITLES), min_size=1, max_size=8))
def test_whatever_is_written_is_read_back(tmp_path_factory, rows):
    """Any titles, with delimiters, quotes and line breaks in them, survive the file."""
    path = tmp_path_factory.mktemp("roundtrip") / "a.csv"
    write(path, [["订单号", "数量", "标题"], *[[f"N{n}", n, title] for n, title in rows]])
    table = read(path)
    assert [(row.decimal("quantity"), row.text("title")) for row in table.rows] == rows


@given(content=st.binary(max_size=300))
def test_no_bytes_break_the_reader(tmp_path_factory, content):
    """Whatever the file, there is a table or a refusal."""
    path = tmp_path_factory.mktemp("bytes") / "a.csv"
    path.write_bytes("订单号,数量\n".encode("gbk") + content)
    try:
        table = read(path)
    except FileRefused:
        return
    assert table.headings.keys() >= {"number", "quantity"}
