"""Work items: who may do what when, and what is written down, on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from bots.errors import BusinessError, NotMine, TryAgain
from bots.ledger import CHANGED_ORDER, ENTER_ORDER, INCIDENT, Ledger, Outcome, State
from bots.ledger.moves import move
from bots.ledger.states import allowed
from bots.ledger.tables import items
from bots.ledger.views import Actor
from bots.model import Order, OrderLine, OrderStatus

NO = BusinessError("no", rule="unmapped_sku", field="lines[0].sku", remedy="map it")
SLOW = TryAgain("slow")


@pytest.fixture
def new(ledger):
    """Records paid orders; gives their items."""

    def record(count=1, first=1):
        line = OrderLine(sku="A-1", quantity=1, unit_price=Decimal(5))
        return [
            ledger.orders.record(
                Order(
                    shop="north",
                    number=str(number),
                    status="paid",
                    placed_at=datetime(2026, 5, 1, tzinfo=UTC),
                    currency="CNY",
                    lines=(line,),
                    total=5,
                )
            ).item
            for number in range(first, first + count)
        ]

    return record


def claimed(ledger, item, owner="w1"):
    (held,) = ledger.items.claim([item.key], owner, 7)
    return held


def submitted(ledger, item, owner="w1"):
    (held,) = ledger.items.submitting([claimed(ledger, item, owner)], {item.key: "hash"})
    return held


def unsure(ledger, item):
    return ledger.items.unsure(submitted(ledger, item), SLOW, timedelta(seconds=60))


ENDS = {
    State.NEW: lambda ledger, item: item,
    State.ENTERING: claimed,
    State.SUBMITTING: submitted,
    State.UNSURE: unsure,
    State.ENTERED: lambda ledger, item: ledger.items.entered(
        submitted(ledger, item), Outcome.ENTERED, erp_id="5"
    ),
    State.REJECTED: lambda ledger, item: ledger.items.reject(claimed(ledger, item), NO),
    State.WAITING: lambda ledger, item: ledger.items.wait(claimed(ledger, item), NO, rule="ask"),
    State.FAILED: lambda ledger, item: ledger.items.fail(claimed(ledger, item), SLOW),
}


@pytest.mark.parametrize("ledger_url", ["sqlite"], indirect=True)  # the ways are no database's
@pytest.mark.parametrize("to", State)
@pytest.mark.parametrize("at", State)
def test_only_the_ways_there_are_can_be_gone(ledger, new, at, to):
    """Every pair of states: an allowed way writes one row of history, another writes nothing."""
    item = ENDS[at](ledger, new()[0])
    rows = len(ledger.items.history(item.id))
    by = Actor("test")
    owner = {"owner": "w1"} if to in {State.ENTERING, State.SUBMITTING} else {}
    with ledger._database.write() as transaction:
        if allowed(at, to):
            assert move(transaction, item, to, by, **owner).state is to
        else:
            with pytest.raises(ValueError, match="no way"):
                move(transaction, item, to, by, **owner)
    assert len(ledger.items.history(item.id)) == rows + allowed(at, to)


def test_every_change_is_written_down(ledger, new, clock):
    """History tells when, who, in which run, from what, to what, and why."""
    item = new()[0]
    clock.advance(minutes=5)
    ledger.items.reject(claimed(ledger, item), NO)
    first, second, third = ledger.items.history(item.id)
    assert (first.from_state, first.to_state) == (None, State.NEW)
    assert (second.who, second.run_id, second.to_state) == ("w1", 7, State.ENTERING)
    assert (third.at, third.why, third.to_state) == (clock.now, "no", State.REJECTED)


def test_old_sight_of_an_item_changes_nothing(ledger, new):
    """Whoever saw an item before somebody else changed it is told that it is not theirs."""
    held = claimed(ledger, new()[0])
    ledger.items.abandon("w1", "died")
    with pytest.raises(NotMine):
        ledger.items.entered(held, Outcome.ENTERED, erp_id="5")
    assert ledger.items.find(held.key).state is State.NEW


def test_only_one_of_many_claims_an_item(ledger_url, ledger, new):
    """Eight workers that want the same twenty items at once share them out, none twice."""
    keys = [item.key for item in new(20)]

    def claim(number):
        with Ledger.open(ledger_url) as own:
            own._database.clock = ledger._database.clock
            return [item.key for key in keys for item in own.items.claim([key], f"w{number}")]

    with ThreadPoolExecutor(8) as pool:
        got = [key for taken in pool.map(claim, range(8)) for key in taken]
    assert sorted(got) == sorted(keys)


def test_cancelling_races_with_submitting_and_neither_is_lost(ledger, new):
    """The cancellation comes first and nothing is submitted, or it is reviewed afterwards."""
    keys = [item.key for item in new(15)]
    held = {item.key: item for item in ledger.items.claim(keys, "w1")}
    dead = [
        ledger.orders.get(key).model_copy(update={"status": OrderStatus.CANCELLED}) for key in keys
    ]

    def submit(key):
        try:
            return ledger.items.submitting([held[key]], {})[0]
        except NotMine:
            return None

    with ThreadPoolExecutor(4) as pool:
        cancelled = [pool.submit(ledger.orders.record, order) for order in dead]
        sent = [item for item in pool.map(submit, keys) if item is not None]
        assert all(done.result() for done in cancelled)
    for item in sent:
        ledger.items.entered(item, Outcome.ENTERED, erp_id="5")
    ended = {key: ledger.items.find(key) for key in keys}
    assert {key for key in keys if ended[key].state is State.ENTERED} == {i.key for i in sent}
    assert all(ended[key].rule == "cancelled" for key in keys if key not in {i.key for i in sent})
    reviews = ledger.items.search(kind=CHANGED_ORDER, states=[State.WAITING])
    assert {review.key for review in reviews} == {item.key for item in sent}


def test_batch_is_marked_whole_or_not_at_all(ledger, new):
    """One item that is no longer ours keeps the whole batch from being submitted."""
    new(2)
    held = ledger.items.claim(["north/1", "north/2"], "w1")
    ledger.items.again(held[1])
    with pytest.raises(NotMine):
        ledger.items.submitting(held, {})
    assert ledger.items.find("north/1").state is State.ENTERING


def test_item_is_not_claimed_before_its_time(ledger, new, clock):
    """A retry waits as long as it was told to."""
    item = ledger.items.again(claimed(ledger, new()[0]), SLOW, timedelta(seconds=30))
    assert ledger.items.claim([item.key], "w1") == []
    assert ledger.items.due(10) == []
    clock.advance(seconds=30)
    assert ledger.items.due(10) == [item.key]
    assert claimed(ledger, item).attempts == 2


def test_dead_worker_s_items_are_freed(ledger, new):
    """What was being entered is new, what was submitted is unsure; others keep theirs."""
    new(3)
    claimed(ledger, ledger.items.find("north/1"))
    submitted(ledger, ledger.items.find("north/2"))
    claimed(ledger, ledger.items.find("north/3"), "w2")
    ledger.items.abandon("w1", "no heartbeat", timedelta(seconds=60))
    states = [ledger.items.find(f"north/{number}").state for number in (1, 2, 3)]
    assert states == [State.NEW, State.UNSURE, State.ENTERING]


def test_unsure_item_is_missing_only_when_looked_for_after_settling(ledger, new, clock):
    """A look that began before the settling time was over does not tell that it is not there."""
    item = unsure(ledger, new()[0])
    early = ledger.now()
    clock.advance(seconds=60)
    assert ledger.items.missing(item, early, 5).state is State.UNSURE
    assert ledger.items.missing(item, ledger.now(), 5).state is State.NEW


def test_unsure_item_with_no_tries_left_has_failed(ledger, new, clock):
    """Not in the ERP, and tried often enough: a person is told."""
    item = unsure(ledger, new()[0])
    clock.advance(seconds=60)
    assert ledger.items.missing(item, ledger.now(), 1).state is State.FAILED


def test_looking_again_never_shortens_the_settling_time(ledger, new, clock):
    """A read back that fails keeps the time before which nothing is entered again."""
    item = unsure(ledger, new()[0])
    again = ledger.items.unsure(item, SLOW, timedelta(seconds=1))
    assert again.next_try_at == item.next_try_at


@pytest.mark.parametrize("at", [State.REJECTED, State.WAITING, State.FAILED])
def test_person_retries_what_is_in_the_worklist(ledger, new, at):
    """A retry begins anew: no attempts, no reason; never submitted means new."""
    item = ledger.items.retry(ENDS[at](ledger, new()[0]).id, "ann")
    assert (item.state, item.attempts, item.rule, item.message) == (State.NEW, 0, "", "")
    assert ledger.items.history(item.id)[-1].who == "ann"


def test_retry_of_what_was_submitted_reads_back_first(ledger, new):
    """An item that may be in the ERP is not simply entered again."""
    item = ledger.items.wait(submitted(ledger, new()[0]), NO, rule="different_in_erp")
    assert ledger.items.retry(item.id, "ann").state is State.UNSURE


@pytest.mark.parametrize("at", [State.NEW, State.ENTERING, State.SUBMITTING, State.UNSURE])
def test_person_cannot_retry_what_is_under_way(ledger, new, at):
    """What is being worked on is refused, with what to do."""
    item = ENDS[at](ledger, new()[0])
    with pytest.raises(BusinessError) as refused:
        ledger.items.retry(item.id, "ann")
    assert (refused.value.rule, bool(refused.value.remedy)) == ("not_possible", True)


def test_retry_all_takes_those_of_one_reason(ledger, new):
    """`unmapped` means every rule that begins so; other reasons stay."""
    new(3)
    for number, rule in enumerate(["unmapped_sku", "unmappedX", "unmapped_sku"], 1):
        held = claimed(ledger, ledger.items.find(f"north/{number}"))
        ledger.items.reject(held, BusinessError("no", rule=rule))
    assert [item.key for item in ledger.items.retry_all("unmapped", "ann")] == [
        "north/1",
        "north/3",
    ]


def test_person_turns_an_order_down_out_of_a_worker_s_hands(ledger, new):
    """A turned-down item is rejected with who and why, and the worker lets go."""
    held = claimed(ledger, new()[0])
    item = ledger.items.turn_down(held.id, "ann", "a test order")
    assert (item.rule, item.message) == ("turned_down", "turned down by ann: a test order")
    with pytest.raises(NotMine):
        ledger.items.submitting([held], {})


def test_person_resolves_what_was_settled_outside(ledger, new):
    """A resolved item is done, with the ERP's number, and no later read opens it."""
    item = ENDS[State.FAILED](ledger, new()[0])
    item = ledger.items.resolve(item.id, "ann", "entered by hand", erp_number="SO9")
    assert (item.state, item.outcome, item.erp_number) == (State.ENTERED, Outcome.RESOLVED, "SO9")
    new()
    assert ledger.items.find(item.key).state is State.ENTERED


def test_finding_is_in_the_worklist_once(ledger):
    """The same finding twice is one item; settled, it opens again when it shows again."""
    finding = BusinessError("twice", rule="duplicate_in_erp", remedy="cancel one")
    first = ledger.items.report(INCIDENT, "dup:1", "north", finding, "sweep")
    assert ledger.items.report(INCIDENT, "dup:1", "north", finding, "sweep") == first
    ledger.items.resolve(first.id, "ann", "cancelled")
    assert ledger.items.report(INCIDENT, "dup:1", "north", finding, "sweep").state is State.WAITING


def test_counts_are_by_shop_state_and_outcome(ledger, new):
    """What a summary needs, in one question."""
    new(2)
    ENDS[State.ENTERED](ledger, ledger.items.find("north/1"))
    assert ledger.items.counts() == {
        ("north", State.ENTERED, Outcome.ENTERED): 1,
        ("north", State.NEW, None): 1,
    }


def test_items_are_found_by_state_kind_rule_and_page(ledger, new):
    """Searching goes by id, a page at a time."""
    new(3)
    ledger.items.reject(claimed(ledger, ledger.items.find("north/2")), NO)
    assert [item.key for item in ledger.items.search(states=[State.REJECTED])] == ["north/2"]
    assert [item.key for item in ledger.items.search(rule="unmapped")] == ["north/2"]
    first = ledger.items.search(kind=ENTER_ORDER, limit=2)
    rest = ledger.items.search(kind=ENTER_ORDER, limit=2, after=first[-1].id)
    assert [item.key for item in rest] == ["north/3"]


@pytest.mark.parametrize("row", [{"state": "nowhere"}, {"owner": "w1"}])
def test_database_itself_refuses_an_impossible_row(ledger, new, row):
    """A state that there is none of, or an owner of what is not held, cannot even be written."""
    item = new()[0]
    with pytest.raises(IntegrityError), ledger._database.write() as transaction:
        transaction.execute(update(items).where(items.c.id == item.id).values(**row))
