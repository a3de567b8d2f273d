"""What oscar's page of an order shows of its parcel, recorded from oscar 4.2.

The recordings are the headings, states, lines, forms and notes of a page, nothing about people.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.model import Carrier
from bots.page import Document
from bots.platforms.oscar.pages_shipping import ParcelPage, note_of
from bots.settings import ShopSettings
from tests.model.test_shipments import shipment

FOLDER = Path(__file__).parents[2] / "recordings" / "shipping"
SITE = ShopSettings(name="oscar", platform="oscar", url="https://shop.example")
NUMBERS = {"told-en": "105027", "told-zh-CN": "107162", "paid-en": "107162", "paid-zh-CN": "112946"}


def page(name: str, changed: tuple[str, str] = ("", "")) -> ParcelPage:
    text = (FOLDER / f"oscar-{name}.html").read_text("utf-8").replace(*changed)
    url = f"https://shop.example/dashboard/orders/{NUMBERS[name]}/"
    return ParcelPage(Document(url, text=text), SITE).prove()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_shipped_order_shows_the_note_in_force(language: str):
    """Of two notes the one that replaces the other; order and lines are shipped."""
    found = page(f"told-{language}")
    told = found.told()
    assert told is not None
    assert (told.carrier, told.tracking) == (Carrier.SF, "SF0009999999")
    assert told.replaces == {"SF0001234567"}
    assert (found.status, set(found.lines().values())) == ("Shipped", {"Shipped"})


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_paid_order_shows_none(language: str):
    """Other notes are no parcels; its lines come with the ids that the form wants."""
    found = page(f"paid-{language}")
    assert (found.told(), found.status, set(found.lines().values())) == (None, "Paid", {"Paid"})
    assert all(line.isdigit() for line in found.lines())


def test_a_note_that_people_changed_is_none_of_ours():
    """Something written behind it makes it a note of theirs."""
    found = page("told-en", ("SF0009999999", "SF0009999999 call the buyer first"))
    told = found.told()
    assert told is None or told.tracking != "SF0009999999"


def test_a_note_reads_back_as_what_it_says():
    """Carrier in two languages, number, and what it replaces."""
    assert note_of(shipment(replaces=("SF0001111111",))) == (
        "Carrier: SF Express (顺丰速运)\nTracking number: SF0001234567\nReplaces: SF0001111111"
    )
