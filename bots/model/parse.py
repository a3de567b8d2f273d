"""Numbers, money and times out of the text that sites and files print. Refuses, never guesses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from bots.model.codes import Currency
from bots.model.money import Money
from bots.model.seen import seen
from bots.model.zones import in_zone

Point = Literal[".", ","]

# Not NFKC: it turns "5²" into "52". Only full-width forms, signs and blanks have a second spelling.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("￥"): "¥",
    ord("￡"): "£",
    ord("−"): "-",
    ord("’"): "'",
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000\t"), " "),
    **dict.fromkeys(map(ord, "\u200b\u200e\u200f\ufeff"), ""),
}

_DOLLARS = frozenset(map(Currency, ("USD", "HKD", "TWD", "SGD", "AUD", "CAD", "MXN")))
_SIGNS: dict[str, frozenset[Currency]] = {
    **{code.value: frozenset({code}) for code in Currency},
    "¥": frozenset({Currency.CNY, Currency.JPY}),
    "元": frozenset({Currency.CNY, Currency.TWD, Currency.HKD}),
    "$": _DOLLARS,
    **{
        sign: frozenset({code})
        for signs, code in (
            (("CN¥", "RMB", "RMB¥", "人民币"), Currency.CNY),
            (("JP¥", "円", "日元"), Currency.JPY),
            (("US$", "美元"), Currency.USD),
            (("€", "欧元"), Currency.EUR),
            (("£", "GB£", "英镑"), Currency.GBP),
            (("HK$", "港币", "港元"), Currency.HKD),
            (("NT$", "新台币"), Currency.TWD),
            (("₩", "원"), Currency.KRW),
            (("S$",), Currency.SGD),
            (("RM",), Currency.MYR),
            (("฿",), Currency.THB),
            (("₫", "đ"), Currency.VND),
            (("RP",), Currency.IDR),
            (("₱",), Currency.PHP),
            (("A$", "AU$"), Currency.AUD),
            (("C$", "CA$"), Currency.CAD),
            (("MX$",), Currency.MXN),
            (("R$",), Currency.BRL),
        )
        for sign in signs
    },
}

_MONEY = re.compile(
    r"(?P<minus>-?)\s*(?P<before>[^\d\s.,'-]*)\s*(?P<inner>-?)(?P<number>[\d.,' ]*\d)\s*"
    r"(?P<after>[^\d\s.,'-]*)",
    re.ASCII,
)
_GROUPED = re.compile(r"(?!0)\d{1,3}(?P<mark>[ ,.'])\d{3}(?:(?P=mark)\d{3})*", re.ASCII)

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_DATES = tuple(
    re.compile(pattern, re.ASCII | re.IGNORECASE)
    for pattern in (
        r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})",
        r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]",
        r"(?:(?P<weekday>[a-z]{3,9})\.?,?\s+)?(?P<month>[a-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})",
        r"(?:(?P<weekday>[a-z]{3,9})\.?,?\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s-](?P<month>[a-z]{3,9})\.?,?[\s-](?P<y>\d{4})",
        r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4})",
    )
)
_TIME = re.compile(
    r"(?P<spell>凌晨|早上|上午|中午|下午|晚上)?\s*(?P<h>\d{1,2})"
    r"(?:\s*[:时点]\s*(?:(?P<min>\d{2})(?:[:分]\s*(?:(?P<s>\d{2})(?:[.,](?P<frac>\d{1,6}))?秒?)?)?)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?",
    re.ASCII | re.IGNORECASE,
)
_SPELLS = {
    "凌晨": {12: 0} | {hour: hour for hour in range(7)},
    "早上": {hour: hour for hour in range(4, 12)},
    "上午": {hour: hour for hour in range(12)},
    "中午": {11: 11, 12: 12, 1: 13, 2: 14},
    "下午": {12: 12} | {hour: hour + 12 for hour in range(1, 8)},
    "晚上": {hour: hour + 12 for hour in range(5, 12)},
}
_OFFSET = re.compile(
    r"\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?\s*(?P<sign>[+-])(?P<oh>\d{2}):?(?P<om>\d{2}))$",
    re.ASCII | re.IGNORECASE,
)


def parse_decimal(text: str, *, point: Point | None = None) -> Decimal:
    """A number as printed: `1,234.50`, `1.234,50`, `1 234,5`, `1'234.50`, `-3`, `１２`.

    `point` is the source's decimal mark, where it is known. Without it a number that reads
    two ways (`1,234`) is refused. Raises ValueError for that and for what is no plain number.
    """
    plain = text.translate(_PLAIN).strip()
    sign, digits = (-1, plain[1:].lstrip()) if plain.startswith("-") else (1, plain)
    return sign * _digits(digits, point, text)


def parse_money(text: str, default: Currency, *, point: Point | None = None) -> Money:
    """An amount as printed, with its currency sign or code on either side, or none: `default`.

    A sign that several currencies share (`¥`, `$`) means `default` where it is one of them.
    Raises ValueError when it is empty, no amount, or reads two ways; see `parse_decimal`.
    """
    found = _MONEY.fullmatch(_unbracketed(text.translate(_PLAIN).strip()))
    if found is None or (found["minus"] and found["inner"]):
        raise ValueError(f"{seen(text)} is no amount of money")
    currency = _currency((found["before"], found["after"]), default, text)
    mark = point if currency.places else _only_groups(found["number"], point)
    amount = _digits(found["number"], mark, text)
    minus = found["minus"] or found["inner"]
    return Money(amount=-amount if minus else amount, currency=currency)


def parse_when(text: str, zone: ZoneInfo, *, day_first: bool | None = None) -> datetime:
    """A moment as printed, in its own offset where it has one, else in `zone`; always aware.

    Reads ISO, `2026年9月5日 15:04`, `Sept. 5, 2026, 3 p.m.`, `5 May 2026`, `noon`; a bare date
    is its midnight. `05/09/2026` needs `day_first`. An hour that a clock change repeats is the
    first one. Raises ValueError for all else: relative times, two-digit years, zone names.
    """
    plain = " ".join(text.translate(_PLAIN).split())
    for pattern in _DATES:
        found = pattern.match(plain)
        if found:
            day = _day(found.groupdict(), day_first, text)
            return _moment(day, plain[found.end() :], zone, text)
    raise ValueError(f"{seen(text)} is no date that can be read one way only")


def _digits(digits: str, point: Point | None, text: str) -> Decimal:
    """The number in unsigned `digits`; `text` is for the error."""
    readings = {
        Decimal(f"{whole}.{part}" if part else whole)
        for whole, part in _readings(digits, point or ".,")
    }
    if not readings:
        raise ValueError(f"{seen(text)} is no number")
    if len(readings) > 1:
        raise ValueError(f"{seen(text)} reads two ways: {' or '.join(sorted(map(str, readings)))}")
    return readings.pop()


def _readings(digits: str, points: str) -> Iterable[tuple[str, str]]:
    """Every way to split `digits` into a whole and a decimal part, with these decimal marks."""
    for mark in points:
        whole, found, part = digits.rpartition(mark)
        if found and re.fullmatch(r"\d+", part, re.ASCII):
            grouped = _GROUPED.fullmatch(whole)
            if re.fullmatch(r"\d*", whole, re.ASCII) or (grouped and grouped["mark"] != mark):
                yield _whole(whole) or "0", part
        grouped = _GROUPED.fullmatch(digits)
        if re.fullmatch(r"\d+", digits, re.ASCII) or (grouped and grouped["mark"] != mark):
            yield _whole(digits), ""


def _whole(text: str) -> str:
    return re.sub(r"\D", "", text)


def _only_groups(number: str, point: Point | None) -> Point | None:
    """In a currency without decimals `1,234` is no fraction: its mark groups thousands."""
    grouped = _GROUPED.fullmatch(number)
    marks: dict[str, Point] = {".": ",", ",": "."}
    return point or (marks.get(grouped["mark"]) if grouped else None)


def _unbracketed(text: str) -> str:
    """Book-keepers write a negative amount in brackets."""
    if text.startswith("(") and text.endswith(")") and "-" not in text:
        return "-" + text[1:-1].strip()
    return text


def _currency(marks: tuple[str, str], default: Currency, text: str) -> Currency:
    """The one currency that the marks on both sides agree on."""
    possible = frozenset(Currency)
    for mark in filter(None, marks):
        if mark.upper() not in _SIGNS and mark not in _SIGNS:
            raise ValueError(f"{seen(text)}: {seen(mark)} is no currency we know")
        possible &= _SIGNS.get(mark) or _SIGNS[mark.upper()]
    if default in possible:
        return default
    if len(possible) != 1:
        raise ValueError(f"{seen(text)} could be {' or '.join(sorted(possible)) or 'nothing'}")
    return next(iter(possible))


def _day(found: dict[str, str | None], day_first: bool | None, text: str) -> date:
    """The calendar day of a match of `_DATES`; a weekday must agree with it."""
    if found.get("month"):
        month, day = _month(found["month"] or "", text), int(found["d"] or 0)
    elif found.get("a"):
        day, month = _ordered(int(found["a"] or 0), int(found["b"] or 0), day_first, text)
    else:
        month, day = int(found["m"] or 0), int(found["d"] or 0)
    read = date(int(found["y"] or 0), month, day)
    weekday = (found.get("weekday") or "").lower()
    if weekday and weekday[:3] != _WEEKDAYS[read.weekday()]:
        raise ValueError(f"{seen(text)}: that day is another weekday")
    return read


def _month(name: str, text: str) -> int:
    """1 to 12 for a month's English name, whole or short (`Sept` is Django's)."""
    for number, month in enumerate(_MONTHS, start=1):
        if name.lower() in {month, month[:3]} | ({"sept"} if month == "september" else set()):
            return number
    raise ValueError(f"{seen(text)}: {seen(name)} is no month")


def _ordered(a: int, b: int, day_first: bool | None, text: str) -> tuple[int, int]:
    """Day and month of `a/b/year`."""
    if day_first is None and a <= 12 and b <= 12 and a != b:  # noqa: PLR2004 - months of a year
        raise ValueError(f"{seen(text)} reads two ways: day or month first")
    first = a > 12 if day_first is None else day_first  # noqa: PLR2004 - likewise
    return (a, b) if first else (b, a)


def _moment(day: date, rest: str, zone: ZoneInfo, text: str) -> datetime:
    """`day` at the time and offset that `rest` says."""
    offset = _OFFSET.search(rest)
    where: tzinfo = zone
    if offset and offset.start():
        where, rest = _fixed(offset), rest[: offset.start()]
    return in_zone(datetime.combine(day, _clock(rest, text)), where)


def _fixed(offset: re.Match[str]) -> timezone:
    if not offset["sign"]:
        return UTC
    ahead = timedelta(hours=int(offset["oh"]), minutes=int(offset["om"]))
    return timezone(-ahead if offset["sign"] == "-" else ahead)


def _clock(rest: str, text: str) -> time:
    """The time of day in what follows the date; nothing means midnight."""
    if not rest:
        return time()
    gap = re.match(r"T|[,\s]+(?:at\s)?|(?=[凌早上中下晚]|\d{1,2}[时点])", rest, re.IGNORECASE)
    plain = rest[gap.end() :] if gap else rest
    if gap and plain.lower() in {"midnight", "noon"}:
        return time(12 if plain.lower() == "noon" else 0)
    found = _TIME.fullmatch(plain)
    if not gap or not found or not (found["half"] or re.search("[:时点]", plain)):
        raise ValueError(f"{seen(text)}: {seen(rest)} is no time of day")
    fraction = (found["frac"] or "").ljust(6, "0")
    return time(_hour(found, text), int(found["min"] or 0), int(found["s"] or 0), int(fraction))


def _hour(found: re.Match[str], text: str) -> int:
    """The hour of 24, whatever part of the day was said."""
    hour, half, spell = int(found["h"]), (found["half"] or "").lower(), found["spell"]
    if not (half or spell):
        return hour
    twelve = {12: 0} | {number: number for number in range(1, 12)}
    halves = {"a": twelve, "p": {number: on + 12 for number, on in twelve.items()}}
    hours = halves[half] if half else _SPELLS[spell] | {h: h for h in _SPELLS[spell].values()}
    if hour not in hours or (half and spell):
        raise ValueError(f"{seen(text)}: no clock shows that time of day")
    return hours[hour]
