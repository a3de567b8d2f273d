"""Tryton's customer shipments, by its CSV export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from bots.erps.tryton.pages.exports import Export, Row, export_path
from bots.settings import SiteSettings

SHIPMENT = "stock.shipment.out"
_STATES = ("shipped", "done")


def fields_of(site: SiteSettings) -> tuple[str, str]:
    """Where the company keeps tracking number and carrier, as fields of a customer shipment.

    `options.tracking`: `reference` unless said otherwise; with the module stock_package_shipping
    `shipping_reference`. `options.carrier`: "" unless said otherwise, the carrier's name then
    stands before the number (`SF Express SF123`); with the module carrier, for example,
    `carrier/party/name`.
    """
    return str(site.options.get("tracking", "reference")), str(site.options.get("carrier", ""))


def shipments_path(site: SiteSettings, first_day: dt.date) -> str:
    """The shipments that left on that day or later, and have a tracking number."""
    tracking, carrier = fields_of(site)
    date = {"__class__": "date", "year": first_day.year, "month": first_day.month,
            "day": first_day.day}  # fmt: skip
    domain = [
        ("state", "in", list(_STATES)), ("effective_date", ">=", date),
        (tracking, "not in", ["", None]),
    ]  # fmt: skip
    fields = ["id", "number", "effective_date", tracking, *([carrier] if carrier else [])]
    fields += [f"outgoing_moves/{name}" for name in ("sale/reference", "product/code",
                                                    "quantity", "unit/name")]  # fmt: skip
    return export_path(SHIPMENT, domain, fields, order=["id,ASC"])


class CustomerShipments(Export):
    """Shipments with their moves; a shipment's own cells stand on its first row only."""

    writes = True  # what it shows is told to shops

    def shipments(self) -> Iterator[Sequence[Row]]:
        """The rows of each shipment."""
        rows = self.rows()
        if rows and not rows[0]["id"]:
            raise self.changed("begins in the middle of a shipment")
        starts = [place for place, row in enumerate(rows) if row["id"]]
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            yield rows[start:end]
