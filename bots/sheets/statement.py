"""A settlement file into a statement: every row is an entry, or shown with what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bots.model.codes import Currency
from bots.model.money import Money
from bots.model.settlement import (
    Odd,
    SettlementEntry,
    Statement,
    Stray,
    Sums,
    entry_line,
    sums_of,
)
from bots.sheets.profile import FileRefused, Problem, Row, Table
from bots.sheets.read import read_table
from bots.sheets.statement_file import StatementFile
from bots.sheets.statement_head import Head, read_head
from bots.sheets.statement_row import Rows, Unreadable
from bots.uncollected import uncollected

_NONE: Sums = {}


@dataclass(frozen=True)
class Period:
    """The time [since, until) that a statement is of, aware; `name` is the platform's."""

    name: str
    since: datetime
    until: datetime

    @classmethod
    def month(cls, name: str, zone: ZoneInfo) -> Period:
        """`2026-11`. Raises ValueError for what is no month."""
        try:
            first = datetime.strptime(name, "%Y-%m").replace(tzinfo=zone)
            return cls(name, first, _next_month(first))
        except ValueError as error:
            raise ValueError(f"{name!r} is no month; write 2026-11") from error


@uncollected()
def read_statement(
    path: Path,
    form: StatementFile,
    shop: str,
    *,
    zone: ZoneInfo,
    currency: Currency,
    encoding: str | None = None,
    period: Period | None = None,
    opening: Sums = _NONE,
    closing: Sums = _NONE,
) -> Statement:
    """Read the file of `shop`; `currency` is what amounts are in that do not say so.

    `period` and the balances are what the platform's page says of the file; else they are the
    file's own, where it has them; a file that names no period is of the whole months of its
    entries. Raises FileRefused for a file that cannot be read rightly as a whole, and for one
    that contradicts its page.
    """
    table = read_table(path, form.profile, zone=zone, currency=currency, encoding=encoding)
    head = read_head(table, form, currency, zone)
    gathered = _gather(table, form, shop, currency, zone)
    span = _period(path, head, period, gathered)
    entries, odd = gathered.numbered(span.name)
    return Statement(
        shop=shop,
        name=span.name,
        since=span.since,
        until=span.until,
        entries=entries,
        odd=odd,
        strays=tuple(gathered.strays),
        control=sums_of(gathered.amounts),
        opening=_agreed(path, "opening", opening, head.opening),
        closing=_agreed(path, "closing", closing, head.closing),
        totals=_totals(table, form, currency, zone),
        source=path.name,
    )


@dataclass
class _Gathered:
    """What the rows gave, in the file's order."""

    rows: list[tuple[SettlementEntry, Odd | None]] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    amounts: list[Money] = field(default_factory=list)

    def stray(self, where: str, error: Unreadable, at: datetime | None) -> None:
        """A row that makes no entry; its amount may have been read all the same."""
        self.strays.append(Stray(where, str(error), error.amount, at))
        if error.amount is not None:
            self.amounts.append(error.amount)

    def numbered(self, statement: str) -> tuple[tuple[SettlementEntry, ...], dict[str, Odd]]:
        """Each entry under an id of its own, whatever the order of the rows.

        The same row twice is `duplicate_entry` from the second on; different rows of one id are
        all `conflicting_entry`: nobody can say which is right.
        """
        told: dict[str, list[tuple[str, SettlementEntry, Odd | None]]] = {}
        for entry, trouble in self.rows:
            told.setdefault(entry.entry, []).append((entry_line(entry), entry, trouble))
        entries: list[SettlementEntry] = []
        odd: dict[str, Odd] = {}
        for name, group in sorted(told.items()):
            group.sort(key=lambda one: one[0])
            differ = len({line for line, _, _ in group}) > 1
            for place, (_, entry, trouble) in enumerate(group, start=1):
                key = name if place == 1 else f"{name}#{place}"
                changed = {"statement": statement, "entry": key}
                entries.append(entry.model_copy(update=changed))
                if found := _twice(len(group), place, differ=differ) or trouble:
                    odd[key] = found
        return tuple(entries), odd


def _twice(count: int, place: int, *, differ: bool) -> Odd | None:
    if differ:
        return Odd("conflicting_entry", f"{count} rows of this entry id say different things")
    if place > 1:
        return Odd("duplicate_entry", f"the file has this row {count} times")
    return None


def _gather(
    table: Table, form: StatementFile, shop: str, currency: Currency, zone: ZoneInfo
) -> _Gathered:
    reader = Rows(form, shop, currency, zone)
    gathered = _Gathered()
    for row in table.rows:
        if form.remark and row.text("entry").startswith(form.remark):
            continue
        try:
            entry, odd = reader.entry(row)
        except Unreadable as error:
            gathered.stray(_where(table, row.sheet, row.number), error, row.when("at"))
            continue
        gathered.rows.append((entry, odd))
        gathered.amounts.append(entry.amount)
    for problem in table.problems:
        if not _remarks(problem, form):
            rest = Row(problem.sheet, problem.row, problem.rest)
            why = Unreadable(f"{problem.column} {problem.why}", reader.amount_alone(rest))
            gathered.stray(_where(table, rest.sheet, rest.number), why, rest.when("at"))
    return gathered


def _remarks(problem: Problem, form: StatementFile) -> bool:
    return bool(form.remark) and str(problem.rest.get("entry", "")).startswith(form.remark)


def _where(table: Table, sheet: str, number: int) -> str:
    """Its place; a text file has no sheets, and may be saved under any name."""
    return f"row {number}" if sheet == table.path.stem else f"{sheet} row {number}"


def _period(path: Path, head: Head, given: Period | None, gathered: _Gathered) -> Period:
    found = head.period
    if given is not None:
        if found is not None and found != (given.since, given.until):
            raise FileRefused(
                path,
                f"it is of {found[0]:%Y-%m-%d} to {found[1] - timedelta(days=1):%Y-%m-%d}, not of "
                f"{given.name}",
                remedy="export the statement of the period that was asked for",
            )
        return given
    since, until = found or _whole_months(path, gathered)
    return Period(_name(since, until), since, until)


def _name(since: datetime, until: datetime) -> str:
    if since.day == 1 and until == _next_month(since):
        return f"{since:%Y-%m}"
    return f"{since:%Y-%m-%d}..{until - timedelta(days=1):%Y-%m-%d}"


def _whole_months(path: Path, gathered: _Gathered) -> tuple[datetime, datetime]:
    moments = [entry.at for entry, _ in gathered.rows]
    if not moments:
        raise FileRefused(
            path, "it has no entries and names no period", remedy="name its month: --month 2026-11"
        )
    first, last = (
        moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        for moment in (min(moments), max(moments))
    )
    return first, _next_month(last)


def _next_month(first: datetime) -> datetime:
    year, month = divmod(first.year * 12 + first.month, 12)
    return first.replace(year=year, month=month + 1)


def _agreed(path: Path, which: str, page: Sums, file: Sums) -> Sums:
    """A balance that page and file both give is one."""
    for currency, amount in file.items():
        if currency in page and page[currency] != amount:
            raise FileRefused(
                path,
                f"its {which} balance is {amount} {currency}, the platform's page says "
                f"{page[currency]}",
                remedy="download it once more; if they still differ, ask the platform",
            )
    return {**page, **file}


def _totals(table: Table, form: StatementFile, currency: Currency, zone: ZoneInfo) -> Sums:
    """What the rows of sums say, each currency once; subtotals that differ say nothing."""
    if not form.sums:
        return {}
    reader = Rows(form, "totals", currency, zone)
    said: Sequence[Money] = [
        amount for row in table.sums if (amount := reader.sum_alone(row)) is not None
    ]
    often = Counter(money.currency for money in said)
    return {money.currency: money.amount for money in said if often[money.currency] == 1}
