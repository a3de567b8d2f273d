"""Rows of an export into orders; what does not hold together goes to a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pydantic import ValidationError

from bots.errors import BusinessError
from bots.model import Address, Currency, Order, OrderLine, OrderStatus
from bots.platforms.exports.choices import Choices
from bots.platforms.exports.rows import UnfitError, day_in, once, status_of, text, unit_price_of
from bots.platforms.exports.shape import OrderFile
from bots.refusals import reference_of
from bots.settings import SiteSettings
from bots.sheets import Row

_PLACE = ("district", "city", "province", "postcode", "country")


@dataclass(frozen=True)
class Source:
    """The rows of one order: of its file, and of the lines file where there is one."""

    number: str
    rows: Sequence[Row]
    lines: Sequence[Row]


@dataclass(frozen=True)
class Builder:
    """Makes the orders of one shop.

    Columns: `number status placed total currency buyer email note`, the amounts that the format
    names; `recipient phone other_phone address more_address changed_address city province
    district postcode country`; of a line `sku other_sku title quantity line_status` and either
    `unit_price` or `line_total`; `changed_sku` is the order's.
    """

    format: OrderFile
    site: SiteSettings
    choices: Choices

    def placed(self, source: Source) -> datetime | None:
        """When it was placed; None when neither the cell nor the number says."""
        for row in source.rows:
            if moment := row.when("placed"):
                return moment
        if not self.format.placed_in_number:
            return None
        return day_in(source.number, self.format.placed_in_number, self.site)

    def order(self, source: Source) -> Order | BusinessError:
        """The order, or why it cannot be made, with its reference."""
        try:
            return self._order(source)
        except UnfitError as error:
            return self.refusal(source.number, error)
        except ValidationError as error:
            field = ".".join(map(str, error.errors()[0]["loc"])) or "order"
            return self.refusal(
                source.number, UnfitError("invalid_field", field, f"its {field} is out of bounds")
            )

    def refusal(self, number: str, error: UnfitError) -> BusinessError:
        """What a person is told about the order `number`."""
        reference = reference_of(self.site, number)
        return BusinessError(
            f"{reference}: {error}",
            rule=error.rule,
            field=error.field,
            reference=reference,
            remedy=error.remedy,
        )

    def _order(self, source: Source) -> Order:
        self._alone(source)
        status = self._status(source.rows)
        placed = self.placed(source)
        if placed is None:
            raise UnfitError(
                "missing_placed", "placed", "the export does not say when it was placed"
            )
        lines = tuple(self._line(source, row, status) for row in source.lines)
        amounts = self._amounts(source.rows, lines)
        return Order(
            shop=self.site.name,
            number=source.number,
            status=status,
            placed_at=placed,
            currency=self._currency(source.rows),
            lines=lines,
            ship_to=self._address(source.rows, status),
            buyer=text(source.rows, "buyer"),
            email=text(source.rows, "email"),
            note=text(source.rows, "note"),
            **amounts,
        )

    def _alone(self, source: Source) -> None:
        """An export of one row an order must not say two things of one order."""
        if self.format.row_is_order and len(source.rows) > 1:
            raise UnfitError("conflicting_rows", "number", "the file has it twice, differently")
        if not source.lines:
            raise UnfitError(
                "missing_lines",
                "lines",
                "no file has its lines",
                "export its lines file (宝贝报表) too",
            )

    def _status(self, rows: Sequence[Row]) -> OrderStatus:
        statuses = {self._row_status(row) for row in self._status_rows(rows)}
        if len(statuses) > 1:
            raise UnfitError("mixed_status", "status", "its lines stand differently")
        return statuses.pop()

    def _status_rows(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Rows that leave every status cell empty repeat the order's first row."""
        filled = [
            row for row in rows if any(row.text(column) for column, _ in self.format.statuses)
        ]
        return filled or rows[:1]

    def _row_status(self, row: Row) -> OrderStatus:
        for column, words in self.format.statuses:
            status = status_of(words, row.text(column), column)
            if status is not None:
                return status
        raise UnfitError("unknown_status", "status", "the export does not say how it stands")

    def _line(self, source: Source, row: Row, status: OrderStatus) -> OrderLine:
        self._whole(row, status)
        quantity = row.decimal("quantity") or Decimal(0)
        if quantity == 0 and status.dead:
            raise UnfitError(
                "cancelled", "status", "it was cancelled", "nothing: it is not entered"
            )
        return OrderLine(
            sku=self._sku(source, row),
            title=row.text("title"),
            quantity=quantity,
            unit_price=unit_price_of(row, quantity, status),
        )

    def _whole(self, row: Row, status: OrderStatus) -> None:
        """A row is one line, and stands as its order does."""
        cells = row.text("sku"), row.text("title")
        if self.format.packed and any(re.search(self.format.packed, cell) for cell in cells):
            raise UnfitError(
                "packed_lines", "lines", "several lines lie in one cell, with one quantity"
            )
        if said := row.text("line_status"):
            column, words = self.format.statuses[-1]
            if status_of(words, said, column) is not status:
                raise UnfitError("mixed_status", "lines", "one of its lines stands differently")

    def _sku(self, source: Source, row: Row) -> str:
        changed = text(source.rows, "changed_sku")
        if changed and len(source.lines) > 1:
            raise UnfitError(
                "changed_sku", "lines", "its SKU was changed, of which line is not said"
            )
        sku = changed or row.text("sku") or row.text("other_sku")
        if not sku:
            raise UnfitError("missing_sku", "lines", "a line has no SKU")
        return sku

    def _amounts(self, rows: Sequence[Row], lines: Sequence[OrderLine]) -> dict[str, Decimal]:
        """Shipping, discount, tax and total, which must add up with the lines."""
        shipping, discount, tax = (
            sum((self._amount(rows, column) for column in columns), Decimal(0))
            for columns in (self.format.shipping, self.format.discounts, self.format.taxes)
        )
        net = sum((line.amount for line in lines), Decimal(0)) + shipping - discount
        total = self._total(rows, net, tax)
        if tax and self._tax_included(net, total):
            tax = Decimal(0)
        rest = net + tax - total
        if rest > 0 and self.choices.rest == "discount":
            discount, rest = discount + rest, Decimal(0)
        if rest:
            why = f"its parts come to {net + tax}, its total says {total}"
            raise UnfitError("total_mismatch", "total", why)
        return {"shipping": shipping, "discount": discount, "tax": tax, "total": total}

    def _amount(self, rows: Sequence[Row], column: str) -> Decimal:
        """An amount of the whole order; an empty cell is nothing, the total would tell."""
        if column in self.format.per_row:
            return sum((row.decimal(column) or Decimal(0) for row in rows), Decimal(0))
        return once(rows, column) or Decimal(0)

    def _total(self, rows: Sequence[Row], net: Decimal, tax: Decimal) -> Decimal:
        if self.format.no_total:
            return net + (tax if self.choices.tax == "added" else 0)
        cells = [row.decimal("total") for row in rows]
        if all(cell is None for cell in cells) or (
            "total" in self.format.per_row and any(cell is None for cell in cells)
        ):
            raise UnfitError("missing_total", "total", "the export does not say its total")
        return self._amount(rows, "total")

    def _tax_included(self, net: Decimal, total: Decimal) -> bool:
        if self.format.tax_may_be_included:
            return net == total
        if self.format.no_total and self.choices.tax is None:
            raise UnfitError(
                "tax_unclear",
                "tax",
                "the export does not say whether its prices include the tax",
                'set options.tax of this shop to "included" or "added"',
            )
        return self.choices.tax == "included"

    def _currency(self, rows: Sequence[Row]) -> Currency:
        code = text(rows, "currency").upper()
        if not code:
            return self.site.currency
        if code not in set(Currency):
            raise UnfitError("unknown_currency", "currency", f"the currency {code!r} is not known")
        return Currency(code)

    def _address(self, rows: Sequence[Row], status: OrderStatus) -> Address:
        def said(column: str) -> str:
            return text(rows, column)

        changed = said("changed_address")
        lines = (changed,) if changed else (said("address"), said("more_address"))
        address = Address(
            name=said("recipient"),
            phone=said("phone") or said("other_phone"),
            lines=tuple(line for line in lines if line),
            **{
                name: said(name) for name in ("district", "city", "province", "postcode", "country")
            },
        )
        if "*" in address.text() and status.enterable and self.choices.masked == "refuse":
            raise UnfitError(
                "masked_contact",
                "ship_to",
                "the platform masked its phone or address",
                'export it unmasked, or set options.masked of this shop to "keep"',
            )
        return address
