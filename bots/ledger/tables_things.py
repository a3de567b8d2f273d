"""The table of what is to be made on the other side, apart from orders: transfers, purchases."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from bots.ledger.tables import Instant, metadata

things = Table(
    "things",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("content_hash", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("run_id", Integer),
)
