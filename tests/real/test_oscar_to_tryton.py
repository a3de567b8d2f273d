"""The main job on two real systems: orders from oscar's dashboard into Tryton, each once.

Judged by oscar's own database and by Tryton's own RPC, never by our ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bots.erps.tryton.wording import to_comment
from bots.model import Order
from bots.model.record import normalised_text
from tests.real.operator import Operator
from tests.real.oscar.server import EMAIL, PASSWORD, TIMEZONE, Shop, running_shop
from tests.real.oscar.signed_in import NAME, STATUSES
from tests.real.tryton.judge import Judge
from tests.real.tryton.server import TrytonServer, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(3000)]

# The shop's SKUs, Tryton's products, and how many of theirs one of ours is.
SKUS = {
    "SCR-M4-10": ("SCR-M4-10", 1),
    "SCR-M4-100": ("SCR-M4-100", 1),
    "SCR-M4-10-A2": ("SCR-M4-10-B", 1),
    "NUT-M4": ("NUT-M4", 1),
    "DRL-18V": ("SKU-001", 1),
    "BIT-SET-32": ("Q'UOTE", 1),
    "GLV-L": ("茶-01", 2),
    "TAPE-50M": ("A%B_C", 1),
    "LAMP-𠮷": ("茶-011", 1),
    "CBL-2.5": ("SKU-002", 1),
}
MAPPED_LATE = "NUT-M4"
DUE = {"paid", "shipped", "completed"}


@contextmanager
def both(orders: int, folder: Path) -> Iterator[tuple[Shop, TrytonServer]]:
    """An oscar with `orders` orders and a Tryton with no sales."""
    for name in ("oscar", "tryton", "home"):
        (folder / name).mkdir()
    with running_shop(orders, folder / "oscar") as shop, running(folder / "tryton") as tryton:
        yield shop, tryton


def settled(home: Path, shop: Shop, tryton: TrytonServer, way: str) -> Operator:
    """An operator whose settings name the two systems."""
    statuses = ", ".join(f'"{theirs}" = "{ours}"' for theirs, ours in STATUSES.items())
    operator = Operator(home)
    operator.settle_in(
        f"""
[secrets]
backend = "file"

[shops.{NAME}]
platform = "oscar"
url = "{shop.url}"
username = "{EMAIL}"
password = "keyring:{NAME}/password"
timezone = "{TIMEZONE}"
language = "en"

[shops.{NAME}.options]
statuses = {{ {statuses} }}

[erp]
product = "tryton"
url = "{tryton.url}/{tryton.database}"
username = "{tryton.username}"
password = "keyring:erp/password"
language = "en"
way = "{way}"
""",
        {f"keyring:{NAME}/password": PASSWORD, "keyring:erp/password": tryton.password},
    )
    return operator


def map_skus(operator: Operator, *, without: str = "") -> None:
    """Import the operator's SKU mapping."""
    rows = [
        f"oscar,*,{sku},{erp_sku},{factor}"
        for sku, (erp_sku, factor) in SKUS.items()
        if sku != without
    ]
    file = operator.home / "skus.csv"
    head = "platform,shop,sku,erp_sku,factor"
    file.write_text("\n".join((head, *rows, "")), encoding="utf-8")
    operator.bots("skus", "import", str(file))


def due_orders(shop: Shop) -> dict[str, Order]:
    """What Tryton must hold, by reference, from oscar's database alone."""
    orders = [
        Order.model_validate({"shop": NAME, **one["order"]})
        for one in shop.truth()
        if one["order"] and one["order"]["status"] in DUE
    ]
    return {order.reference: order for order in orders}


def expected_sale(order: Order) -> dict[str, Any]:
    """The sale that this order must have become."""
    lines = [
        (SKUS[line.sku][0], line.quantity * SKUS[line.sku][1], line.unit_price / SKUS[line.sku][1])
        for line in order.lines
    ]
    extras = (("SHIPPING", order.shipping), ("DISCOUNT", -order.discount))
    lines += [(sku, Decimal(1), amount) for sku, amount in extras if amount]
    return {
        "party": NAME,
        "date": order.placed_at.date(),
        "currency": order.currency.value,
        "total": order.total,
        "lines": sorted(lines),
        "comment": normalised_text(to_comment(order.ship_to.text(), order.note)),
    }


def found_sale(sale: dict[str, Any]) -> dict[str, Any]:
    """A sale as Tryton's RPC tells it, in the same words."""
    return {
        "party": sale["party."]["name"],
        "date": sale["sale_date"],
        "currency": sale["currency."]["code"],
        "total": sale["total_amount"],
        "lines": sorted(
            (line["product."]["code"], Decimal(str(line["quantity"])), line["unit_price"])
            for line in sale["lines"]
        ),
        "comment": normalised_text(sale["comment"] or ""),
    }


def wrong_sales(judge: Judge, wanted: dict[str, Order]) -> list[str]:
    """What is missing, twice, unfinished, unasked for or different in Tryton, in words."""
    sales = judge.sales()
    references = [sale["reference"] for sale in sales]
    told = [
        f"{one} is there {references.count(one)} times"
        for one in wanted
        if references.count(one) != 1
    ]
    told += [f"{one} should not be there" for one in references if one not in wanted]
    for sale in sales:
        order = wanted.get(sale["reference"])
        if sale["state"] not in {"confirmed", "processing"}:
            told.append(f"{sale['reference']} is {sale['state']}")
        if order and found_sale(sale) != expected_sale(order):
            told.append(f"{sale['reference']}: {found_sale(sale)} is not {expected_sale(order)}")
    return told


@pytest.mark.parametrize(
    ("orders", "way"),
    [
        (40, "import"),
        pytest.param(60, "form", marks=pytest.mark.slow),
        pytest.param(200, "import", marks=pytest.mark.slow),
    ],
)
def test_every_due_order_is_in_tryton_once_with_every_field_equal(
    orders: int, way: str, tmp_path: Path
):
    """Collect and enter; an unmapped SKU holds back its orders only, until it is mapped."""
    with both(orders, tmp_path) as (shop, tryton):
        operator = settled(tmp_path / "home", shop, tryton, way)
        map_skus(operator, without=MAPPED_LATE)
        wanted = due_orders(shop)
        mapped = {
            reference: order
            for reference, order in wanted.items()
            if all(line.sku != MAPPED_LATE for line in order.lines)
        }
        operator.flow("collect_orders", "--since", "2025-01-01", codes=(0, 3))
        operator.flow("enter_orders", codes=(0, 3))
        with tryton.judge() as judge:
            assert 20 <= len(mapped) < len(wanted)
            assert wrong_sales(judge, mapped) == []
            map_skus(operator)
            operator.bots("items", "retry", "--reason", "unmapped")
            operator.flow("enter_orders", codes=(0, 3))
            assert wrong_sales(judge, wanted) == []
            operator.flow("collect_orders", "--since", "2025-01-01", codes=(0, 3))
            operator.flow("enter_orders", codes=(0, 3))
            assert wrong_sales(judge, wanted) == [], "a second run changed something"
        assert secrets_left(operator.home) == []


def secrets_left(home: Path) -> list[str]:
    """The files below BOTS_HOME, but the ledger's, that hold a password or a buyer's phone."""
    plain = re.compile(rf"{re.escape(PASSWORD)}|13800138000".encode())
    files = [path for path in home.rglob("*") if path.is_file() and "ledger" not in path.name]
    return [str(path) for path in files if plain.search(path.read_bytes())]
