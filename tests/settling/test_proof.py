"""The proof says what does not agree, with the figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bots.model import Currency
from bots.settling import Class, prove

CNY, USD = Currency.CNY, Currency.USD


def proof(**how):
    """A proof of 100 in, 5 out."""
    told = {"opening": {}, "closing": {}, "totals": {}, "lost": 0, **how}
    classed = [(Class.MATCHED, CNY, Decimal(100)), (Class.EXPLAINED, CNY, Decimal(-5))]
    (found,) = prove("2026-10", {CNY: Decimal(95)}, classed, **told)
    return found


def test_what_agrees_is_proved():
    """Sums, balances and the file's own row of sums."""
    balances = {"opening": {CNY: Decimal(10)}, "closing": {CNY: Decimal(105)}}
    found = proof(**balances, totals={CNY: Decimal("95.00")})
    assert found.holds
    assert found.classed == 95


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"totals": {CNY: Decimal(96)}}, "its row of sums says 96"),
        ({"opening": {CNY: Decimal(0)}, "closing": {CNY: Decimal(94)}}, "which is 94"),
        ({"lost": 2}, "2 rows have no amount that reads"),
    ],
)
def test_what_does_not_agree_is_told(how, told):
    """Each in words, with both figures."""
    found = proof(**how)
    assert not found.holds
    assert told in found.faults[0]


def test_each_currency_is_proved_by_itself():
    """A dollar too much does not make up for a yuan too little."""
    control = {CNY: Decimal(1), USD: Decimal(1)}
    classed = [(Class.MATCHED, CNY, Decimal(0)), (Class.MATCHED, USD, Decimal(2))]
    found = prove("m", control, classed, opening={}, closing={}, totals={}, lost=0)
    assert [one.holds for one in found] == [False, False]
