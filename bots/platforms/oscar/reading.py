"""From an order's page to an order, or to the rule that refuses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import TypeAdapter, ValidationError

from bots.errors import BusinessError, SettingsError
from bots.model import Address, Order, OrderLine, OrderStatus
from bots.platforms.oscar.pages import NOTHING, LineRow, OrderPage, OrderRow
from bots.refusals import refusal, unreadable
from bots.settings import SiteSettings

Statuses = Mapping[str, OrderStatus]


def statuses_of(site: SiteSettings) -> Statuses:
    """The operator's table of the shop's own states: oscar has none, each project names its own.

    Raises SettingsError when `options.statuses` is not there or names a word we do not have.
    """
    try:
        return TypeAdapter(dict[str, OrderStatus]).validate_python(site.options["statuses"])
    except (KeyError, ValidationError) as error:
        raise SettingsError(
            f"{site.name}: options.statuses must map the shop's order statuses to ours",
            reference=site.name,
            remedy='write, for example, options.statuses = { "Pending" = "awaiting_payment" }; '
            f"our words: {', '.join(OrderStatus)}",
        ) from error


def read_order(page: OrderPage, row: OrderRow, statuses: Statuses) -> Order | BusinessError:
    """The order, every field from its page; checked against its row of the orders file."""
    try:
        lines = page.lines()
        for rule, why, field in _broken_rules(page, row, lines, statuses):
            return refusal(page.site, row.number, rule, why, field)
        return _order(page, row, lines, statuses)
    except ValueError as error:
        return unreadable(page.site, row.number, error)
    except IndexError as error:
        raise page.changed("has fewer cells in a row than it had") from error


def _broken_rules(
    page: OrderPage, row: OrderRow, lines: list[LineRow], statuses: Statuses
) -> Iterator[tuple[str, str, str]]:
    """The rules that forbid to bring this order back as if it were whole: name, why, field."""
    parts = {line.status for line in lines} - {NOTHING}
    unknown = ({page.status()} | parts) - statuses.keys()
    if unknown:
        yield "unknown_status", f"options.statuses lacks {', '.join(sorted(unknown))}", "status"
        return
    if (page.total.amount, sum(line.quantity for line in lines)) != (row.total, row.items):
        yield "total_mismatch", "its page and the orders file differ", "total"
    if page.placed_at != row.placed_at:
        yield "file_differs", "its page and the orders file differ", "placed_at"
    if page.email() not in {"", row.email}:
        yield "file_differs", "its page and the orders file differ", "email"
    for index, line in enumerate(lines):
        if line.unit_price is None:
            why = f"{line.amount} for {line.quantity} is no price in whole cents"
            yield "price_not_exact", why, f"lines[{index}].unit_price"
    if _status(page, statuses).dead:
        return
    if any(statuses[status].dead for status in parts):
        yield "part_cancelled", "some of its lines are cancelled, and others not", "lines"
    if page.paid_and_refunded[1]:
        yield "part_refunded", "part of what was paid was paid back", "total"


def _status(page: OrderPage, statuses: Statuses) -> OrderStatus:
    """Ours; an order is refunded as well when all that was paid was paid back."""
    paid, refunded = page.paid_and_refunded
    return OrderStatus.REFUNDED if refunded and refunded >= paid else statuses[page.status()]


def _order(page: OrderPage, row: OrderRow, lines: list[LineRow], statuses: Statuses) -> Order:
    return Order(
        shop=page.site.name,
        number=row.number,
        status=_status(page, statuses),
        placed_at=page.placed_at,
        currency=page.total.currency,
        lines=tuple(map(_line, lines)),
        shipping=page.shipping(),
        discount=page.discount(),
        total=page.total.amount,
        buyer=page.buyer(),
        email=row.email,
        ship_to=_address(page, row),
        note=page.instructions(),
    )


def _line(line: LineRow) -> OrderLine:
    return OrderLine.model_validate(
        {
            "sku": line.sku,
            "title": line.title,
            "quantity": line.quantity,
            "unit_price": line.unit_price,
        }
    )


def _address(page: OrderPage, row: OrderRow) -> Address:
    """The page's lines; the file's recipient tells whether the first one is a name (and title)."""
    lines = page.address()
    if lines and row.recipient:
        if not lines[0].endswith(row.recipient):
            raise ValueError("the address does not begin with the recipient of the orders file")
        del lines[0]
    return Address(
        name=row.recipient,
        phone=page.phone(),
        lines=tuple(lines[:-1]),
        country=lines[-1] if lines else "",
    )
