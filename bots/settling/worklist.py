"""What goes to the worklist: a finding an entry, or one for many of the same rule."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bots.model.settlement import Stray
from bots.settling.facts import Booked, Class, OrderFacts, Verdict
from bots.settling.judge import Key, about, finding_key
from bots.settling.remedies import remedy_of

ONE_BY_ONE = 200
"""More entries of one statement with one rule than this are one finding: nobody reads so many."""
UNPAID = "~unpaid"


@dataclass(frozen=True)
class Finding:
    """A difference for a person. `about` is what a person's word about it holds for.

    `entries` are those that it is about, where it is about many.
    """

    key: str
    rule: str
    message: str
    remedy: str
    about: str
    entries: tuple[Key, ...] = ()


def entry_findings(
    entries: Iterable[Booked], verdicts: Mapping[Key, Verdict], lots: Collection[str] = ()
) -> Iterator[Finding]:
    """The entries that ended unmatched, each with when it was booked.

    `lots`: findings that wait and hold many entries of a statement that is not judged whole now.
    """
    groups: dict[tuple[int, str], list[Booked]] = defaultdict(list)
    for one in sorted(entries, key=lambda one: one.place):
        verdict = verdicts[one.key]
        if verdict.found is Class.UNMATCHED:
            groups[one.statement, verdict.rule].append(one)
    for (_, rule), group in groups.items():
        if f"{lot_prefix(group[0].entry.shop, group[0].since)}{rule}" in lots:
            continue
        if len(group) > ONE_BY_ONE:
            yield _many(rule, group, verdicts)
        else:
            yield from (_one(one, verdicts[one.key]) for one in group)


def stray_findings(shop: str, statement: str, strays: Sequence[Stray]) -> Iterator[Finding]:
    """The rows that make no entry."""
    if len(strays) > ONE_BY_ONE:
        message = f"{shop}, statement {statement}: {len(strays)} rows do not read"
        yield _finding(f"{stray_prefix(shop, statement)}many", "unreadable_entry", message)
        return
    for stray in strays:
        amount = f", {stray.amount}" if stray.amount else ""
        message = f"{shop}, statement {statement}, {stray.where}{amount}: {stray.why}"
        key = f"{stray_prefix(shop, statement)}{stray.where}"
        yield _finding(key, "unreadable_entry", message)


def unpaid_findings(shop: str, orders: Sequence[OrderFacts], days: int) -> Iterator[Finding]:
    """Orders that no statement pays."""
    if len(orders) > ONE_BY_ONE:
        message = f"{shop}: {len(orders)} orders since {orders[0].placed_at:%Y-%m-%d} are unpaid"
        yield _finding(f"{shop}/{UNPAID}", "never_paid", message)
        return
    for order in orders:
        message = (
            f"{shop}/{order.number}: {order.total} {order.currency} of {order.placed_at:%Y-%m-%d} "
            f"was in no statement of the {days} days after"
        )
        yield _finding(f"{shop}/{order.number}{UNPAID}", "never_paid", message)


def stray_prefix(shop: str, statement: str) -> str:
    """How the keys of one statement's strays begin."""
    return f"{shop}/~{statement}/"


def lot_prefix(shop: str, since: datetime) -> str:
    """How the keys of one statement's lots begin."""
    return f"{shop}/~lot {since:%Y-%m-%d}/"


def _one(booked: Booked, verdict: Verdict) -> Finding:
    entry = booked.entry
    order = f" for order {entry.order}" if entry.order else ""
    message = (
        f"{entry.shop}/{entry.entry}: {entry.kind} {entry.amount}{order}, {entry.at:%Y-%m-%d}: "
        f"{verdict.why}"
    )
    key = finding_key(booked)
    return Finding(key, verdict.rule, message, remedy_of(verdict.rule), about(verdict))


def _many(rule: str, group: list[Booked], verdicts: Mapping[Key, Verdict]) -> Finding:
    first, last = group[0].entry, group[-1].entry
    message = (
        f"{first.shop}, statement {first.statement}: {len(group)} entries, {first.at:%Y-%m-%d} to "
        f"{last.at:%Y-%m-%d}, the first {first.entry}; the workbook has them all"
    )
    key = f"{lot_prefix(first.shop, group[0].since)}{rule}"
    each = sorted(f"{finding_key(one)} {about(verdicts[one.key])}" for one in group)
    told = hashlib.sha256("\n".join(each).encode()).hexdigest()
    keys = tuple(one.key for one in group)
    return Finding(key, rule, message, remedy_of(rule), told, keys)


def _finding(key: str, rule: str, message: str) -> Finding:
    told = hashlib.sha256(f"{rule}: {message}".encode()).hexdigest()
    return Finding(key, rule, message, remedy_of(rule), told)
