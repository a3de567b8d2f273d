"""Records: one hash for one content, money that is not mixed, totals that add up."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bots.errors import BusinessError
from bots.model import (
    Address,
    Currency,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    SkuMap,
    SkuMapping,
    differences,
    to_sales_order,
)
from bots.model.schema import json_schema

START = datetime(2020, 1, 1, tzinfo=UTC)
AMOUNTS = st.decimals(min_value=0, max_value=99999, places=2)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
IDS = st.text("ABC-19王", min_size=1, max_size=8)
LINES = st.builds(
    OrderLine,
    sku=IDS,
    title=TEXTS,
    quantity=st.integers(1, 999).map(Decimal),
    unit_price=AMOUNTS,
)


@st.composite
def orders(draw):
    """An order whose parts add up."""
    lines = tuple(draw(st.lists(LINES, min_size=1, max_size=4)))
    shipping, tax = draw(AMOUNTS), draw(AMOUNTS)
    goods = sum((line.amount for line in lines), Decimal(0))
    discount = draw(st.decimals(min_value=0, max_value=min(goods, 99), places=2))
    return Order(
        shop="north",
        number=draw(IDS),
        status=draw(st.sampled_from(OrderStatus)),
        placed_at=START + timedelta(minutes=draw(st.integers(0, 5_000_000))),
        currency=draw(st.sampled_from([Currency.CNY, Currency.EUR])),
        lines=lines,
        shipping=shipping,
        tax=tax,
        discount=discount,
        total=goods + shipping + tax - discount,
        buyer=draw(TEXTS),
        ship_to=Address(name=draw(TEXTS), lines=(draw(TEXTS),)),
        note=draw(TEXTS),
    )


@given(orders())
def test_hash_does_not_depend_on_spelling(order):
    """1.50 and 1.5, another zone, decomposed accents, blanks at the ends: the same content."""
    data = order.model_dump()
    data["total"] = Decimal(f"{order.total:.6f}")
    data["placed_at"] = order.placed_at.astimezone(timezone(timedelta(hours=8)))
    data["note"] = f"  {unicodedata.normalize('NFD', order.note)}\r\n"
    assert Order.model_validate(data).content_hash == order.content_hash


@given(orders())
def test_hash_survives_json(order):
    """What is kept as JSON and read again has the hash it had, and is equal."""
    again = Order.model_validate_json(order.model_dump_json())
    assert again == order
    assert again.content_hash == order.content_hash


CHANGES = {
    "shop": "south",
    "number": "another",
    "status": "shipped",
    "placed_at": datetime(2031, 1, 1, tzinfo=UTC),
    "currency": "USD",
    "buyer": "another buyer, surely",
    "email": "b@example.com",
    "ship_to": Address(name="somebody else altogether"),
    "note": "another note, surely",
}


@pytest.mark.parametrize("field", CHANGES)
def test_every_field_counts(field):
    """Another value of any field is another hash."""
    order = Order(
        shop="north",
        number="1",
        status="paid",
        placed_at=datetime(2026, 5, 1, tzinfo=UTC),
        currency="CNY",
        lines=(OrderLine(sku="A", quantity=1, unit_price=Decimal(1)),),
        total=1,
    )
    other = Order.model_validate({**order.model_dump(), field: CHANGES[field]})
    assert other.content_hash != order.content_hash
    assert (other.entry_hash == order.entry_hash) == (field in {"status", "email"})


@given(orders(), st.integers(0, 3), st.sampled_from(["sku", "quantity", "unit"]))
def test_every_field_of_a_line_counts(order, index, field):
    """Another SKU, quantity (with its total) or unit on any line is another hash."""
    data = order.model_dump()
    line = data["lines"][index % len(data["lines"])]
    line[field] = {"sku": "ZZ", "quantity": line["quantity"] + 1, "unit": "box"}[field]
    if field == "quantity":
        data["total"] += line["unit_price"]
    changed = Order.model_validate(data)
    assert changed.content_hash != order.content_hash
    assert changed.entry_hash != order.entry_hash


@given(orders(), st.decimals(min_value="0.01", max_value=100, places=2))
def test_order_that_does_not_add_up_does_not_exist(order, off):
    """A total that is off by a cent is refused."""
    with pytest.raises(ValidationError, match="add up"):
        Order.model_validate({**order.model_dump(), "total": order.total + off})


@pytest.mark.parametrize(
    "broken",
    [{"quantity": 0}, {"quantity": -1}, {"unit_price": "NaN"}, {"sku": " "}, {"colour": "red"}],
)
def test_line_that_makes_no_sense_is_refused(broken):
    """No quantity, no number, no SKU, or a field that nobody knows: an error, never a guess."""
    good = {"sku": "A", "quantity": 1, "unit_price": 1}
    with pytest.raises(ValidationError):
        OrderLine.model_validate({**good, **broken})


@given(AMOUNTS, AMOUNTS)
def test_money_adds_exactly(one, other):
    """What is added can be taken off again, to the cent."""
    a, b = (Money(amount=amount, currency=Currency.CNY) for amount in (one, other))
    assert a + b - b == a
    assert (a * 3).amount == one + one + one


def test_money_of_two_currencies_is_not_mixed():
    """Adding yuan to dollars is a mistake."""
    with pytest.raises(ValueError, match="cannot mix"):
        Money(amount=1, currency="CNY") + Money(amount=1, currency="USD")


def test_money_knows_its_smallest_unit():
    """A yen has no cents."""
    assert not Money(amount="1.5", currency="JPY").exact
    assert str(Money(amount="1.5", currency="CNY")) == "1.50 CNY"


def sale_of(order, factor):
    rows = {line.sku for line in order.lines}
    skus = SkuMap(
        SkuMapping(platform="market", sku=sku, erp_sku=f"E-{sku}", factor=factor) for sku in rows
    )
    return to_sales_order(
        order,
        skus,
        platform="market",
        party="North",
        shipping_sku="SHIP",
        discount_sku="DISC",
        tax_sku="TAX",
    )


@given(orders(), st.sampled_from([Decimal(1), Decimal(2), Decimal("0.5"), Decimal(10)]))
def test_sales_order_adds_up_to_what_the_buyer_paid(order, factor):
    """Whatever the factor: lines, shipping, tax and discount together are the order's total."""
    sale = sale_of(order, factor)
    assert sum((line.amount for line in sale.lines), Decimal(0)) == sale.total == order.total
    goods = sale.lines[: len(order.lines)]
    assert [line.quantity for line in goods] == [line.quantity * factor for line in order.lines]


@given(orders(), st.sampled_from([Decimal(3), Decimal(7), Decimal("0.0007")]))
def test_factor_never_rounds(order, factor):
    """A price or quantity that a factor does not divide exactly is refused, not rounded."""
    exact = all(
        round(line.unit_price / factor, 4) == line.unit_price / factor
        and round(line.quantity * factor, 4) == line.quantity * factor
        for line in order.lines
    )
    if exact:
        assert sale_of(order, factor).total == order.total
    else:
        with pytest.raises(BusinessError, match="does not come out exactly"):
            sale_of(order, factor)


def test_unmapped_sku_is_named_with_what_to_do():
    """The worklist tells line, SKU and remedy."""
    line = OrderLine(sku="Z", quantity=1, unit_price=Decimal(1))
    order = Order(
        shop="north",
        number="1",
        status="paid",
        placed_at=datetime(2026, 5, 1, tzinfo=UTC),
        currency="CNY",
        lines=(line,),
        total=1,
    )
    with pytest.raises(BusinessError) as refused:
        to_sales_order(
            order,
            SkuMap([]),
            platform="market",
            party="N",
            shipping_sku="S",
            discount_sku="D",
            tax_sku="T",
        )
    error = refused.value
    assert (error.rule, error.field, error.value) == ("unmapped_sku", "lines[0].sku", "Z")
    assert "retry --reason unmapped" in error.remedy


@given(orders(), orders())
def test_differences_are_empty_exactly_for_equal_content(one, other):
    """No difference means one hash; a difference never shows who bought."""
    assert (differences(one, other) == ()) == (one.content_hash == other.content_hash)
    assert differences(one, one) == ()


def test_differences_hide_personal_data():
    """Buyer, address and note are named, not shown; amounts are shown."""
    base = {
        "shop": "north",
        "number": "1",
        "status": "paid",
        "placed_at": datetime(2026, 5, 1, tzinfo=UTC),
        "currency": "CNY",
    }
    line = OrderLine(sku="A", quantity=1, unit_price=Decimal(1))
    one = Order(**base, lines=(line,), total=1, buyer="Wang Wei")
    two = Order(**base, lines=(line, line), total=2, buyer="Li Na", ship_to=Address(name="Li Na"))
    told = differences(one, two)
    assert told == ("lines: 1, found 2", "total: 1, found 2", "buyer differs", "ship_to differs")


def test_schema_describes_what_records_write():
    """An order as JSON is valid by the exported schema; one without its total is not."""
    schema = json_schema()
    order = Order(
        shop="north",
        number="1",
        status="paid",
        placed_at=datetime(2026, 5, 1, tzinfo=UTC),
        currency="CNY",
        lines=(OrderLine(sku="A", quantity=1, unit_price=Decimal(1)),),
        total=1,
    )
    document = json.loads(order.model_dump_json())
    checker = jsonschema.Draft202012Validator({**schema, "$ref": "#/$defs/Order"})
    assert checker.is_valid(document)
    del document["total"]
    assert not checker.is_valid(document)
    assert schema["$defs"]["Order"]["properties"]["buyer"]["x-personal"] is True
