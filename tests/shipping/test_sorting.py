"""Every shipment that was read is told, voided or for a person, and in one of these only."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bots.model import Shipment
from bots.shipping.sorting import sort

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)


def label(tracking: str, order: str = "1", **more: object) -> Shipment:
    told = {"reference": f"north/{order}", "carrier": "sf", "tracking": tracking, "shipped_at": NOW}
    return Shipment.model_validate({**told, **more})


def test_a_chain_of_voided_labels_ends_in_the_one_in_force():
    """The first two are voided, and the third stands in their place."""
    last = label("SF00003", replaces=("SF00002", "SF00001"))
    found = sort([label("SF00001", voided=True), label("SF00002"), last])
    assert list(found.live) == [last.key]
    assert {key: heir for key, (_, heir) in found.voided.items()} == {
        "north/1 SF00001": last.key, "north/1 SF00002": last.key,
    }  # fmt: skip


def test_two_labels_in_force_are_for_a_person_but_the_one_that_was_told():
    """Nobody can say which is right; what the shop shows already stays."""
    two = [label("SF00001"), label("SF00002")]
    assert set(sort(two).refused) == {"north/1 SF00001", "north/1 SF00002"}
    found = sort(two, told={"north/1 SF00001"})
    assert (set(found.live), set(found.refused)) == ({"north/1 SF00001"}, {"north/1 SF00002"})


def test_the_same_row_twice_is_one_and_a_contradiction_is_none():
    """A row that comes again changes nothing; with another carrier it is for a person."""
    assert set(sort([label("SF00001"), label("SF00001")]).live) == {"north/1 SF00001"}
    assert set(sort([label("SF00001"), label("SF00001", carrier="zto")]).refused) == {
        "north/1 SF00001"
    }


@given(
    st.lists(
        st.builds(
            label,
            st.sampled_from(["SF00001", "SF00002", "SF00003"]),
            st.sampled_from(["1", "2"]),
            voided=st.booleans(),
            replaces=st.sampled_from([(), ("SF00009",), ("SF00008", "SF00009")]),
        )
    ),
    st.sets(st.sampled_from(["north/1 SF00001", "north/2 SF00002"])),
)
def test_nothing_is_lost_and_nothing_is_told_twice(read: list[Shipment], told: set[str]):
    """Each key is in exactly one of the three; an order is told at most one number."""
    found = sort(read, told)
    places = [*found.live, *found.voided, *found.refused]
    assert sorted(places) == sorted({one.key for one in read})
    new = [one.reference for key, one in found.live.items() if key not in told]
    assert len(new) == len(set(new))
