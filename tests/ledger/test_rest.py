"""Runs, questions, SKU mappings, floors and sites, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bots.errors import BusinessError, ScreenChanged
from bots.ledger.views import Imported
from bots.model import Order, OrderLine, SkuMapping
from bots.sign_in_tries import Outcome, Permit

DAY = datetime(2026, 5, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_run_is_kept_from_start_to_end(ledger, clock, tmp_path):
    """A run tells its flow, parameters, who, where, when, how it ended, counts and evidence."""
    run = ledger.runs.start("collect_orders", {"shop": ["北"], "since": DAY}, "ann", tmp_path)
    assert ledger.runs.unfinished() == [run]
    clock.advance(minutes=1)
    ended = ledger.runs.finish(run.id, "done", 0, {"entered": 3})
    assert (ended.outcome, ended.exit_code, ended.counts) == ("done", 0, {"entered": 3})
    assert ended.finished_at - ended.started_at == MINUTE
    assert ended.parameters == {"shop": ["北"], "since": str(DAY)}
    assert ended.evidence == tmp_path


def test_first_ending_of_a_run_stands(ledger):
    """A run that was declared dead is not done afterwards."""
    run = ledger.runs.start("sweep_erp", {}, "ann")
    ledger.runs.finish(run.id, "failed", 1, {})
    assert ledger.runs.finish(run.id, "done", 0, {}).outcome == "failed"


def test_latest_runs_come_first(ledger):
    """Newest first, of one flow or of all."""
    ids = [ledger.runs.start(flow, {}, "ann").id for flow in ("a", "b", "a")]
    assert [run.id for run in ledger.runs.latest()] == ids[::-1]
    assert [run.id for run in ledger.runs.latest(flow="a", limit=1)] == [ids[2]]


def ask(ledger, **more):
    wait = timedelta(minutes=10)
    return ledger.questions.ask("north", "code", "the code that came by SMS", wait=wait, **more)


def test_answer_is_taken_once_and_cleared(ledger):
    """The run gets the answer once; after that it is nowhere in the database."""
    question = ask(ledger, run=3)
    assert ledger.questions.take(question.id) is None
    answered = ledger.questions.answer(question.id, "482913", "ann")
    assert answered.answered_by == "ann"
    assert ledger.questions.open() == []
    assert ledger.questions.take(question.id) == "482913"
    assert ledger.questions.take(question.id) is None
    assert ledger.questions.get(question.id).taken_at is not None


def test_answer_is_never_shown(ledger):
    """What lists a question does not hold its answer."""
    question = ask(ledger)
    assert "482913" not in repr(ledger.questions.answer(question.id, "482913", "ann"))


def test_question_expires(ledger, clock):
    """A question that nobody answered in time is no longer open, and cannot be answered."""
    question = ask(ledger)
    assert ledger.questions.open("north") == [question]
    clock.advance(minutes=10)
    assert ledger.questions.open("north") == []
    with pytest.raises(BusinessError) as refused:
        ledger.questions.answer(question.id, "1", "ann")
    assert refused.value.rule == "not_open"


def test_question_is_answered_by_one_person(ledger):
    """The second answer is refused."""
    question = ask(ledger)
    ledger.questions.answer(question.id, "1", "ann")
    with pytest.raises(BusinessError):
        ledger.questions.answer(question.id, "2", "bob")


def test_sku_mapping_is_added_changed_and_kept(ledger):
    """Importing twice changes nothing; a changed row is changed; rows not named stay."""
    rows = [
        SkuMapping(platform="market", sku="A", erp_sku="E1", factor=Decimal("0.5")),
        SkuMapping(platform="market", shop="north", sku="A", erp_sku="E2"),
    ]
    assert ledger.skus.put(rows, "ann") == Imported(added=2, changed=0, unchanged=0)
    changed = rows[0].model_copy(update={"erp_sku": "E3"})
    assert ledger.skus.put([changed], "ann") == Imported(added=0, changed=1, unchanged=0)
    assert ledger.skus.put(rows[1:], "ann") == Imported(added=0, changed=0, unchanged=1)
    assert ledger.skus.map().find("market", "north", "A").erp_sku == "E2"
    assert ledger.skus.map().find("market", "south", "A") == changed
    assert ledger.skus.map().find("outlet", "north", "A") is None


def orders_placed(ledger, when, count, tag):
    for number in range(count):
        ledger.orders.record(
            Order(
                shop="north",
                number=f"{tag}-{number}",
                status="paid",
                placed_at=when,
                currency="CNY",
                lines=(OrderLine(sku="A", quantity=1, unit_price=Decimal(1)),),
                total=1,
            )
        )


def test_first_read_may_be_empty(ledger):
    """A shop without history has no floor."""
    ledger.reads.check("north", DAY, DAY + MINUTE, 0)


def test_read_that_misses_what_is_known_is_refused_with_the_figures(ledger):
    """A list that shows a third of the orders that the ledger holds of that time is broken."""
    orders_placed(ledger, DAY, 9, "a")
    with pytest.raises(ScreenChanged) as refused:
        ledger.reads.check("north", DAY, DAY + MINUTE, 3)
    assert "showed 3 orders" in str(refused.value)
    assert "at least 5" in str(refused.value)
    assert "the 9 that the ledger holds" in str(refused.value)


def test_floor_is_learnt_from_the_same_hours_of_earlier_weeks(ledger):
    """Four weeks with at least six orders in that hour make three the least to expect."""
    week = timedelta(weeks=1)
    for number in range(1, 5):
        orders_placed(ledger, DAY - number * week, 5 + number, f"w{number}")
    assert ledger.reads.floor("north", DAY, DAY + MINUTE).least == 0
    ledger.reads.check("north", DAY - 4 * week, DAY, 26)
    assert ledger.reads.floor("north", DAY, DAY + MINUTE).least == 3
    with pytest.raises(ScreenChanged):
        ledger.reads.check("north", DAY, DAY + MINUTE, 0)


def test_set_floor_rules_alone(ledger):
    """The operator's own floor stands against what history says."""
    orders_placed(ledger, DAY, 9, "a")
    ledger.reads.check("north", DAY, DAY + MINUTE, 0, fixed=0)
    with pytest.raises(ScreenChanged):
        ledger.reads.check("north", DAY, DAY + MINUTE, 9, fixed=10)


def test_refused_password_is_remembered_until_it_is_changed(ledger):
    """Credentials that a site refused are known by fingerprint, and only on that site."""
    ledger.sites.submitting("north", "f1")
    ledger.sites.submitted("north", "f1", Outcome.REFUSED)
    assert ledger.sites.may_submit("north", "f1") is Permit.REFUSED
    assert ledger.sites.may_submit("north", "f2") is Permit.GRANTED
    assert ledger.sites.may_submit("south", "f1") is Permit.GRANTED
    ledger.sites.forget_sign_ins("north")
    assert ledger.sites.may_submit("north", "f1") is Permit.GRANTED


def test_a_password_that_never_worked_is_not_tried_again_when_its_answer_is_lost(ledger):
    """Nobody knows what the site said; it may be the wrong one."""
    ledger.sites.submitting("north", "f1")
    assert ledger.sites.may_submit("north", "f1") is Permit.REFUSED


def test_a_password_that_worked_outlives_lost_answers_but_rests_between_them(ledger, clock):
    """Two in a row, then one an hour; one that is taken starts afresh; a refusal ends it all."""
    ledger.sites.submitting("north", "f1")
    ledger.sites.submitted("north", "f1", Outcome.TAKEN)
    for permit in (Permit.GRANTED, Permit.LATER):
        ledger.sites.submitting("north", "f1")
        assert ledger.sites.may_submit("north", "f1") is permit
    clock.advance(minutes=61)
    assert ledger.sites.may_submit("north", "f1") is Permit.GRANTED
    ledger.sites.submitting("north", "f1")
    assert ledger.sites.may_submit("north", "f1") is Permit.LATER
    ledger.sites.submitted("north", "f1", Outcome.TAKEN)
    assert ledger.sites.may_submit("north", "f1") is Permit.GRANTED
    ledger.sites.submitting("north", "f1")
    ledger.sites.submitted("north", "f1", Outcome.REFUSED)
    clock.advance(days=9)
    assert ledger.sites.may_submit("north", "f1") is Permit.REFUSED


def test_a_try_that_the_site_never_judged_does_not_count(ledger):
    """Its own failure says nothing about the password."""
    ledger.sites.submitting("north", "f1")
    ledger.sites.submitted("north", "f1", Outcome.UNJUDGED)
    assert ledger.sites.may_submit("north", "f1") is Permit.GRANTED


def test_site_is_paused_until_it_is_resumed(ledger):
    """The first reason of a pause stands."""
    ledger.sites.pause("north", "password refused")
    ledger.sites.pause("north", "again")
    assert ledger.sites.paused("north").why == "password refused"
    ledger.sites.resume("north")
    assert ledger.sites.paused("north") is None
