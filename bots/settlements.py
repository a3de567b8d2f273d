"""A shop's statements reconciled: kept, judged with the ledger's orders, followed, proved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bots.errors import BusinessError
from bots.ledger import Ledger
from bots.ledger.settlement_findings import Wanted
from bots.ledger.settlement_rows import StatementRow
from bots.ledger.settlements import Taken
from bots.model import Statement
from bots.model.settling import Booked, Class, OrderFacts, Verdict
from bots.reconciled import Reconciled
from bots.settings import ShopSettings
from bots.settings_settling import SettlingRules
from bots.settling.by_hand import settled_together, still_settled
from bots.settling.corrections import Correction, corrections
from bots.settling.judge import Key, finding_key, judge
from bots.settling.proof import Proof, prove
from bots.settling.received import received
from bots.settling.worklist import (
    UNPAID,
    Finding,
    entry_findings,
    lot_prefix,
    stray_findings,
    stray_prefix,
    unpaid_findings,
)
from bots.uncollected import uncollected


class Reconciling:
    """Works on one shop. `run` is the run's number, `now` its time."""

    def __init__(
        self, ledger: Ledger, site: ShopSettings, rules: SettlingRules, run: int, now: datetime
    ) -> None:
        self._ledger = ledger
        self._kept = ledger.settlements
        self._site = site
        self._shop = site.name
        self._rules = rules
        self._run = run
        self._now = now
        self.from_erp: Mapping[str, OrderFacts] = {}

    def to_ask(self, statements: Iterable[Statement]) -> set[str]:
        """The orders that the ERP is to be asked for, where the rules say so: not ours in it."""
        if not self._rules.ask_erp:
            return set()
        numbers = {one.order for statement in statements for one in statement.entries if one.order}
        known = self._kept.orders(self._shop, numbers)
        held = {number for number, order in known.items() if order.held or order.status.dead}
        return numbers - held

    @uncollected()
    def reconcile(self, statements: Iterable[Statement]) -> Reconciled:
        """Keep the statements, judge them and what they touch, bring the worklist up to date."""
        taken = [self._kept.take(statement, self._run) for statement in statements]
        ids = sorted({one.id for one in taken})
        rows = self._kept.get(ids)
        done = self._judged(taken, rows, self._kept.entries(ids), keep=True)
        followed = self._kept.follow(
            self._shop, _wanted(done.findings), self._covers(done), f"run {self._run}", self._run
        )
        return replace(done, followed=followed, corrections=self._corrections(taken))

    @uncollected()
    def look(self, statements: Iterable[Statement]) -> Reconciled:
        """The same without keeping anything."""
        rows, entries = [], []
        for number, statement in enumerate(statements, start=1):
            rows.append(_as_row(-number, statement, self._now))
            entries += _as_booked(-number, statement)
        return self._judged([], rows, entries, keep=False)

    def _judged(
        self,
        taken: Sequence[Taken],
        rows: Sequence[StatementRow],
        own: Sequence[Booked],
        *,
        keep: bool,
    ) -> Reconciled:
        everything = [*own, *self._touched(rows, own)]
        numbers = {one.entry.order for one in everything if one.entry.order}
        orders = self._with_erp(self._kept.orders(self._shop, numbers))
        settled = self._kept.settled(self._shop)
        verdicts = judge(everything, orders, self._rules, settled, self._site.zone)
        its = {row.id for row in rows}
        verdicts |= still_settled(everything, verdicts, its)
        differing = list(entry_findings(everything, verdicts, self._lots(rows)))
        verdicts |= settled_together(differing, verdicts, settled)
        if keep:
            changed = (one.key for one in everything if one.verdict != verdicts[one.key])
            self._kept.judged({key: verdicts[key] for key in changed})
        unpaid = self._unpaid([] if keep else rows, own)
        findings = [
            *differing,
            *(one for row in rows for one in stray_findings(self._shop, row.name, row.strays)),
            *unpaid_findings(self._shop, unpaid, self._rules.pay_days),
        ]
        mine = {key: verdict for key, verdict in verdicts.items() if key[0] in its}
        return Reconciled(
            self._shop,
            rows,
            taken,
            own,
            mine,
            [proof for row in rows for proof in self._proofs(row, own, mine, keep=keep)],
            list(received(everything, orders)),
            unpaid,
            [one for one in findings if settled.get(one.key) != one.about],
        )

    def _with_erp(self, orders: Mapping[str, OrderFacts]) -> dict[str, OrderFacts]:
        """The ledger's word of each order, and the ERP's where it was asked."""
        found = {**self.from_erp, **orders}
        for number, told in self.from_erp.items():
            if number in orders and orders[number].held is None:
                found[number] = replace(orders[number], held=told.held)
        return found

    def _touched(self, rows: Sequence[StatementRow], own: Sequence[Booked]) -> list[Booked]:
        """What else is in force and must be judged with these.

        Statements of overlapping periods, whole; of all others what they say of the same orders,
        and of the orders whose differences still wait.
        """
        meeting = {
            other.id: any(row.since <= other.since and other.until <= row.until for row in rows)
            for one in rows
            for other in self._kept.in_force(self._shop, one.since, one.until)
        }
        numbers = {one.entry.order for one in own if one.entry.order} | self._waiting_orders()
        return [
            *self._kept.entries([other for other, covered in meeting.items() if not covered]),
            *self._kept.of_orders(self._shop, numbers, meeting),
        ]

    def _waiting_orders(self) -> set[str]:
        standing = self._kept.standing(self._shop, self._waiting_entries())
        return {number for number in standing.values() if number}

    def _waiting_entries(self) -> dict[str, str]:
        """The open findings about one entry: the entry's name, and the finding's key."""
        keys = [item.key for item in self._kept.open_findings(self._shop)]
        return {key.removeprefix(f"{self._shop}/"): key for key in keys if "~" not in key}

    def _lots(self, rows: Sequence[StatementRow]) -> set[str]:
        """Findings about many entries of statements that are not judged whole now."""
        mine = tuple(lot_prefix(self._shop, row.since) for row in rows)
        waiting = (item.key for item in self._kept.open_findings(self._shop))
        return {key for key in waiting if not key.startswith(mine)}

    def _unpaid(self, more: Sequence[StatementRow], own: Sequence[Booked]) -> list[OrderFacts]:
        """Orders whose time to be paid was over, all of it within statements that we have."""
        periods = sorted(
            (row.since, min(row.until, self._now))
            for row in [*self._kept.in_force(self._shop), *more]
        )
        # In a dry run the ledger does not have them.
        named = {one.entry.order for one in own if one.entry.amount.amount > 0}
        grace = timedelta(days=self._rules.pay_days)
        return [
            order
            for since, until in _merged(periods)
            if since < until - grace
            for order in self._kept.unpaid(self._shop, since, until - grace)
            if order.number not in named
        ]

    def _proofs(
        self, row: StatementRow, own: Sequence[Booked], verdicts: dict[Key, Verdict], *, keep: bool
    ) -> list[Proof]:
        """From what the database holds, where it was kept: not from what we think we wrote."""
        if keep:
            classed = self._kept.classed(row.id)
        else:
            classed = [
                (verdicts[one.key].found, one.entry.currency, one.entry.amount.amount)
                for one in own
                if one.statement == row.id
            ]
        classed += [
            (Class.UNMATCHED, stray.amount.currency, stray.amount.amount)
            for stray in row.strays
            if stray.amount is not None
        ]
        return prove(
            row.name,
            row.control,
            classed,
            opening=row.opening,
            closing=row.closing,
            totals=row.totals,
            lost=sum(stray.amount is None for stray in row.strays),
        )

    def _covers(self, done: Reconciled) -> Callable[[str], bool]:
        """Which open findings this run has judged anew, or whose entry no statement has now."""
        mine = {finding_key(one) for one in done.entries}
        prefixes = tuple(
            prefix
            for row in done.statements
            for prefix in (stray_prefix(self._shop, row.name), lot_prefix(self._shop, row.since))
        )
        names = self._waiting_entries()
        standing = self._kept.standing(self._shop, names)
        gone = {key for name, key in names.items() if name not in standing}
        by_order = {key for name, key in names.items() if standing.get(name)}
        return lambda key: (
            key in mine
            or key in gone
            or key in by_order
            or key.endswith(UNPAID)
            or key.startswith(prefixes)
        )

    def _corrections(self, taken: Iterable[Taken]) -> list[Correction]:
        return [
            correction
            for one in taken
            if one.replaced
            for correction in corrections(
                self._kept.entries(one.replaced), self._kept.entries([one.id])
            )
        ]


def _merged(periods: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Stretches without a gap."""
    merged: list[tuple[datetime, datetime]] = []
    for since, until in periods:
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((since, until))
    return merged


def _wanted(findings: Collection[Finding]) -> dict[str, Wanted]:
    return {
        one.key: Wanted(
            BusinessError(one.message, rule=one.rule, reference=one.key, remedy=one.remedy),
            one.about,
        )
        for one in findings
    }


def _as_row(number: int, statement: Statement, now: datetime) -> StatementRow:
    return StatementRow(
        number,
        statement.shop,
        statement.name,
        statement.since,
        statement.until,
        statement.source,
        now,
        statement.control,
        statement.opening,
        statement.closing,
        statement.totals,
        statement.strays,
        None,
    )


def _as_booked(number: int, statement: Statement) -> list[Booked]:
    return [
        Booked(number, statement.since, statement.until, one, statement.odd.get(one.entry))
        for one in statement.entries
    ]
