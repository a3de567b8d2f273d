"""Sales as Tryton's export gives them, recorded from Tryton 8.0."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from bots.erps.tryton.records import References, Sales, States, paths_of
from bots.errors import ScreenChanged
from bots.model import Currency, SaleLine, SalesOrder, Unit


def number(text):
    """A decimal."""
    return Decimal(text)


@pytest.fixture
def records(recorded, site):
    """The recorded sales by Tryton's id."""
    return {record.id: record for record in Sales(recorded("sales"), site).prove().records()}


def test_a_sale_reads_back_as_the_order_it_was(records):
    """Every field of a confirmed sale, its lines in order, recipient and note apart."""
    assert records["1"].order == SalesOrder(
        reference="oscar/1",
        party="oscar",
        date=dt.date(2026, 11, 20),
        currency=Currency.CNY,
        lines=(
            SaleLine(sku="SCR-M4-10", quantity=number("3.0"), unit_price=number("1.23")),
            SaleLine(sku="NUT-M4", quantity=number("200.0"), unit_price=number("0.0725")),
            SaleLine(sku="DISCOUNT", quantity=number("1.0"), unit_price=number("-0.5")),
        ),
        total=number("17.69"),
        ship_to='A. Recipient\n1 Example Road, "Unit 2"\nShip to:\n000 0000',
        note="two\n\nlines, Note:\n<b>",
    )


@pytest.mark.parametrize(
    ("sale", "state", "its_number"),
    [("1", "confirmed", "1"), ("2", "draft", "2"), ("3", "draft", "")],
)
def test_what_is_not_confirmed_is_a_draft(records, sale, state, its_number):
    """Processing counts as confirmed; a quotation is still to be confirmed, number or not."""
    assert (records[sale].state, records[sale].number) == (state, its_number)


def test_other_units_and_currencies_are_read(records):
    """Kilograms and euros come back as such, codes in Chinese too."""
    (rice,) = records["3"].order.lines
    assert (rice.unit, rice.quantity) == (Unit.KILOGRAM, Decimal("2.25"))
    assert records["2"].order.currency is Currency.EUR
    assert records["2"].order.lines[0].sku == "茶-01"


def test_a_comment_written_by_a_person_is_a_note(records):
    """It differs from the order's own, so that a person looks."""
    assert records["3"].order.ship_to == ""
    assert records["3"].order.note == "called back, wants it on Monday"


@pytest.mark.parametrize(("sale", "sku"), [("4", "?"), ("7", "? NUT-M4 -2.0 Unit")])
def test_a_sale_no_order_could_have_made_reads_as_another_one(records, sale, sku):
    """Without lines, or with goods coming back: never equal to an order, never left out."""
    assert records[sale].order.lines[0].sku == sku
    assert len(records[sale].order.lines) == 1


def test_a_reference_that_is_there_twice_has_two_ids(recorded, site):
    """Nothing in Tryton keeps a reference unique, so all its sales are told."""
    ids = References(recorded("references"), site).prove().ids()
    assert sorted(ids["oscar/5"]) == ["5", "6"]
    assert ids["oscar/1"] == ["1"]


def test_states_come_in_trytons_words(recorded, site):
    """Draft and quotation are told apart where that decides which button is pressed."""
    states = States(recorded("states"), site).prove().by_id()
    assert states["1"] == "processing"
    assert states["2"] == "quotation"
    assert states["3"] == "draft"


@pytest.mark.parametrize(
    "wrong",
    [{"status": 404}, {"content_type": "text/html"}],
    ids=["not found", "a page instead"],
)
def test_what_is_no_export_is_not_read(recorded, site, wrong):
    """An error page is never an empty list."""
    with pytest.raises(ScreenChanged):
        References(replace(recorded("references"), **wrong), site).prove()


def test_a_row_of_another_width_is_not_read(recorded, site):
    """Cells that do not fit the columns asked for stop the read."""
    document = recorded("references")
    with pytest.raises(ScreenChanged):
        References(replace(document, text="1,oscar/1,more\r\n"), site).ids()


def test_many_references_are_asked_for_in_short_addresses():
    """However many and however long: each is asked for once, no address is over 8 KB."""
    references = {f"北店/订单-{number}" for number in range(500)}
    paths = paths_of(references)
    assert max(map(len, paths)) < 8000
    asked = "".join(parse_qs(urlsplit(path).query)["d"][0] for path in paths)
    assert all(asked.count(f'"{reference}"') == 1 for reference in references)


def test_a_text_that_was_lost_before_stops_its_sale_alone(recorded, site, records):
    """A sale whose text a person's import broke is shown to a person; the others are read."""
    document = recorded("sales")
    note = "called back, wants it on Monday"
    broken = replace(document, text=document.text.replace(note, "caf\ufffd"))
    read = {one.id: one for one in Sales(broken, site).records()}
    assert read["3"].order.lines[0].sku == "?"
    assert {**read, "3": records["3"]} == records


def test_an_answer_whose_bytes_are_no_text_is_not_read(recorded, site):
    """In another encoding than it says, every text may be wrong: nothing of it is used."""
    with pytest.raises(ScreenChanged, match="did not decode"):
        Sales(replace(recorded("sales"), damaged=True), site).records()
