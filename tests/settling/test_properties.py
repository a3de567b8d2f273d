"""Whatever the entries: one class each, sums that agree, the order of rows without meaning."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bots.model.settlement import EntryKind, Odd, Statement, entry_line, sums_of
from bots.settling import Class, judge, prove
from bots.settling.worklist import entry_findings
from tests.settling.books import RULES, SINCE, UNTIL, booked, order, orders

CENTS = st.integers(-20_000, 20_000).map(lambda cents: Decimal(cents).scaleb(-2))
KINDS = st.sampled_from(list(EntryKind))
NUMBERS = st.sampled_from(["", "O1", "O2", "O3", "O9"])
KNOWN = orders(
    order("O1", "100.00", lines=[(2, "50.00")]),
    order("O2", "55.50", "refunded", held=None),
    order("O3", "20.00", currency="USD"),
)


@st.composite
def _entry(draw, name):
    amounts = draw(st.lists(st.tuples(KINDS, CENTS), min_size=1, max_size=3))
    parts = {kind.value: str(amount) for kind, amount in amounts}
    total = sum(map(Decimal, parts.values()), Decimal(0))
    return booked(
        name,
        str(total),
        amounts[0][0].value,
        draw(NUMBERS),
        at=SINCE + timedelta(hours=draw(st.integers(-30, 24 * 33))),
        currency=draw(st.sampled_from(["CNY", "USD"])),
        parts=parts,
        odd=draw(st.sampled_from([None, None, None, Odd("parts_mismatch", "?")])),
        number=draw(st.sampled_from([1, 2])),
    )


ENTRIES = st.integers(0, 12).flatmap(
    lambda count: st.tuples(*(_entry(f"E{place}") for place in range(count)))
)


@given(ENTRIES)
def test_every_entry_has_one_class_and_the_sums_agree(entries):
    """To the cent, in each currency, whatever is in the statement."""
    verdicts = judge(entries, KNOWN, RULES)
    assert set(verdicts) == {one.key for one in entries}
    control = sums_of(one.entry.amount for one in entries)
    classed = [
        (verdicts[one.key].found, one.entry.currency, one.entry.amount.amount) for one in entries
    ]
    proofs = prove("m", control, classed, opening={}, closing={}, totals={}, lost=0)
    assert all(proof.holds for proof in proofs)
    assert {proof.currency: proof.classed for proof in proofs} == control


@given(ENTRIES, st.randoms(use_true_random=False))
def test_the_order_of_rows_means_nothing(entries, random):
    """Neither for the verdicts, nor for the worklist, nor for the statement's content."""
    shuffled = list(entries)
    random.shuffle(shuffled)
    verdicts = judge(entries, KNOWN, RULES)
    assert judge(shuffled, KNOWN, RULES) == verdicts
    found = sorted(entry_findings(entries, verdicts), key=lambda one: one.key)
    again = sorted(entry_findings(shuffled, verdicts), key=lambda one: one.key)
    assert found == again
    assert _statement(shuffled).content_hash == _statement(entries).content_hash


@given(ENTRIES)
def test_every_unmatched_entry_is_in_the_worklist(entries):
    """And nothing else is."""
    verdicts = judge(entries, KNOWN, RULES)
    unmatched = {
        f"north/{one.entry.entry}" for one in entries if verdicts[one.key].found is Class.UNMATCHED
    }
    assert {one.key for one in entry_findings(entries, verdicts)} == unmatched


@given(ENTRIES)
def test_judging_again_gives_the_same(entries):
    """A verdict depends on nothing but what it is given."""
    assert judge(entries, KNOWN, RULES) == judge(entries, KNOWN, RULES)


@given(ENTRIES, CENTS)
def test_a_lost_cent_is_always_seen(entries, lost):
    """A sum that is off in one class, by whatever amount, is not proved."""
    control = sums_of(one.entry.amount for one in entries)
    verdicts = judge(entries, KNOWN, RULES)
    classed = [
        (verdicts[one.key].found, one.entry.currency, one.entry.amount.amount) for one in entries
    ]
    if not lost or not control:
        return
    currency = next(iter(control))
    classed.append((Class.MATCHED, currency, lost))
    proofs = prove("m", control, classed, opening={}, closing={}, totals={}, lost=0)
    assert [proof.currency for proof in proofs if not proof.holds] == [currency]


@given(ENTRIES)
def test_content_is_the_same_in_any_spelling_of_amounts(entries):
    """1.50 and 1.5 are the same money; another cent is another content."""
    assert len({entry_line(one.entry) for one in entries}) == len(entries)


def _statement(entries):
    return Statement(
        shop="north",
        name="2026-10",
        since=SINCE,
        until=UNTIL,
        entries=tuple(one.entry for one in entries),
        odd={one.entry.entry: one.odd for one in entries if one.odd},
    )
