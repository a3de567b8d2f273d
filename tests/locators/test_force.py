"""Locators in force: only in the place of what is gone, and never unapproved where it writes."""

from __future__ import annotations

import pytest

from bots.errors import ScreenChanged
from bots.locators import Locators, Replacement
from bots.page import Document, JsonPage, Page
from bots.page_words import field
from bots.settings import SiteSettings

SITE = SiteSettings(name="north", url="http://127.0.0.1:1")
HTML = """<table><tr><th>Code</th><th>Sum</th></tr>
<tr class=r><td class=c1>A</td><td>5</td></tr></table>"""


class Reads(Page):
    """A page that is read."""

    proof = (".row",)


class Writes(Page):
    """A page whose content decides what is pressed."""

    proof = (".row",)
    writes = True


class Data(JsonPage):
    """A JSON body."""

    proof = ("data.total",)


def page(kind, *replacements, text=HTML):
    locators = Locators(replacements)
    return kind(Document("http://127.0.0.1:1/", text=text, locators=locators), SITE)


def test_a_replacement_stands_in_for_what_matches_nothing():
    """For the proof, for one, for all, within a row too."""
    found = page(
        Reads, Replacement("Reads", ".row", "tr.r"), Replacement("Reads", ".sku", "td.c1")
    ).prove()
    assert [found.text(".sku", row) for row in found.all(".row")] == ["A"]


def test_a_selector_that_matches_is_not_replaced():
    """What the page object declares goes first, whatever was approved once."""
    found = page(Reads, Replacement("Reads", "td.c1", "td:last-child"))
    assert found.text("td.c1") == "A"


def test_a_replacement_may_ask_for_its_label():
    """A cell without a name is known by its column, wherever that stands."""
    found = page(Reads, Replacement("Reads", ".total", "td", "Sum"))
    assert found.text(".total") == "5"
    with pytest.raises(ScreenChanged):
        page(Reads, Replacement("Reads", ".total", "td", "Tax")).text(".total")


def test_a_replacement_is_of_its_page_alone():
    """Another page class with the same selector is another matter."""
    with pytest.raises(ScreenChanged):
        page(Reads, Replacement("Other", ".row", "tr.r")).prove()


def test_where_it_writes_only_what_a_person_approved_stands_in():
    """A proposal that reads well is still no reason to press anything by it."""
    with pytest.raises(ScreenChanged):
        page(Writes, Replacement("Writes", ".row", "tr.r", score=1.0)).prove()
    assert page(Writes, Replacement("Writes", ".row", "tr.r", approved=True)).prove()


def test_a_label_stands_in_for_a_field_whose_labels_are_not_there():
    """And only then: a label of the field's own goes first."""
    total = field("Total", "合计")
    found = page(Reads, Replacement("Reads", "label Total", "sum"))
    assert "sum" in found.words(total, {"code": [], "sum": []})
    assert "sum" not in found.words(total, {"total": [], "sum": []})


def test_json_is_found_where_it_moved():
    """Members of lists too; what is in its place is left as it is."""
    text = '{"d2": {"n": 3, "rows": [{"id": "a", "sku2": null}, {"id": "b", "sku2": "S"}]}}'
    found = page(
        Data,
        Replacement("Data", "data.total", "d2.n"),
        Replacement("Data", "data.rows[].sku", "d2.rows[].sku2"),
        Replacement("Data", "data.rows[].id", "d2.rows[].id"),
        text=text,
    ).prove()
    assert found.value("data.total") == 3
    assert found.value("data.rows") == [{"sku": None, "id": "a"}, {"sku": "S", "id": "b"}]
    assert "data" not in found.document.json


def test_a_later_replacement_takes_an_earlier_ones_place():
    """A site that is rebuilt twice is read by what was approved last."""
    both = Locators([Replacement("P", "a", "b"), Replacement("P", "a", "c")])
    assert [one.css for one in both] == ["c"]
