"""What stands above a settlement file's table: its period and its balances."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bots.model.codes import Currency
from bots.model.parse import parse_money
from bots.sheets.profile import Table
from bots.sheets.statement_file import StatementFile

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?!\d)", re.ASCII)
_CODE = re.compile(r"\b[A-Z]{3}\b")
_UNIT = re.compile(r"[（(][^）)]*[）)]")
_YEARS = range(1970, 3000)
_MARKS = ":： \t"


@dataclass(frozen=True)
class Head:
    """The period [since, until) and the balances, where the file gives them."""

    period: tuple[datetime, datetime] | None = None
    opening: dict[Currency, Decimal] = field(default_factory=dict)
    closing: dict[Currency, Decimal] = field(default_factory=dict)


def read_head(table: Table, form: StatementFile, currency: Currency, zone: ZoneInfo) -> Head:
    """Read the rows above the headings; what does not read there is not there."""
    lines = [[str(cell).strip() for cell in cells if str(cell).strip()] for cells in table.above]
    return Head(
        next(_periods(lines, form, zone), None),
        dict(_balances(lines, form.opening, form, currency)),
        dict(_balances(lines, form.closing, form, currency)),
    )


def _after(cells: Sequence[str], words: Sequence[str]) -> tuple[str, str] | None:
    """The label that begins with one of `words`, and what stands after it."""
    for place, cell in enumerate(cells):
        for word in words:
            if cell.casefold().lstrip("#").startswith(word.casefold()):
                label, mark, rest = cell.partition("：" if "：" in cell else ":")
                told = rest if mark and rest.strip() else " ".join(cells[place + 1 :])
                return label, told.strip(_MARKS)
    return None


def _periods(
    lines: Sequence[Sequence[str]], form: StatementFile, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    for cells in lines:
        found = _after(cells, form.period)
        if found is None:
            continue
        days = [_day(match) for match in _DAY.findall(found[1])]
        whole = [day for day in days if day is not None]
        if len(whole) == 2 and whole[0] <= whole[1]:  # noqa: PLR2004 - the first and the last day
            yield _midnight(whole[0], zone), _midnight(whole[1] + timedelta(days=1), zone)
        elif not days and (month := _MONTH.search(found[1])):
            first = _day((month[1], month[2], "1"))
            if first is not None:
                after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
                yield _midnight(first, zone), _midnight(after, zone)


def _day(parts: tuple[str, str, str]) -> date | None:
    try:
        day = date(*map(int, parts))
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _balances(
    lines: Sequence[Sequence[str]], words: Sequence[str], form: StatementFile, currency: Currency
) -> Iterator[tuple[Currency, Decimal]]:
    for cells in lines:
        found = _after(cells, words)
        if found is None:
            continue
        codes = [Currency(code) for code in _CODE.findall(found[0]) if code in set(Currency)]
        try:
            money = parse_money(_UNIT.sub("", found[1]), (codes or [currency])[0], point=form.point)
        except ValueError:
            continue
        yield money.currency, money.amount
