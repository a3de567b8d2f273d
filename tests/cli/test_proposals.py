"""Proposals on the command line: listed, shown with their arithmetic, decided by who saw them."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest

from bots.ledger import Actor, Ledger, Standing
from bots.model import Currency, Draft, ProposedLine, Working
from bots.model.proposal import Kind
from bots.settings import Settings
from tests.cli.conftest import SETTINGS

PLANNING = """
[planning.warehouses.SH]
[planning.suppliers.ACME]
lead_days = 14
"""


@pytest.fixture
def ledger(settled, tmp_path):
    (tmp_path / "credentials.toml").write_text(SETTINGS + PLANNING)
    settled.mkdir(parents=True, exist_ok=True)
    with Ledger.open(Settings.load().database_url) as opened:
        yield opened


def draft(pieces=55):
    return Draft(
        kind=Kind.TRANSFER,
        source="SH",
        destination="GZ",
        date=dt.date(2026, 11, 25),
        lines=(ProposedLine(sku="TEA-0100", quantity=Decimal(pieces)),),
        amount=Decimal("66.00"),
        currency=Currency.CNY,
        working=Working(en=("60 - 5 = 55 short",), zh=("60 - 5 = 55，缺 55",)),
        role="warehouse",
    )


@pytest.fixture
def proposal(ledger):
    return ledger.proposals.propose(draft(), Actor("run 1", 1))[1]


class Terminal(io.StringIO):
    """Somebody sits there, and types this."""

    def isatty(self):
        return True


def state(ledger):
    return ledger.proposals.search()[-1].state


def test_proposals_that_wait_are_listed(bots, ledger, proposal):
    """With what they cost and whose they are; decided ones only with `--all`."""
    said = bots("proposals", "list")
    for word in ("transfer", "SH", "GZ", "66.00 CNY", "warehouse"):
        assert word in said.out
    ledger.proposals.refuse(proposal.id, Actor("ann"), proposal.seen_hash, "no")
    assert "No proposal waits" in bots("proposals", "list").out
    assert len(bots("proposals", "list", "--all", "--json").json) == 1
    assert len(bots("proposals", "list", "--state", "refused", "--json").json) == 1
    assert bots("proposals", "list", "--kind", "purchase", "--all", "--json").json == []
    assert bots("proposals", "list", "--state", "nonsense").code == 2


def test_showing_one_prints_the_whole_arithmetic_and_its_history(bots, proposal):
    """By number or by key; for programs as one object."""
    said = bots("proposals", "show", str(proposal.id)).out
    for word in ("60 - 5 = 55 short", "TEA-0100", proposal.seen_hash, "run 1"):
        assert word in said
    shown = bots("proposals", "show", proposal.key, "--json").json
    assert shown["working"]["en"] == ["60 - 5 = 55 short"]
    assert [row["to_state"] for row in shown["history"]] == ["open"]
    assert bots("proposals", "show", "99").code == 2


def test_operators_read_it_in_chinese(bots, ledger, proposal, tmp_path):
    """The arithmetic too, and the headings."""
    (tmp_path / "credentials.toml").write_text('language = "zh"\n' + SETTINGS + PLANNING)
    said = bots("proposals", "show", str(proposal.id)).out
    for word in ("60 - 5 = 55，缺 55", "计算过程", "调拨", "待审批"):
        assert word in said
    listed = bots("proposals", "list").out
    assert "审批角色" in listed
    assert "short" not in said + listed


def test_an_approval_names_what_was_seen(bots, ledger, proposal):
    """With the version from `show`; who it was is kept."""
    done = bots("proposals", "approve", str(proposal.id), "--seen", proposal.seen_hash)
    assert done.code == 0
    assert "bots run transfer_stock" in done.out
    kept = ledger.proposals.find(proposal.key)
    assert (kept.state, kept.decided_by) == (Standing.APPROVED, "tester")


def test_a_stale_approval_is_refused(bots, ledger, proposal):
    """A newer proposal came meanwhile, or its figures did: look again."""
    fresh = draft().model_copy(update={"working": Working(en=("new",), zh=("新",))})
    ledger.proposals.propose(fresh, Actor("run 2", 2))
    done = bots("proposals", "approve", str(proposal.id), "--seen", proposal.seen_hash)
    assert (done.code, state(ledger)) == (1, Standing.OPEN)
    assert f"bots proposals show {proposal.id}" in done.err
    ledger.proposals.propose(draft(60), Actor("run 3", 3))
    done = bots("proposals", "approve", str(proposal.id), "--seen", proposal.seen_hash)
    assert (done.code, state(ledger)) == (1, Standing.SUPERSEDED)


@pytest.mark.parametrize(("answer", "stands"), [("y", Standing.APPROVED), ("n", Standing.OPEN)])
def test_at_a_terminal_it_is_shown_and_asked(bots, ledger, proposal, monkeypatch, answer, stands):
    """Without a version the person sees it first, and then says yes or no."""
    monkeypatch.setattr("sys.stdin", Terminal(f"{answer}\n"))
    said = bots("proposals", "approve", str(proposal.id))
    assert "60 - 5 = 55 short" in said.out
    assert state(ledger) is stands


def test_where_nobody_sits_a_version_must_be_named(bots, ledger, proposal, monkeypatch):
    """A script cannot say that it saw it."""
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert bots("proposals", "approve", str(proposal.id)).code == 2
    assert state(ledger) is Standing.OPEN


def test_a_refusal_has_its_reason(bots, ledger, proposal):
    """It is kept, and the same is not proposed again for some days."""
    assert bots("proposals", "refuse", str(proposal.id)).code == 2
    words = ("--why", "no truck", "--seen", proposal.seen_hash)
    assert "7 days" in bots("proposals", "refuse", str(proposal.id), *words).out
    kept = ledger.proposals.find(proposal.key)
    assert (kept.state, kept.why) == (Standing.REFUSED, "no truck")


def test_supplies_are_imported_whole_or_not_at_all(bots, ledger, tmp_path):
    """A mistake is told with its row; nothing of the file was imported then."""
    file = tmp_path / "supplies.csv"
    file.write_text("SKU,warehouse,supplier,price,currency\nA,SH,ACME,2,CNY\nB,SZ,ACME,2,CNY\n")
    wrong = bots("proposals", "import", str(file))
    assert wrong.code == 2
    assert "no warehouse 'SZ'" in wrong.err
    assert ledger.stock_rules.supplies() == []
    file.write_text("SKU,warehouse,supplier,price,currency\nA,SH,ACME,2,CNY\n")
    assert bots("proposals", "import", str(file), "--json").json["added"] == 1
    assert len(ledger.stock_rules.supplies()) == 1


def test_a_supplier_without_lead_time_is_told_at_once(bots, ledger, tmp_path):
    """Neither the row nor the settings have one."""
    file = tmp_path / "supplies.csv"
    file.write_text("SKU,warehouse,supplier,price,currency\nA,SH,NOBODY,2,CNY\n")
    said = bots("proposals", "import", str(file))
    assert said.code == 2
    assert "[planning.suppliers.NOBODY]" in said.err
