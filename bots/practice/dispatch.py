"""The practice ERP's dispatch: labels of confirmed sales, printed, voided and printed again."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Collection
from pathlib import Path

from bots.practice.labels import Label, made_label
from bots.practice.orders import open_database
from bots.practice.sales import CONFIRMED

SCHEMA = """
create table if not exists shipments (
    id integer primary key autoincrement, sale integer not null, reference text not null,
    carrier text not null, tracking text not null, shipped_at text not null, moment real not null,
    state text not null, replaces text not null);
create index if not exists shipments_sale on shipments (sale);
"""
SHIPPED, VOIDED = "shipped", "voided"


class Dispatch:
    """The shipments of the ERP's sales, in the database of its sales."""

    def __init__(self, path: Path) -> None:
        self._db = open_database(path, SCHEMA)

    def of_sale(self, sale: int) -> list[sqlite3.Row]:
        """A sale's shipments, newest first."""
        return self._db.execute(
            "select * from shipments where sale = ? order by id desc", [sale]
        ).fetchall()

    def get(self, key: int) -> sqlite3.Row | None:
        """One shipment."""
        row: sqlite3.Row | None = self._db.execute(
            "select * from shipments where id = ?", [key]
        ).fetchone()
        return row

    def count(self, words: str = "", since: float = 0) -> int:
        """How many shipments a search finds."""
        where, values = _search(words, since)
        found = self._db.execute(f"select count(*) from shipments where {where}", values)  # noqa: S608  own text
        return int(found.fetchone()[0])

    def search(
        self, words: str = "", since: float = 0, limit: int = -1, offset: int = 0
    ) -> list[sqlite3.Row]:
        """Shipments from `since` on whose reference or number has `words`, newest first."""
        where, values = _search(words, since)
        return self._db.execute(
            f"select * from shipments where {where} order by id desc limit ? offset ?",  # noqa: S608  own text
            [*values, limit, offset],
        ).fetchall()

    def ready(self) -> list[sqlite3.Row]:
        """Confirmed sales of an order that have no label in force: id and reference."""
        return self._db.execute(
            "select id, reference from sales where state = ? and not exists"
            " (select 1 from shipments where sale = sales.id and state = ?) order by id",
            [CONFIRMED, SHIPPED],
        ).fetchall()

    def ship(self, sale: int, label: Label) -> int:
        """A confirmed sale leaves with this label; the id of its shipment."""
        reference, earlier = self._sale(sale)
        with self._db:
            key = self._db.execute(
                "insert into shipments (sale, reference, carrier, tracking, shipped_at, moment,"
                " state, replaces) values (?, ?, ?, ?, ?, ?, ?, ?)",
                [sale, reference, label.carrier, label.tracking, label.shipped_at.isoformat(),
                 label.shipped_at.timestamp(), SHIPPED, " ".join(earlier)],
            ).lastrowid  # fmt: skip
        if key is None:
            raise RuntimeError("SQLite gave no row id")
        return key

    def print_label(
        self,
        sale: int,
        now: dt.datetime,
        carrier: str | None = None,
        tracking: str | None = None,
    ) -> int:
        """The warehouse prints the sale's next label by itself; the id of its shipment."""
        reference, earlier = self._sale(sale)
        made = made_label(reference, len(earlier), now)
        return self.ship(sale, Label(carrier or made.carrier, tracking or made.tracking, now))

    def pack(
        self,
        now: dt.datetime,
        references: Collection[str] | None = None,
        carrier: str | None = None,
        tracking: str | None = None,
    ) -> list[int]:
        """Print a label for every sale that is ready, or those of these references."""
        return [
            self.print_label(row["id"], now, carrier, tracking)
            for row in self.ready()
            if references is None or row["reference"] in references
        ]

    def void(self, key: int) -> None:
        """The label goes nowhere; a voided one stays as it is."""
        with self._db:
            self._db.execute("update shipments set state = ? where id = ?", [VOIDED, key])

    def clear(self) -> None:
        """Forget every shipment."""
        with self._db:
            self._db.execute("delete from shipments")

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def _sale(self, sale: int) -> tuple[str, list[str]]:
        """A sale's reference, and the numbers of its voided labels, the last one first."""
        row = self._db.execute("select reference from sales where id = ?", [sale]).fetchone()
        voided = [one["tracking"] for one in self.of_sale(sale) if one["state"] == VOIDED]
        return row["reference"], voided


def _search(words: str, since: float) -> tuple[str, list[object]]:
    where = "instr(lower(reference || ' ' || tracking), lower(?)) and moment >= ?"
    return where, [words, since]
