"""Proposals on SQLite and on PostgreSQL: made once, superseded, approved by who saw them."""

from __future__ import annotations

import datetime as dt
import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from bots.errors import BusinessError
from bots.ledger import Made, Outcome, Standing, State
from bots.ledger.views import Actor, Imported
from bots.model import (
    Currency,
    Draft,
    ProposedLine,
    PurchaseOrder,
    StockTarget,
    Supply,
    Transfer,
    Working,
)
from bots.model.proposal import Kind

DAY = dt.date(2026, 11, 25)
RUN, ANN, BOB = Actor("bots", 1), Actor("ann"), Actor("bob")


def draft(pieces=55, *, kind=Kind.TRANSFER, day=DAY, said="300 to spare", **more):
    """A transfer from SH to GZ."""
    named = {
        "kind": kind,
        "source": "SH",
        "destination": "GZ",
        "date": day,
        "lines": (ProposedLine(sku="A", quantity=Decimal(pieces), price=Decimal("1.20")),),
        "amount": Decimal("1.20") * pieces,
        "currency": Currency.CNY,
        "working": Working(en=(said,), zh=(said,)),
        "role": "stock",
    }
    return Draft(**named | more)


def propose(ledger, *args, **more):
    return ledger.proposals.propose(draft(*args, **more), RUN, timedelta(days=7))


def states(ledger):
    return [one.state for one in reversed(ledger.proposals.search())]


def test_the_same_proposal_made_twice_is_one(ledger):
    """The second finds the first, open and unchanged."""
    made, first = propose(ledger)
    again, second = propose(ledger)
    assert (made, again) == (Made.NEW, Made.UNCHANGED)
    assert second == first
    assert ledger.proposals.waiting() == 1


def test_the_same_of_the_next_day_is_still_the_one_that_is_open(ledger):
    """Nothing changed, so the one that waits keeps its name and its number."""
    _, first = propose(ledger)
    made, second = propose(ledger, day=DAY + timedelta(days=1))
    assert (made, second.key) == (Made.UNCHANGED, first.key)


def test_a_newer_one_supersedes_an_open_one(ledger):
    """Of each subject one is open; the old one says by what it was superseded."""
    _, old = propose(ledger)
    made, new = propose(ledger, 60)
    assert made is Made.NEW
    assert states(ledger) == [Standing.SUPERSEDED, Standing.OPEN]
    assert new.key in ledger.proposals.find(old.key).why


def test_one_that_comes_back_the_same_day_is_opened_again(ledger):
    """Its name is taken, by itself: no second one is made."""
    _, old = propose(ledger)
    propose(ledger, 60)
    made, again = propose(ledger)
    assert (made, again.id) == (Made.NEW, old.id)
    assert states(ledger) == [Standing.OPEN, Standing.SUPERSEDED]


def test_other_ends_other_currencies_and_other_kinds_stand_beside_each_other(ledger):
    """They are other subjects."""
    propose(ledger)
    propose(ledger, destination="LA")
    propose(ledger, currency=Currency.USD)
    propose(ledger, kind=Kind.PURCHASE)
    assert ledger.proposals.waiting() == 4


def test_what_is_no_longer_needed_is_withdrawn(ledger):
    """Open ones of the kind that the newest planning does not name any more."""
    _, kept = propose(ledger)
    propose(ledger, destination="LA")
    propose(ledger, kind=Kind.PURCHASE)
    gone = ledger.proposals.withdraw("transfer", [kept.draft.subject], RUN, "enough stock")
    assert gone == 1
    assert states(ledger) == [Standing.OPEN, Standing.SUPERSEDED, Standing.OPEN]


def test_an_approval_records_who_when_and_what_they_saw_and_makes_the_work(ledger, clock):
    """The draft stays as it was seen; the transfer to enter has the proposal's key."""
    _, one = propose(ledger)
    clock.advance(hours=1)
    approved = ledger.proposals.approve(one.id, ANN, one.seen_hash)
    assert (approved.state, approved.decided_by) == (Standing.APPROVED, "ann")
    assert approved.decided_at == clock.now
    assert approved.draft == one.draft
    last = ledger.proposals.history(one.id)[-1]
    assert (last.who, last.seen_hash, last.to_state) == ("ann", one.seen_hash, "approved")
    item = ledger.items.find_many([one.key], "transfer")[one.key]
    assert item.state is State.NEW
    thing = ledger.things.get_many("transfer", [one.key], Transfer)[one.key]
    assert (thing.reference, thing.from_place, thing.to_place) == (one.key, "SH", "GZ")


def test_an_approved_purchase_is_a_purchase_order(ledger):
    """From the supplier, to the warehouse, at the price that was shown."""
    _, one = propose(ledger, kind=Kind.PURCHASE, source="ACME", destination="SH")
    ledger.proposals.approve(one.id, ANN, one.seen_hash)
    thing = ledger.things.get_many("purchase", [one.key], PurchaseOrder)[one.key]
    assert (thing.supplier, thing.warehouse, thing.total) == ("ACME", "SH", one.draft.amount)


def test_approving_what_changed_meanwhile_is_refused(ledger):
    """The figures were brought up to date after she looked: she must look again."""
    _, seen = propose(ledger)
    made, fresh = propose(ledger, said="60 to spare")
    assert (made, fresh.id, fresh.key) == (Made.REFRESHED, seen.id, seen.key)
    with pytest.raises(BusinessError) as refused:
        ledger.proposals.approve(seen.id, ANN, seen.seen_hash)
    assert refused.value.rule == "changed_since"
    assert states(ledger) == [Standing.OPEN]
    assert ledger.items.find_many([seen.key], "transfer") == {}
    ledger.proposals.approve(seen.id, ANN, fresh.seen_hash)


@pytest.mark.parametrize("verb", ["approve", "refuse"])
def test_a_superseded_proposal_cannot_be_decided(ledger, verb):
    """Nor one that somebody decided already, nor one that never was."""
    _, old = propose(ledger)
    propose(ledger, 60)
    decide = getattr(ledger.proposals, verb)
    more = ("no",) if verb == "refuse" else ()
    with pytest.raises(BusinessError) as refused:
        decide(old.id, ANN, old.seen_hash, *more)
    assert refused.value.rule == "not_open"
    with pytest.raises(BusinessError) as refused:
        decide(99, ANN, "", *more)
    assert refused.value.rule == "no_such_proposal"


def test_what_a_person_refused_is_not_proposed_again_at_once(ledger, clock):
    """For a week the answer stands; what differs is another question."""
    _, one = propose(ledger)
    ledger.proposals.refuse(one.id, ANN, one.seen_hash, "the truck is full")
    tomorrow = DAY + timedelta(days=1)
    assert propose(ledger, day=tomorrow)[0] is Made.REFUSED_BEFORE
    assert propose(ledger, 60, day=tomorrow)[0] is Made.NEW
    assert propose(ledger, day=tomorrow)[0] is Made.REFUSED_BEFORE
    assert ledger.proposals.waiting() == 0  # 60 was superseded by what stays refused
    clock.advance(days=8)
    assert propose(ledger, day=DAY + timedelta(days=8))[0] is Made.NEW


def test_what_was_decided_today_is_not_asked_again_today(ledger):
    """The ERP may not show it yet: the same proposal of the same day stays decided."""
    _, one = propose(ledger)
    ledger.proposals.approve(one.id, ANN, one.seen_hash)
    made, there = propose(ledger)
    assert (made, there.id) == (Made.DECIDED, one.id)
    assert propose(ledger, day=DAY + timedelta(days=1))[0] is Made.NEW


def test_what_was_approved_after_the_planning_looked_is_not_planned_twice(ledger, clock):
    """Another machine's run was quicker: what this one planned lacks what was approved since."""
    before = ledger.proposals.snapshot()
    clock.advance(seconds=1)
    _, one = propose(ledger)
    ledger.proposals.approve(one.id, ANN, one.seen_hash)
    made, there = ledger.proposals.propose(draft(60), RUN, since=before.at)
    assert (made, there.id) == (Made.DECIDED, one.id)
    now = ledger.proposals.snapshot()
    assert now.proposals == (there,)
    assert ledger.proposals.propose(draft(60), RUN, since=now.at)[0] is Made.NEW


def test_one_that_is_in_the_erp_is_noted_as_entered(ledger):
    """With its number there; what a person turned down in the worklist is refused."""
    _, one = propose(ledger)
    _, other = propose(ledger, destination="LA")
    for each in (one, other):
        ledger.proposals.approve(each.id, ANN, each.seen_hash)
    (item,) = ledger.items.claim([one.key], "worker", kind="transfer")
    assert ledger.proposals.settle(RUN) == 0
    ledger.items.entered(item, Outcome.ENTERED, erp_id="7", erp_number="TR0007")
    waiting = ledger.items.find_many([other.key], "transfer")[other.key]
    ledger.items.turn_down(waiting.id, "bob", "no truck")
    assert ledger.proposals.settle(RUN) == 2
    assert states(ledger) == [Standing.ENTERED, Standing.REFUSED]
    assert "TR0007" in ledger.proposals.find(one.key).why
    assert ledger.proposals.settle(RUN) == 0


def at_once(*calls):
    """Run the calls in threads that start together; what each gave or raised."""
    results, gate = [None] * len(calls), threading.Barrier(len(calls))

    def run(number, call):
        gate.wait()
        try:
            results[number] = call()
        except BusinessError as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_operators_at_once_one_decides(ledger):
    """Ann approves while Bob refuses: one of them is told that it is not open any more."""
    for pieces in range(1, 9):
        _, one = propose(ledger, pieces)
        ann, bob = at_once(
            lambda one=one: ledger.proposals.approve(one.id, ANN, one.seen_hash),
            lambda one=one: ledger.proposals.refuse(one.id, BOB, one.seen_hash, "no"),
        )
        lost = [result for result in (ann, bob) if isinstance(result, BusinessError)]
        assert [error.rule for error in lost] == ["not_open"]
        made = ledger.items.find_many([one.key], "transfer")
        assert bool(made) == (bob in lost)


def test_two_runs_that_propose_at_once_leave_one_open(ledger):
    """On two machines at the same moment: the same thing once, different things one open."""
    same = at_once(*[lambda: propose(ledger)] * 3)
    assert len({one.id for _, one in same}) == 1
    at_once(*[lambda n=n: propose(ledger, 60 + n) for n in range(4)])
    assert states(ledger).count(Standing.OPEN) == 1


def test_targets_and_supplies_are_kept_by_warehouse_and_sku(ledger):
    """A second import changes what differs, and says so."""
    target = StockTarget(sku="A", warehouse="SH", target=60, keep=90)
    supply = Supply(
        sku="A", warehouse="SH", supplier="ACME", price=Decimal("12.50"), currency=Currency.CNY
    )
    assert ledger.stock_rules.put([target, supply], "ann") == Imported(2, 0, 0)
    dearer = supply.model_copy(update={"price": Decimal(13)})
    assert ledger.stock_rules.put([target, dearer], "ann") == Imported(0, 1, 1)
    assert ledger.stock_rules.targets() == [target]
    assert ledger.stock_rules.supplies() == [dearer]
