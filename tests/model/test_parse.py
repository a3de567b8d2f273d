"""What sites print, read one way or refused."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from bots.model import Currency, Money
from bots.model.parse import parse_decimal, parse_money, parse_when

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
CENTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", "0"),
        ("-3", "-3"),
        ("−3.5", "-3.5"),
        ("007", "7"),
        (".5", "0.5"),
        ("１，２３４．５０", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1'234.50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,23", "1.23"),
        ("0,123", "0.123"),
        ("1234.567", "1234.567"),
    ],
)
def test_a_number_that_reads_one_way_is_read(text, amount):
    """Every usual spelling of a number gives exactly its value."""
    assert parse_decimal(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "abc",
        "1,234",
        "1.234",
        "1,23,456",
        "1,2,3",
        "1.2.3",
        "5.",
        "--5",
        "5-",
        "1e5",
        "6.91793E+18",
        "5²",
        "①",
        "٣",
        "5%",
        "NaN",
        "inf",
        "1_000",
        "0x10",
        "1.2万",
    ],
)
def test_a_number_that_reads_two_ways_or_none_is_refused(text):
    """Nothing ambiguous, rounded or foreign to numbers becomes a number."""
    with pytest.raises(ValueError, match=r"reads two ways|is no number"):
        parse_decimal(text)


def test_a_known_decimal_mark_settles_what_reads_two_ways():
    """A source that is known to write decimal points is believed."""
    assert parse_decimal("1,234", point=".") == 1234
    assert parse_decimal("1.234", point=".") == Decimal("1.234")
    assert parse_decimal("1.234", point=",") == 1234
    with pytest.raises(ValueError, match="no number"):
        parse_decimal("1.234,50", point=".")


@given(CENTS, st.sampled_from(["en_US", "zh_CN", "de_DE", "de_CH", "fr_FR", "pt_BR"]))
def test_what_a_locale_prints_comes_back(amount, locale):
    """Any amount with two decimals, printed by any of these locales, reads as itself."""
    assert parse_decimal(format_decimal(amount, "#,##0.00", locale=locale)) == amount


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_numbers(text):
    """Whatever the text, there is a number of its own ASCII digits or a ValueError."""
    try:
        read = parse_decimal(text)
    except ValueError:
        return
    assert read.is_finite()
    assert sum(c.isdecimal() for c in text) >= len(read.as_tuple().digits) - 1


@pytest.mark.parametrize(
    ("text", "default", "amount", "currency"),
    [
        ("CN¥1,234.50", "CNY", "1234.50", "CNY"),
        ("¥1,234.50", "CNY", "1234.50", "CNY"),
        ("￥１２.５０", "CNY", "12.50", "CNY"),
        ("¥1,234", "JPY", "1234", "JPY"),
        ("1.234 ₫", "CNY", "1234", "VND"),
        ("1.234,50 €", "CNY", "1234.50", "EUR"),
        ("1234.5", "EUR", "1234.5", "EUR"),
        ("5元", "CNY", "5", "CNY"),
        ("人民币 5.00", "USD", "5", "CNY"),
        ("£12.34", "GBP", "12.34", "GBP"),
        ("US$5.00", "CNY", "5", "USD"),
        ("$5.00", "CAD", "5", "CAD"),
        ("HK$5.00", "USD", "5", "HKD"),
        ("5.00 usd", "CNY", "5", "USD"),
        ("$5.00 USD", "CAD", "5", "USD"),
        ("-¥5.00", "CNY", "-5", "CNY"),
        ("¥-5.00", "CNY", "-5", "CNY"),
        ("(¥5.00)", "CNY", "-5", "CNY"),
    ],
)
def test_an_amount_is_read_with_its_currency(text, default, amount, currency):
    """The sign or code says the currency; without one it is the shop's."""
    expected = Money(amount=Decimal(amount), currency=Currency(currency))
    assert parse_money(text, Currency(default)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "¥",
        "-",
        "free",
        "$5.00",
        "¥5 EUR",
        "5.00 XYZ",
        "¥1,234",
        "¥5²",
        "-¥-5",
        "¥5.00 起",
        "¥5-¥9",
        "(-5)",
        "1.2万",
        "**5.00",
    ],
)
def test_an_amount_of_no_one_currency_or_value_is_refused(text):
    """A dollar in a CNY shop, a range, a rounded figure: none becomes an amount."""
    with pytest.raises(ValueError, match=r"could be|reads two ways|is no|no currency"):
        parse_money(text, Currency.CNY)


@given(CENTS, st.sampled_from([Currency.CNY, Currency.EUR, Currency.GBP]))
def test_an_amount_that_babel_prints_comes_back(amount, currency):
    """Amounts printed for Chinese, English and German readers read as themselves."""
    for locale in ("zh_CN", "en_GB", "de_DE"):
        printed = format_currency(amount, currency.value, locale=locale)
        assert parse_money(printed, currency) == Money(amount=amount, currency=currency)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-09-05", "2026-09-05 00:00"),
        ("2026/9/5 9:05", "2026-09-05 09:05"),
        ("2026-09-05 15:04:05", "2026-09-05 15:04:05"),
        ("2026-09-05T15:04:05.250", "2026-09-05 15:04:05.25"),
        ("2026年9月5日 15:04", "2026-09-05 15:04"),
        ("2026年9月5日15时04分05秒", "2026-09-05 15:04:05"),
        ("2026年9月5日 下午3点", "2026-09-05 15:00"),
        ("2026年9月5日下午3:04", "2026-09-05 15:04"),
        ("2026年9月5日 上午11:11", "2026-09-05 11:11"),
        ("2026年9月5日 凌晨12:30", "2026-09-05 00:30"),
        ("2026年9月5日 中午12:30", "2026-09-05 12:30"),
        ("Sept. 5, 2026", "2026-09-05 00:00"),
        ("Sept. 5, 2026, 3 p.m.", "2026-09-05 15:00"),
        ("Sept. 5, 2026, 11:11 a.m.", "2026-09-05 11:11"),
        ("Sept. 5, 2026, noon", "2026-09-05 12:00"),
        ("Sept. 5, 2026, midnight", "2026-09-05 00:00"),
        ("Sept. 5, 2026, 12:30 a.m.", "2026-09-05 00:30"),
        ("September 5th, 2026 at 3:04 PM", "2026-09-05 15:04"),
        ("Sat, 5 Sep 2026 15:04", "2026-09-05 15:04"),
        ("13/09/2026 10:00", "2026-09-13 10:00"),
        ("09/13/2026", "2026-09-13 00:00"),
        ("05.05.2026", "2026-05-05 00:00"),
    ],
)
def test_a_local_time_is_read_in_the_sites_zone(text, expected):
    """A time without an offset is the site's own."""
    moment = parse_when(text, SHANGHAI)
    assert moment.replace(tzinfo=None) == datetime.fromisoformat(expected)
    assert moment.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-01 10:00:00 +0200",
        "2026-05-01T10:00:00+02:00",
        "2026-05-01T08:00:00Z",
        "Fri, 1 May 2026 08:00:00 GMT",
        "2026-05-01 08:00 UTC",
        "2026-05-01 12:00 UTC+04:00",
    ],
)
def test_an_offset_wins_over_the_sites_zone(text):
    """A time that says its offset is that moment, wherever the site is."""
    assert parse_when(text, SHANGHAI) == datetime(2026, 5, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "noon",
        "yesterday",
        "3 hours ago",
        "20260501",
        "26-05-01",
        "01/05/26",
        "46143",
        "05/09/2026",
        "2026-02-30",
        "2026-05-01 25:00",
        "2026-05-01 10",
        "2026-05-01 10:00 CST",
        "2026-05-01 13 p.m.",
        "Mon, 5 Sep 2026",
        "5 Foo 2026",
        "2026-05-0110:00",
        "2026年9月5日 晚上12:30",
        "2026-05-01 - 2026-05-02",
        "2026-05-01-02:00",
        "2026-13-01",
    ],
)
def test_a_time_that_reads_two_ways_or_none_is_refused(text):
    """Relative, partial, impossible and two-way dates are errors, never a guess."""
    with pytest.raises(ValueError, match=r"."):
        parse_when(text, SHANGHAI)


def test_the_order_of_day_and_month_can_be_told():
    """Where the site's order is known, it is kept to, also where it leads nowhere."""
    assert parse_when("05/09/2026", SHANGHAI, day_first=True).month == 9
    assert parse_when("05/09/2026", SHANGHAI, day_first=False).month == 5
    with pytest.raises(ValueError, match="month"):
        parse_when("13/09/2026", SHANGHAI, day_first=False)


def test_a_time_that_the_clocks_skip_is_refused():
    """The hour that summer time leaves out never was; the one it repeats is its first."""
    with pytest.raises(ValueError, match="skip"):
        parse_when("2026-03-29 02:30", BERLIN)
    assert parse_when("2026-10-25 02:30", BERLIN).astimezone(UTC).hour == 0


SECONDS = st.integers(0, 3_000_000_000).map(lambda second: datetime.fromtimestamp(second, SHANGHAI))
SPELLINGS = ["%Y-%m-%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%Y/%m/%d %H:%M:%S"]


@given(SECONDS, st.sampled_from(SPELLINGS))
def test_every_second_comes_back(moment, spelling):
    """Any moment in any of these spellings reads as itself."""
    assert parse_when(moment.strftime(spelling), SHANGHAI) == moment


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(0, 23), st.integers(0, 59))
def test_every_minute_as_english_sites_print_it_comes_back(day, hour, minute):
    """The twelve-hour clock is read right at every minute of the day."""
    text = datetime.combine(day, time(hour, minute)).strftime("%b. %d, %Y, %I:%M %p")
    assert parse_when(text, SHANGHAI).replace(tzinfo=None) == datetime.combine(
        day, time(hour, minute)
    )


@given(st.text(max_size=25))
def test_no_text_breaks_the_reading_of_times(text):
    """Whatever the text, there is an aware moment or a ValueError."""
    try:
        assert parse_when(text, SHANGHAI).tzinfo is not None
    except ValueError:
        return
