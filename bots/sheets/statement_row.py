"""One row of a settlement file into an entry; an amount is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bots.model.codes import Currency
from bots.model.money import Money, total_of
from bots.model.parse import parse_money
from bots.model.seen import seen
from bots.model.settlement import Direction, EntryKind, EntryPart, Odd, SettlementEntry
from bots.sheets.profile import Row
from bots.sheets.statement_file import StatementFile, part_name

_PLAIN = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)
_SIGNS = {Direction.IN: 1, Direction.OUT: -1}


class Unreadable(Exception):
    """A row that makes no entry; `amount` where that much could be read."""

    def __init__(self, why: str, amount: Money | None = None) -> None:
        super().__init__(why)
        self.amount = amount


class Rows:
    """Reads rows of one format."""

    def __init__(self, form: StatementFile, shop: str, currency: Currency, zone: ZoneInfo) -> None:
        self._form = form
        self._shop = shop
        self._currency = currency
        self._zone = zone
        self._kinds: dict[tuple[str, str], EntryKind] = {}
        self._parts = [(part_name(heading), kind) for heading, kind in form.parts.items()]

    def entry(self, row: Row) -> tuple[SettlementEntry, Odd | None]:
        """The entry, and what is odd about it. Raises Unreadable."""
        amount, odd = self._amount(row)
        kind = self._kind(row)
        parts, wrong = self._parts_of(row, amount, kind)
        if not amount.exact:
            wrong = Odd("not_exact", f"{amount.amount} is no whole number of the smallest unit")
        order, sub_order = row.text("order"), row.text("sub_order")
        at = row.when("at")
        if at is None:
            raise Unreadable("it has no time", amount)
        try:
            entry = SettlementEntry(
                shop=self._shop,
                statement="?",
                entry=row.text("entry"),
                at=at,
                direction=Direction.OUT if amount.amount < 0 else Direction.IN,
                amount=amount,
                kind=kind if len(parts) == 1 and parts[0].kind is kind else _main(parts),
                parts=parts,
                order=order or None,
                sub_order=sub_order or None,
            )
        except ValidationError as error:
            raise Unreadable(_first(error), amount) from error
        return entry, odd or wrong

    def amount_alone(self, row: Row) -> Money | None:
        """What of the amount can be read of a row that is otherwise none."""
        try:
            return self._amount(row)[0]
        except Unreadable:
            return None

    def sum_alone(self, row: Row) -> Money | None:
        """What a row of sums says that all rows move; of two columns, one less the other."""
        if "amount" in self._form.columns:
            return self.amount_alone(row)
        try:
            currency = self._currency_of(row)
            came = self._money(row.text("income"), currency, "income")
            went = self._money(row.text("expense"), currency, "expense")
        except Unreadable:
            return None
        return Money(amount=came.amount - abs(went.amount), currency=currency)

    def _amount(self, row: Row) -> tuple[Money, Odd | None]:
        currency = self._currency_of(row)
        if "amount" not in self._form.columns:
            return self._two_columns(row, currency), None
        money = self._money(row.text("amount"), currency, "amount")
        return self._signed(row, money)

    def _two_columns(self, row: Row, currency: Currency) -> Money:
        """Income in one column, expense in another; expenses may be printed with their minus."""
        came, went = (
            self._money(text, currency, name) if (text := row.text(name)) else None
            for name in ("income", "expense")
        )
        both = came is not None and went is not None and came.amount and went.amount
        if both or (came is None and went is None):
            raise Unreadable("it needs either an income or an expense")
        if went is not None and (went.amount or came is None):
            return Money(amount=-abs(went.amount), currency=went.currency)
        assert came is not None  # noqa: S101 - one of the two is there
        return came

    def _signed(self, row: Row, money: Money) -> tuple[Money, Odd | None]:
        """The sign by the direction's word; a negative amount that `came in` is odd."""
        said = row.text("direction").casefold()
        if "direction" not in self._form.columns or not said:
            return money, None
        if said in self._form.outgoing:
            return Money(amount=-abs(money.amount), currency=money.currency), None
        if said not in self._form.incoming:
            return money, Odd("unknown_direction", f"its direction {seen(said)} is not known")
        if money.amount < 0 and money.amount != self._sum_of_parts(row, money.currency):
            return money, Odd("unclear_direction", f"it came in, and is {money.amount}")
        return money, None

    def _currency_of(self, row: Row) -> Currency:
        code = row.text("currency").upper()
        if not code:
            return self._currency
        if code not in set(Currency):
            raise Unreadable(f"the currency {seen(code)} is not known")
        return Currency(code)

    def _money(self, text: str, currency: Currency, what: str) -> Money:
        if _PLAIN.fullmatch(text):
            return Money(amount=Decimal(text), currency=currency)
        try:
            money = parse_money(text, currency, point=self._form.point)
        except ValueError as error:
            said = "it is empty" if not text else "it is no amount"
            raise Unreadable(f"{what}: {said}") from error
        if money.currency is not currency:
            raise Unreadable(f"{what}: this is {money.currency}, not {currency}")
        return money

    def _kind(self, row: Row) -> EntryKind:
        said = row.text("kind"), row.text("scene")
        found = self._kinds.get(said)
        if found is None:
            kinds = map(self._form.kind_of, said)
            found = next((kind for kind in kinds if kind is not EntryKind.OTHER), EntryKind.OTHER)
            self._kinds[said] = found
        return found

    def _parts_of(
        self, row: Row, amount: Money, kind: EntryKind
    ) -> tuple[tuple[EntryPart, ...], Odd | None]:
        """What the amount is made up of; the whole of it where the file does not say so."""
        whole = (EntryPart(kind=kind, amount=amount.amount),)
        try:
            parts = tuple(self._filled_parts(row, amount.currency))
        except Unreadable as error:
            return whole, Odd("unreadable_part", str(error))
        if not parts and not (self._parts and row.text("order") and amount.amount):
            return whole, None
        total = total_of(part.amount for part in parts)
        if total == -amount.amount and row.text("direction").casefold() in self._form.outgoing:
            return tuple(_turned(part) for part in parts), None  # printed without signs
        if total != amount.amount:
            return whole, Odd(
                "parts_mismatch", f"its parts add up to {total}, its amount is {amount.amount}"
            )
        return parts or whole, None

    def _filled_parts(self, row: Row, currency: Currency) -> Iterator[EntryPart]:
        for name, kind in self._parts:
            if text := row.text(name):
                money = self._money(text, currency, name.removeprefix("part "))
                if money.amount:
                    yield EntryPart(kind=kind, amount=money.amount)

    def _sum_of_parts(self, row: Row, currency: Currency) -> Decimal | None:
        try:
            parts = list(self._filled_parts(row, currency))
        except Unreadable:
            return None
        return total_of(part.amount for part in parts) if parts else None


def _turned(part: EntryPart) -> EntryPart:
    return EntryPart(kind=part.kind, amount=-part.amount)


def _main(parts: tuple[EntryPart, ...]) -> EntryKind:
    """What an entry of several parts is mostly for."""
    return max(parts, key=lambda part: abs(part.amount)).kind


def _first(error: ValidationError) -> str:
    found = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(map(str, found["loc"]))
    return f"{where}: {found['msg'].removeprefix('Value error, ')}".lstrip(": ")
