"""The tables of the settlement statements."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, text

from bots.ledger.tables import Instant, metadata

_IN_FORCE = text("superseded_by is null")


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, default=default)


statements = Table(
    "statements",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("shop"),
    _text("name"),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    _text("content_hash"),
    _text("source"),
    _text("sums"),  # control, opening, closing, totals: as the file says
    _text("strays"),
    Column("read_at", Instant, nullable=False),
    Column("run_id", Integer),
    Column("superseded_by", Integer, ForeignKey("statements.id")),
    Column("superseded_at", Instant),
    Index(None, "shop", "content_hash", unique=True),
    Index(
        "ix_statements_in_force",
        "shop",
        "since",
        "until",
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    ),
)

entries = Table(
    "settlement_entries",
    metadata,
    Column("statement_id", Integer, ForeignKey("statements.id"), primary_key=True),
    Column("entry", Text, primary_key=True),
    _text("shop"),
    Column("at", Instant, nullable=False),
    _text("order_number"),
    _text("kind"),
    _text("currency"),
    _text("amount"),
    _text("record"),
    _text("odd_rule"),
    _text("odd_why"),
    Column("class", String(10), nullable=False, default=""),  # "" until it is judged
    _text("rule"),
    _text("why"),
    Index(None, "shop", "order_number"),
    Index(None, "shop", "entry"),
)
