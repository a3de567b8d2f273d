"""What differs between shops, warehouses and the ERP's stock, from run to run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _places()
    _differences()
    _changes()


def _places() -> None:
    op.create_table(
        "stock_places",
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("skus", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("side", "place", name=op.f("pk_stock_places")),
    )


def _differences() -> None:
    op.create_table(
        "stock_differences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("gone_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_differences")),
        sa.UniqueConstraint(
            "side", "place", "sku", name=op.f("uq_stock_differences_side_place_sku")
        ),
    )
    op.create_index(
        op.f("ix_stock_differences_gone_at_found"), "stock_differences", ["gone_at", "found"]
    )


def _changes() -> None:
    op.create_table(
        "stock_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("difference_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("from_found", sa.Text(), nullable=False),
        sa.Column("to_found", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["difference_id"],
            ["stock_differences.id"],
            name=op.f("fk_stock_changes_difference_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_changes")),
    )
    op.create_index(op.f("ix_stock_changes_difference_id"), "stock_changes", ["difference_id"])
