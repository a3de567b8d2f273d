"""The practice company: both shops' order books and the ERP's books, filled from one seed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from bots.practice.dispatch import SHIPPED, Dispatch
from bots.practice.expected import Line, Sale, expected_sale
from bots.practice.labels import Labels
from bots.practice.orders import OrderBook, ShopOrder
from bots.practice.past import past_orders
from bots.practice.sales import CONFIRMED, Books
from bots.practice.scenario import NORTH, NORTH_ZONE, SOUTH, Story, make, tell, wished
from bots.practice.settlements import SettlementBook, settle

SHOPS = {"north": NORTH, "south": SOUTH}


@dataclass
class Company:
    """Three databases under `folder`: what there is to read, and where it is to be entered."""

    folder: Path
    books: Books
    orders: dict[str, OrderBook]
    settlements: dict[str, SettlementBook]
    labels: dict[str, Labels]
    dispatch: Dispatch
    seed: int = 1

    @classmethod
    def open(cls, folder: Path) -> Company:
        """The company as it lies in `folder`, or an empty one."""
        orders = {name: OrderBook(folder / f"{name}.sqlite") for name in SHOPS}
        settlements = {
            name: SettlementBook(folder / f"{name}-settlements.sqlite", shop.zone)
            for name, shop in SHOPS.items()
        }
        labels = {name: Labels(folder / f"{name}.sqlite") for name in SHOPS}
        books = Books(folder / "erp.sqlite")
        return cls(folder, books, orders, settlements, labels, Dispatch(folder / "erp.sqlite"))

    def found(self, seed: int, orders: int, now: datetime | None = None) -> None:
        """Keep what a former run with this seed and size left, else start afresh."""
        note = self.folder / "story.json"
        story = {"seed": seed, "orders": orders}
        self.seed = seed
        if not note.exists() or json.loads(note.read_text("utf-8")) != story:
            self.reset(seed, orders, now)
            note.write_text(json.dumps(story), "utf-8")

    def reset(self, seed: int, orders: int, now: datetime | None = None) -> None:
        """Forget everything and tell the seed's story again, up to `now`."""
        self.books.clear()
        self.dispatch.clear()
        self.books.fill(seed)
        for name, shop in SHOPS.items():
            moment = now or datetime.now(UTC)
            story = tell(shop, seed, orders, moment)
            self.orders[name].clear()
            self.orders[name].add(story.orders)
            self.labels[name].clear()
            self.labels[name].tell(name, story.orders, moment)
            self.books.add(_by_hand(name, story), made_by="Mei", state=CONFIRMED)
            self._settle(name, now)

    def past(self, shop: str, count: int) -> list[str]:
        """Orders of the ten weeks before, all settled; entered in the ERP long ago. Their numbers.

        They make more months of settlements, with payments in the month after the order's.
        """
        now = datetime.now(UTC)
        old = past_orders(SHOPS[shop], self.seed, count, now)
        self.orders[shop].add(old)
        self.books.add([_expected(shop, one) for one in old], made_by="Mei", state=CONFIRMED)
        self._settle(shop, now)
        return [order.number for order in old]

    def _settle(self, shop: str, now: datetime | None) -> None:
        """The shop's account as its orders lead to it now."""
        orders = list(self.orders[shop].all())
        told = settle(SHOPS[shop], self.seed, orders, now or datetime.now(UTC))
        self.settlements[shop].put(told)

    def arrive(self, shop: str, count: int) -> list[str]:
        """New paid orders come in now; their numbers."""
        book = self.orders[shop]
        random = Random(f"{self.seed}/{shop}/{_size(book)}")  # noqa: S311  made-up data, repeatable
        now = datetime.now(UTC)
        size = _size(book)
        new = [make(SHOPS[shop], random, size + index, now) for index in range(1, count + 1)]
        book.add(new)
        return [order.number for order in new]

    def plant(self, shop: str, wishes: Sequence[Mapping[str, Any]]) -> list[str]:
        """New paid orders that hold what a test wishes: their numbers.

        A wish may have `number`, `note`, `sku`, `title` (of the first line) and the fields of
        `Buyer`; what it leaves out is as in any order.
        """
        book, random = self.orders[shop], Random(f"{self.seed}/{shop}/planted")  # noqa: S311  made-up data, repeatable
        size = _size(book)
        now = datetime.now(UTC)
        new = [
            wished(make(SHOPS[shop], random, size + index, now), wish)
            for index, wish in enumerate(wishes, 1)
        ]
        book.add(new)
        return [order.number for order in new]

    def packed(
        self,
        references: Sequence[str] | None,
        void: Sequence[str] = (),
        carrier: str | None = None,
        tracking: str | None = None,
    ) -> list[dict[str, Any]]:
        """Void and print labels as the warehouse does; see `Control.pack`."""
        for row in self.dispatch.search():
            if row["state"] == SHIPPED and row["reference"] in void:
                self.dispatch.void(row["id"])
        keys = self.dispatch.pack(datetime.now(NORTH_ZONE), references, carrier, tracking)
        return [dict(found) for key in keys if (found := self.dispatch.get(key))]

    def close(self) -> None:
        """Let the files go."""
        self.books.close()
        self.dispatch.close()
        for book in self.orders.values():
            book.close()
        for account in self.settlements.values():
            account.close()
        for labels in self.labels.values():
            labels.close()


def _size(book: OrderBook) -> int:
    return sum(1 for _ in book.all())


def _by_hand(shop: str, story: Story) -> Sequence[Sale]:
    """What the clerk typed in before: some rightly, some with one piece too many."""
    right = [_expected(shop, order) for order in story.orders if order.number in story.by_hand]
    wrong = [
        _expected(shop, order) for order in story.orders if order.number in story.by_hand_wrong
    ]
    return [*right, *(_one_more(sale) for sale in wrong)]


def _expected(shop: str, order: ShopOrder) -> Sale:
    sale = expected_sale(shop, order)
    if sale is None:
        raise ValueError(f"{shop}/{order.number} is not for the ERP")
    return sale


def _one_more(sale: Sale) -> Sale:
    first = sale.lines[0]
    more = Line(first.sku, first.quantity + 1, first.price)
    return replace(sale, lines=(more, *sale.lines[1:]))
