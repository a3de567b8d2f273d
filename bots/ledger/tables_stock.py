"""The tables of stock comparisons: what each place brought last, and what differs there."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from bots.ledger.tables import Instant, metadata

stock_places = Table(
    "stock_places",
    metadata,
    Column("side", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("read_at", Instant),  # of the newest comparison; null: none yet
    Column("skus", Integer, nullable=False),
    Column("run_id", Integer),
)

stock_differences = Table(
    "stock_differences",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("side", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("sku", Text, nullable=False),
    Column("found", Text, nullable=False),
    Column("figures", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("run_id", Integer),
    Column("gone_at", Instant),  # null: it is still there
    UniqueConstraint("side", "place", "sku"),
    Index(None, "gone_at", "found"),
)

stock_changes = Table(
    "stock_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("difference_id", Integer, ForeignKey("stock_differences.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("run_id", Integer),
    Column("from_found", Text, nullable=False),  # "": it was not there
    Column("to_found", Text, nullable=False),  # "": it is gone
    Index(None, "difference_id"),
)
