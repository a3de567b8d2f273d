"""What a person does about each rule that puts a settlement entry into the worklist."""

from __future__ import annotations

_ASK = "ask the platform about it with these figures; when it is settled: bots items resolve"
_RULE = "if it is right, write a rate or a fee into [settling.shops] and run again; else {ask}"
_AGAIN = "collect the shop's orders again (bots run collect_orders), then run again; else {ask}"
_FILE = "look at the row in the file; export the statement again and run again"

_REMEDIES = {
    "unknown_order": "collect the orders of that time (collect_orders --since), then run again; "
    "if the shop does not know the order either, {ask}",
    "short_paid": "{ask}",
    "over_paid": "{ask}",
    "never_paid": "look whether the shop shows it as paid out; if not, {ask}",
    "paid_unpaid_order": _AGAIN,
    "paid_cancelled_order": _AGAIN,
    "refund_unexpected": _AGAIN,
    "refund_too_high": "{ask}",
    "not_in_erp": "enter the order (bots run enter_orders, or by hand), then run again",
    "erp_differs": "bring the sales order in the ERP in line, then: bots items resolve",
    "other_rate": _RULE,
    "no_rate": _RULE,
    "unexpected_fee": _RULE,
    "fee_twice": "{ask}",
    "unknown_kind": "write the platform's word into kinds of the format in [settling.formats]",
    "no_order_number": "{ask}",
    "other_currency": "{ask}",
    "outside_period": "check that the file is of the month that was named, and run again",
    "parts_mismatch": _FILE,
    "unreadable_part": _FILE,
    "unreadable_entry": _FILE,
    "not_exact": _FILE,
    "unknown_direction": "write the word into incoming or outgoing of the format",
    "unclear_direction": _FILE,
    "duplicate_entry": "see in the shop whether it was booked twice; " + _FILE,
    "conflicting_entry": "see in the shop which is right; " + _FILE,
}


def remedy_of(rule: str) -> str:
    """One sentence."""
    return _REMEDIES.get(rule, "{ask}").format(ask=_ASK)
