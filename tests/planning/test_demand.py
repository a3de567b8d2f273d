"""What was sold a day: which orders count, on which day, as how many pieces of which SKU."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bots.model import Currency, Order, OrderLine, OrderStatus, SkuMap, SkuMapping
from bots.planning.demand import Demand, Window, owed

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = dt.date(2026, 11, 25)
WINDOW = Window(TODAY, 28, ZONE)
SKUS = SkuMap(
    [
        SkuMapping(platform="market", sku="NH-A", erp_sku="A"),
        SkuMapping(platform="market", sku="NH-A-X6", erp_sku="A", factor=Decimal(6)),
    ]
)


def order(day, *skus, status=OrderStatus.PAID, hour=12):
    lines = tuple(OrderLine(sku=sku, quantity=Decimal(1), unit_price=Decimal(5)) for sku in skus)
    return Order(
        shop="north",
        number=f"{day}{hour}{skus}",
        status=status,
        placed_at=dt.datetime.combine(day, dt.time(hour), ZONE),
        currency=Currency.CNY,
        lines=lines,
        total=Decimal(5 * len(lines)),
    )


def demand(*orders):
    made = Demand(WINDOW)
    for one in orders:
        made.add(one, "SH", "market", SKUS)
    return made


def ago(days):
    return TODAY - dt.timedelta(days=days)


def test_a_bundle_of_six_counts_as_six_pieces_of_the_erps_sku():
    """The mapping's factor is applied, and both SKUs of the shop are one."""
    sold = demand(order(ago(2), "NH-A", "NH-A-X6")).history(("SH", "A"))
    assert sold == (Decimal(7), Decimal(0))


def test_days_are_counted_in_the_companys_zone_and_today_is_not_over():
    """An order at one at night belongs to its own day there; what sold today counts tomorrow."""
    sold = demand(order(ago(1), "NH-A", hour=1), order(TODAY, "NH-A", hour=0))
    assert sold.history(("SH", "A")) == (Decimal(1),)


@pytest.mark.parametrize("status", [one for one in OrderStatus if not one.enterable])
def test_an_order_that_the_erp_must_not_hold_sold_nothing(status):
    """Cancelled, refunded, unpaid: no demand."""
    assert demand(order(ago(3), "NH-A", status=status)).places() == set()


def test_a_sku_that_sold_before_the_window_has_the_whole_window():
    """Its first sale says that it is not new; days without a sale are days with none sold."""
    sold = demand(order(ago(40), "NH-A"), order(ago(1), "NH-A")).history(("SH", "A"))
    assert len(sold) == 28
    assert sum(sold) == 1


def test_a_new_sku_has_the_days_since_its_first_sale():
    """Three days ago for the first time: three days, of which two sold nothing."""
    sold = demand(order(ago(3), "NH-A")).history(("SH", "A"))
    assert sold == (Decimal(1), Decimal(0), Decimal(0))
    assert demand().history(("SH", "A")) == ()


def test_lines_without_a_mapping_are_counted_and_not_forgotten():
    """What they sold is in no figure, so somebody must be told."""
    assert demand(order(ago(3), "NH-B", "NH-A")).unmapped == {("market", "north", "NH-B"): 1}


def test_the_window_is_read_from_twice_as_far_back():
    """Midnights of the company's zone."""
    assert dt.datetime(2026, 9, 30, tzinfo=ZONE) == WINDOW.read_from
    assert dt.datetime(2026, 11, 25, tzinfo=ZONE) == WINDOW.read_until


def test_what_is_sold_and_not_in_the_erp_is_owed_by_warehouse():
    """In the ERP's pieces."""
    orders = [order(ago(1), "NH-A-X6"), order(ago(0), "NH-A", "NH-B")]
    found = owed(orders, {"north": "SH"}, {"north": "market"}, SKUS)
    assert found == {("SH", "A"): Decimal(7)}
