"""Every entry into one class: alone where it stands alone, with its order where it has one."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, tzinfo

from bots.model.settlement import EntryKind, entry_line
from bots.settings_settling import FeeRule, SettlingRules
from bots.settling.facts import Booked, Class, OrderFacts, Portion, Verdict, portions, worst
from bots.settling.order import judge_order

Key = tuple[int, str]
BY_HAND = "settled_by_hand"
"""The rule of what a person settled."""


def judge(
    entries: Sequence[Booked],
    orders: Mapping[str, OrderFacts],
    rules: SettlingRules,
    settled: Mapping[str, str] | None = None,
    zone: tzinfo = UTC,
) -> dict[Key, Verdict]:
    """A verdict for each entry; the order of `entries` changes nothing.

    `entries` hold all that the statements in force say of each order in them. `settled`: what a
    person settled, `finding_key` -> the verdict that it was about (`about`). Months are counted
    in `zone`.
    """
    verdicts = dict(_by_itself(entries))
    left = [one for one in entries if one.key not in verdicts]
    groups: dict[str, list[Booked]] = defaultdict(list)
    for one in left:
        groups[one.entry.order or ""].append(one)
    parts: dict[Key, list[Verdict]] = defaultdict(list)
    for number, group in groups.items():
        given = portions(group)
        judged = (
            judge_order(orders.get(number), given, rules) if number else _alone(given, rules, zone)
        )
        for portion, verdict in zip(given, judged, strict=True):
            parts[portion.booked.key].append(verdict)
    verdicts |= {key: worst(found) for key, found in parts.items()}
    if settled:
        verdicts |= dict(_by_hand(entries, verdicts, settled))
    return verdicts


def about(verdict: Verdict) -> str:
    """What a finding is about, as a hash; a person's word holds as long as this does."""
    return hashlib.sha256(f"{verdict.rule}: {verdict.why}".encode()).hexdigest()


def finding_key(booked: Booked) -> str:
    """The key of an entry's finding: the same in a corrected statement."""
    return f"{booked.entry.shop}/{booked.entry.entry}"


def _by_hand(
    entries: Iterable[Booked], verdicts: Mapping[Key, Verdict], settled: Mapping[str, str]
) -> Iterable[tuple[Key, Verdict]]:
    for one in entries:
        verdict = verdicts[one.key]
        if verdict.found is Class.UNMATCHED and settled.get(finding_key(one)) == about(verdict):
            yield one.key, Verdict(Class.EXPLAINED, BY_HAND, verdict.why)


def _by_itself(entries: Sequence[Booked]) -> Iterable[tuple[Key, Verdict]]:
    """What no order can change: odd rows, wrong months, entries of two statements."""
    first: dict[str, Booked] = {}
    differ: set[str] = set()
    for one in sorted(entries, key=lambda one: (one.since, one.statement)):
        before = first.setdefault(one.entry.entry, one)
        if before is not one and entry_line(before.entry) != entry_line(one.entry):
            differ.add(one.entry.entry)
    for one in entries:
        entry = one.entry
        if one.odd is not None:
            yield one.key, Verdict(Class.UNMATCHED, one.odd.rule, one.odd.why)
        elif entry.entry in differ:
            why = "two statements say different things of this entry"
            yield one.key, Verdict(Class.UNMATCHED, "conflicting_entry", why)
        elif first[entry.entry] is not one:
            why = "the statement before has it too"
            yield one.key, Verdict(Class.EXPLAINED, "in_another_statement", why)
        elif not one.since <= entry.at < one.until:
            why = f"it is of {entry.at:%Y-%m-%d %H:%M}, outside of its statement"
            yield one.key, Verdict(Class.UNMATCHED, "outside_period", why)


def _alone(given: Sequence[Portion], rules: SettlingRules, zone: tzinfo) -> list[Verdict]:
    """Entries without an order: what is expected of the account itself."""
    seen: set[tuple[str, str]] = set()
    return [_one_alone(portion, rules, zone, seen) for portion in given]


def _one_alone(
    portion: Portion, rules: SettlingRules, zone: tzinfo, seen: set[tuple[str, str]]
) -> Verdict:
    if portion.kind is EntryKind.PAYOUT:
        return Verdict(Class.EXPLAINED, "payout")
    twice: FeeRule | None = None
    for rule in rules.fees:
        if not rule.fits(portion.kind, portion.amount):
            continue
        once = (rule.name, f"{portion.booked.entry.at.astimezone(zone):%Y-%m}")
        if rule.per != "month" or once not in seen:
            seen.add(once)
            return Verdict(Class.EXPLAINED, "expected_fee", rule.name)
        twice = rule
    if twice is not None:
        why = f"{twice.name}: a second time in the same month"
        return Verdict(Class.UNMATCHED, "fee_twice", why)
    return _unexplained(portion)


def _unexplained(portion: Portion) -> Verdict:
    kind = portion.kind
    if kind is EntryKind.OTHER:
        return Verdict(Class.UNMATCHED, "unknown_kind", "the platform's word for it is not known")
    if kind in {EntryKind.PAYMENT, EntryKind.REFUND, EntryKind.SUBSIDY, EntryKind.SHIPPING}:
        return Verdict(Class.UNMATCHED, "no_order_number", f"a {kind} that names no order")
    amount = f"{portion.amount} {portion.booked.entry.currency}"
    return Verdict(Class.UNMATCHED, "unexpected_fee", f"{kind} of {amount} is in no rule")
