"""The texts by which Tryton's import finds records: each must find exactly one.

The import searches a relation by `rec_name`, which looks in several fields: a product by code or
name, an address by street, postcode, city or party. A text that finds two is refused by Tryton,
and one that finds only the wrong one is not: so each is tried first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bots.erps.tryton.lookup import AJAX, Known, refusal
from bots.erps.tryton.pages.exports import Export, Row, export_path
from bots.model import SalesOrder
from bots.session import Session

_USES = ("invoice", "delivery")


@dataclass(frozen=True)
class ImportKeys:
    """The text for each record that a batch of orders names, by Tryton's id of it."""

    products: Mapping[str, str]
    parties: Mapping[str, str]
    addresses: Mapping[str, str]


async def import_keys(session: Session, orders: Sequence[SalesOrder], known: Known) -> ImportKeys:
    """Find a text for everything. Raises BusinessError with the first order that has none."""
    finder = _Finder(session)
    products: dict[str, str] = {}
    parties: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for order in orders:
        for index, line in enumerate(order.lines):
            product = known.product(order, index)
            if product["id"] not in products:
                field = f"lines[{index}].sku"
                products[product["id"]] = await finder.key(
                    order, "product.product", product, [line.sku], field
                )
        party = known.party(order)
        if party["id"] not in parties:
            texts = [party["name"], party["code"]]
            parties[party["id"]] = await finder.key(order, "party.party", party, texts, "party")
        for use in _USES:
            address = known.address(order, use)
            if address["id"] not in addresses:
                texts = [address["street"], party["name"], party["code"]]
                addresses[address["id"]] = await finder.key(
                    order, "party.address", address, texts, f"{use}_address"
                )
    return ImportKeys(products, parties, addresses)


class _Finder:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def key(
        self, order: SalesOrder, model: str, record: Row, texts: Sequence[str], field: str
    ) -> str:
        for text in filter(None, texts):
            path = export_path(model, [("rec_name", "=", text)], ["id"], size=2)
            found = (await self._session.read(Export, path, headers=AJAX)).rows()
            if [row["id"] for row in found] == [record["id"]]:
                return text
        remedy = "its code, name or street is also another record's in Tryton; use the way `form`"
        raise refusal(order, "ambiguous_for_import", field, None, remedy)
