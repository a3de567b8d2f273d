"""Every entry ends in one class, by the rule that says why."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from bots.model.settlement import Odd
from bots.settings_settling import FeeRule, SettlingRules
from bots.settling import Class, judge
from bots.settling.judge import about, finding_key
from tests.settling.books import RULES, SINCE, UNTIL, booked, order, orders


def verdicts(entries, known=(), rules=RULES, settled=None):
    """The class and rule of each, by its entry id."""
    found = judge(entries, orders(*known), rules, settled)
    return {name: (str(one.found), one.rule) for (_, name), one in found.items()}


def one(entries, known=None, rules=RULES):
    """The verdict of the entry E1; without `known`, its order is as it should be."""
    return verdicts(entries, known or [order()], rules)["E1"]


MATCHED = ("matched", "order_total")


def test_a_payment_of_the_order_s_total_is_matched():
    """To the cent, and the ERP holds it with the same total."""
    assert one([booked()]) == MATCHED


@pytest.mark.parametrize(("amount", "rule"), [("99.99", "short_paid"), ("100.01", "over_paid")])
def test_a_cent_is_a_difference(amount, rule):
    """Neither is rounded away."""
    assert one([booked(amount=amount)]) == ("unmatched", rule)


def test_a_payment_may_come_in_two_months():
    """What is short in October is whole when November's entry is there, and both are matched."""
    first = booked(amount="60.00")
    later = UNTIL + timedelta(days=3)
    second = booked(
        "E2", "40.00", number=2, at=later, since=UNTIL, until=UNTIL + timedelta(days=30)
    )
    assert one([first]) == ("unmatched", "short_paid")
    assert verdicts([first, second], [order()]) == {"E1": MATCHED, "E2": MATCHED}


def test_shipping_and_subsidy_belong_to_what_was_paid():
    """In one entry or in several; a subsidy on top of the total is explained."""
    parts = {"payment": "80.00", "shipping": "10.00", "subsidy": "10.00"}
    assert one([booked(parts=parts)]) == MATCHED
    on_top = verdicts([booked(), booked("E2", "5.00", "subsidy")], [order()])
    assert on_top == {"E1": MATCHED, "E2": ("explained", "platform_subsidy")}


def test_an_order_that_nobody_knows_is_for_a_person():
    """Also its fees."""
    found = verdicts([booked(), booked("E2", "-5.00", "commission")])
    assert set(found.values()) == {("unmatched", "unknown_order")}


@pytest.mark.parametrize(
    ("known", "rule"),
    [
        (order(held=None), "not_in_erp"),
        (order(held="90.00"), "erp_differs"),
        (order(status="awaiting_payment"), "paid_unpaid_order"),
        (order(status="cancelled", held=None), "paid_cancelled_order"),
        (order(currency="USD"), "other_currency"),
    ],
)
def test_money_that_contradicts_shop_or_erp_is_for_a_person(known, rule):
    """The order is paid, but the books say something else."""
    assert one([booked()], [known]) == ("unmatched", rule)


def test_the_erp_need_not_hold_an_order_where_the_rules_say_so():
    """`need_erp = false`."""
    rules = RULES.model_copy(update={"need_erp": False})
    assert one([booked()], [order(held=None)], rules) == MATCHED


@pytest.mark.parametrize(
    ("charged", "expected"),
    [
        ("-5.00", ("explained", "expected_rate")),
        ("-5.01", ("explained", "expected_rate")),
        ("-5.02", ("unmatched", "other_rate")),
        ("-10.00", ("unmatched", "other_rate")),
    ],
)
def test_a_commission_is_explained_by_its_rate(charged, expected):
    """Within the tolerance for the platform's rounding."""
    found = verdicts([booked(), booked("E2", charged, "commission")], [order()])
    assert found["E2"] == expected


def test_a_commission_that_is_charged_twice_is_no_longer_explained():
    """All of an order's commissions together are what the rate says."""
    fees = [booked(name, "-5.00", "commission") for name in ("E2", "E3")]
    found = verdicts([booked(), *fees], [order()])
    assert found["E2"] == found["E3"] == ("unmatched", "other_rate")


def test_a_commission_goes_back_with_the_refund():
    """By the same rate of what was refunded."""
    entries = [
        booked(),
        booked("E2", "-5.00", "commission"),
        booked("E3", "-40.00", "refund"),
        booked("E4", "2.00", "commission"),
    ]
    found = verdicts(entries, [order(status="refunded", held=None)])
    assert found["E3"] == ("explained", "part_refund")
    assert found["E4"] == ("explained", "fee_given_back")


@pytest.mark.parametrize(
    ("amount", "known", "expected"),
    [
        ("-100.00", order(status="refunded"), ("explained", "full_refund")),
        ("-30.00", order(status="refunding"), ("explained", "part_refund")),
        ("-20.00", order(lines=[(3, "10.00"), (1, "70.00")]), ("explained", "refund_of_lines")),
        ("-40.00", order(lines=[(3, "10.00"), (1, "70.00")]), ("unmatched", "refund_unexpected")),
        ("-100.01", order(status="refunded"), ("unmatched", "refund_too_high")),
    ],
)
def test_a_refund_is_explained_by_a_refunded_order_or_a_part_of_it(amount, known, expected):
    """Pieces of a line of an order that stands are a part; any other amount is for a person."""
    assert verdicts([booked(), booked("E2", amount, "refund")], [known])["E2"] == expected


def test_the_monthly_fee_is_explained_once_a_month():
    """A second one is for a person, whichever row of the file it is."""
    fees = [
        booked(name, "-199.00", "service_fee", "", at=SINCE + timedelta(days=day))
        for name, day in (("A", 1), ("B", 2))
    ]
    for some in permutations(fees):
        assert verdicts(some) == {
            "A": ("explained", "expected_fee"),
            "B": ("unmatched", "fee_twice"),
        }


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("service_fee", "unexpected_fee"),
        ("refund", "no_order_number"),
        ("other", "unknown_kind"),
        ("adjustment", "unexpected_fee"),
    ],
)
def test_an_entry_without_an_order_and_without_a_rule_is_for_a_person(kind, rule):
    """It says what is missing."""
    assert one([booked(amount="-3.00", kind=kind, order="")]) == ("unmatched", rule)


def test_a_payout_moves_money_to_the_merchant():
    """It is explained, being neither income nor a fee."""
    assert one([booked(amount="-500.00", kind="payout", order="")]) == ("explained", "payout")


def test_a_rule_of_the_operator_s_explains_a_range():
    """Any number of times, where it says `entry`."""
    fee = FeeRule(name="insurance", kind="adjustment", least="-2.00", most="-0.50", per="entry")
    rules = SettlingRules(fees=(fee,))
    found = verdicts(
        [booked("A", "-1.00", "adjustment"), booked("B", "-3.00", "adjustment")], [order()], rules
    )
    assert found == {"A": ("explained", "expected_fee"), "B": ("unmatched", "no_rate")}


def test_one_wrong_part_makes_the_entry_one_for_a_person():
    """Payment right, commission at another rate: all of it, so that the sums stay the file's."""
    parts = {"payment": "100.00", "commission": "-8.00"}
    assert one([booked(amount="92.00", parts=parts)]) == ("unmatched", "other_rate")


def test_an_odd_row_is_for_a_person_whatever_its_order():
    """What is wrong with the row comes first."""
    assert one([booked(odd=Odd("parts_mismatch", "?"))]) == ("unmatched", "parts_mismatch")


def test_an_entry_outside_of_its_statement_s_period_is_for_a_person():
    """The first moment belongs to it, its end does not."""
    assert one([booked(at=SINCE)]) == MATCHED
    assert one([booked(at=UNTIL)]) == ("unmatched", "outside_period")


def test_an_entry_that_two_statements_have_counts_once():
    """The later one is explained by the first; if they differ, a person must look at both."""
    longer = {"number": 2, "until": UNTIL + timedelta(days=30)}
    same = judge([booked(), booked(**longer)], orders(order()), RULES)
    assert [(one.found, one.rule) for _, one in sorted(same.items())] == [
        (Class.MATCHED, "order_total"),
        (Class.EXPLAINED, "in_another_statement"),
    ]
    differ = judge([booked(), booked(amount="99.00", **longer)], orders(order()), RULES)
    assert {one.rule for one in differ.values()} == {"conflicting_entry"}


def test_what_a_person_settled_is_explained_as_long_as_it_is_the_same():
    """Their word was about one difference, and not about any other of that entry."""
    short = booked(amount="99.99")
    verdict = judge([short], orders(order()), RULES)[short.key]
    settled = {finding_key(short): about(verdict)}
    assert verdicts([short], [order()], settled=settled)["E1"] == ("explained", "settled_by_hand")
    shorter = booked(amount="50.00")
    assert verdicts([shorter], [order()], settled=settled)["E1"] == ("unmatched", "short_paid")


def test_fees_are_rounded_to_the_currency_s_smallest_unit():
    """A yen has no cents."""
    rules = SettlingRules(rates={"commission": Decimal("0.05")}, tolerance=Decimal(0))
    entries = [
        booked(amount="1030", currency="JPY"),
        booked("E2", "-52", "commission", currency="JPY"),
    ]
    known = order(total="1030", currency="JPY")
    assert verdicts(entries, [known], rules)["E2"] == ("explained", "expected_rate")
