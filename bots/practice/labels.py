"""The labels on a practice shop's parcels: which carrier has an order, under which number."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bots.model.codes import OrderStatus
from bots.practice.orders import ShopOrder, open_database

SCHEMA = """
create table if not exists labels (
    id integer primary key autoincrement, number text not null, carrier text not null,
    tracking text not null, shipped_at text not null);
create index if not exists labels_number on labels (number);
"""
SHIPPABLE = (OrderStatus.PAID, OrderStatus.SHIPPED)
CARRIERS = {
    "sf": ("SF Express", "顺丰速运"),
    "zto": ("ZTO Express", "中通快递"),
    "yto": ("YTO Express", "圆通速递"),
    "jd": ("JD Logistics", "京东快递"),
    "ems": ("EMS", "邮政EMS"),
    "ups": ("UPS", "UPS 联合包裹"),
    "fedex": ("FedEx", "联邦快递 FedEx"),
    "usps": ("USPS", "美国邮政 USPS"),
    "dhl": ("DHL", "敦豪 DHL"),
    "other": ("Other", "其他"),
}
"""What the practice sites call the carriers, in English and in Chinese."""
OF_SHOP = {
    "north": ("sf", "zto", "yto", "jd", "ems"),
    "south": ("ups", "fedex", "usps", "dhl"),
}
"""The carriers that fetch each shop's parcels."""
_STARTS = {"ups": "1Z", "jd": "JDVA", "sf": "SF", "yto": "YT", "dhl": "JJD"}


@dataclass(frozen=True)
class Label:
    """A label; `carrier` is a key of `CARRIERS`, `shipped_at` aware."""

    carrier: str
    tracking: str
    shipped_at: dt.datetime


def made_label(reference: str, turn: int, shipped_at: dt.datetime) -> Label:
    """The label that the warehouse prints for an order: always the same one for each turn."""
    digest = int(hashlib.sha256(f"label/{reference}/{turn}".encode()).hexdigest(), 16)
    carriers = OF_SHOP.get(reference.partition("/")[0], OF_SHOP["north"])
    carrier = carriers[digest % len(carriers)]
    return Label(carrier, f"{_STARTS.get(carrier, '')}{digest % 10**13:013d}", shipped_at)


def carrier_name(code: str, language: str) -> str:
    """What a carrier is called in that language; another is called as written."""
    return CARRIERS.get(code, (code, code))[language == "zh"]


class Labels:
    """What one shop was told of its parcels, in the database of its orders; nothing is deleted."""

    def __init__(self, path: Path) -> None:
        self._db = open_database(path, SCHEMA)

    def of(self, number: str) -> list[Label]:
        """Every label of an order, the one in force first."""
        rows = self._db.execute("select * from labels where number = ? order by id desc", [number])
        return [
            Label(row["carrier"], row["tracking"], dt.datetime.fromisoformat(row["shipped_at"]))
            for row in rows
        ]

    def put(self, number: str, label: Label) -> None:
        """The order is under way with this label: from now on it is in force."""
        with self._db:
            self._insert(number, label)
            self._db.execute(
                "update orders set status = ? where number = ? and status = ?",
                [OrderStatus.SHIPPED, number, OrderStatus.PAID],
            )

    def tell(self, shop: str, orders: Iterable[ShopOrder], now: dt.datetime) -> None:
        """The labels of a story's orders that were shipped by hand, some hours later."""
        with self._db:
            for order in orders:
                if order.status in {OrderStatus.SHIPPED, OrderStatus.COMPLETED}:
                    left = min(order.placed_at + dt.timedelta(hours=5), now)
                    self._insert(order.number, made_label(f"{shop}/{order.number}", 0, left))

    def clear(self) -> None:
        """Forget every label."""
        with self._db:
            self._db.execute("delete from labels")

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def _insert(self, number: str, label: Label) -> None:
        self._db.execute(
            "insert into labels (number, carrier, tracking, shipped_at) values (?, ?, ?, ?)",
            [number, label.carrier, label.tracking, label.shipped_at.isoformat()],
        )
