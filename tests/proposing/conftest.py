"""A company with three warehouses, two shops and one supplier, in settings and ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from bots.model import Currency, Order, OrderLine, OrderStatus, SkuMapping, StockLevel, Supply
from bots.settings import Settings

NOW = dt.datetime(2026, 11, 25, 4, 0, tzinfo=dt.UTC)
PLANNING = {
    "warehouses": {
        "SH": {"shops": ["north"], "target": 60, "keep": 90},
        "GZ": {"target": 60},
        "LA": {"shops": ["south"]},
    },
    "lanes": [
        {"from": "SH", "to": "GZ", "cost": 1.2, "days": 3},
        {"from": "SH", "to": "LA", "cost": 9, "days": 20, "minimum": 10},
    ],
    "suppliers": {"ACME": {"lead_days": 14, "lead_deviation": 2}},
    "transfer": {"role": "warehouse", "auto_under": {"CNY": 20}},
    "purchase": {"role": "buyer", "auto_under": {"CNY": 100}},
}


def site(name, **more):
    return {"name": name, "url": "http://127.0.0.1:9", **more}


def planned_settings(home):
    """Settings of nobody's sites; what a dead process held is free after two seconds."""
    return Settings.model_validate(
        {
            "home": home,
            "engine": {"lease": 2, "stand_by": 0.2},
            "shops": {
                "north": site("north", platform="market"),
                "south": site("south", platform="outlet"),
            },
            "erp": site("erp", product="practice", settle=0.2, retry_wait=0.1),
            "planning": PLANNING,
        }
    )


@pytest.fixture
def settings(tmp_path):
    return planned_settings(tmp_path)


def level(place, sku, available, *, reserved=0, incoming=0):
    return StockLevel(
        place=place,
        sku=sku,
        on_hand=Decimal(available + reserved),
        available=Decimal(available),
        incoming=Decimal(incoming),
    )


def supply(sku="A", **more):
    named = {"sku": sku, "warehouse": "SH", "supplier": "ACME", "price": Decimal(2)}
    return Supply(**named | {"currency": Currency.CNY} | more)


def order(days_ago, pieces=1, *, number="", status=OrderStatus.PAID, now=NOW):
    """North sold so many of NH-A."""
    placed = now - dt.timedelta(days=days_ago)
    return Order(
        shop="north",
        number=number or f"{days_ago}",
        status=status,
        placed_at=placed,
        currency=Currency.CNY,
        lines=(OrderLine(sku="NH-A", quantity=Decimal(pieces), unit_price=Decimal(5)),),
        total=Decimal(5 * pieces),
    )


@pytest.fixture
def books(light_ledger, clock):
    """The ledger, with the mapping of NH-A to A, its clock at NOW."""
    clock.now = NOW
    light_ledger.skus.put([SkuMapping(platform="market", sku="NH-A", erp_sku="A")], "ann")
    return light_ledger


def at(books, moment):
    """What the ledger's proposals are, as if it were that moment."""
    return replace(books.proposals.snapshot(), at=moment)
