"""The settlements' flow from the shops' pages to the worklist, in processes of its own."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest

from bots.ledger import State
from bots.practice.company import Company as Practised
from bots.practice.rates import RATES
from tests.flows.conftest import Company

pytestmark = pytest.mark.browser
ALL = ("--since", "80d")
HEAD = "期初余额,0.00\n期末余额,{closing}\n流水号,入账时间,收支,金额(元),类型,订单号\n"


def waiting(company: Company, shop: str) -> Counter[str]:
    """The shop's settlement differences that wait, by rule."""
    with company.ledger() as ledger:
        return Counter(item.rule for item in ledger.settlements.open_findings(shop))


def planted(company: Company, shop: str) -> Counter[str]:
    """What must be found, worked out from the shop's own books and the ledger's orders."""
    own = Practised.open(company.home / "practice")
    with company.ledger() as ledger:
        known = {one.order.number: one.order for one in ledger.orders.find(shop=shop)}
        held = {
            item.key.partition("/")[2]
            for item in ledger.items.search(shop=shop, states=[State.ENTERED], limit=None)
        }
    found: Counter[str] = Counter()
    paid = set()
    payments = {
        one.number: one.amount for one in own.settlements[shop].all() if one.kind == "payment"
    }
    for one in own.settlements[shop].all():
        order = known.get(one.number)
        if not one.number:
            continue
        paid.add(one.number)
        if order is None:
            found["unknown_order"] += 1
        elif one.kind == "payment" and one.amount != order.total:
            found["short_paid"] += 1
        elif one.kind == "payment" and order.status.enterable and one.number not in held:
            found["not_in_erp"] += 1
        elif one.kind == "commission" and one.amount < 0:
            expected = payments[one.number] * RATES[order.currency]["commission"]
            found["other_rate"] += abs(-one.amount - expected) > Decimal("0.015")
    old = datetime.now(UTC) - timedelta(days=1)
    for number, order in known.items():
        found["never_paid"] += (
            order.status.enterable and order.placed_at < old and number not in paid
        )
    own.close()
    return +found


@pytest.mark.slow
@pytest.mark.ci
def test_the_shops_are_reconciled_from_their_pages_to_the_worklist(company: Company) -> None:
    """All planted differences are found and none invented; again, corrected, and explained."""
    company.desk.past("north", 5)
    company.run("collect_orders", *ALL)
    company.run("enter_orders", "--shop", "north")
    code, dry = company.run("reconcile_settlements", *ALL, "--dry-run")
    assert (code, dry["troubles"], waiting(company, "north")) == (3, [], Counter())
    code, done = company.run("reconcile_settlements", *ALL)
    assert (code, done["troubles"]) == (3, [])
    assert done["counts"] == dry["counts"]
    for shop in ("north", "south"):
        assert waiting(company, shop) == planted(company, shop)
    assert {"never_paid", "short_paid", "other_rate", "unknown_order"} <= set(
        waiting(company, "north")
    )
    _has_no_buyer(company, done)

    code, again = company.run("reconcile_settlements", *ALL)
    assert (code, again["counts"]) == (3, done["counts"])
    assert not any("differences" in note for note in again["notes"])

    with company.ledger() as ledger:
        short = next(
            item for item in ledger.settlements.open_findings("north") if item.rule == "short_paid"
        )
        entry = short.key.partition("/")[2]
        (order,) = ledger.settlements.standing("north", [entry]).values()
        total = ledger.orders.get(f"north/{order}").total
    company.desk.correct("north", entry, total)
    code, corrected = company.run("reconcile_settlements", "--shop", "north", *ALL)
    assert any(f"changed {entry}" in note for note in corrected["notes"])
    assert waiting(company, "north")["short_paid"] == 0


def _has_no_buyer(company: Company, done: dict) -> None:
    """The workbook may be sent around."""
    own = Practised.open(company.home / "practice")
    names = {order.buyer.name for order in own.orders["north"].all()}
    own.close()
    (path,) = [note.partition(": ")[2] for note in done["notes"] if "settlements-north" in note]
    book = openpyxl.load_workbook(path)
    shown = " ".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    )
    assert "proved" in shown
    assert not [name for name in names if name in shown and len(name) > 1]


@pytest.mark.slow
@pytest.mark.ci
def test_a_file_that_proves_nothing_fails_the_run_with_its_figures(
    company: Company, tmp_path
) -> None:
    """Its balance moved by other than its rows; what it says is kept, and a person told."""
    file = tmp_path / "october.csv"
    rows = "NS1,2026-10-05 10:00:00,支出,199.00,店铺月费,\n"
    file.write_text(HEAD.format(closing="-198.00") + rows, "gb18030")
    how = ("--shop", "north", "--file", str(file), "--format", "market")
    code, told = company.run("reconcile_settlements", *how)
    assert code == 1
    (trouble,) = told["troubles"]
    assert "come to -199.00" in trouble["message"]
    assert "which is -198.00" in trouble["message"]
    file.write_text(HEAD.format(closing="-199.00") + rows, "gb18030")
    code, mended = company.run("reconcile_settlements", *how)
    assert (code, mended["troubles"], mended["counts"]["explained"]) == (0, [], 1)


@pytest.mark.slow
def test_a_page_in_place_of_the_file_is_refused(company: Company, tmp_path) -> None:
    """Exit code 1, and nothing is kept of it."""
    file = tmp_path / "october.csv"
    file.write_text("<!doctype html><title>Sign in</title>")
    code, told = company.run(
        "reconcile_settlements", "--shop", "north", "--file", str(file), "--format", "douyin"
    )
    assert code == 1
    assert "web page" in told["troubles"][0]["message"]
    with company.ledger() as ledger:
        assert ledger.settlements.in_force("north") == []
