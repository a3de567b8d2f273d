"""The worklist on the command line."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bots.errors import BusinessError, ScreenChanged
from bots.ledger import Ledger, Locator, State
from bots.model import Currency, Order, OrderLine, OrderStatus
from bots.settings import Settings


@pytest.fixture
def ledger(settled):
    settled.mkdir(parents=True, exist_ok=True)
    with Ledger.open(Settings.load().database_url) as opened:
        yield opened


def paid(number):
    """An order of the first of May."""
    return Order(
        shop="north",
        number=number,
        status=OrderStatus.PAID,
        placed_at=datetime(2026, 5, 1, tzinfo=UTC),
        currency=Currency.CNY,
        lines=(OrderLine(sku="A", quantity=Decimal(1), unit_price=Decimal(5)),),
        total=Decimal(5),
    )


@pytest.fixture
def rejected(ledger):
    """An order that was rejected because its SKU is not mapped."""
    order = paid("1001")
    ledger.orders.record(order)
    (item,) = ledger.items.claim([order.reference], "worker")
    error = BusinessError(
        "north/1001: SKU A has no ERP SKU", rule="unmapped_sku", remedy="add it to the mapping"
    )
    return ledger.items.reject(item, error)


def test_the_worklist_says_why_and_what_to_do(bots, rejected):
    """A rejected order is listed with its rule, the reason and the remedy."""
    said = bots("items", "list")
    assert "unmapped_sku: SKU A has no ERP SKU" in said.out
    assert "add it to the mapping" in said.out


def test_items_are_listed_for_programs(bots, rejected):
    """`--json` gives the items and the open questions as one object."""
    listed = bots("items", "list", "--json").json
    assert listed["questions"] == []
    assert [item["key"] for item in listed["items"]] == ["north/1001"]


def test_items_are_chosen_by_state_shop_and_reason(bots, rejected):
    """The list's options narrow it; a state that there is none of is wrong use."""
    assert bots("items", "list", "--state", "failed", "--json").json["items"] == []
    assert len(bots("items", "list", "--reason", "unmapped_sku", "--json").json["items"]) == 1
    assert bots("items", "list", "--shop", "other", "--json").json["items"] == []
    assert bots("items", "list", "--state", "nonsense").code == 2


def test_an_item_is_shown_with_its_history(bots, rejected):
    """By number or by reference, with who changed it, from what, to what, and why."""
    shown = bots("items", "show", "north/1001", "--json").json
    assert shown["id"] == rejected.id
    assert [row["to_state"] for row in shown["history"]] == ["new", "entering", "rejected"]
    assert "History" in bots("items", "show", str(rejected.id)).out
    assert bots("items", "show", "nonsense").code == 2


def test_mended_items_are_retried_by_their_reason(bots, rejected, ledger):
    """`--reason unmapped` picks up all that wait for a mapping."""
    assert bots("items", "retry", "--reason", "unmapped").code == 0
    assert ledger.items.get(rejected.id).state is State.NEW
    assert bots("items", "retry").code == 2


def test_a_person_settles_an_item_and_the_history_names_them(bots, rejected, ledger):
    """`resolve` notes that it was entered by hand, with the ERP's number."""
    assert bots("items", "resolve", "north/1001", "--erp-number", "SO7").code == 0
    item = ledger.items.get(rejected.id)
    assert (item.state, item.erp_number) == (State.ENTERED, "SO7")
    assert ledger.items.history(rejected.id)[-1].who == "tester"


def test_a_person_turns_an_item_down_with_a_reason(bots, ledger, rejected):
    """`reject` needs a reason, which the history keeps."""
    assert bots("items", "reject", "north/1001").code == 2
    assert bots("items", "reject", "north/1001", "--why", "a test order").code == 0
    assert "a test order" in ledger.items.history(rejected.id)[-1].why


def test_a_question_is_answered_once(bots, ledger):
    """`resolve Q1 --answer` gives a waiting run its captcha, and is not listed again."""
    question = ledger.questions.ask(
        "north", "captcha", "Type the characters.", wait=timedelta(hours=1)
    )
    assert f"Q{question.id}" in bots("items", "list").out
    assert bots("items", "resolve", f"Q{question.id}", "--answer", "7K3M").code == 0
    assert ledger.questions.take(question.id) == "7K3M"
    assert bots("items", "list", "--json").json["questions"] == []
    assert bots("items", "resolve", f"Q{question.id}", "--answer", "again").code == 1


def test_a_quiet_day_is_confirmed(bots, ledger):
    """A thin read's question is listed with its figures; yes makes the same read pass."""
    since, until = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC)
    for number in range(9):
        ledger.orders.record(paid(str(number)))
    with pytest.raises(ScreenChanged):
        ledger.reads.check("north", since, until, 3)
    listed = bots("items", "list").out
    assert "north showed 3 orders" in listed
    assert "--answer yes|no" in listed
    assert bots("items", "resolve", "Q1", "--answer", "perhaps").code == 1
    said = bots("items", "resolve", "Q1", "--answer", "yes")
    assert (said.code, "from now on north is read by it" in said.out) == (0, True)
    ledger.reads.check("north", since, until, 3)


@pytest.fixture
def proposed(ledger):
    """A question about locators that a read was mended with."""
    locator = Locator("OrdersPage", "label Order", "订单号", "", 0.92, "5 of 5 known orders")
    (question,) = ledger.locators.propose("north", [locator], wait=timedelta(days=1))
    return question


def test_proposed_locators_are_listed_and_shown_with_their_score(bots, proposed):
    """What was, what is now, how much alike they are, and how to answer."""
    listed = bots("items", "list").out
    assert f"bots items show Q{proposed.id}" in listed
    assert "yes|no" in listed
    shown = bots("items", "show", f"Q{proposed.id}")
    assert "订单号" in shown.out
    assert "0.92" in shown.out
    assert "5 of 5 known orders" in shown.out
    (locator,) = bots("items", "show", f"q{proposed.id}", "--json").json["locators"]
    assert (locator["page"], locator["selector"]) == ("OrdersPage", "label Order")
    assert bots("items", "show", "Q99").code == 2


@pytest.mark.parametrize(("answer", "in_force"), [("yes", 1), ("no", 0)])
def test_a_person_approves_or_refuses_locators(bots, ledger, proposed, answer, in_force):
    """A yes puts them in force, a no never; who answered is kept."""
    assert bots("items", "resolve", f"Q{proposed.id}", "--answer", "perhaps").code == 1
    assert bots("items", "resolve", f"Q{proposed.id}", "--answer", answer).code == 0
    assert len(ledger.locators.approved("north")) == in_force
    assert len(ledger.locators.refused("north")) == 1 - in_force
    assert ledger.questions.get(proposed.id).answered_by == "tester"
    assert bots("items", "list", "--json").json["questions"] == []


RUN = """
import sys
from bots.ledger import Ledger
with Ledger.open(sys.argv[1]) as ledger:
    print(ledger.runs.start("collect_orders", {}, "timetable").id, flush=True)
    sys.stdin.read()
"""


def test_a_run_whose_process_was_killed_has_died(bots, ledger):
    """A run is under way while its process lives; once that was killed, the list says `died`."""
    command = [sys.executable, "-c", RUN, Settings.load().database_url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        number = process.stdout.readline().decode().strip()
        assert bots("runs", "list", "--json").json[0]["state"] == "under way"
        process.kill()
    assert bots("runs", "list", "--json").json[0]["state"] == "died"
    assert "died" in bots("runs", "list").out
    assert "died" in bots("runs", "show", number).out


def test_a_run_that_waits_for_a_person_has_not_died(bots, ledger):
    """It needs no process while it waits; whoever takes it up has it."""
    run = ledger.runs.start("collect_orders", {}, "tester")
    ledger.runs.leave(run.id)
    assert bots("runs", "list", "--json").json[0]["state"] == "waiting_for_person"
    ledger.runs.take_up(run.id)
    assert bots("runs", "list", "--json").json[0]["state"] == "under way"


def test_of_another_machines_run_no_ending_is_made_up(bots, ledger, monkeypatch):
    """Whether another machine's process lives cannot be seen from here, and is not guessed."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("socket.gethostname", lambda: "another")
        run = ledger.runs.start("collect_orders", {}, "tester")
    ledger.runs.leave(run.id)  # no process of this machine has it
    assert bots("runs", "list", "--json").json[0]["state"] == "under way, or died"


def test_runs_are_listed_and_shown_with_their_evidence(bots, ledger, tmp_path):
    """A run's row says how it ended; showing it says where its evidence lies."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "log.jsonl").touch()
    run = ledger.runs.start("collect_orders", {"arguments": ["--since", "2d"]}, "tester", folder)
    ledger.runs.finish(run.id, "done", 0, {"found": 3})
    assert bots("runs", "list", "--json").json[0]["outcome"] == "done"
    shown = bots("runs", "show", str(run.id)).out
    assert str(folder) in shown
    assert "--since 2d" in shown
    assert bots("runs", "show", "99").code == 2


@pytest.mark.parametrize("need", ["captcha", "code", "qr", "slider", "quiet_day", "locators"])
def test_a_chinese_reader_is_told_what_a_question_means(bots, ledger, tmp_path, need):
    """In the list and in the question itself, above the words with the figures."""
    settings = tmp_path / "credentials.toml"
    settings.write_text('language = "zh"\n' + settings.read_text())
    question = ledger.questions.ask("north", need, "3 orders, 9 expected", wait=timedelta(hours=1))
    for told in (bots("items", "list"), bots("items", "show", f"Q{question.id}")):
        assert "3 orders, 9 expected" in told.out
        assert re.search("请|少吗", told.out)
