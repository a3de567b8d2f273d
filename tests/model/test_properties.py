"""What holds of every record and every text, tried on made-up ones."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_datetime
from babel.numbers import format_currency, format_decimal
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from bots.errors import BusinessError
from bots.model import (
    Currency,
    Money,
    Order,
    OrderLine,
    SaleLine,
    SkuMap,
    SkuMapping,
    to_sales_order,
)
from bots.model.money import product, total_of
from bots.model.parse import parse_decimal, parse_money, parse_when
from bots.model.record import MOST_TEXT, hash_of, normalised
from bots.model.seen import seen

# Every locale whose numbers are written in ASCII digits, as shops of these currencies have them.
LOCALES = (
    "en_US", "en_GB", "en_IN", "zh_CN", "zh_TW", "zh_HK", "ja_JP", "ko_KR", "de_DE", "de_AT",
    "de_CH", "fr_FR", "fr_CH", "es_ES", "es_MX", "pt_BR", "pt_PT", "it_IT", "nl_NL", "pl_PL",
    "sv_SE", "da_DK", "nb_NO", "fi_FI", "cs_CZ", "ru_RU", "uk_UA", "tr_TR", "vi_VN", "id_ID",
    "ms_MY", "th_TH", "en_SG",
)  # fmt: skip
ZONES = tuple(map(ZoneInfo, ("Asia/Shanghai", "Europe/Berlin", "America/Los_Angeles", "UTC")))
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
WIDE = st.decimals(min_value=0, max_value=10**11, places=6)
QUANTITIES = st.decimals(min_value="0.0001", max_value=10**9, places=4)


def read_or_none(read, text):
    """What it reads, or None where it refuses to."""
    try:
        return read(text)
    except ValueError:
        return None


@given(AMOUNTS, st.sampled_from(LOCALES))
def test_a_number_of_any_locale_comes_back_or_is_refused(amount, locale):
    """With two decimals a number reads as itself, or not at all; never as another."""
    printed = format_decimal(amount, "#,##0.00", locale=locale)
    read = read_or_none(parse_decimal, printed)
    assert read == amount or (read is None and locale == "en_IN")  # which groups by two: 12,34,567


@given(st.integers(-(10**12), 10**12), st.sampled_from(LOCALES))
def test_a_whole_number_that_reads_two_ways_is_refused(amount, locale):
    """`1,234` is a thousand here and a little more than one there: it is never guessed."""
    printed = format_decimal(amount, "#,##0", locale=locale)
    read = read_or_none(parse_decimal, printed)
    assert read == amount or (read is None and abs(amount) >= 1000)


@given(AMOUNTS, st.sampled_from(LOCALES), st.sampled_from(Currency))
def test_money_of_any_locale_and_currency_is_never_another(amount, locale, currency):
    """What is read is what was printed, for a shop of that currency; what is not, is refused."""
    amount = round(amount, currency.places)
    printed = format_currency(amount, currency.value, locale=locale)
    read = read_or_none(lambda text: parse_money(text, currency), printed)
    assert read in {None, Money(amount=amount, currency=currency)}


@given(AMOUNTS, st.sampled_from(LOCALES), st.sampled_from(Currency), st.sampled_from(Currency))
def test_money_in_a_shop_of_another_currency_is_never_taken_for_its_own(
    amount, locale, currency, shop
):
    """A sign that means several currencies may mean the shop's; a clear one always wins."""
    assume(shop is not currency)
    amount = round(amount, currency.places)
    printed = format_currency(amount, currency.value, locale=locale)
    read = read_or_none(lambda text: parse_money(text, shop), printed)
    if read is None:
        return
    if read.currency is shop:
        mark = printed.strip("-0123456789.,' \u00a0\u202f\u2212\u2019\u200e\u200f")
        assert mark in {"$", "¥", "￥", "元", "圓"}
    else:
        assert read.currency is currency


MOMENTS = st.integers(0, 4_000_000_000).map(
    lambda second: datetime.fromtimestamp(second, UTC).replace(tzinfo=None)
)


@given(
    MOMENTS,
    st.sampled_from(ZONES),
    st.sampled_from(
        [
            ("yyyy-MM-dd HH:mm:ss", "en_US"),
            ("yyyy/M/d H:mm:ss", "en_US"),
            ("MMM d, yyyy h:mm:ss a", "en_US"),
            ("EEEE, MMMM d, yyyy, h:mm:ss a", "en_US"),
            ("EEE, d MMM yyyy HH:mm:ss", "en_GB"),
            ("d-MMMM-yyyy HH:mm:ss", "en_US"),
            ("yyyy年M月d日 HH:mm:ss", "zh_CN"),
            ("yyyy'年'M'月'd'日' H'时'mm'分'ss'秒'", "zh_CN"),
        ]
    ),
)
def test_a_moment_of_any_spelling_comes_back(clock, zone, spelling):
    """Its clock reads as itself in the site's zone, or is a time that the clocks skip."""
    pattern, locale = spelling
    printed = format_datetime(clock, pattern, locale=locale)
    read = read_or_none(lambda text: parse_when(text, zone), printed)
    if read is None:
        with pytest.raises(ValueError, match="skip"):
            parse_when(printed, zone)
    else:
        assert read.replace(tzinfo=None) == clock
        assert read.tzinfo is not None


@given(MOMENTS, st.integers(-12 * 60, 14 * 60), st.sampled_from(ZONES))
def test_an_offset_comes_back(clock, minutes, zone):
    """A time with its own offset is that moment, whatever the site's zone."""
    moment = clock.replace(tzinfo=UTC) + timedelta(minutes=minutes)
    sign, rest = ("-" if minutes < 0 else "+"), abs(minutes)
    printed = f"{moment:%Y-%m-%d %H:%M:%S} {sign}{rest // 60:02d}{rest % 60:02d}"
    assert parse_when(printed, zone) == clock.replace(tzinfo=UTC)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_date_that_reads_two_ways_is_refused_unless_the_order_is_known(day):
    """`05/09/2026` is asked about; with the order known it is itself."""
    printed = f"{day.day:02d}/{day.month:02d}/{day.year}"
    assert parse_when(printed, ZONES[0], day_first=True).date() == day
    if day.day <= 12 and day.day != day.month:
        with pytest.raises(ValueError, match="two ways"):
            parse_when(printed, ZONES[0])
    else:
        assert parse_when(printed, ZONES[0]).date() == day


@given(WIDE, QUANTITIES)
def test_a_product_keeps_every_digit(price, quantity):
    """A price times a quantity is exact, though Python's own arithmetic would round it."""
    with localcontext(prec=200):
        exact = price * quantity
    assert product(price, quantity) == exact
    line = OrderLine(sku="A", quantity=quantity, unit_price=price)
    assert line.amount == exact


@given(st.lists(WIDE, max_size=20))
def test_a_sum_keeps_every_digit(amounts):
    """In any order, to the last place."""
    with localcontext(prec=200):
        exact = sum(amounts, Decimal(0))
    assert total_of(amounts) == total_of(reversed(amounts)) == exact


def test_an_order_that_only_rounding_makes_right_does_not_exist():
    """Python would round these parts to 28 digits, and find that they add up."""
    line = OrderLine(sku="A", quantity=Decimal("9999999999.9999"), unit_price=Decimal("99999999.9"))
    rounded = line.quantity * line.unit_price
    assert line.amount != Decimal("999999998999999990000.0")
    about = {"shop": "s", "number": "1", "status": "paid", "currency": "CNY", "lines": (line,)}
    with pytest.raises(ValidationError):
        Order(**about, placed_at=datetime(2026, 5, 1, tzinfo=UTC), total=rounded + 1)


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.decimals(allow_nan=False, allow_infinity=False, places=6)
    | st.datetimes(timezones=st.sampled_from(ZONES)),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=3), PLAIN, max_size=3), st.data())
def test_hashes_are_equal_exactly_when_the_normalised_content_is(one, data):
    """No two contents share a hash, and one content has no two."""
    again = {key: data.draw(st.just(value) | PLAIN) for key, value in one.items()}
    assert (hash_of(one) == hash_of(again)) == (_same(normalised(one), normalised(again)))


def _same(one, other):
    """Python takes True for 1; JSON does not."""
    return repr(one) == repr(other)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40))
def test_a_long_number_is_hashed_to_its_last_digit(number):
    """The spelling of a number does not count, and each of its digits does."""
    spelt = normalised(number)
    assert Decimal(spelt) == number
    with localcontext(prec=300):
        assert normalised(number * Decimal("1.000")) == spelt
        assert normalised(number + Decimal("1E-60")) != spelt


@given(st.permutations(range(3)))
def test_the_order_of_lines_is_content(places):
    """Two orders whose lines stand otherwise are two contents: the ERP shows them in that order."""
    lines = [OrderLine(sku=f"S{n}", quantity=1, unit_price=Decimal(n)) for n in range(3)]
    made = [
        Order(
            shop="s",
            number="1",
            status="paid",
            placed_at=datetime(2026, 5, 1, tzinfo=UTC),
            currency="CNY",
            lines=tuple(chosen),
            total=3,
        )
        for chosen in (lines, [lines[place] for place in places])
    ]
    assert (made[0].content_hash == made[1].content_hash) == (list(places) == [0, 1, 2])


@pytest.mark.parametrize(
    "text", ["9999-12-31 23:59:59", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"]
)
def test_a_moment_at_the_end_of_the_calendar_is_no_order(text):
    """It reads as itself or is refused, and no record holds it: its hash could not be made."""
    read = [
        read_or_none(lambda printed, zone=zone: parse_when(printed, zone), text) for zone in ZONES
    ]
    moments = [datetime.fromisoformat(text).replace(tzinfo=UTC), *filter(None, read)]
    order = order_of((OrderLine(sku="S", quantity=1, unit_price=1),))
    for moment in moments:
        with pytest.raises(ValidationError, match="nobody ordered"):
            Order.model_validate({**order.model_dump(), "placed_at": moment})


FACTORS = st.decimals(min_value="0.0001", max_value=1000, places=4)
ROWS = st.tuples(QUANTITIES, st.decimals(0, 10**6, places=2), FACTORS)


def order_of(lines):
    return Order(
        shop="north",
        number="1",
        status="paid",
        placed_at=datetime(2026, 5, 1, tzinfo=UTC),
        currency="CNY",
        lines=lines,
        total=total_of(line.amount for line in lines),
    )


@given(
    st.lists(
        st.tuples(QUANTITIES, st.decimals(0, 10**6, places=2), FACTORS), min_size=1, max_size=3
    )
)
def test_a_factor_comes_out_exactly_or_the_order_is_refused(rows):
    """Quantity by factor and price by factor multiply back to what the buyer pays, or nothing."""
    lines = tuple(
        OrderLine(sku=f"S{n}", quantity=quantity, unit_price=price)
        for n, (quantity, price, _) in enumerate(rows)
    )
    skus = SkuMap(
        SkuMapping(platform="p", sku=f"S{n}", erp_sku=f"E{n}", factor=factor)
        for n, (_, _, factor) in enumerate(rows)
    )
    try:
        order = order_of(lines)
    except ValidationError:
        return  # more digits than an amount has
    sale, refused = sale_or_refusal(order, skus)
    if refused:
        assert refused.rule in {"price_not_exact", "quantity_not_exact", "invalid_field"}
        assert refused.field
        assert refused.remedy
        return
    assert total_of(line.amount for line in sale.lines) == order.total
    for line, made, (_, _, factor) in zip(lines, sale.lines, rows, strict=True):
        assert made.quantity == product(line.quantity, factor)
        assert product(made.unit_price, factor) == line.unit_price


def sale_of(order, skus, party="P"):
    extra = {"shipping_sku": "S", "discount_sku": "D", "tax_sku": "T"}
    return to_sales_order(order, skus, platform="p", party=party, **extra)


def sale_or_refusal(order, skus):
    try:
        return sale_of(order, skus), None
    except BusinessError as error:
        return None, error


def test_what_a_sales_order_cannot_hold_is_refused_for_its_order():
    """A quantity beyond all bounds, or a party as long as a letter: a person is told, with why."""
    order = order_of((OrderLine(sku="S0", quantity=9 * 10**9, unit_price=0),))
    huge = SkuMap([SkuMapping(platform="p", sku="S0", erp_sku="E", factor=999_999)])
    with pytest.raises(BusinessError) as refused:
        sale_of(order, huge)
    assert (refused.value.rule, refused.value.field) == ("invalid_field", "quantity")
    with pytest.raises(BusinessError) as refused:
        sale_of(order, SkuMap([SkuMapping(platform="p", sku="S0", erp_sku="E")]), party="x" * 300)
    assert (refused.value.rule, refused.value.field) == ("invalid_field", "party")
    assert "xxx" not in str(refused.value)


def test_the_longest_shop_and_number_are_one_reference():
    """An order that a record holds is an order that can be entered."""
    line = OrderLine(sku="S0", quantity=1, unit_price=1)
    order = order_of((line,)).model_copy(update={"shop": "s" * 200, "number": "n" * 200})
    skus = SkuMap([SkuMapping(platform="p", sku="S0", erp_sku="E")])
    assert sale_of(order, skus).reference == f"{'s' * 200}/{'n' * 200}"


@given(st.text(max_size=30))
def test_an_id_is_one_line_or_none(text):
    """What a field of one line would leave out in silence is no id."""
    made = made_or_none(SaleLine, sku=text, quantity=1, unit_price=1)
    broken = {char for char in text if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}}
    if made is None:
        assert broken or not text.strip()
    else:
        assert made.sku == made.sku.strip()
        assert made.sku in text
        assert not broken & set(made.sku)


def made_or_none(record, **fields):
    try:
        return record(**fields)
    except ValidationError:
        return None


@given(st.text(st.characters(), max_size=30))
def test_a_text_is_kept_whole_or_refused(text):
    """NUL and lone surrogates are refused, all else is kept as it is; JSON gives it back."""
    line = OrderLine(sku="S", quantity=1, unit_price=1)
    broken = any(char == "\0" or unicodedata.category(char) == "Cs" for char in text)
    try:
        order = order_of((line,)).model_validate({**order_of((line,)).model_dump(), "note": text})
    except ValidationError:
        assert broken
        return
    assert not broken
    assert order.note == text
    assert Order.model_validate_json(order.model_dump_json()).note == text


def test_a_text_has_an_end():
    """One character more than a long letter is refused, and the error does not repeat it."""
    line = OrderLine(sku="S", quantity=1, unit_price=1, title="t" * MOST_TEXT)
    with pytest.raises(ValidationError) as refused:
        OrderLine.model_validate({**line.model_dump(), "title": "t" * (MOST_TEXT + 1)})
    assert "ttt" not in str(refused.value)


@given(st.text(max_size=60))
def test_an_error_shows_the_shape_of_what_it_could_not_read(text):
    """No letter of a stranger's and no long number, and never more than forty characters."""
    shown = seen(text)
    assert len(shown) < 450  # of escapes, at most
    letters = {c for c in text if c.isalpha() and not c.isascii()} - {"█"}
    assert not letters & set(shown)


@pytest.mark.parametrize("parse", [parse_decimal, lambda t: parse_money(t, Currency.CNY)])
def test_an_endless_text_is_refused_at_once(parse):
    """Ten megabytes in the cell of an amount cost nothing and are not repeated."""
    with pytest.raises(ValueError, match=r"is no|could be") as refused:
        parse("Wang Wei " * 1_000_000)
    assert "Wang" not in str(refused.value)
    assert len(str(refused.value)) < 600
