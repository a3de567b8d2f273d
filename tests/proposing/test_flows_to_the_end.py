"""Both flows from the stock to the ERP, which is a file here; killed at the worst moments."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bots.errors import BusinessError
from bots.ledger import Actor, Ledger, Outcome, Standing
from bots.model import SkuMapping, StockTarget
from tests.proposing.conftest import level, order, planned_settings, supply
from tests.proposing.file_erp import work

ANN = Actor("ann")
FLOWS = [("transfer_stock", "transfers"), ("replenish_stock", "purchases")]
STOCK = [
    level("SH", "A", 40),  # sells three a day
    *(level("GZ", "B", 5), level("SH", "B", 0)),  # is new, and has a target
    *(level("SH", "C", 300), level("GZ", "C", 5), level("LA", "C", 0)),
]


@pytest.fixture
def books(tmp_path, migrated_file):
    """The ledger: two purchases and two transfers are wanted, each dearer than the rules allow."""
    (tmp_path / "ledger.sqlite").write_bytes(migrated_file.read_bytes())
    stock = [one.model_dump(mode="json") for one in STOCK]
    told = {"stock": stock, "transfers": [], "purchases": []}
    (tmp_path / "erp.json").write_text(json.dumps(told))
    with Ledger.open(planned_settings(tmp_path).database_url) as ledger:
        ledger.skus.put([SkuMapping(platform="market", sku="NH-A", erp_sku="A")], "ann")
        for days in range(1, 57):
            ledger.orders.record(order(days, 2 + 2 * (days % 2), now=ledger.now()))
        keys = [item.key for item in ledger.items.search(limit=None)]
        for item in ledger.items.claim(keys, "worker"):
            ledger.items.entered(item, Outcome.ENTERED, erp_id=item.key)
        goals = [("A", "GZ", 0), ("B", "GZ", 90), ("B", "SH", 0), ("C", "LA", 30)]
        ledger.stock_rules.put(
            [StockTarget(sku=sku, warehouse=name, target=n, keep=n) for sku, name, n in goals],
            "ann",
        )
        ledger.stock_rules.put([supply(), supply("B", warehouse="GZ")], "ann")
        yield ledger


def approve_all(ledger):
    return [
        ledger.proposals.approve(one.id, ANN, one.seen_hash).key
        for one in ledger.proposals.search(states=[Standing.OPEN])
    ]


def held(home, kind):
    """The references that the ERP holds, each as often as it is there."""
    return sorted(
        json.loads(row["thing"])["reference"]
        for row in json.loads((home / "erp.json").read_text())[kind]
        if row["state"] == "confirmed"
    )


def as_process(flow: str, home: Path, dies: str) -> int:
    command = [sys.executable, "-m", "tests.proposing.file_erp", flow, str(home), dies]
    return subprocess.run(command, capture_output=True, timeout=120, check=False).returncode


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.parametrize(("flow", "kind"), FLOWS)
async def test_proposed_then_approved_then_entered_once(books, tmp_path, flow, kind):
    """The first run leaves two to a person, the second enters them, the third has nothing to do."""
    first = await work(flow, tmp_path, "")
    assert first.tally.exit_code == 3
    assert (first.tally.totals["proposed"], first.tally.totals["waiting for approval"]) == (2, 2)
    assert held(tmp_path, kind) == []
    keys = approve_all(books)
    second = await work(flow, tmp_path, "")
    assert (second.tally.exit_code, second.tally.totals["entered"]) == (0, 2)
    assert held(tmp_path, kind) == sorted(keys)
    assert {one.state for one in books.proposals.search()} == {Standing.ENTERED}
    third = await work(flow, tmp_path, "")
    assert third.tally.exit_code == 0
    assert held(tmp_path, kind) == sorted(keys)


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.parametrize("dies", ["die-before", "die-after"])
@pytest.mark.parametrize(("flow", "kind"), FLOWS)
async def test_killed_between_and_run_again_each_is_there_once(books, tmp_path, flow, kind, dies):
    """SIGKILL right before the save, or right after it: the next run reads back, then goes on."""
    await work(flow, tmp_path, "")
    keys = approve_all(books)
    assert as_process(flow, tmp_path, dies) == -signal.SIGKILL
    again = await work(flow, tmp_path, "")
    assert (again.tally.exit_code, again.tally.troubles) == (0, [])
    assert held(tmp_path, kind) == sorted(keys)
    assert {one.state for one in books.proposals.search()} == {Standing.ENTERED}


@pytest.mark.parametrize(("flow", "kind"), FLOWS)
async def test_what_was_refused_is_never_entered(books, tmp_path, flow, kind):
    """Nor proposed again by the next run; a stale approval is refused, and enters nothing."""
    await work(flow, tmp_path, "")
    refused, stale = books.proposals.search(states=[Standing.OPEN])
    books.proposals.refuse(refused.id, ANN, refused.seen_hash, "not this week")
    with pytest.raises(BusinessError):
        books.proposals.approve(stale.id, ANN, "0ld")
    again = await work(flow, tmp_path, "")
    assert again.tally.totals["refused before"] == 1
    assert again.tally.totals["waiting for approval"] == 1
    assert held(tmp_path, kind) == []


@pytest.mark.parametrize(("flow", "kind"), FLOWS)
async def test_a_dry_run_writes_nothing(books, tmp_path, flow, kind):
    """It says what it would propose, and what it would enter; ledger and ERP stay as they are."""
    dry = await work(flow, tmp_path, "", dry_run=True)
    assert dry.tally.totals["would propose"] == 2
    assert books.proposals.search() == []
    await work(flow, tmp_path, "")
    keys = approve_all(books)
    before = books.proposals.search()
    dry = await work(flow, tmp_path, "", dry_run=True)
    assert {f"enter {key}" for key in keys} <= set(dry.tally.would)
    assert books.proposals.search() == before
    assert held(tmp_path, kind) == []
