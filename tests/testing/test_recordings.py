"""Recordings come back as they were saved, and hold no people."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from html import escape

import pytest

from bots.errors import SettingsError
from bots.model import Address, Currency, Order, OrderLine, OrderStatus
from bots.page import Document
from bots.redact import Redactor
from bots.settings import ShopSettings
from bots.testing.recordings import Expected, Recording, Taken, as_data
from bots.testing.stand_ins import redacted


@pytest.fixture(autouse=True)
def _nobody_is_known(monkeypatch):
    """What other tests of this process taught the redactor masks nothing here."""
    monkeypatch.setattr("bots.testing.stand_ins.EVERYWHERE", Redactor())


BUYER = 'Robert\'); DROP <b>"X"</b>'
STREET = "人民路 7 号"
ORDER = Order(
    shop="north",
    number="1",
    status=OrderStatus.PAID,
    placed_at=datetime(2026, 5, 1, tzinfo=UTC),
    currency=Currency.CNY,
    lines=(OrderLine(sku="A", quantity=Decimal(1), unit_price=Decimal(5)),),
    total=Decimal(5),
    buyer=BUYER,
    email="robert@tables.example",
    ship_to=Address(name="张伟", phone="13812345678", lines=(STREET,)),
    note="Leave it\nwith Hanna",
)


def recording(*texts: str, content_type: str = "text/html") -> Recording:
    shop = ShopSettings(
        name="north",
        platform="market",
        url="https://real.shop.test",
        username="me",
        password="keyring:north/password",
    )
    taken = tuple(
        Taken(
            f"/orders/{n}", "get", "", Document(f"{shop.url}/orders/{n}", 200, content_type, text)
        )
        for n, text in enumerate(texts)
    )
    day = datetime(2026, 5, 1, tzinfo=UTC)
    return Recording(shop, day, day.replace(day=2), taken)


def test_a_recording_comes_back_as_it_was_saved(tmp_path):
    """Every document, byte for byte, with how it was asked for."""
    saved = recording("<p>1\r\n</p>", "<p>二</p>")
    saved.save(tmp_path)
    assert Recording.load(tmp_path) == saved


def test_without_a_recording_the_error_names_the_command_that_makes_one(tmp_path):
    """The remedy is `bots record`."""
    with pytest.raises(SettingsError) as caught:
        Recording.load(tmp_path)
    assert "bots record" in (caught.value.remedy or "")


def test_what_must_be_read_comes_back_with_its_reviewer(tmp_path):
    """`expected.json` holds orders as plain data."""
    Expected("A. Person", (as_data(ORDER),)).save(tmp_path)
    assert Expected.load(tmp_path) == Expected("A. Person", (as_data(ORDER),))


@pytest.mark.parametrize(
    "spelt",
    [
        escape(BUYER),
        escape(BUYER).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
        escape(BUYER, quote=False),
        STREET,
        "张伟",
        "13812345678",
        "robert@tables.example",
        "with Hanna",
        "https://real.shop.test/orders",
    ],
)
def test_people_and_addresses_are_replaced_however_they_are_escaped(spelt):
    """No spelling of a buyer, an address, a message or the real site stays in a page."""
    (taken,) = redacted(recording(f"<td>{spelt}</td>"), [ORDER]).taken
    assert spelt not in taken.document.text
    assert "<td>" in taken.document.text


def test_json_is_redacted_in_both_of_its_spellings():
    """Chinese text is found as it is, and escaped."""
    escaped = STREET.encode("ascii", "backslashreplace").decode()
    texts = (f'{{"street": "{STREET}"}}', f'{{"street": "{escaped}"}}')
    kept = redacted(recording(*texts, content_type="application/json"), [ORDER])
    assert [one.document.json["street"] for one in kept.taken] == ["Street 1 line 1"] * 2


def test_the_shops_account_is_not_kept():
    """Neither its address, nor the user, nor where the password is."""
    shop = redacted(recording("x"), [ORDER]).shop
    assert (shop.url, shop.username, shop.password) == ("https://north.example", "", "")


def test_scripts_are_emptied_but_data_islands_stay():
    """Tokens live in scripts; JSON in a page is read by page objects."""
    page = '<script>token="abc"</script><script type="application/json">{"a": 1}</script>'
    (taken,) = redacted(recording(page), [ORDER]).taken
    assert 'token="abc"' not in taken.document.text
    assert '{"a": 1}' in taken.document.text
