"""Reading by headings, labels and keys: found wherever it stands, refused where it is unclear."""

from __future__ import annotations

import pytest

from bots.errors import ScreenChanged
from bots.page import Document, JsonPage, Page
from bots.page_cells import text_of
from bots.page_csv import CsvPage
from bots.page_facts import Facts, LabelledPage
from bots.page_keys import holder
from bots.page_list import how_many, last_page
from bots.page_table import Tables
from bots.page_words import field, is_misread, plain
from bots.settings import ShopSettings

SITE = ShopSettings(name="north", url="https://shop.example", platform="market")
COLUMNS = {"sku": field("SKU", "商品编码", css=".sku"), "count": field("Quantity", "数量")}
PHONE = field("Phone", "电话", css=".phone")
ROWS = "<tr><td>{}</td><td>{}</td></tr>"


def page(body, kind=Page, content_type="text/html"):
    """A page with this body."""
    return kind(Document("https://shop.example/a", 200, content_type, body), SITE)


def table(*rows, heads=("SKU", "Quantity")):
    """A table with these headings and rows."""
    top = "".join(f"<th>{head}</th>" for head in heads)
    return f"<table><tr>{top}</tr>{''.join(rows)}</table>"


def cells(found):
    """The rows of a table as texts."""
    return [{name: node.text() for name, node in row.cells.items()} for row in found.rows]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Unit price:", " unit  PRICE * "),
        ("数量（件）", "数量"),
        ("Amount (CNY)", "amount"),
        ("Placed ▲", "Placed："),
    ],
)
def test_labels_compare_by_their_words(one, other):
    """Case, blanks, marks at the end and units in brackets do not matter."""
    assert plain(one) == plain(other)


def test_what_stands_in_brackets_matters_unless_it_is_a_unit():
    """Before and after discounts are two prices."""
    assert plain("Price (before discounts)") != plain("Price (after discounts)")


@pytest.mark.parametrize("heads", [("SKU", "Quantity"), ("商品编码", "数量:")])
def test_a_table_is_read_by_its_headings(heads):
    """In any language that the field knows."""
    found = Tables(page(table(ROWS.format("A", "2"), heads=heads))).one(COLUMNS)
    assert cells(found) == [{"sku": "A", "count": "2"}]


def test_columns_may_stand_in_any_order_and_among_others():
    """What is beside them does not matter."""
    row = "<tr><td>x</td><td>2</td><td>A</td></tr>"
    found = Tables(page(table(row, heads=("", "Quantity", "SKU")))).one(COLUMNS)
    assert cells(found) == [{"sku": "A", "count": "2"}]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (table(ROWS.format("A", "2"), heads=("Item", "Quantity")), 'lacks the heading "SKU"'),
        (table(ROWS.format("A", "2"), heads=("SKU", "sku")), "two columns headed"),
        (table("<tr><td>A</td></tr>"), "a row of 1 cells"),
        (table("<tr><td>A</td><td colspan=2>2</td></tr>"), "a row of 3 cells, some of them merged"),
        (table(ROWS.format("A", "2")) + table(ROWS.format("B", "2")), "2 tables that differ"),
        (table("<tr><td>A</td><td class=sku>2</td></tr>"), "somewhere else than under"),
        ("<p>nothing</p>", "lacks the table"),
    ],
)
def test_a_table_that_is_unclear_stops_the_read(body, words):
    """The error names the heading, or what is wrong with the rows."""
    with pytest.raises(ScreenChanged, match=words):
        Tables(page(body)).one(COLUMNS)


def test_the_same_table_twice_is_one():
    """Sites have one for wide screens and one for narrow ones."""
    twice = table(ROWS.format("A", "2")) * 2
    assert cells(Tables(page(twice)).one(COLUMNS)) == [{"sku": "A", "count": "2"}]


def test_sums_below_the_lines_are_no_lines():
    """They span columns and name themselves."""
    total = "<tr><th colspan=1>Total</th><td>5</td><td></td></tr>"
    found = Tables(page(table(ROWS.format("A", "2"), total))).one(COLUMNS)
    assert len(found.rows) == 1
    assert [row.label() for row in found.others] == ["total"]


def test_a_table_of_boxes_is_read_by_its_roles():
    """As those read it who cannot see it."""
    heads = "".join(f"<div role=columnheader>{head}</div>" for head in ("SKU", "Quantity"))
    row = "<div role=row><div role=cell>A</div><div role=cell>2</div></div>"
    body = f"<div role=table><div role=row>{heads}</div>{row}</div>"
    assert cells(Tables(page(body)).one(COLUMNS)) == [{"sku": "A", "count": "2"}]


@pytest.mark.parametrize(
    "body",
    [
        "<dl><dt>Phone</dt><dd class=phone>1</dd></dl>",
        "<dl><div><dt>电话：</dt><dd>1</dd></div></dl>",
        "<table><tr><th>Phone</th><td><span>1</span></td></tr></table>",
        "<h2>Phone</h2><p>1</p>",
        "<div><h2>Phone</h2></div><div><p>1</p></div>",
        "<div class=t>Phone</div><div class=d>1</div>",
        "<dl><dt>Phone</dt><dd>1 <button>Copy</button></dd></dl>" * 2,
    ],
)
def test_a_value_is_found_by_its_label(body):
    """In lists of terms, rows of two, below headings, in plain boxes."""
    assert Facts(page(f"<section>{body}</section>")).text(PHONE) == "1"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<dl><dt>Mobile</dt><dd>1</dd></dl>", 'no value labelled "Phone"'),
        ("<dl><dt>Phone</dt><dd></dd></dl>", "nothing written after"),
        ("<dl><dt>Phone</dt><dd>1</dd></dl><dl><dt>Phone</dt><dd>2</dd></dl>", "that differ"),
        ("<dl><dt>Phone</dt><dd>1</dd><dt>Fax</dt><dd class=phone>2</dd></dl>", "somewhere else"),
        ("<dl><dt>Phone</dt><dd>1 <b>new</b></dd></dl>", "2 texts where one was"),
    ],
)
def test_a_value_that_is_unclear_stops_the_read(body, words):
    """Missing, empty, twice and different, marked elsewhere, or not alone."""
    with pytest.raises(ScreenChanged, match=words):
        Facts(page(body)).text(PHONE)


def test_an_empty_value_is_empty_only_where_its_label_stands():
    """Without the label nobody can tell it from one that is called something else."""
    assert Facts(page("<dl><dt>Phone</dt><dd></dd></dl>")).maybe(PHONE) == ""
    with pytest.raises(ScreenChanged):
        Facts(page("<dl></dl>")).maybe(PHONE)


def test_a_labelled_page_names_everything_that_it_lacks_at_once():
    """Whoever mends it sees the whole of it."""

    class Order(LabelledPage):
        proof = ("h1",)
        columns = (COLUMNS,)
        fields = (PHONE,)

    body = table(ROWS.format("A", "2"), heads=("SKU", "Pieces"))
    with pytest.raises(ScreenChanged, match=r'h1, the heading "Quantity".*the label "Phone"'):
        page(body, Order).prove()


def test_texts_of_buttons_and_icons_are_no_values():
    """They stand beside nearly everything."""
    node = page("<p>1<button>x</button><svg><title>y</title></svg></p>").one("p")
    assert text_of(page(""), node) == "1"


def test_keys_are_found_in_any_spelling_and_envelope():
    """Wherever the one object lies that has them all."""
    found = holder(page('{"result": {"order_id": "1", "Total": 2}}', JsonPage), "orderId", "total")
    assert (found.text("orderId"), found.whole("total")) == ("1", 2)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"total": 1}', "0 objects with the keys"),
        ('{"a": {"id": 1, "total": 1}, "b": {"id": 2, "total": 2}}', "2 objects"),
        ('{"id": 1, "ID": 2, "total": 3}', "two keys of one name"),
        ("<p>", "no JSON"),
    ],
)
def test_keys_that_are_unclear_stop_the_read(body, words):
    """None, several, or one key twice."""
    with pytest.raises(ScreenChanged, match=words):
        holder(page(body, JsonPage), "id", "total")


@pytest.mark.parametrize(
    ("value", "words"), [("1.5", "whole number"), ("true", "yes or no"), ('"x"', "a text")]
)
def test_an_amount_in_hundredths_is_a_whole_number(value, words):
    """A fraction means that the unit changed."""
    keys = holder(page(f'{{"cents": {value}}}', JsonPage), "cents")
    with pytest.raises(ScreenChanged, match=words):
        keys.hundredths("cents")


class File(CsvPage):
    """A file of two columns."""

    columns = COLUMNS


@pytest.mark.parametrize(
    "text", ["SKU,Quantity\nA,2\n", "Quantity;SKU\n2;A\n", "\ufeff数量\t商品编码\tx\n2\tA\ty\n\n"]
)
def test_a_file_is_read_by_its_headings(text):
    """Whatever stands between its cells."""
    read = page(text, File, "text/csv").prove().records()
    assert read == [{"sku": "A", "count": "2"}]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SKU,Pieces\nA,2\n", 'the column "Quantity"'),
        ("SKU,Quantity\nA\n", "2 columns in every row"),
        ("SKU,Quantity\nA,2", "2 columns in every row"),
        ("SKU,Quantity\nA\ufffd,2\n", "an encoding that reads"),
        ("SKU,Quantity\nCafÃ©,2\n", "an encoding that reads"),
        ("", 'the column "SKU"'),
    ],
)
def test_a_file_that_is_not_whole_stops_the_read(text, words):
    """Its headings, its width, its end, its encoding."""
    with pytest.raises(ScreenChanged, match=words):
        page(text, File, "text/csv").prove()


def test_text_that_is_rightly_not_english_is_not_taken_for_misread():
    """Only UTF-8 read as Latin letters reads as UTF-8 once more."""
    assert is_misread("CafÃ©")
    assert not any(map(is_misread, ("Café", "plain", "螺丝 Ã©", "")))


def test_a_list_says_how_long_it_is():
    """Outside of its table; two numbers that differ are none."""
    body = "<p>1,234 orders</p><table><tr><td>9 orders</td></tr></table>"
    assert how_many(page(body), "orders") == 1234
    with pytest.raises(ScreenChanged):
        how_many(page("<p>9 orders, 8 orders</p>"), "orders")
    assert last_page(page("<p>1 / 3 <a rel=next>›</a></p>")) == 3
    with pytest.raises(ScreenChanged):
        last_page(page("<p><a rel=next>›</a></p>"))


@pytest.mark.parametrize(
    ("number", "titled"),
    [("17", True), ("1", False), ("A 17", True), ("𠮷-👩‍👧", True), ("17-2", False), ("", False)],
)
def test_a_title_names_an_order_by_its_whole_number(number, titled):
    """However odd the number is; a part of another one's is not it."""
    page = LabelledPage(Document("", text="<h1>Order A  17 of 𠮷-👩‍👧</h1>"), SITE)
    assert page.is_titled(number) is titled
