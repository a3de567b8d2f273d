"""A practice order, and the database that a practice shop keeps its orders in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from bots.model.codes import OrderStatus
from bots.practice.people import Buyer

SCHEMA = """
create table if not exists orders (
    number text primary key, status text not null, placed_at text not null, moment real not null,
    currency text not null, shipping text not null, discount text not null, tax text not null,
    total text not null, note text not null, name text not null, email text not null,
    phone text not null, lines text not null, district text not null, city text not null,
    province text not null, postcode text not null, country text not null);
create index if not exists orders_newest on orders (moment desc, number desc);
create table if not exists items (
    number text not null, position integer not null, sku text not null, title text not null,
    quantity integer not null, price text not null, primary key (number, position));
"""


@dataclass(frozen=True)
class Item:
    """One line of an order, in the shop's own words; `price` of one unit, in its currency."""

    sku: str
    title: str
    quantity: int
    price: Decimal


@dataclass(frozen=True)
class ShopOrder:
    """One order as its shop keeps it; `placed_at` is aware, in the shop's own zone."""

    number: str
    status: OrderStatus
    placed_at: datetime
    currency: str
    shipping: Decimal
    discount: Decimal
    tax: Decimal
    total: Decimal
    note: str
    buyer: Buyer
    items: tuple[Item, ...]

    @property
    def parts(self) -> Decimal:
        """What lines, shipping, tax and discount add up to."""
        goods = sum((item.price * item.quantity for item in self.items), Decimal(0))
        return goods + self.shipping + self.tax - self.discount


@dataclass(frozen=True)
class Query:
    """What a list shows: words in number or buyer, one status, and a stretch of time."""

    words: str = ""
    status: str = ""
    since: float = 0.0
    until: float = 1e12

    def where(self) -> tuple[str, list[object]]:
        """The SQL condition and its values."""
        parts, values = ["moment >= ? and moment < ?"], [self.since, self.until]
        found: list[object] = list(values)
        if self.status:
            parts.append("status = ?")
            found.append(self.status)
        if self.words:
            parts.append("(instr(lower(number), lower(?)) or instr(lower(name), lower(?)))")
            found += [self.words, self.words]
        return " and ".join(parts), found


class OrderBook:
    """A shop's orders in SQLite."""

    def __init__(self, path: Path) -> None:
        self._db = open_database(path, SCHEMA)

    def add(self, orders: Iterable[ShopOrder]) -> None:
        """Store new orders, all at once."""
        with self._db:
            for order in orders:
                self._insert(order)

    def count(self, query: Query) -> int:
        """How many orders the query finds."""
        where, values = query.where()
        found = self._db.execute(f"select count(*) from orders where {where}", values)  # noqa: S608  own text
        return int(found.fetchone()[0])

    def newest(self, query: Query, limit: int, offset: int = 0) -> list[ShopOrder]:
        """The orders that the query finds, newest first."""
        where, values = query.where()
        rows = self._db.execute(
            f"select * from orders where {where} "  # noqa: S608  own text, values are bound
            "order by moment desc, number desc limit ? offset ?",
            [*values, limit, offset],
        ).fetchall()
        return [self._order(row) for row in rows]

    def before(self, moment: float, number: str, query: Query, limit: int) -> list[ShopOrder]:
        """The next ones, older than the order at (`moment`, `number`), newest first."""
        where, values = query.where()
        rows = self._db.execute(
            f"select * from orders where {where} and (moment, number) < (?, ?) "  # noqa: S608  own text
            "order by moment desc, number desc limit ?",
            [*values, moment, number, limit],
        ).fetchall()
        return [self._order(row) for row in rows]

    def get(self, number: str) -> ShopOrder | None:
        """One order by its number."""
        row = self._db.execute("select * from orders where number = ?", [number]).fetchone()
        return self._order(row) if row else None

    def all(self) -> Iterator[ShopOrder]:
        """Every order, newest first."""
        yield from self.newest(Query(), -1)

    def set_status(self, number: str, status: OrderStatus) -> None:
        """What happens to an order on the platform: cancelled, refunded, shipped."""
        with self._db:
            self._db.execute("update orders set status = ? where number = ?", [status, number])

    def set_quantity(self, number: str, quantity: int) -> None:
        """The buyer changes how many of the first line; the total follows."""
        order = self.get(number)
        if order is None:
            raise KeyError(number)
        first = order.items[0]
        total = order.total + first.price * (quantity - first.quantity)
        with self._db:
            self._db.execute(
                "update items set quantity = ? where number = ? and position = 0",
                [quantity, number],
            )
            self._db.execute("update orders set total = ? where number = ?", [str(total), number])

    def clear(self) -> None:
        """Forget every order."""
        with self._db:
            self._db.execute("delete from items")
            self._db.execute("delete from orders")

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def _insert(self, order: ShopOrder) -> None:
        buyer = order.buyer
        values: Sequence[object] = [
            order.number, order.status, order.placed_at.isoformat(), order.placed_at.timestamp(),
            order.currency, str(order.shipping), str(order.discount), str(order.tax),
            str(order.total), order.note, buyer.name, buyer.email, buyer.phone,
            "\n".join(buyer.lines), *astuple(buyer)[4:],
        ]  # fmt: skip
        self._db.execute(f"insert into orders values ({','.join('?' * len(values))})", values)  # noqa: S608  own text
        self._db.executemany(
            "insert into items values (?, ?, ?, ?, ?, ?)",
            [
                (order.number, position, item.sku, item.title, item.quantity, str(item.price))
                for position, item in enumerate(order.items)
            ],
        )

    def _order(self, row: sqlite3.Row) -> ShopOrder:
        rows = self._db.execute(
            "select sku, title, quantity, price from items where number = ? order by position",
            [row["number"]],
        )
        buyer = {field.name: row[field.name] for field in fields(Buyer)}
        return ShopOrder(
            number=row["number"],
            status=OrderStatus(row["status"]),
            placed_at=datetime.fromisoformat(row["placed_at"]),
            currency=row["currency"],
            shipping=Decimal(row["shipping"]),
            discount=Decimal(row["discount"]),
            tax=Decimal(row["tax"]),
            total=Decimal(row["total"]),
            note=row["note"],
            buyer=Buyer(**{**buyer, "lines": tuple(row["lines"].split("\n"))}),
            items=tuple(
                Item(item["sku"], item["title"], item["quantity"], Decimal(item["price"]))
                for item in rows
            ),
        )


def open_database(path: Path, schema: str) -> sqlite3.Connection:
    """A SQLite file with `schema`; readable by the judge while the site writes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=off")
    database.executescript(schema)
    return database
