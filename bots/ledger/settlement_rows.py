"""Statements and entries as rows of the database, and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from bots.model import SettlementEntry
from bots.model.codes import Currency
from bots.model.money import Money
from bots.model.settlement import Odd, Stray, Sums


@dataclass(frozen=True)
class StatementRow:
    """A statement as it is kept, without its entries. Times are UTC."""

    id: int
    shop: str
    name: str
    since: datetime
    until: datetime
    source: str
    read_at: datetime
    control: Sums
    opening: Sums
    closing: Sums
    totals: Sums
    strays: tuple[Stray, ...]
    superseded_by: int | None


def columns_of(statement: int, entry: SettlementEntry, odd: Odd | None) -> dict[str, object]:
    """An entry that is not judged yet."""
    return {
        "statement_id": statement,
        "entry": entry.entry,
        "shop": entry.shop,
        "at": entry.at,
        "order_number": entry.order or "",
        "kind": entry.kind.value,
        "currency": entry.currency.value,
        "amount": str(entry.amount.amount),
        "record": entry.model_dump_json(),
        "odd_rule": odd.rule if odd else "",
        "odd_why": odd.why if odd else "",
        "class": "",
        "rule": "",
        "why": "",
    }


def plain_sums(sums: Sums) -> dict[str, str]:
    """As JSON takes it; every digit kept."""
    return {currency.value: str(amount) for currency, amount in sums.items()}


def stray_of(stray: Stray) -> dict[str, object]:
    """As JSON takes it."""
    amount = stray.amount
    return {
        "where": stray.where,
        "why": stray.why,
        "amount": [str(amount.amount), amount.currency.value] if amount else None,
        "at": stray.at.isoformat() if stray.at else None,
    }


def statement_row(row: Row[Any]) -> StatementRow:
    """What a row says."""
    sums = {
        name: {Currency(code): Decimal(amount) for code, amount in found.items()}
        for name, found in json.loads(row.sums).items()
    }
    strays = tuple(
        Stray(
            one["where"],
            one["why"],
            Money(amount=one["amount"][0], currency=one["amount"][1]) if one["amount"] else None,
            datetime.fromisoformat(one["at"]) if one["at"] else None,
        )
        for one in json.loads(row.strays)
    )
    return StatementRow(
        row.id, row.shop, row.name, row.since, row.until, row.source, row.read_at,
        strays=strays, superseded_by=row.superseded_by, **sums,
    )  # fmt: skip
