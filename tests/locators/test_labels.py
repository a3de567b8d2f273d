"""What a person would call a value on a page."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from bots.locators.labels import heading_of, label_of
from bots.locators.signs import kind_of, words

PAGE = """<h2>Delivery</h2><dl><dt>City</dt><dd id=city><b id=inner>X</b></dd></dl>
<table id=t><caption>Lines</caption>
<tr><th>SKU</th><th colspan=2>Price</th></tr>
<tr><td id=sku>A</td><td id=price>1</td><td id=tax>0</td></tr>
<tr><th>Total</th><td id=total colspan=2>1</td></tr></table>
<label for=name>Buyer</label><input id=name><p id=none>text</p>"""


@pytest.mark.parametrize(
    ("element", "label"),
    [
        ("city", "City"),
        ("inner", "City"),
        ("sku", "SKU"),
        ("price", "Price"),
        ("tax", "Price"),
        ("total", "Total"),
        ("name", "Buyer"),
        ("none", ""),
    ],
)
def test_a_value_is_called_by_what_stands_beside_or_above_it(element, label):
    """A term, a row's heading, a column's heading though it spans two, a label for a field."""
    node = LexborHTMLParser(PAGE).css_first(f"#{element}")
    assert label_of(node) == label


def test_the_nearest_heading_is_a_caption_or_one_that_stands_before():
    """A table is about its caption, other things about the heading above them."""
    page = LexborHTMLParser(PAGE)
    assert heading_of(page.css_first("#sku")) == "Lines"
    assert heading_of(page.css_first("#city")) == "Delivery"


def test_names_are_compared_by_their_words():
    """However a name is put together, and each Chinese character by itself."""
    assert set(words("v2-orderTotal order_total")) == {"v", "2", "order", "total"}
    assert set(words("订单号")) == {"订", "单", "号"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("¥1,104.00", "money"),
        ("CN¥50.32", "money"),
        ("12", "number"),
        ("2026年11月23日 04:33", "date"),
        ("NH-UMB-7", "code"),
        ("Paid", "words"),
        ("███", "hidden"),
        ("", "nothing"),
    ],
)
def test_a_text_is_known_by_its_kind(text, kind):
    """The data itself is no sign, what kind of data it is is one."""
    assert kind_of(text) == kind
