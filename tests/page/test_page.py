"""Page objects prove themselves, and never read in silence what is not there."""

from __future__ import annotations

import pytest

from bots.errors import ScreenChanged
from bots.page import Document, JsonPage, Page
from bots.settings import SiteSettings

SITE = SiteSettings(name="north", url="http://127.0.0.1:1")
HTML = """<table id=orders><tr><td class=number> 17 </td><td class=note></td></tr>
<tr><td class=number>18</td></tr></table>"""


class Orders(Page):
    """A list of orders."""

    proof = ("#orders", "td.number")


class Other(Page):
    """Another page."""

    proof = ("#orders", "form.search", ".pagination")


class Stock(JsonPage):
    """A stock answer."""

    proof = ("data.items", "data.total")


def _page(kind, text=HTML, **about):
    return kind(Document(url="http://127.0.0.1:1/list", text=text, **about), SITE)


def test_a_page_proves_itself():
    """A document that holds every proof is the page."""
    assert _page(Orders).is_here()
    assert _page(Orders).prove().all("td.number")


def test_another_page_names_what_it_lacks():
    """The error names each missing selector, the page, where it was, and what to do."""
    with pytest.raises(ScreenChanged) as caught:
        _page(Other).prove()
    words = str(caught.value)
    assert "form.search" in words
    assert ".pagination" in words
    assert "#orders" not in words
    assert "http://127.0.0.1:1/list" in words
    assert "bots check north" in caught.value.remedy


def test_text_is_stripped():
    """Blanks around a cell's text are not part of it."""
    assert _page(Orders).text("td.number") == "17"


@pytest.mark.parametrize("css", ["td.note", "td.total"])
def test_a_required_text_is_required(css):
    """An empty cell and a missing one are both errors, never an empty value."""
    with pytest.raises(ScreenChanged, match=css):
        _page(Orders).text(css)


def test_an_optional_text_may_be_missing():
    """What may be missing reads as empty."""
    assert _page(Orders).maybe("td.total") == ""
    assert _page(Orders).maybe_one("td.total") is None


def test_a_text_that_may_be_empty_must_have_its_place():
    """An empty cell reads as empty; a cell that is not there is an error, not an empty value."""
    assert _page(Orders).written("td.note") == ""
    with pytest.raises(ScreenChanged, match=r"td\.total"):
        _page(Orders).written("td.total")


def test_reading_can_be_kept_within_a_row():
    """A selector within a row finds nothing of its neighbours."""
    page = _page(Orders)
    rows = page.all("tr")
    assert [page.text(".number", row) for row in rows] == ["17", "18"]
    with pytest.raises(ScreenChanged):
        page.one(".note", rows[1])


def test_a_json_page_reads_by_path():
    """Dotted paths reach through objects and lists."""
    page = _page(Stock, '{"data": {"items": [{"sku": "A", "n": 0}], "total": 1}}').prove()
    assert page.value("data.items.0.sku") == "A"
    assert page.value("data.items.0.n") == 0


@pytest.mark.parametrize("path", ["data.items.1", "data.count", "data.items.x", "data.total.y"])
def test_a_missing_json_value_is_an_error(path):
    """A path that leads nowhere is ScreenChanged, whatever it meets on the way."""
    with pytest.raises(ScreenChanged, match=path):
        _page(Stock, '{"data": {"items": [1], "total": 1}}').value(path)


def test_a_null_is_a_value():
    """A JSON null that is there is not taken for missing."""
    assert _page(Stock, '{"data": {"items": null, "total": 1}}').prove().value("data.items") is None


def test_a_sign_in_page_instead_of_json_is_an_error():
    """HTML where JSON was asked for is ScreenChanged, with the address."""
    with pytest.raises(ScreenChanged, match="no JSON"):
        _page(Stock, "<html>sign in</html>").prove()


def test_bodies_are_not_printed():
    """A document that lands in a log or a traceback shows its address, not its body."""
    assert "17" not in repr(Document(url="http://127.0.0.1:1/list", text=HTML))
