"""What is taken out before anything is written down, and what stays."""

from __future__ import annotations

import json
import zipfile

import pytest

from bots.evidence import redact_trace
from bots.redact import EVERYWHERE, Redactor, processor
from bots.redact_page import redact_body, redact_html, redact_url

ADDRESS = "Unit 12, 8 Harbour Street"


@pytest.fixture
def redactor():
    one = Redactor()
    one.know("s3cret-pass", "O'Brien", "欧阳𠮷娜", "")
    return one


@pytest.mark.parametrize(
    "text",
    [
        "mail mei@shop.example now",
        "call 13812345678",
        "call +86 138 1234 5678",
        "call 138-1234-5678",
        "tel 0571-88886666",
        "Authorization: Bearer abc.def-123456",
        "Cookie: sessionid=abcdef; csrftoken=xyz",
        "the pass is s3cret-pass!",
        "Dear O'Brien",
        "buyer O%27Brien",
        "收货人：欧阳𠮷娜，",
        "t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.c2ln",
    ],
)
def test_secrets_and_people_are_masked(redactor, text):
    """Known values in any spelling, and what looks like a phone, address or token, are masked."""
    kept = redactor.redact(text)
    assert "███" in kept
    for word in ("shop.example", "1234", "8888", "abc", "s3cret", "Brien", "欧阳", "c2ln"):
        assert word not in kept


@pytest.mark.parametrize(
    "text",
    [
        "order north/6917926768823643751 entered as SO-1017",
        "took 13.812 s, 20 rows, total 1234.50",
        "2026-09-05T10:11:12.123456+08:00",
        "id 138123456789012345",
        "http://127.0.0.1:8000/dashboard/orders/100017/",
    ],
)
def test_business_words_stay(redactor, text):
    """Order numbers, long ids, amounts, times and addresses of pages are left readable."""
    assert redactor.redact(text) == text


def test_short_names_are_masked_as_words(redactor):
    """A buyer called Li is masked, and the word Line is left alone."""
    redactor.know_person("Li")
    assert redactor.redact("Li bought Line 2") == "███ bought Line 2"


def test_log_events_are_redacted_by_key_and_by_value():
    """A log event loses what its keys tell and what its values hold; the rest stays as it was."""
    EVERYWHERE.know("planted-secret-77")
    event = processor(
        None,
        "info",
        {
            "event": "sent planted-secret-77",
            "password": "x",
            "cookies": {"sessionid": "y"},
            "buyer": "Somebody",
            "rows": 3,
            "nested": [{"phone": "12345", "sku": "A-1"}],
            "error": ValueError("no planted-secret-77"),
        },
    )
    assert event == {
        "event": "sent ███",
        "password": "███",
        "cookies": "███",
        "buyer": "███",
        "rows": 3,
        "nested": [{"phone": "███", "sku": "A-1"}],
        "error": "no ███",
    }


def test_a_page_keeps_its_structure_and_loses_its_data():
    """Of an unknown buyer's page: tags, classes, labels, amounts and dates stay, words go."""
    page = f"""<!DOCTYPE html><html><head><title>Order 17</title><script>var b="{ADDRESS}"</script>
      <style>.a{{color:red}}</style></head><body><!-- {ADDRESS} -->
      <table class="orders"><tr><th>Ship to</th><td data-who="{ADDRESS}">{ADDRESS}</td>
      <td>¥1,234.50</td><td>2026-09-05 10:11</td></tr></table>
      <input name="street" value="{ADDRESS}"><textarea>{ADDRESS}</textarea>
      <a href="/o/17?name=Harbour&page=2" title="{ADDRESS}">{ADDRESS}</a>
      <img alt="{ADDRESS}" src="/face/Harbour.png"><option>{ADDRESS}</option></body></html>"""
    kept = redact_html(page, Redactor())
    assert "Harbour" not in kept
    assert "Street" not in kept
    for word in (
        'class="orders"',
        "<th>Ship to</th>",
        "¥1,234.50",
        "2026-09-05 10:11",
        "color:red",
    ):
        assert word in kept
    assert 'href="/o/17?name=x&amp;page=2"' in kept


@pytest.mark.parametrize(
    "page",
    [
        "<th>Buyer<td>Harbour",
        "<label>To</label>Harbour",
        "<button>Go<p>Harbour",
        "<h1>17</h1>Harbour",
    ],
)
def test_unclosed_labels_do_not_let_data_through(page):
    """Only the label itself is readable, whatever is left unclosed around it."""
    assert "Harbour" not in redact_html(page, Redactor())


def test_a_json_body_keeps_its_keys():
    """Keys and small numbers stay, so that the shape can be compared; words and phones go."""
    body = json.dumps({"order": {"buyer": "Harbour", "phone": 13812345678, "lines": [{"n": 2}]}})
    kept = json.loads(redact_body(body, "application/json", Redactor()))
    assert kept == {"order": {"buyer": "███████", "phone": "███", "lines": [{"n": 2}]}}


def test_other_bodies_are_masked_whole():
    """What is neither HTML nor JSON keeps amounts and loses words."""
    assert redact_body("Harbour,12.50", "text/csv", Redactor()) == "███████,12.50"


def test_addresses_of_pages_lose_their_values():
    """Query values, fragments and user names in a URL go; small page numbers stay."""
    url = "https://me:pw@shop.example/orders/?q=Harbour&page=3&code=12345678#token=abc"
    assert redact_url(url, Redactor()) == "https://shop.example/orders/?q=x&page=3&code=x"
    assert "Harbour" not in redact_url("mailto:Harbour@x", Redactor())


@pytest.mark.parametrize("url", ["http://[", "https://[::1", "//[x]/y", "http://a]b/"])
def test_a_link_that_is_no_address_does_not_stop_the_evidence(url):
    """A page that links to nonsense must still leave evidence of what failed on it."""
    kept = redact_html(f'<a href="{url}">Harbour</a><form action="{url}">', Redactor())
    assert kept.startswith("<a href=")
    assert "Harbour" not in kept


def test_a_trace_loses_what_was_typed(tmp_path):
    """Actions and their locators stay in a trace; typed values, bodies and sources do not."""
    events = [
        {"type": "before", "method": "fill", "params": {"selector": "#to", "value": "Harbour"}},
        {"type": "log", "message": '  fill("Harbour")'},
        {"type": "console", "text": "Harbour"},
        {"type": "after", "result": {"value": "Harbour"}},
    ]
    with zipfile.ZipFile(tmp_path / "raw.zip", "w") as raw:
        raw.writestr("trace.trace", "\n".join(map(json.dumps, events)))
        raw.writestr("resources/page.html", "Harbour")
    redact_trace(tmp_path / "raw.zip", tmp_path / "kept.zip")
    with zipfile.ZipFile(tmp_path / "kept.zip") as kept:
        assert kept.namelist() == ["trace.trace"]
        text = kept.read("trace.trace").decode()
    assert "Harbour" not in text
    assert "#to" in text


@pytest.mark.parametrize("part", ["长", "a", "1", "-", "eyJ", "a@", "+86 ", "cookie: "])
def test_a_long_text_is_masked_as_soon_as_it_is_read(part):
    """300,000 characters, each of which could begin something personal: none is searched from
    to the end of the text, which would take minutes.
    """
    text = part * (300_000 // len(part)) + " mei@shop.example"
    assert "mei@shop" not in Redactor().redact(text)
