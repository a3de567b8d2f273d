"""Orders, an ERP in memory, and a worker that enters."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bots.entering import Entering, Worker
from bots.entering.sales import Sales
from bots.model import Order, OrderLine, SkuMapping
from bots.settings import ErpSettings
from tests.entering.fake_erp import FakeErp

PLATFORMS = {"north": "market"}


def an_order(number="1", **changes) -> Order:
    """An order of one line; `quantity` and every other field can be given."""
    quantity = Decimal(changes.pop("quantity", 2))
    values = {
        "shop": "north",
        "number": number,
        "status": "paid",
        "placed_at": datetime(2026, 5, 1, 9, tzinfo=UTC),
        "currency": "CNY",
        "lines": (OrderLine(sku="A-1", quantity=quantity, unit_price=Decimal("9.90")),),
        "total": quantity * Decimal("9.90"),
        "buyer": "Wang Wei",
        **changes,
    }
    return Order(**values)


@pytest.fixture
def order():
    return an_order


@pytest.fixture(params=["form", "import"])
def settings(request):
    return ErpSettings(
        url="http://127.0.0.1", product="practice", way=request.param, settle=60, attempts=3
    )


@pytest.fixture
def erp():
    return FakeErp()


@pytest.fixture
def entering(light_ledger, erp, settings):
    light_ledger.skus.put([SkuMapping(platform="market", sku="A-1", erp_sku="E-1")], "test")
    return Entering(light_ledger, erp, settings, PLATFORMS, Worker("w1", 1))


@pytest.fixture
def sale(entering, settings, light_ledger):
    """What the ERP is told of an order."""

    def of(order):
        return Sales(settings, PLATFORMS, light_ledger.skus.map()).of(order)

    return of
