"""Shipments as records, and the many names of carriers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from bots.model import Carrier, Shipment
from bots.model.carriers import _ALSO, NAMES, carrier_of, spelling

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)


def shipment(tracking: str = "SF0001234567", **more: object) -> Shipment:
    told = {"reference": "north/NH1", "carrier": "sf", "tracking": tracking, "shipped_at": NOW}
    return Shipment.model_validate({**told, **more})


def test_a_tracking_number_has_one_spelling():
    """Full width, small letters, blanks and unseen characters are no other number."""
    assert shipment(" ｓｆ 0001 234567\u200b").tracking == "SF0001234567"
    assert shipment("0001234567").tracking == "0001234567"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=1+1",
        "=HYPERLINK('x')",
        "6.91E+18",
        "SF1",
        "ABCDEFGH",
        "SF123;DROP",
        "1" * 41,
        "顺丰123456",
    ],
)
def test_what_is_no_tracking_number_is_refused(text: str):
    """Formulas, rounded numbers, words and what is too short or too long."""
    with pytest.raises(ValidationError):
        shipment(text)


def test_the_hash_is_of_what_a_shop_is_told():
    """When it left and what is in it changes nothing; carrier and number do."""
    one = shipment()
    assert one.content_hash == shipment(shipped_at=NOW.replace(hour=9)).content_hash
    assert one.content_hash != shipment(carrier="zto").content_hash
    assert one.content_hash != shipment("SF0001234568").content_hash


def test_a_label_does_not_replace_itself_and_belongs_to_an_order():
    """Both are mistakes of whoever wrote them."""
    with pytest.raises(ValidationError):
        shipment(replaces=("sf0001234567",))
    with pytest.raises(ValidationError):
        shipment(reference="NH1")


@pytest.mark.parametrize(
    ("words", "carrier"),
    [
        ("顺丰", Carrier.SF), ("顺丰速运", Carrier.SF), ("SF-Express", Carrier.SF),
        ("ｓｆ express", Carrier.SF), ("联邦快递 FedEx", Carrier.FEDEX), ("中国邮政", Carrier.POST),
        ("邮政EMS", Carrier.EMS), ("美国邮政", Carrier.USPS), ("J&T Express", Carrier.JT),
    ],
)  # fmt: skip
def test_a_carrier_is_known_by_its_names(words: str, carrier: Carrier):
    """In Chinese, in English, and in both at once."""
    assert carrier_of(words) is carrier


@pytest.mark.parametrize("words", ["", "老王快递", "SF UPS", "systems", "顺丰 圆通"])
def test_a_name_that_nobody_knows_is_no_carrier(words: str):
    """Nothing is guessed, and two carriers in one name are none."""
    assert carrier_of(words) is None


def test_a_companys_own_words_go_first():
    """They may name what nobody else would know."""
    assert carrier_of("老王快递", {"老王快递": Carrier.OTHER}) is Carrier.OTHER


def test_no_name_means_two_carriers():
    """Every word belongs to one carrier, and every carrier has its names."""
    words: dict[str, Carrier] = {}
    for carrier in Carrier:
        for word in (carrier.value, *NAMES[carrier], *_ALSO[carrier]):
            assert words.setdefault(spelling(word), carrier) is carrier
