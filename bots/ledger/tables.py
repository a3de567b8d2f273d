"""The tables, as the newest migration leaves them (a test compares the two)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from bots.ledger.states import State


class Instant(TypeDecorator[datetime]):
    """An aware time, kept in UTC; SQLite has no zones, so there it is plain UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into the database: UTC. A naive time is a mistake (ValueError)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Out of the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, default=default)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

orders = Table(
    "orders",
    metadata,
    Column("reference", Text, primary_key=True),
    _text("shop"),
    _text("number"),
    _text("status"),
    Column("placed_at", Instant, nullable=False),
    _text("currency"),
    _text("total"),
    _text("content_hash"),
    _text("entry_hash"),
    _text("unreadable"),  # the rule of the last read that could not be trusted, else ""
    _text("record"),
    Column("versions", Integer, nullable=False, default=1),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Index(None, "shop", "placed_at"),
    Index(None, "placed_at"),
)

order_versions = Table(
    "order_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", Text, ForeignKey("orders.reference"), nullable=False),
    _text("content_hash"),
    _text("entry_hash"),
    _text("record"),
    Column("replaced_at", Instant, nullable=False),
    Column("run_id", Integer),
    Index(None, "reference", "entry_hash"),
)

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("kind"),
    _text("key"),
    _text("shop"),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("attempts", Integer, nullable=False, default=0),
    _text("owner"),
    Column("run_id", Integer),
    _text("rule"),
    _text("field"),
    _text("message"),
    _text("remedy"),
    _text("evidence"),
    _text("erp_id"),
    _text("erp_number"),
    _text("outcome"),
    _text("order_hash"),
    _text("sale_hash"),
    Column("submitted_at", Instant),
    Column("next_try_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("kind", "key"),
    CheckConstraint(
        "state in ({})".format(", ".join(f"'{state}'" for state in State)), name="known_state"
    ),
    CheckConstraint(
        "(owner <> '') = (state in ('entering', 'submitting'))", name="held_while_under_way"
    ),
    Index(None, "state", "kind", "next_try_at"),
    Index(None, "kind", "shop", "state", "outcome"),
    Index(None, "owner"),
    Index(None, "rule"),
)

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", Integer, ForeignKey("items.id"), nullable=False),
    Column("at", Instant, nullable=False),
    _text("who"),
    Column("run_id", Integer),
    _text("from_state"),
    _text("to_state"),
    _text("why"),
    Index(None, "item_id"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("flow"),
    _text("parameters"),
    _text("who"),
    _text("host"),
    Column("pid", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("outcome", Text),
    Column("exit_code", Integer),
    _text("counts", default="{}"),
    _text("evidence"),
    Index(None, "flow", "started_at"),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("site"),
    _text("need"),
    _text("prompt"),
    _text("screenshot"),
    Column("run_id", Integer),
    Column("item_id", Integer),
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("answered_at", Instant),
    _text("answered_by"),
    Column("answer", Text),  # cleared when it is taken: it may be a password of the moment
    Column("taken_at", Instant),
    Index(None, "site", "answered_at"),
)

locators = Table(
    "locators",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("shop"),
    _text("page"),
    _text("selector"),
    _text("css"),
    _text("label"),
    Column("score", Float, nullable=False),
    Column("question_id", Integer, ForeignKey("questions.id"), nullable=False),  # has the answer
    _text("evidence"),
    UniqueConstraint("shop", "page", "selector", "css", "label"),
    Index(None, "question_id"),
)

sku_map = Table(
    "sku_map",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("shop", Text, primary_key=True),
    Column("sku", Text, primary_key=True),
    _text("erp_sku"),
    _text("factor"),
    Column("changed_at", Instant, nullable=False),
    _text("changed_by"),
)

reads = Table(
    "reads",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("shop"),
    Column("at", Instant, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("count", Integer, nullable=False),
    Column("floor", Integer, nullable=False),
    Column("run_id", Integer),
    Column("question_id", Integer),  # whether it is right, put to a person
    Index(None, "shop", "since"),
)

site_state = Table(
    "site_state",
    metadata,
    Column("site", Text, primary_key=True),
    Column("paused_at", Instant, nullable=False),
    _text("why"),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("site", Text, primary_key=True),
    Column("fingerprint", Text, primary_key=True),
    Column("refused", Boolean, nullable=False),
    Column("taken", Boolean, nullable=False),
    Column("unanswered", Integer, nullable=False),
    Column("last", Instant, nullable=False),
)
