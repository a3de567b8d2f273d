"""The practice ERP's own database: customers, products, stock by warehouse, sales orders."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

from bots.practice.catalogue import CUSTOMERS, PRODUCTS, SERVICES, WAREHOUSES
from bots.practice.expected import Line, Sale
from bots.practice.orders import open_database

SCHEMA = """
create table if not exists customers (code text primary key, en text, zh text);
create table if not exists products (
    sku text primary key, en text, zh text, price text, shelf text);
create table if not exists stock (
    warehouse text, sku text, on_hand integer, reserved integer, primary key (warehouse, sku));
create table if not exists sales (
    id integer primary key autoincrement, number text not null default '', state text not null,
    reference text not null, customer text not null, date text not null, currency text not null,
    ship_to text not null, note text not null, made_by text not null);
create index if not exists sales_reference on sales (reference);
create table if not exists sale_lines (
    sale integer not null, position integer not null, sku text not null, quantity text not null,
    unit text not null, price text not null, primary key (sale, position));
"""
DRAFT, CONFIRMED, CANCELLED = "draft", "confirmed", "cancelled"


class Books:
    """The ERP's records. Like many real ERPs it does not mind two sales of one reference."""

    def __init__(self, path: Path) -> None:
        self._db = open_database(path, SCHEMA)

    def fill(self, seed: int) -> None:
        """Put in customers, products and stock, when there are none."""
        if self.customers():
            return
        random = Random(f"{seed}/stock")  # noqa: S311  made-up data, repeatable
        stock = [
            (code, item.sku, random.randint(0, 400), random.randint(0, 12))
            for code, _, _ in WAREHOUSES
            for item in PRODUCTS
        ]
        with self._db:
            self._db.executemany("insert into customers values (?, ?, ?)", CUSTOMERS)
            self._db.executemany(
                "insert into products values (?, ?, ?, ?, ?)",
                [(p.sku, p.en, p.zh, str(p.price), p.shelf) for p in (*PRODUCTS, *SERVICES)],
            )
            self._db.executemany("insert into stock values (?, ?, ?, ?)", stock)

    def clear(self) -> None:
        """Forget everything."""
        with self._db:
            for table in (
                "customers",
                "products",
                "stock",
                "sale_lines",
                "sales",
                "sqlite_sequence",
            ):
                self._db.execute(f"delete from {table}")  # noqa: S608  own names

    def customers(self) -> list[sqlite3.Row]:
        """All customers: code, en, zh."""
        return self._db.execute("select * from customers order by rowid").fetchall()

    def products(self, words: str = "") -> list[sqlite3.Row]:
        """Products whose SKU or name has `words`: sku, en, zh, price, shelf, on_hand, available."""
        return self._db.execute(
            "select p.*, coalesce(sum(on_hand), 0) on_hand,"
            " coalesce(sum(on_hand - reserved), 0) available"
            " from products p left join stock using (sku)"
            " where instr(lower(p.sku || p.en || p.zh), lower(?)) group by p.sku order by p.rowid",
            [words],
        ).fetchall()

    def stock(self, warehouse: str = "") -> list[sqlite3.Row]:
        """Stock by warehouse and SKU: warehouse, sku, on_hand, reserved, en, zh."""
        return self._db.execute(
            "select s.*, en, zh from stock s join products using (sku)"
            " where ? in ('', warehouse) order by warehouse, sku",
            [warehouse],
        ).fetchall()

    def add(self, sales: Sequence[Sale], *, made_by: str, state: str = DRAFT) -> list[int]:
        """Store sales, all or none; their ids."""
        with self._db:
            return [self._insert(sale, made_by, state) for sale in sales]

    def confirm(self, key: int) -> None:
        """Give a draft its number; a confirmed one stays as it is."""
        with self._db:
            self._db.execute(
                "update sales set state = ?, number = 'SO' || printf('%06d', id)"
                " where id = ? and state = ?",
                [CONFIRMED, key, DRAFT],
            )

    def cancel(self, key: int) -> None:
        """Cancel a sale."""
        with self._db:
            self._db.execute("update sales set state = ? where id = ?", [CANCELLED, key])

    def count(self, words: str = "", state: str = "") -> int:
        """How many sales a search finds."""
        where, values = _search(words, state)
        found = self._db.execute(f"select count(*) from sales where {where}", values)  # noqa: S608  own text
        return int(found.fetchone()[0])

    def search(
        self, words: str = "", state: str = "", limit: int = -1, offset: int = 0
    ) -> list[sqlite3.Row]:
        """Sales whose reference, number or recipient has `words`, newest first."""
        where, values = _search(words, state)
        return self._db.execute(
            f"select * from sales where {where} order by id desc limit ? offset ?",  # noqa: S608  own text
            [*values, limit, offset],
        ).fetchall()

    def get(self, key: int) -> sqlite3.Row | None:
        """One sale's head."""
        row: sqlite3.Row | None = self._db.execute(
            "select * from sales where id = ?", [key]
        ).fetchone()
        return row

    def lines(self, key: int) -> list[sqlite3.Row]:
        """A sale's lines with the products' names: sku, quantity, unit, price, en, zh."""
        return self._db.execute(
            "select l.*, en, zh from sale_lines l left join products using (sku)"
            " where sale = ? order by position",
            [key],
        ).fetchall()

    def sales(self) -> Iterator[tuple[sqlite3.Row, Sale]]:
        """Every sale: its row, and its content."""
        for row in self._db.execute("select * from sales order by id").fetchall():
            yield row, self._sale(row)

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def _sale(self, row: sqlite3.Row) -> Sale:
        return Sale(
            reference=row["reference"],
            customer=row["customer"],
            date=dt.date.fromisoformat(row["date"]),
            currency=row["currency"],
            ship_to=row["ship_to"],
            note=row["note"],
            lines=tuple(
                Line(line["sku"], Decimal(line["quantity"]), Decimal(line["price"]))
                for line in self.lines(row["id"])
            ),
        )

    def _insert(self, sale: Sale, made_by: str, state: str) -> int:
        key = self._db.execute(
            "insert into sales (state, reference, customer, date, currency, ship_to, note, made_by)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            [DRAFT, sale.reference, sale.customer, sale.date.isoformat(), sale.currency,
             sale.ship_to, sale.note, made_by],
        ).lastrowid  # fmt: skip
        if key is None:
            raise RuntimeError("SQLite gave no row id")
        self._db.executemany(
            "insert into sale_lines values (?, ?, ?, ?, 'piece', ?)",
            [
                (key, position, line.sku, plain(line.quantity), plain(line.price))
                for position, line in enumerate(sale.lines)
            ],
        )
        if state == CONFIRMED:
            self._db.execute(
                "update sales set state = ?, number = 'SO' || printf('%06d', id) where id = ?",
                [CONFIRMED, key],
            )
        return key


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    return format(value.normalize() + 0, "f")


def _search(words: str, state: str) -> tuple[str, list[object]]:
    where = "instr(lower(reference || ' ' || number || ' ' || ship_to), lower(?))"
    return f"{where} and ? in ('', state)", [words, state]
