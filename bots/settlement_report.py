"""A reconciliation gathered for its report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from bots.model.codes import Currency
from bots.model.money import total_of
from bots.model.settlement import EntryKind
from bots.model.settling import Class
from bots.reconciled import Reconciled
from bots.settling import Received
from bots.settling.judge import finding_key
from bots.settling.remedies import remedy_of
from bots.sheets.settlement_report import DaySum, Difference, Explained, SettlementReport
from bots.uncollected import uncollected

MOST_ORDERS = 2_000
"""Orders without a difference are listed up to here: nobody reads more."""


@uncollected()
def settlement_report(done: Reconciled, now: datetime, zone: ZoneInfo) -> SettlementReport:
    """Everything that the workbook and the text show."""
    return SettlementReport(
        shop=done.shop,
        made_at=now.astimezone(zone),
        names=[row.name for row in done.statements],
        counts={found: done.count(found) for found in Class},
        proofs=done.proofs,
        days=_days(done, zone),
        differences=sorted(_differences(done, now, zone), key=_oldest),
        explained=_explained(done),
        orders=_orders(done),
        all_orders=len(done.orders),
        corrections=done.corrections,
    )


def _days(done: Reconciled, zone: ZoneInfo) -> list[DaySum]:
    sums: dict[tuple[date, EntryKind, Currency], list[Decimal]] = defaultdict(list)
    for one in done.entries:
        day = one.entry.at.astimezone(zone).date()
        for part in one.entry.parts:
            sums[day, part.kind, one.entry.currency].append(part.amount)
    return [
        DaySum(day, kind, currency, total_of(amounts), len(amounts))
        for (day, kind, currency), amounts in sorted(sums.items())
    ]


def _oldest(one: Difference) -> tuple[int, str]:
    return -(one.age or 0), one.reference


def _differences(done: Reconciled, now: datetime, zone: ZoneInfo) -> Iterator[Difference]:
    for booked in done.entries:
        verdict, entry = done.verdicts[booked.key], booked.entry
        if verdict.found is Class.UNMATCHED:
            yield Difference(
                finding_key(booked), entry.order or "", entry.at.astimezone(zone),
                (now - entry.at).days, entry.kind, entry.currency, entry.amount.amount,
                verdict.rule, verdict.why, remedy_of(verdict.rule),
            )  # fmt: skip
    for row in done.statements:
        for stray in row.strays:
            amount = stray.amount
            yield Difference(
                f"{row.name} {stray.where}", "", stray.at.astimezone(zone) if stray.at else None,
                (now - stray.at).days if stray.at else None, "",
                amount.currency if amount else "", amount.amount if amount else None,
                "unreadable_entry", stray.why, remedy_of("unreadable_entry"),
            )  # fmt: skip
    for order in done.unpaid:
        yield Difference(
            f"{done.shop}/{order.number}", order.number, order.placed_at.astimezone(zone),
            (now - order.placed_at).days, EntryKind.PAYMENT, order.currency, order.total,
            "never_paid", "no statement has a payment for it", remedy_of("never_paid"),
        )  # fmt: skip


def _explained(done: Reconciled) -> list[Explained]:
    key = [
        (verdict.found, verdict.rule, booked.entry.kind, booked.entry.currency, booked)
        for booked in done.entries
        if (verdict := done.verdicts[booked.key]).found is not Class.UNMATCHED
    ]
    key.sort(key=lambda one: one[:4])
    found = []
    for (kind_of, rule, kind, currency), group in groupby(key, key=lambda one: one[:4]):
        amounts = [one[4].entry.amount.amount for one in group]
        found.append(Explained(kind_of, rule, kind, currency, len(amounts), total_of(amounts)))
    return found


def _orders(done: Reconciled) -> list[Received]:
    """All that differ, and of the others as many as people read."""
    differing = [one for one in done.orders if one.expected is None or one.difference]
    others = [one for one in done.orders if one.expected is not None and not one.difference]
    return [*differing, *others[: max(0, MOST_ORDERS - len(differing))]]
