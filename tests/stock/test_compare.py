"""Every SKU at every place is in exactly one class, by the figures that are shown with it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import floor

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.errors import BusinessError
from bots.model import SkuMap, SkuMapping, StockLevel
from bots.stock import tables
from bots.stock.classes import MILLION, Rules, StockClass
from bots.stock.compare import FOUND, Sources, compare

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
OLD = NOW - timedelta(days=9)


def level(place, sku, on_hand, available=None, incoming=0):
    """A level; everything is available unless said otherwise."""
    free = on_hand if available is None else available
    return StockLevel(
        place=place,
        sku=sku,
        on_hand=Decimal(on_hand),
        available=Decimal(free),
        incoming=Decimal(incoming),
    )


def mapping(**factors):
    """`sku=(erp_sku, factor)` of the market's shops."""
    return SkuMap(
        SkuMapping(platform="market", sku=sku, erp_sku=erp, factor=Decimal(factor))
        for sku, (erp, factor) in factors.items()
    )


def unsynced(*rows):
    """Sales (shop, SKU, sold, shipped) that the ERP lacks."""
    plain = [(s, k, int(n * MILLION), int(n * MILLION), int(m * MILLION)) for s, k, n, m in rows]
    return pl.DataFrame(plain, schema=tables.UNSYNCED, orient="row")


def found(books, offers=(), counts=(), skus=None, rules=None, **more):
    """(place, SKU) -> class."""
    sources = Sources(
        tables.books(books),
        tables.offers(offers, "market", skus or SkuMap([])),
        tables.counts((place, sku, Decimal(number), when) for place, sku, number, when in counts),
        **more,
    )
    result = compare(sources, rules or Rules(NOW))
    return {(row["place"], row["sku"]): row["found"] for row in result.to_dicts()}


@pytest.mark.parametrize(
    ("shown", "sold", "expected"),
    [
        (20, 0, "agrees"),
        (17, 3, "unsynced_sale"),
        (20, 3, "oversell_risk"),
        (21, 0, "oversell_risk"),
        (19, 0, "counted_short"),
        (16, 3, "counted_short"),
        (-1, 0, "negative_stock"),
    ],
)
def test_a_shop_is_held_against_what_its_warehouses_can_send(shown, sold, expected):
    """20 are free: what the shop offers, less sales that the ERP lacks, says what is wrong."""
    got = found(
        [level("SH", "A", 30, 20)],
        [level("north", "a", shown)],
        skus=mapping(a=("A", 1)),
        unsynced=unsynced(("north", "A", sold, 0)),
    )
    assert got == {("north", "a"): expected, ("SH", "A"): "agrees"}


@pytest.mark.parametrize(
    ("counted", "when", "expected"),
    [
        (30, NOW, "agrees"),
        (29, NOW, "counted_short"),
        (31, NOW, "counted_over"),
        (28, NOW, "unsynced_sale"),
        (29, OLD, "stale_source"),
        (30, OLD, "agrees"),
    ],
)
def test_a_count_is_held_against_what_the_books_say_is_there(counted, when, expected):
    """Reserved goods still lie there; two have left for orders that the ERP lacks."""
    got = found(
        [level("SH", "A", 30, 20)],
        counts=[("SH", "A", counted, when)],
        unsynced=unsynced(("north", "A", 2, 2)),
    )
    assert got == {("SH", "A"): expected}


def test_what_one_side_alone_knows_is_told():
    """A listing without a mapping, one of a product the ERP lacks, a count and a book alone."""
    got = found(
        [level("SH", "A", 5), level("SH", "B", 0), level("GZ", "C", -2), level("LA", "D", 3, -1)],
        [level("north", "x", 1), level("north", "y", 1)],
        [("SH", "E", 4, NOW), ("SH", "F", 0, NOW)],
        skus=mapping(y=("Y", 1)),
    )
    assert got == {
        ("north", "x"): "missing_mapping",
        ("north", "y"): "only_here",
        ("SH", "A"): "only_here",
        ("SH", "B"): "agrees",
        ("SH", "E"): "only_here",
        ("SH", "F"): "agrees",
        ("GZ", "C"): "negative_stock",
        ("LA", "D"): "oversell_risk",
    }


def test_a_bundle_of_six_counts_as_six():
    """32 pieces are five bundles and no sixth; a listing that the shop lost is told too."""
    skus = mapping(six=("A", 6), sixth=("A", 6), third=("A", Decimal("0.5")))
    lost = pl.DataFrame([("north", "gone", "A")], schema=tables.EXPECTED, orient="row")
    got = found(
        [level("SH", "A", 32)],
        [level("north", "six", 5), level("north", "sixth", 6), level("north", "third", 64)],
        skus=skus,
        expected=lost,
    )
    assert got == {
        ("north", "six"): "agrees",
        ("north", "sixth"): "oversell_risk",
        ("north", "third"): "agrees",
        ("north", "gone"): "only_here",
        ("SH", "A"): "agrees",
    }


def test_a_shop_counts_on_its_own_warehouses_and_on_no_sale_of_others():
    """North sells from Shanghai, south from Los Angeles: neither's sales lower the other's."""
    rules = Rules(NOW, serves={"north": ("SH",), "south": ("LA",)})
    got = found(
        [level("SH", "A", 5), level("LA", "A", 7)],
        [level("north", "a", 5), level("south", "a", 6)],
        skus=mapping(a=("A", 1)),
        rules=rules,
        unsynced=unsynced(("south", "A", 1, 1)),
    )
    assert (got["north", "a"], got["south", "a"]) == ("agrees", "unsynced_sale")


def test_small_differences_pass_unless_they_are_worth_much():
    """Two units may be missing; of what costs 100 each they may not."""
    prices = pl.DataFrame(
        [("A", 100 * MILLION), ("B", MILLION)], schema=tables.PRICES, orient="row"
    )
    got = found(
        [level("SH", sku, 30) for sku in "ABC"],
        counts=[("SH", sku, 28, NOW) for sku in "ABC"],
        rules=Rules(NOW, quantity=Decimal(2), value=Decimal(150)),
        prices=prices,
    )
    assert [got["SH", sku] for sku in "ABC"] == ["counted_short", "agrees", "agrees"]


def test_orders_that_may_be_in_the_erp_by_now_invent_no_difference():
    """One was entered while stock was read: 20 and 19 are both right."""
    sold = pl.DataFrame([("north", "A", 0, MILLION, 0)], schema=tables.UNSYNCED, orient="row")
    for shown in (20, 19):
        skus, offer = mapping(a=("A", 1)), [level("north", "a", shown)]
        got = found([level("SH", "A", 20)], offer, skus=skus, unsynced=sold)
        assert got["north", "a"] in {"agrees", "unsynced_sale"}


def test_a_sum_too_large_to_be_stock_stops_the_comparison():
    """A bar code in a quantity column is refused, and never wrapped around into a small number."""
    many = [("SH", "A", 10**12, NOW)] * 20
    with pytest.raises(BusinessError, match="too large"):
        found([level("SH", "A", 1)], counts=many)


NUMBERS = st.integers(-5, 40) | st.sampled_from([Decimal("0.5"), Decimal("0.000001")])
PLACES, SKUS = st.sampled_from(["SH", "GZ"]), st.sampled_from("ABCD")
LEVELS = st.dictionaries(st.tuples(PLACES, SKUS), st.tuples(NUMBERS, NUMBERS, st.integers(0, 9)))
LISTED = st.dictionaries(st.sampled_from("abxy"), NUMBERS)
COUNTED = st.lists(st.tuples(PLACES, SKUS, NUMBERS, st.sampled_from([NOW, OLD])), max_size=8)
SOLD = st.lists(st.tuples(st.just("north"), SKUS, st.integers(0, 5), st.integers(0, 5)), max_size=4)
FACTORS = {"a": ("A", 1), "b": ("B", 6), "y": ("Y", Decimal("0.25"))}


@given(books=LEVELS, listed=LISTED, counts=COUNTED, sold=SOLD, tolerance=st.integers(0, 3))
def test_every_sku_of_every_source_is_in_exactly_one_class(books, listed, counts, sold, tolerance):
    """None is lost or invented, the sums before and after agree, and each class has its cause."""
    levels = [level(*place, held, free, inc) for place, (held, free, inc) in books.items()]
    shown = [level("north", sku, number) for sku, number in listed.items()]
    sources = Sources(
        tables.books(levels),
        tables.offers(shown, "market", mapping(**FACTORS)),
        tables.counts((place, sku, Decimal(n), when) for place, sku, n, when in counts),
        unsynced(*sold),
    )
    result = compare(sources, Rules(NOW, quantity=Decimal(tolerance)))
    assert result.schema == FOUND
    rows = result.to_dicts()
    keys = Counter((row["side"], row["place"], row["sku"]) for row in rows)
    wanted = {("warehouse", *place) for place in books} | {("shop", "north", sku) for sku in listed}
    wanted |= {("warehouse", place, sku) for place, sku, _, _ in counts}
    assert keys == Counter(wanted)
    assert {row["found"] for row in rows} <= set(StockClass)
    here = {side: [r["here"] or 0 for r in rows if r["side"] == side] for side in keys_of(rows)}
    assert sum(here.get("shop", [])) == sources.offers["available"].sum()
    assert sum(here.get("warehouse", [])) == sources.counts["counted"].sum()
    assert sum(r["books"] or 0 for r in rows if r["side"] == "warehouse") == sum(
        int(Decimal(held) * MILLION) for held, _, _ in books.values()
    )
    for row in rows:
        assert row["found"] == cause(row, counts, tolerance * MILLION), row


def keys_of(rows):
    """The sides that there are."""
    return {row["side"] for row in rows}


def cause(row, counts, tolerance):
    """The class that the row's own figures give, said over again in plain Python."""
    here, books = row["here"], row["books"]
    if row["side"] == "shop":
        if row["sku"] not in FACTORS:
            return "missing_mapping"
        factor = Decimal(FACTORS[row["sku"]][1])
        if here < 0:
            return "negative_stock"
        if books is None:
            return "only_here"
        right, raw = (
            max(pieces if factor == 1 else floor(pieces / factor / MILLION) * MILLION, 0)
            for pieces in (books - row["unsynced"], books)
        )
        if abs(here - right) > tolerance:
            return "oversell_risk" if here > right else "counted_short"
        return "agrees" if abs(here - raw) <= tolerance else "unsynced_sale"
    return cause_of_count(row, here, books, counts, tolerance)


def cause_of_count(row, here, books, counts, tolerance):
    """The same for a warehouse."""
    mine = [one for one in counts if one[:2] == (row["place"], row["sku"])]
    covered = any(one[0] == row["place"] for one in counts)
    if books is not None and books < 0:
        return "negative_stock"
    if books is None:
        return "only_here" if here else "agrees"
    if here is None and covered and abs(books) > tolerance:
        return "only_here"
    if here is None or abs(here - books) <= tolerance:
        return "oversell_risk" if books - row["reserved"] < 0 else "agrees"
    return cause_of_difference(row, here, books, mine, tolerance)


def cause_of_difference(row, here, books, mine, tolerance):
    """The same for a count that differs."""
    if abs(here - books + row["unsynced"]) <= tolerance:
        return "unsynced_sale"
    if any(when == OLD for *_, when in mine):
        return "stale_source"
    return "counted_short" if here < books else "counted_over"
