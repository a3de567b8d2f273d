"""One cell into a value of its column's kind, or a reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bots.model import Currency, Unit
from bots.model.parse import Point, parse_decimal, parse_money, parse_when
from bots.model.zones import in_zone
from bots.sheets.profile import Cell, Column, Profile, Value

Convert = Callable[[Cell], Value]

UNITS = {
    name: unit
    for unit, names in (
        (Unit.PIECE, "piece pieces pc pcs ea each unit units 件 个 只 支 条 瓶 本 台"),
        (Unit.BOX, "box boxes carton cartons case ctn 箱 盒"),
        (Unit.SET, "set sets kit 套"),
        (Unit.KILOGRAM, "kilogram kilograms kg 公斤 千克"),
        (Unit.METRE, "metre metres meter meters m 米"),
    )
    for name in names.split()
}
"""What files call the units, in lower case."""

# Excel keeps 15 digits of a number.
_EXACT = 10**15
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d{2,3}", re.ASCII | re.IGNORECASE)
_WRAPPED = re.compile(r'="([^"]*)"|=?\'([^\']*)\'|\'(.*)', re.DOTALL)
_GUARDED = re.compile(r'="([^"]*)"|\'([\d=+@-].*)', re.DOTALL)
_PLAIN_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_PLAIN_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
_CONTROL = dict.fromkeys([*range(9), *range(11, 13), *range(14, 32), 127, 0xFEFF])


class CellError(ValueError):
    """This cell cannot be read rightly."""


class DigitsLostError(CellError):
    """A long id that went through a spreadsheet as a number: its last digits are gone."""


@dataclass(frozen=True)
class Context:
    """What cells mean here: the file's profile, and the shop's zone and currency.

    `padded` is the grid's. Zone and currency are owed where the profile has times and money.
    """

    profile: Profile
    zone: ZoneInfo | None = None
    currency: Currency | None = None
    padded: bool = False


def converter(column: Column, context: Context) -> Convert:
    """The function that reads cells of `column`; an empty one is "" in text, else None."""
    convert = _by_kind(column, context)
    empty: Value = "" if column.kind in {"id", "text", "unit"} else None
    blanks = context.profile.blanks | {""}

    def read(cell: Cell) -> Value:
        if not isinstance(cell, str):
            return convert(cell)
        text = clean(cell)
        return empty if text in blanks else convert(text)

    return read


def clean(cell: str) -> str:
    """Without blanks around it and control characters in it; line breaks and tabs stay."""
    return (cell if cell.isprintable() else cell.translate(_CONTROL)).strip()


def _by_kind(column: Column, context: Context) -> Convert:
    point = context.profile.point
    match column.kind:
        case "id":
            return _padded_id if context.padded else read_id
        case "text":
            return read_text
        case "unit":
            return read_unit
        case "quantity":
            return lambda cell: _number(cell, lambda text: parse_decimal(text, point=point))
        case "money":
            currency = context.currency
            if currency is None:
                raise ValueError(f"{column.name}: amounts are read with the shop's currency")
            return lambda cell: _number(cell, lambda text: _amount(text, currency, point))
        case "when":
            zone = context.zone
            if zone is None:
                raise ValueError(f"{column.name}: times are read with the shop's zone")
            return lambda cell: _when(cell, zone, context.profile.day_first)


def read_text(cell: Cell) -> str:
    """Text as it was written; the guards that exporters put before it are taken off."""
    if isinstance(cell, str):
        if not cell.startswith(("=", "'")):
            return cell
        guarded = _GUARDED.fullmatch(cell)
        return next(part for part in guarded.groups() if part is not None) if guarded else cell
    if isinstance(cell, bool):
        return str(cell).upper()
    return f"{_exact(cell):f}" if isinstance(cell, int | float) else str(cell)


def read_unit(cell: Cell) -> str:
    """A unit of measure by its Chinese or English name. Raises CellError for one we do not know."""
    unit = UNITS.get(str(cell).strip().casefold().rstrip("."))
    if unit is None:
        raise CellError(f"no unit that is known; write {', '.join(Unit)}")
    return unit.value


def read_id(cell: Cell) -> str:
    """An id, every character kept, out of `="123"`, `'123` or a leading tab.

    Raises DigitsLostError for `6.91793E+18` and for numbers longer than Excel keeps; CellError for
    what Excel made a date or a fraction of.
    """
    if isinstance(cell, str):
        if cell.isalnum():
            return cell
        wrapped = _WRAPPED.fullmatch(cell)
        text = next(part for part in wrapped.groups() if part is not None) if wrapped else cell
        if _ROUNDED.fullmatch(text):
            raise DigitsLostError("a spreadsheet rounded it")
        return text.strip()
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise CellError("a spreadsheet made something else of this id; format the column as text")
    if abs(cell) >= _EXACT:
        raise DigitsLostError("a spreadsheet rounded it")
    if cell != int(cell):
        raise CellError("a number with decimals is no id; format the column as text")
    return str(int(cell))


def _padded_id(cell: Cell) -> str:
    if isinstance(cell, int | float):
        raise CellError("this id may have had leading zeros; format the column as text")
    return read_id(cell)


def rounded(ids: Sequence[str]) -> bool:
    """Whether long ids all end in the zeros that Excel puts in place of their last digits."""
    tails = {text: text[15:] for text in ids if len(text) > 15 and text.isdecimal()}  # noqa: PLR2004 - Excel's digits
    zeros = sum(map(len, tails.values()))
    return zeros >= 4 and not any(tail.strip("0") for tail in tails.values())  # noqa: PLR2004 - 1 in 10,000 by chance


def _number(cell: Cell, parse: Callable[[str], Decimal]) -> Decimal:
    if isinstance(cell, str):
        return Decimal(cell) if _PLAIN_NUMBER.fullmatch(cell) else parse(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise CellError("a spreadsheet made something else of this number")
    return _exact(cell)


def _exact(cell: float) -> Decimal:
    """The number that a spreadsheet shows: 0.1 + 0.2 is 0.3 there."""
    return Decimal(cell) if isinstance(cell, int) else Decimal(f"{cell:.15g}")


def _amount(text: str, currency: Currency, point: Point) -> Decimal:
    try:
        money = parse_money(text, currency, point=point)
    except ValidationError as error:
        raise CellError("it has more digits than an amount of money") from error
    if money.currency is not currency:
        raise CellError(f"this is {money.currency}, not {currency}")
    return money.amount


def _when(cell: Cell, zone: ZoneInfo, day_first: bool | None) -> datetime:
    if isinstance(cell, datetime):
        return in_zone(cell, zone)
    if isinstance(cell, date):
        return in_zone(datetime.combine(cell, time()), zone)
    if isinstance(cell, str):
        if _PLAIN_TIME.fullmatch(cell):
            return in_zone(datetime.fromisoformat(cell), zone)
        return parse_when(cell, zone, day_first=day_first)
    raise CellError("a bare number is no date")
