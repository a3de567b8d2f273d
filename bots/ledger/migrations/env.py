"""Alembic's entry: migrate over the connection, and in the transaction, that `migrate` began."""

from __future__ import annotations

from alembic import context

from bots.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
