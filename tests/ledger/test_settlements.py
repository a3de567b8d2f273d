"""Settlement statements in the ledger: kept, superseded, judged and followed from run to run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bots.errors import TryAgain
from bots.ledger import SETTLEMENT, Change, Outcome, State
from bots.ledger.views import Actor
from bots.model import Currency, Money, Order, OrderLine, OrderStatus, Statement
from bots.model.settlement import Odd, Stray, sums_of
from bots.settings import ShopSettings
from bots.settlements import Reconciling
from bots.settling import Class
from tests.settling.books import RULES, SINCE, UNTIL, entry, order, orders

NOW = datetime(2026, 12, 24, tzinfo=UTC)
SITE = ShopSettings(name="north", url="https://n.example", platform="exports", timezone="UTC")


def statement(*entries, since=SINCE, until=UNTIL, name="2026-10", **how):
    """A statement of these entries."""
    strays = how.get("strays", ())
    amounts = [one.amount for one in entries] + [one.amount for one in strays if one.amount]
    return Statement("north", name, since, until, entries, control=sums_of(amounts), **how)


def collect(ledger, *numbers, status=OrderStatus.COMPLETED, total="100.00", placed=SINCE):
    """Orders as the shop showed them."""
    for number in numbers:
        line = OrderLine(sku="A", quantity=Decimal(1), unit_price=Decimal(total))
        ledger.orders.record(
            Order(
                shop="north",
                number=number,
                status=status,
                placed_at=placed,
                currency=Currency.CNY,
                lines=(line,),
                total=Decimal(total),
            )
        )


def enter(ledger, *numbers):
    """The same orders entered in the ERP, as the worker's verbs do it."""
    keys = [f"north/{number}" for number in numbers]
    for item in ledger.items.claim(keys, "worker"):
        (sent,) = ledger.items.submitting([item], {item.key: "hash"})
        ledger.items.entered(sent, Outcome.ENTERED, erp_id="7", erp_number=f"SO-{item.key}")


@pytest.fixture
def books(ledger):
    """A reconciling of the shop, on each database."""
    return working(ledger)


def working(ledger, rules=RULES):
    return Reconciling(ledger, SITE, rules, 1, NOW)


def ended(done):
    """Class and rule of each entry."""
    return {name: (str(one.found), one.rule) for (_, name), one in done.verdicts.items()}


def open_keys(ledger):
    return [item.key for item in ledger.settlements.open_findings("north")]


def test_a_payment_of_an_entered_order_is_matched(ledger, books):
    """And it is proved, with the classes read back from the database."""
    collect(ledger, "O1")
    enter(ledger, "O1")
    done = books.reconcile([statement(entry(), entry("E2", "-5.00", "commission"))])
    assert ended(done) == {"E1": ("matched", "order_total"), "E2": ("explained", "expected_rate")}
    (proof,) = done.proofs
    assert proof.holds
    assert proof.by_class == {Class.MATCHED: 100, Class.EXPLAINED: -5, Class.UNMATCHED: 0}
    assert [(one.number, one.erp_number, one.difference) for one in done.orders] == [
        ("O1", "SO-north/O1", 0)
    ]


def test_the_same_file_again_changes_nothing(ledger, books):
    """No row, no finding, no history."""
    told = statement(entry(), entry("E2", "-7.00", "commission"))
    first = books.reconcile([told])
    before = [item.version for item in ledger.settlements.open_findings("north")]
    again = books.reconcile([replace(told, entries=told.entries[::-1], source="copy.csv")])
    assert [one.change for one in again.taken] == [Change.UNCHANGED]
    assert again.taken[0].id == first.taken[0].id
    assert [item.version for item in ledger.settlements.open_findings("north")] == before
    assert (again.followed.opened, again.followed.closed) == ((), ())
    assert ended(again) == ended(first)


def test_a_corrected_file_supersedes_and_both_are_kept(ledger, books):
    """The differences are told; the old entries stay, out of force."""
    collect(ledger, "O1")
    enter(ledger, "O1")
    old = books.reconcile([statement(entry(amount="99.99"), entry("E2", "-1.00", "other", ""))])
    assert len(old.findings) == 2
    new = books.reconcile([statement(entry(), entry("E3", "-5.00", "commission"))])
    assert [str(one) for one in new.corrections] == [
        "changed E1: 99.99 CNY -> 100.00 CNY",
        "removed E2: -1.00 CNY",
        "added E3: -5.00 CNY",
    ]
    assert open_keys(ledger) == []
    kept = ledger.settlements.get([old.taken[0].id, new.taken[0].id])
    assert [row.superseded_by for row in kept] == [new.taken[0].id, None]
    assert len(ledger.settlements.entries([old.taken[0].id])) == 2


def test_the_old_file_given_again_does_not_come_back(ledger, books):
    """It is told, and the corrected one stays in force."""
    old = statement(entry(amount="99.99"))
    books.reconcile([old])
    books.reconcile([statement(entry())])
    again = books.reconcile([old])
    assert again.taken[0].outdated
    assert "superseded" in again.notes[0]
    assert [one.entry.amount.amount for one in again.entries] == [100]


def test_what_is_unexplained_waits_in_the_worklist_until_it_is_explained(ledger, books):
    """Opened with its figures, closed by itself, opened again when it shows again."""
    told = statement(entry())
    books.reconcile([told])
    assert open_keys(ledger) == ["north/E1"]
    (item,) = ledger.settlements.open_findings("north")
    assert (item.kind, item.rule, item.state) == (SETTLEMENT, "unknown_order", State.WAITING)
    assert "payment 100.00 CNY for order O1, 2026-10-06" in item.message
    collect(ledger, "O1")
    enter(ledger, "O1")
    assert books.reconcile([told]).followed.closed == ("north/E1",)
    assert open_keys(ledger) == []
    collect(ledger, "O1", status=OrderStatus.CANCELLED)
    assert books.reconcile([told]).followed.opened == ("north/E1",)


def test_a_later_month_settles_what_an_earlier_one_left_open(ledger, books):
    """Forty of a hundred came in November: October's entry is matched with it."""
    collect(ledger, "O1")
    enter(ledger, "O1")
    october = books.reconcile([statement(entry(amount="60.00"))])
    assert ended(october) == {"E1": ("unmatched", "short_paid")}
    later = UNTIL + timedelta(days=2)
    november = statement(
        entry("E2", "40.00", at=later), since=UNTIL, until=UNTIL + timedelta(30), name="2026-11"
    )
    done = books.reconcile([november])
    assert ended(done) == {"E2": ("matched", "order_total")}
    assert done.followed.closed == ("north/E1",)
    assert ledger.settlements.classed(october.taken[0].id) == [
        (Class.MATCHED, Currency.CNY, Decimal("60.00"))
    ]


def test_an_order_that_no_statement_pays_is_missed(ledger, books):
    """Once the days that it has are over and all lie within statements that we have."""
    collect(ledger, "OLD", placed=SINCE + timedelta(days=2))
    collect(ledger, "NEW", placed=UNTIL - timedelta(days=2))
    collect(ledger, "BEFORE", placed=SINCE - timedelta(days=2))
    done = books.reconcile([statement(entry("M", "-199.00", "service_fee", ""))])
    assert [one.number for one in done.unpaid] == ["OLD"]
    assert open_keys(ledger) == ["north/OLD~unpaid"]
    november = statement(
        entry("E2", "100.00", order="OLD", at=UNTIL),
        since=UNTIL,
        until=UNTIL + timedelta(30),
        name="2026-11",
    )
    done = books.reconcile([november])
    assert [one.number for one in done.unpaid] == ["NEW"]
    assert "north/OLD~unpaid" in done.followed.closed


def test_what_a_person_settled_stays_settled(ledger, books):
    """Their word explains the entry; another amount is another matter."""
    collect(ledger, "O1")
    enter(ledger, "O1")
    told = statement(entry(amount="99.99"))
    books.reconcile([told])
    (item,) = ledger.settlements.open_findings("north")
    ledger.items.resolve(item.id, "ann", "the platform confirmed a coupon")
    assert ended(books.reconcile([told])) == {"E1": ("explained", "settled_by_hand")}
    assert open_keys(ledger) == []
    assert books.reconcile([statement(entry(amount="50.00"))]).followed.opened == ("north/E1",)


def test_a_finding_is_settled_and_not_tried_again(ledger, books):
    """`bots items retry` says how."""
    books.reconcile([statement(entry())])
    (item,) = ledger.settlements.open_findings("north")
    with pytest.raises(Exception, match="not possible"):
        ledger.items.retry(item.id, "ann")


def test_the_erp_s_total_is_that_of_the_order_as_it_was_entered(ledger, books):
    """The order changed in the shop afterwards: money and ERP differ."""
    collect(ledger, "O1")
    enter(ledger, "O1")
    collect(ledger, "O1", total="80.00")
    done = books.reconcile([statement(entry(amount="80.00"))])
    assert ended(done) == {"E1": ("unmatched", "erp_differs")}


def test_rows_that_make_no_entry_are_in_sum_and_worklist(ledger, books):
    """With an amount it is proved; without one it is not."""
    amount = Money(amount=Decimal(5), currency=Currency.CNY)
    known = statement(strays=(Stray("sheet row 9", "it has no time", amount),))
    done = books.reconcile([known])
    assert (done.faults, open_keys(ledger)) == ([], ["north/~2026-10/sheet row 9"])
    lost = books.reconcile([statement(entry(), strays=(Stray("sheet row 9", "no amount"),))])
    assert "1 rows have no amount that reads" in lost.faults[0]


def test_a_statement_that_contradicts_itself_is_not_proved(ledger, books):
    """Its own balances, row of sums, or sum of rows."""
    told = statement(entry())
    wrong = replace(told, control={Currency.CNY: Decimal("100.01")})
    assert "100.01" in books.reconcile([wrong]).faults[0]


def test_many_of_one_rule_are_one_finding(ledger, books):
    """Nobody reads 300 of them one by one; when they are fewer, each is there."""
    many = [entry(f"E{place}", order=f"N{place}") for place in range(300)]
    books.reconcile([statement(*many)])
    (item,) = ledger.settlements.open_findings("north")
    assert "300 entries" in item.message
    books.reconcile([statement(*many[:3])])
    assert open_keys(ledger) == ["north/E0", "north/E1", "north/E2"]


def test_a_dry_run_says_the_same_and_keeps_nothing(ledger, books):
    """Neither statement nor finding."""
    collect(ledger, "O1")
    enter(ledger, "O1")
    told = statement(entry(), entry("E2", "-9.00", "commission"), odd={"E2": Odd("x", "y")})
    looked = books.look([told])
    assert ledger.settlements.in_force("north") == []
    assert open_keys(ledger) == []
    done = books.reconcile([told])
    assert ended(looked) == ended(done)
    assert [one.key for one in looked.findings] == [one.key for one in done.findings]
    assert [proof.by_class for proof in looked.proofs] == [one.by_class for one in done.proofs]


def test_taking_in_is_all_or_nothing(ledger, books):
    """An entry that the database refuses leaves the statement before in force."""
    books.reconcile([statement(entry())])
    broken = statement(entry(amount="50.00"), entry(amount="50.00"))
    with pytest.raises(Exception, match=r"(?i)unique"):
        ledger.settlements.take(broken)
    (row,) = ledger.settlements.in_force("north")
    assert [one.entry.amount.amount for one in ledger.settlements.entries([row.id])] == [100]


def test_an_actor_is_named_in_the_history(ledger, books):
    """Each change of a finding says which run made it."""
    books.reconcile([statement(entry())])
    (item,) = ledger.settlements.open_findings("north")
    assert [(row.who, row.run_id) for row in ledger.items.history(item.id)] == [
        (Actor("run 1").name, 1)
    ]


def test_what_the_erp_itself_holds_counts_where_the_rules_say_so(ledger):
    """Entered by hand, and never by us; an order that the shop no longer shows, too."""
    collect(ledger, "O1")
    told = statement(entry(), entry("E2", "50.00", order="O2"))
    asking = working(ledger, RULES.model_copy(update={"ask_erp": True}))
    assert asking.to_ask([told]) == {"O1", "O2"}
    asking.from_erp = orders(order("O1"), order("O2", "50.00"))
    assert set(ended(asking.reconcile([told])).values()) == {("matched", "order_total")}
    assert working(ledger).to_ask([told]) == set()


def test_a_run_that_died_after_keeping_is_made_whole_by_the_next(ledger, books):
    """The statement is kept, nothing of it judged: the next run judges all of it."""
    collect(ledger, "O1")
    enter(ledger, "O1")
    told = statement(entry(), entry("E2", "-9.00", "commission"))
    ledger.settlements.take(told)
    done = books.reconcile([told])
    assert ended(done) == {"E1": ("matched", "order_total"), "E2": ("unmatched", "other_rate")}
    assert open_keys(ledger) == ["north/E2"]


def test_several_runs_that_take_in_one_file_keep_it_once(ledger):
    """One keeps it; the others find it there, or are told to try again."""

    def take(_):
        try:
            return ledger.settlements.take(statement(entry(), entry("E2"))).change
        except TryAgain:
            return "again"

    with ThreadPoolExecutor(4) as pool:
        changes = list(pool.map(take, range(8)))
    assert changes.count(Change.NEW) == 1
    assert set(changes) <= {Change.NEW, Change.UNCHANGED, "again"}
    assert len(ledger.settlements.in_force("north")) == 1


def test_the_whole_month_takes_the_place_of_a_part_of_it(ledger, books):
    """What was downloaded in its middle is superseded; the part again does not come back."""
    collect(ledger, "O1", "O2")
    enter(ledger, "O1", "O2")
    middle = SINCE + timedelta(days=15)
    part = statement(entry(amount="99.00"), until=middle, name="2026-10-01..2026-10-15")
    first = books.reconcile([part])
    whole = books.reconcile([statement(entry(), entry("E2", order="O2"))])
    assert whole.taken[0].replaced == (first.taken[0].id,)
    assert [str(one) for one in whole.corrections][:1] == ["changed E1: 99.00 CNY -> 100.00 CNY"]
    assert [row.name for row in ledger.settlements.in_force("north")] == ["2026-10"]
    again = books.reconcile([part])
    assert (again.taken[0].outdated, again.taken[0].id) == (True, whole.taken[0].id)
    assert open_keys(ledger) == []


def test_a_part_after_the_whole_counts_nothing_twice(ledger, books):
    """Its entries are explained by the statement that has them already."""
    collect(ledger, "O1")
    enter(ledger, "O1")
    books.reconcile([statement(entry())])
    middle = SINCE + timedelta(days=15)
    part = statement(entry(), until=middle, name="2026-10-01..2026-10-15")
    done = books.reconcile([part])
    assert sorted(ended(done).values()) == [("explained", "in_another_statement")]
    assert done.faults == []


def test_many_that_a_person_settled_at_once_are_explained(ledger, books):
    """One word for all of them; it does not hold for one more, nor is it lost on the way."""
    many = [entry(f"E{place}", order=f"N{place}") for place in range(201)]
    books.reconcile([statement(*many)])
    (item,) = ledger.settlements.open_findings("north")
    ledger.items.resolve(item.id, "ann", "they are of the shop that we closed")
    done = books.reconcile([statement(*many)])
    assert {rule for _, rule in ended(done).values()} == {"settled_by_hand"}
    assert open_keys(ledger) == []
    later = UNTIL + timedelta(days=2)
    november = statement(
        entry("F1", order="N7", at=later), since=UNTIL, until=UNTIL + timedelta(30), name="2026-11"
    )
    books.reconcile([november])
    assert open_keys(ledger) == ["north/F1"]
    assert {one[0] for one in ledger.settlements.classed(done.taken[0].id)} == {Class.EXPLAINED}
    books.reconcile([statement(*many, entry("E201", order="N201"))])
    assert len(open_keys(ledger)) == 2
