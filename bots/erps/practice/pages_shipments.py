"""The practice ERP's list of shipments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlencode

from bots.erps.practice.pages import REFERENCE, STATE
from bots.page_facts import LabelledPage
from bots.page_list import how_many, last_page
from bots.page_table import Row
from bots.page_words import field

STATES = {
    "Label in force": False,
    "已发货": False,
    "Label voided": True,
    "面单作废": True,
}
"""Whether a label of that state is voided."""
LIST = {
    "number": field("Shipment", "发货单号", "Shipment number"),
    "reference": REFERENCE,
    "carrier": field("Carrier", "快递公司", "Courier", "物流公司", css=".carrier"),
    "tracking": field("Tracking number", "运单号", "Tracking no.", "快递单号", css=".tracking"),
    "replaces": field("Replaces", "替换运单", css=".replaces"),
    "shipped": field("Shipped at", "发货时间", "Shipped"),
    "state": STATE,
}


@dataclass(frozen=True)
class ShipmentRow:
    """One row, its texts as they are written; `id` is the shipment's own number."""

    id: str
    reference: str
    carrier: str
    tracking: str
    replaces: tuple[str, ...]
    shipped_at: datetime
    voided: bool


class ShipmentsPage(LabelledPage):
    """One page of the list, newest first."""

    writes = True  # what it shows is told to shops
    proof = ("table th, [role=columnheader]", "table td, [role=cell]")
    columns = (LIST,)

    @staticmethod
    def at(first_day: date, page: int = 1) -> str:
        """Its path; the day is the ERP's own."""
        return "/shipments?" + urlencode({"from": first_day.isoformat(), "page": page})

    @cached_property
    def count(self) -> int:
        """How many shipments the whole list has."""
        return how_many(self, "个发货单", "shipments")

    @cached_property
    def pages(self) -> int:
        """How many pages the list has."""
        return last_page(self)

    def rows(self) -> list[ShipmentRow]:
        """The shipments on this page."""
        return [self._row(row) for row in self.tables.one(LIST).rows]

    def _row(self, row: Row) -> ShipmentRow:
        text = {name: self.value(row[name]) for name in LIST if name != "shipped"}
        exact = row["shipped"].css_first("time")
        try:
            moment = datetime.fromisoformat(exact.attributes.get("datetime") or "" if exact else "")
        except ValueError as error:
            raise self.changed(f"has no time that reads under {LIST['shipped']}") from error
        if moment.tzinfo is None or text["state"] not in STATES or not text["number"]:
            raise self.changed("has a row without a number, an exact time, or a state we know")
        return ShipmentRow(
            id=text["number"],
            reference=text["reference"],
            carrier=text["carrier"],
            tracking=text["tracking"],
            replaces=tuple(text["replaces"].split()),
            shipped_at=moment.astimezone(self.site.zone),
            voided=STATES[text["state"]],
        )
