"""Orders from the shops into the ERP, each once: the flows, with a real browser."""

from __future__ import annotations

import signal

import pytest

from tests.flows.conftest import ORDERS, Company, wait_until

pytestmark = pytest.mark.browser


def clean(company: Company) -> None:
    """Every order that must be in the ERP is there once and equal, but those for a person."""
    verdict = company.verdict()
    assert verdict.missing == ()
    assert verdict.duplicated == ()
    assert verdict.unexpected == ()
    assert verdict.unfinished == ()


@pytest.mark.slow
@pytest.mark.ci
def test_orders_are_entered_once_though_the_flow_is_killed(company: Company) -> None:
    """A killed run is taken up by the next, which leaves the third nothing to do."""
    code, collected = company.run("collect_orders")
    assert (code, collected["counts"]["found"]) == (0, 2 * ORDERS)
    killed = company.flow("enter_orders")
    wait_until(lambda: company.entered() >= 2, "two orders entered")
    killed.kill()
    killed.wait()
    code, entered = company.run("enter_orders")
    assert (code, entered["troubles"]) in [(0, []), (3, [])]
    clean(company)
    code, again = company.run("enter_orders")
    assert (code, again["counts"]) == (0, {})


@pytest.mark.slow
@pytest.mark.ci
def test_what_a_killed_flow_held_is_entered_though_nothing_else_is_due(company: Company) -> None:
    """The last orders of the day are not left to the next day's: the next run has them."""
    company.run("collect_orders")
    with company.ledger() as ledger:
        held = ledger.items.claim(ledger.items.due(100), "a process that was killed")
        assert len(held) > ORDERS
        assert ledger.items.due(100) == []
    code, entered = company.run("enter_orders")
    assert (code, entered["troubles"]) in [(0, []), (3, [])]
    clean(company)


@pytest.mark.slow
def test_a_dry_run_reads_and_writes_nothing(company: Company) -> None:
    """It finds the orders and says what it would do; neither ledger nor ERP hold anything new."""
    code, dry = company.run("collect_orders", "--dry-run")
    assert (code, dry["counts"]["found"], dry["counts"]["would record"]) == (
        0,
        2 * ORDERS,
        2 * ORDERS,
    )
    company.run("collect_orders")
    held = company.verdict()
    code, planned = company.run("enter_orders", "--dry-run")
    assert code == 0
    assert planned["counts"]["would enter"] > 0
    assert company.verdict() == held
    assert company.entered() == 0


@pytest.mark.slow
def test_a_connection_cut_after_the_submit_makes_no_second_order(company: Company) -> None:
    """The ERP saved the order and the answer was lost: it is read back, not entered again."""
    company.run("collect_orders")
    company.desk.fault("erp", "drop_after", methods=("POST",), path="order|sale", skip=2, times=2)
    code, _ = company.run("enter_orders")
    assert company.desk.fired("erp") == 2
    company.desk.no_faults()
    if code == 1:  # some wait for their settling time
        code, _ = company.run("enter_orders")
    assert code in {0, 3}
    clean(company)


@pytest.mark.slow
def test_a_worker_enters_what_a_flow_queues_and_ends_in_order(company: Company) -> None:
    """While a worker lives the flow leaves the ERP to it; told to stop, the worker ends with 0."""
    company.run("collect_orders")
    worker = company.start("-m", "bots.cli", "worker")
    logs = company.settings.home.glob
    wait_until(
        lambda: any("worker_ready" in log.read_text() for log in logs("runs/*-worker-*/log.jsonl")),
        "worker ready",
    )
    code, entered = company.run("enter_orders")
    assert (code, entered["troubles"]) in [(0, []), (3, [])]
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    clean(company)
    code, swept = company.run("sweep_erp")
    assert (code, swept["counts"]["missing"]) == (0, 0)


@pytest.mark.slow
def test_a_flow_goes_on_itself_when_the_worker_it_watched_is_gone(company: Company) -> None:
    """Killed at work, and nobody starts another: the flow takes the ERP, and ends its run."""
    company.run("collect_orders")
    worker = company.start("-m", "bots.cli", "worker")
    logs = company.settings.home.glob
    wait_until(
        lambda: any("worker_ready" in log.read_text() for log in logs("runs/*-worker-*/log.jsonl")),
        "worker ready",
    )
    flow = company.flow("enter_orders")
    wait_until(lambda: company.entered() >= 1, "an order entered by the worker")
    worker.kill()
    flow.communicate(timeout=240)
    assert flow.returncode in {0, 3}
    clean(company)


@pytest.mark.slow
def test_a_captcha_is_answered_and_the_same_run_goes_on(company: Company) -> None:
    """The shop wants a captcha: a question in the ledger, whose answer lets the run go on."""
    company.desk.switch("north", captcha=True)
    collecting = company.flow("collect_orders", "--shop", "north")
    with company.ledger() as ledger:
        wait_until(lambda: ledger.questions.open("north"), "a question")
        (question,) = ledger.questions.open("north")
        assert question.screenshot is not None
        assert question.screenshot.read_bytes().startswith(b"\x89PNG")
        answer = company.desk.site("north")["captcha_answer"]
        ledger.questions.answer(question.id, answer, "tester")
    collecting.communicate(timeout=120)
    assert collecting.returncode in {0, 3}


@pytest.mark.slow
def test_the_report_of_the_day_is_written(company: Company) -> None:
    """A workbook in the run's folder, and its path in the summary."""
    code, told = company.run("report_day")
    assert code == 0
    (note,) = told["notes"]
    assert note.endswith(".xlsx")
