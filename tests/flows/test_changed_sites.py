"""Sites that were rebuilt overnight: what a run does, and what `bots check` tells a person."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.flows.conftest import ORDERS, Company

pytestmark = pytest.mark.browser


def check(company: Company, shop: str) -> tuple[int, dict[str, Any]]:
    """`bots check SHOP --json`: exit code and what it found."""
    process = company.start("-m", "bots.cli", "check", shop, "--since", "2d", "--json")
    out, _ = process.communicate(timeout=240)
    return process.returncode, json.loads(out)


@pytest.mark.slow
@pytest.mark.ci
def test_reworded_pages_are_read_on_and_approved(company: Company) -> None:
    """Known orders prove the new labels; the run asks, and after a yes no run asks again."""
    code, first = company.run("collect_orders", "--shop", "north")
    assert first["counts"]["found"] == ORDERS
    company.desk.fault("north", "changed_words", path="orders")
    code, mended = company.run("collect_orders", "--shop", "north")
    assert (code, mended["counts"]["found"]) == (3, ORDERS)
    assert mended["counts"]["proposed locators"] > 0
    assert "updated" not in mended["counts"]
    with company.ledger() as ledger:
        asked = ledger.questions.open("north")
        assert {one.need for one in asked} == {"locators"}
        for question in asked:
            ledger.questions.answer(question.id, "yes", "tester")
    code, again = company.run("collect_orders", "--shop", "north")
    assert again["counts"]["found"] == ORDERS
    assert "proposed locators" not in again["counts"]


@pytest.mark.slow
@pytest.mark.ci
def test_check_says_what_changed_and_what_to_do(company: Company) -> None:
    """As recorded: nothing to do. Changed: what was lost, where it is now, how to answer."""
    company.run("collect_orders")
    code, same = check(company, "south")
    assert (code, same["stopped"], same["to_do"]) == (0, "", [])
    company.desk.fault("south", "changed_layout", path="api")
    code, changed = check(company, "south")
    assert code == 1
    lost = {one["what"]: one for one in changed["lost"]}
    assert lost["the order's number"]["was"] == "data.orders[].orderId"
    assert lost["the order's number"]["now"] == "dataV2.ordersV2[].orderIdV2"
    assert changed["trial"]["equal"] == changed["trial"]["known"] == ORDERS
    with company.ledger() as ledger:
        (question,) = ledger.questions.open("south")
    (step,) = changed["to_do"]
    assert f"bots items resolve Q{question.id} --answer yes" in step
