"""How settlements are read and judged, as the operator wrote it: table `[settling]`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bots.model.money import Amount
from bots.model.parse import Point
from bots.model.settlement import EntryKind


def _exactly(given: object) -> object:
    """TOML has floats: 0.05 is read as it is written, not as the nearest binary fraction."""
    return str(given) if isinstance(given, float) else given


def _tuple(given: object) -> object:
    return (given,) if isinstance(given, str) else given


Exact = Annotated[Amount, BeforeValidator(_exactly)]
Positive = Annotated[Amount, BeforeValidator(_exactly), Field(ge=0)]
Rate = Annotated[Decimal, BeforeValidator(_exactly), Field(ge=0, le=1)]
Words = Annotated[tuple[str, ...], BeforeValidator(_tuple), Field(min_length=1)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class FeeRule(_Table):
    """An amount that is expected, beside what rates explain.

    Attributes:
        name: what it is; shown as the reason.
        kind: of the entry, or of the part of it.
        amount: signed as in the statement: a fee is negative. Or `least` and `most`.
        per: `month`: once in a calendar month; `order`: once an order; `entry`: any number.
    """

    name: Annotated[str, Field(min_length=1)]
    kind: EntryKind
    amount: Exact | None = None
    least: Exact | None = None
    most: Exact | None = None
    per: Literal["month", "order", "entry"] = "month"

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        bounds = self.least is not None and self.most is not None
        if (self.amount is None) == (not bounds):
            raise ValueError("write amount, or least and most")
        return self

    def fits(self, kind: EntryKind, amount: Decimal) -> bool:
        """Whether it explains so much of that kind."""
        if kind is not self.kind:
            return False
        if self.amount is not None:
            return amount == self.amount
        assert self.least is not None and self.most is not None  # noqa: S101, PT018 - validated
        return self.least <= amount <= self.most


class SettlingRules(_Table):
    """What is expected of one shop's settlements, and where its files come from.

    Attributes:
        format: of its files: a built-in one or one of `[settling.formats]`; "" for a shop whose
            platform's adapter brings them.
        folder, pattern: where files are put that nobody brings.
        encoding: of text files, where it cannot be told.
        rates: fee kind -> its share of what the buyer paid (`0.05` is 5 %).
        tolerance: how far a fee may be from its rate, for the platform's rounding.
        pay_days: days after which an order without a payment is on the worklist.
        need_erp: whether a paid order must be in the ERP.
        ask_erp: whether the ERP itself is asked for orders that we did not enter there.
        fees: what else is expected.
    """

    format: str = ""
    folder: Path | None = None
    pattern: str = "*"
    encoding: str | None = None
    rates: dict[EntryKind, Rate] = {}
    tolerance: Positive = Decimal("0.01")
    pay_days: Annotated[int, Field(ge=0)] = 30
    need_erp: bool = True
    ask_erp: bool = False
    fees: tuple[FeeRule, ...] = ()


class FormatSettings(_Table):
    """A format of settlement files that is none of the built-in ones.

    Attributes:
        columns: entry, at, amount (or income and expense), and if there: direction, currency,
            kind, scene, order, sub_order; each with the headings that files have for it.
        parts: heading -> kind, where the file says what an amount is made up of; signed.
        kinds: word in the kind's cell -> kind.
        remark: how rows of remarks begin, e.g. `#`.
        sums: whether a row of sums adds up what the rows move; the proof compares the two.
    """

    columns: dict[str, Words]
    parts: dict[str, EntryKind] = {}
    kinds: dict[str, EntryKind] = {}
    incoming: Words | None = None
    outgoing: Words | None = None
    period: Words | None = None
    opening: Words | None = None
    closing: Words | None = None
    blanks: Words | None = None
    point: Point = "."
    day_first: bool | None = None
    remark: str = ""
    sums: bool = True

    @model_validator(mode="after")
    def _has_what_is_needed(self) -> Self:
        given = self.columns.keys()
        both = {"income", "expense"} <= given
        if not {"entry", "at"} <= given or ("amount" in given) == both:
            raise ValueError("columns needs entry, at, and amount or both income and expense")
        known = "entry at amount income expense direction currency kind scene order sub_order"
        if unknown := given - set(known.split()):
            raise ValueError(f"no column is called {min(unknown)}; there are: {known}")
        return self


class SettlingSettings(_Table):
    """The table `[settling]`: `shops.NAME` and `formats.NAME`."""

    shops: dict[str, SettlingRules] = {}
    formats: dict[str, FormatSettings] = {}

    def of(self, shop: str) -> SettlingRules:
        """The shop's rules; without any, nothing but orders and refunds is explained."""
        return self.shops.get(shop, SettlingRules())
