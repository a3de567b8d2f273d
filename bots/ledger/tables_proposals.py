"""The tables of proposals, and of what the operator decides about stock."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bots.ledger.tables import Instant, metadata

OPEN = "open"
_STATES = "'open', 'approved', 'refused', 'superseded', 'entered'"

proposals = Table(
    "proposals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("amount", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("what_hash", Text, nullable=False),
    Column("seen_hash", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("run_id", Integer),
    Column("decided_at", Instant),
    Column("decided_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    UniqueConstraint("key"),
    CheckConstraint(f"state in ({_STATES})", name="known_state"),
    Index(
        "uq_proposals_open",  # of each subject one is open at a time, whoever proposes
        "kind",
        "subject",
        unique=True,
        sqlite_where=text(f"state = '{OPEN}'"),
        postgresql_where=text(f"state = '{OPEN}'"),
    ),
    Index(None, "state", "kind"),
    Index(None, "kind", "subject", "id"),
)

proposal_history = Table(
    "proposal_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("proposal_id", Integer, ForeignKey("proposals.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("run_id", Integer),
    Column("from_state", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("seen_hash", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index(None, "proposal_id"),
)

stock_rules = Table(
    "stock_rules",
    metadata,
    Column("kind", Text, primary_key=True),  # target, supply
    Column("warehouse", Text, primary_key=True),
    Column("sku", Text, primary_key=True),
    Column("content_hash", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
)
