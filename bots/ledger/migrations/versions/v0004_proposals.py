"""Proposals and their approvals; stock targets and supplies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

INSTANT = sa.DateTime(timezone=True)
_STATES = "'open', 'approved', 'refused', 'superseded', 'entered'"


def upgrade() -> None:
    """Make the tables."""
    _proposals()
    _proposal_history()
    _stock_rules()


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("what_hash", sa.Text(), nullable=False),
        sa.Column("seen_hash", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint(f"state in ({_STATES})", name=op.f("ck_proposals_known_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("key", name=op.f("uq_proposals_key")),
    )
    op.create_index(
        "uq_proposals_open",
        "proposals",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(op.f("ix_proposals_state_kind"), "proposals", ["state", "kind"], unique=False)
    op.create_index(
        op.f("ix_proposals_kind_subject_id"), "proposals", ["kind", "subject", "id"], unique=False
    )


def _proposal_history() -> None:
    op.create_table(
        "proposal_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("seen_hash", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_history_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_history")),
    )
    op.create_index(
        op.f("ix_proposal_history_proposal_id"), "proposal_history", ["proposal_id"], unique=False
    )


def _stock_rules() -> None:
    op.create_table(
        "stock_rules",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("warehouse", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "warehouse", "sku", name=op.f("pk_stock_rules")),
    )
