"""Shipments from the ERP and from carriers' spreadsheets to the shops, each once: the flow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from bots.ledger import WRITE_BACK, Item, State
from bots.model import OrderStatus
from bots.practice.company import Company as Books
from bots.practice.expected import expected_sale
from bots.practice.sales import CONFIRMED
from bots.practice_settings import practice_home, practice_settings
from tests.flows.conftest import Company, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.ci]
FLOW = "write_back_shipments"


def sold(company: Company, shop: str, count: int) -> list[str]:
    """New paid orders whose sales are confirmed in the ERP: their references."""
    numbers = company.desk.arrive(shop, count)
    for number in numbers:
        company.desk.change(shop, number, status=OrderStatus.PAID)
    books = Books.open(practice_home(company.home))
    orders = [books.orders[shop].get(number) for number in numbers]
    sales = [expected_sale(shop, order) for order in orders if order]
    books.books.add([sale for sale in sales if sale], made_by="test", state=CONFIRMED)
    books.close()
    return [f"{shop}/{number}" for number in numbers]


def labels(company: Company, references: Iterable[str]) -> dict[str, list[str]]:
    """The numbers that the shops were told, newest first, by their own databases."""
    books = Books.open(practice_home(company.home))
    told = {
        reference: [one.tracking for one in books.labels[shop].of(number)]
        for reference in references
        for shop, _, number in [reference.partition("/")]
    }
    books.close()
    return told


def items(company: Company) -> Mapping[str, Item]:
    """The work items of shipments, by order."""
    with company.ledger() as ledger:
        found = ledger.items.search(kind=WRITE_BACK, limit=None)
    return {item.key: item for item in found}


def numbers(packed: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {one["reference"]: [one["tracking"]] for one in packed}


def test_the_erps_shipments_are_told_once_and_the_doubtful_stop_alone(company: Company) -> None:
    """Right ones are told; a cancelled order, a strange carrier and another number wait each
    with a rule; a second run, and a dry run, change nothing; a mended setting lets one go on.
    """
    north, south = sold(company, "north", 4), sold(company, "south", 1)
    cancelled, strange, *fine = [*north, *south]
    company.desk.pack([strange], carrier="老王快递", tracking="LW12345678")
    told = numbers(company.desk.pack())
    company.desk.change("north", cancelled.partition("/")[2], status=OrderStatus.CANCELLED)
    code, dry = company.run(FLOW, "--dry-run")
    assert (code, dry["counts"]["would enter"]) == (0, 4)  # the cancelled one stops when it is told
    assert (items(company), labels(company, fine)) == ({}, {one: [] for one in fine})
    code, done = company.run(FLOW)
    assert (code, done["troubles"], done["counts"]["entered"]) == (3, [], 3)
    assert labels(company, fine) == {one: told[one] for one in fine}
    assert labels(company, [cancelled, strange]) == {cancelled: [], strange: []}
    rules = {item.key.split()[0]: item.rule for item in items(company).values() if item.rule}
    assert rules == {cancelled: "not_to_be_shipped", strange: "unknown_carrier"}
    code, again = company.run(FLOW)
    assert (code, again["counts"].get("entered", 0)) == (3, 0)
    assert labels(company, fine) == {one: told[one] for one in fine}
    with_settings(company, carriers={"老王快递": "other"})
    code, mended = company.run(FLOW)
    assert mended["counts"]["entered"] == 1
    assert labels(company, [strange]) == {strange: ["LW12345678"]}


def test_a_voided_label_is_replaced_in_the_shop(company: Company) -> None:
    """The first is voided: a person is told. Another is printed: the shop is, and that ends it."""
    (order,) = sold(company, "north", 1)
    (first,) = company.desk.pack([order])
    company.run(FLOW, "--shop", "north")
    company.desk.pack([], void=[order])
    code, _ = company.run(FLOW, "--shop", "north")
    assert [item.rule for item in items(company).values()] == ["label_voided"]
    assert code == 3
    (second,) = company.desk.pack([order])
    code, _ = company.run(FLOW, "--shop", "north")
    assert code == 0
    assert labels(company, [order]) == {order: [second["tracking"], first["tracking"]]}
    assert {item.state for item in items(company).values()} == {State.ENTERED}


def test_a_killed_run_is_taken_up_and_tells_no_shop_twice(company: Company) -> None:
    """SIGKILL while the shop works on the submit: the next run reads back first."""
    with_settings(company)
    orders = sold(company, "north", 3)
    told = numbers(company.desk.pack(orders))
    company.desk.fault("north", "latency", path="/ship$", skip=1, times=1, seconds=3)
    killed = company.flow(FLOW, "--shop", "north")
    submitting = {State.SUBMITTING}
    wait_until(lambda: company.desk.fired("north") == 1, "the second shipment submitted")
    assert submitting <= {item.state for item in items(company).values()}
    killed.kill()
    killed.wait()
    company.desk.no_faults()
    wait_until(
        lambda: company.run(FLOW, "--shop", "north")[0] == 0 and all_done(company), "all told"
    )
    assert labels(company, orders) == told


def all_done(company: Company) -> bool:
    return all(item.state.done for item in items(company).values())


def test_a_carriers_spreadsheet_is_written_back_row_by_row(
    company: Company, tmp_path: Path
) -> None:
    """Bare order numbers are found in the ledger; each row that cannot be told stops alone."""
    company.run("collect_orders")
    orders = sold(company, "north", 3)
    company.run("collect_orders", "--shop", "north")
    bare = [order.partition("/")[2] for order in orders]
    file = tmp_path / "sf.csv"
    day = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    rows = [
        f"{bare[0]},顺丰,SF0001112223,{day}",
        f"{bare[1]},顺丰速运,SF0001112224,{day}",
        f"{bare[1]},SF Express,SF0001112225,{day}",
        f"{orders[2]},SF,=1+1,{day}",
        f"77777777,SF,SF0001112226,{day}",
        f"{bare[2]},,SF0001112227,{day}",
    ]
    file.write_text("\n".join(["订单号,快递公司,运单号,发货时间", *rows, ""]), "utf-8")
    code, done = company.run(FLOW, "--shop", "north", "--file", str(file))
    assert (code, done["counts"]["entered"], done["counts"]["for a person"]) == (3, 1, 5)
    assert labels(company, orders) == {
        orders[0]: ["SF0001112223"], orders[1]: [], orders[2]: [],
    }  # fmt: skip
    rules = sorted(item.rule for item in items(company).values() if item.rule)
    assert rules == [
        "several_numbers", "several_numbers", "unknown_order", "unreadable_row",
        "unreadable_shipment",
    ]  # fmt: skip
    assert (
        company.run(FLOW, "--shop", "north", "--file", str(file))[1]["counts"].get("entered", 0)
        == 0
    )


def with_settings(company: Company, carriers: Mapping[str, str] | None = None) -> None:
    """The practice's settings as a file: submits settle in a second; the company's own words."""
    tables = practice_settings(company.home)
    tables["secrets"] = {key: str(value) for key, value in tables["secrets"].items()}
    place = tables.pop("home")
    tables["erp"] |= {"settle": 1}
    tables["shipping"] = {"settle": 1, "carriers": dict(carriers or {})}
    file = company.home / "credentials.toml"
    file.write_text(tomlkit.dumps(tables), "utf-8")
    company.told = {"BOTS_CREDENTIALS": str(file), "BOTS_HOME": str(place)}
    company.settings = replace_home(company, place)


def replace_home(company: Company, place: Path) -> Any:
    return company.settings.model_copy(update={"home": place})
