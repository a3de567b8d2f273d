"""What changed on a page is told in words, and what is only written differently is not."""

from __future__ import annotations

from bots.page import Document
from bots.testing.recordings import Taken
from bots.testing.shape import drifts, unseen


def html(body: str, asked: str = "/orders/1") -> Taken:
    return Taken(asked, "get", "OrderPage", Document("https://x.example" + asked, text=body))


def json(body: str) -> Taken:
    document = Document("https://x.example/api", content_type="application/json", text=body)
    return Taken("/api?page=1", "get", "", document)


def test_other_values_are_no_drift():
    """Another order on the same page says nothing."""
    before = html('<table id="lines"><tr><th>SKU</th></tr><tr><td>A</td></tr></table>')
    now = html('<table id="lines"><tr><th>SKU</th></tr><tr><td>B</td></tr></table>', "/orders/2")
    assert drifts([before], [now]) == []


def test_a_renamed_column_is_gone_and_new():
    """A heading that changed is told as both, with its words."""
    (drift,) = drifts(
        [html("<table><th>Total</th></table>")], [html("<table><th>Sum</th></table>")]
    )
    assert drift.page == "OrderPage"
    assert drift.gone == ("the column 'Total'",)
    assert drift.new == ("the column 'Sum'",)


def test_a_field_that_is_gone_from_a_form_is_told():
    """Names of fields, ids and classes are what page objects hold on to."""
    before = html('<form name="f"><input name="user"><input id="pass7" name="pass"></form>')
    (drift,) = drifts([before], [html('<form name="f"><input name="user"></form>')])
    assert set(drift.gone) == {"the field 'pass'", "the element #pass#"}


def test_what_only_some_recorded_pages_have_may_be_missing():
    """A discount that not every order has is no drift when no order has it."""
    with_discount = html('<p class="discount">1</p><p class="total">2</p>')
    without = html('<p class="total">2</p>')
    assert drifts([with_discount, without], [without]) == []


def test_a_json_key_that_changes_its_kind_is_told():
    """A number that became text is another shape, a null is not."""
    (drift,) = drifts([json('{"a": {"n": 1}}')], [json('{"a": {"n": "1"}}')])
    assert drift.page == "/api"
    assert drift.gone == ("a.n being a number",)
    assert drift.new == ("a.n being a text",)


def test_a_kind_of_page_that_did_not_turn_up_is_told():
    """A recorded page that the live read never came to is named."""
    assert unseen([html(""), json("{}")], [html("")]) == ["/api"]


def test_a_name_with_more_words_is_told_as_renamed():
    """What has all the words of a name that is gone is likely the same thing."""
    before = html('<b class="total">1</b><table><tr><th>SKU</th></tr></table>')
    now = html('<b class="v2-total">1</b><table><tr><th>SKU code</th></tr></table>')
    (drift,) = drifts([before], [now])
    assert set(drift.renamed) == {
        ("the class b.total", "the class b.v#-total"),
        ("the column 'SKU'", "the column 'SKU code'"),
    }
    assert (drift.gone, drift.new) == ((), ())


def test_columns_in_another_order_are_told_as_moved():
    """The same headings in another order are neither gone nor new."""
    before = html("<table><tr><th>SKU</th><th>Price</th></tr></table>")
    now = html("<table><tr><th>Price</th><th>SKU</th></tr></table>")
    (drift,) = drifts([before], [now])
    assert drift.moved == ("the columns in this order | Price | SKU",)
    assert (drift.gone, drift.new, drift.renamed) == ((), (), ())
