"""Settlement statements and their entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime(timezone=True)
IN_FORCE = sa.text("superseded_by is null")


def upgrade() -> None:
    """Make the two tables."""
    _statements()
    _entries()


def _statements() -> None:
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("shop", "name")),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("content_hash", "source", "sums", "strays")
        ),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["statements.id"], name=op.f("fk_statements_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
    )
    op.create_index(
        op.f("ix_statements_shop_content_hash"),
        "statements",
        ["shop", "content_hash"],
        unique=True,
    )
    op.create_index(
        "ix_statements_in_force",
        "statements",
        ["shop", "since", "until"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )


def _entries() -> None:
    op.create_table(
        "settlement_entries",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("shop", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("order_number", "kind", "currency", "amount", "record")
        ),
        sa.Column("odd_rule", sa.Text(), nullable=False),
        sa.Column("odd_why", sa.Text(), nullable=False),
        sa.Column("class", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name=op.f("fk_settlement_entries_statement_id")
        ),
        sa.PrimaryKeyConstraint("statement_id", "entry", name=op.f("pk_settlement_entries")),
    )
    for columns in (["shop", "order_number"], ["shop", "entry"]):
        name = f"ix_settlement_entries_{'_'.join(columns)}"
        op.create_index(op.f(name), "settlement_entries", columns, unique=False)
