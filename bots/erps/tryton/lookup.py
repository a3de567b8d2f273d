"""What orders name, looked up in Tryton before anything is written there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bots.erps.tryton.pages.exports import ACTIVE_OR_NOT, Export, Row, export_path
from bots.erps.tryton.units import unit_names
from bots.errors import BusinessError
from bots.model import SaleLine, SalesOrder
from bots.session import Session

AJAX = {"X-Requested-With": "XMLHttpRequest"}  # else a 401 makes the browser ask for a password
_PRODUCT = (
    "id",
    "code",
    "rec_name",
    "active",
    "salable",
    "sale_uom/name",
    "sale_uom/digits",
    "template/name",
)
_PARTY = ("id", "code", "name", "rec_name", "customer_payment_term/rec_name")
_ADDRESS = ("id", "party/id", "street", "invoice", "delivery")
_YES = "1"


@dataclass(frozen=True)
class Known:
    """What Tryton knows of what some orders name; products by code, parties by name."""

    products: Mapping[str, Sequence[Row]]
    parties: Mapping[str, Sequence[Row]]
    addresses: Mapping[str, Sequence[Row]]
    currencies: Mapping[str, str]
    units: Mapping[str, str]

    def check(self, order: SalesOrder) -> None:
        """Raise BusinessError for what Tryton could not enter rightly."""
        self.address(order, "invoice")
        if order.currency not in self.currencies:
            remedy = "add it in Tryton"
            raise refusal(order, "unknown_currency", "currency", order.currency, remedy)
        for index, line in enumerate(order.lines):
            self._check_line(order, index, line)

    def party(self, order: SalesOrder) -> Row:
        """The order's customer; BusinessError unless there is exactly one."""
        found = self.parties.get(order.party, ())
        if len(found) != 1:
            rule = "ambiguous_party" if found else "unknown_party"
            remedy = "keep exactly one active party of that name in Tryton"
            raise refusal(order, rule, "party", None, remedy)
        return found[0]

    def address(self, order: SalesOrder, use: str) -> Row:
        """The address Tryton takes for `use` (`invoice`, `delivery`): the first for it, or any."""
        mine = self.addresses.get(self.party(order)["id"], ())
        if not mine:
            raise refusal(order, "no_address", "party", None, "give the party an address in Tryton")
        return next((row for row in mine if row[use] == _YES), mine[0])

    def product(self, order: SalesOrder, index: int) -> Row:
        """The one product of a line; BusinessError unless it is there once and may be sold."""
        sku = order.lines[index].sku
        found = self.products.get(sku, ())
        active = [row for row in found if row["active"] == _YES]
        if len(active) == 1 and active[0]["salable"] == _YES:
            return active[0]
        if len(active) > 1:
            rule, remedy = "ambiguous_sku", "give each product its own code in Tryton"
        elif active:
            rule, remedy = "not_salable", "mark the product as salable in Tryton"
        elif found:
            rule, remedy = "inactive_product", "activate the product in Tryton, or map another SKU"
        else:
            rule, remedy = "unknown_sku", "make the product in Tryton, or mend the SKU mapping"
        raise refusal(order, rule, f"lines[{index}].sku", sku, remedy)

    def _check_line(self, order: SalesOrder, index: int, line: SaleLine) -> None:
        product = self.product(order, index)
        if self.units.get(line.unit) != product["sale_uom/name"]:
            remedy = f"Tryton sells it by the {product['sale_uom/name']}: mend the SKU mapping"
            raise refusal(order, "other_unit", f"lines[{index}].unit", line.unit, remedy)
        if line.quantity != round(line.quantity, int(product["sale_uom/digits"] or 0)):
            remedy = "Tryton would round it: mend the mapping's factor, or the unit's digits"
            quantity = f"{line.quantity:f}"
            raise refusal(order, "quantity_rounded", f"lines[{index}].quantity", quantity, remedy)
        if line.amount != round(line.amount, order.currency.places):
            remedy = "Tryton would round the line's amount: mend the mapping's factor"
            amount = f"{line.amount:f}"
            raise refusal(order, "amount_rounded", f"lines[{index}].unit_price", amount, remedy)


async def look_up(session: Session, orders: Sequence[SalesOrder]) -> Known:
    """Ask Tryton, in four reads at once whatever the number of orders."""
    skus = sorted({line.sku for order in orders for line in order.lines})
    names = sorted({order.party for order in orders})
    reads = session.read_many(
        Export,
        [
            export_path("product.product", [("code", "in", skus), ACTIVE_OR_NOT], _PRODUCT),
            export_path("party.party", [("name", "in", names)], _PARTY),
            export_path("party.address", [("party.name", "in", names)], _ADDRESS),
            export_path("currency.currency", [], ["code", "rec_name"]),
        ],
        headers=AJAX,
    )
    products, parties, addresses, currencies = await _rows(reads)
    return Known(
        products=_grouped(products, "code"),
        parties=_grouped(parties, "name"),
        addresses=_grouped(addresses, "party/id"),
        currencies={row["code"]: row["rec_name"] for row in currencies},
        units={unit.value: name for unit, name in unit_names(session.site).items()},
    )


async def _rows(reads: AsyncIterator[Export]) -> list[list[Row]]:
    return [page.rows() async for page in reads]


def _grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def refusal(
    order: SalesOrder, rule: str, field: str, value: str | None, remedy: str
) -> BusinessError:
    """An order that Tryton cannot take, and what to do about it. `value` is nothing personal."""
    what = f" {value!r}" if value else ""
    return BusinessError(
        f"{order.reference}: Tryton cannot take {field}{what}: {rule.replace('_', ' ')}",
        rule=rule,
        field=field,
        value=value,
        reference=order.reference,
        remedy=remedy,
    )
