"""Settlement files: every row is an entry, or shown; nothing is guessed."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from bots.errors import SettingsError
from bots.model import Currency, EntryKind
from bots.settings_settling import SettlingSettings
from bots.sheets import FileRefused
from bots.sheets.statement import Period, read_statement
from bots.sheets.statement_choice import statement_file
from bots.sheets.statement_files import DOUYIN, MARKET, OUTLET

ZONE = ZoneInfo("Asia/Shanghai")
HEAD = (
    "动账时间,动帐流水号,动账方向,动账金额,动账账户,动账场景,计费类型,子订单号,订单号,订单实付应结,"
    "运费实付,实际平台补贴,订单退款,平台服务费,佣金,招商服务费,站外推广费,备注"
)
NAMES = HEAD.split(",")
PAYMENT = {
    "动账时间": "2026-10-31 23:59:59",
    "动帐流水号": '"\t9007199254740993001"',
    "动账方向": "入账",
    "动账金额": "85.00",
    "动账场景": "货款结算入账",
    "订单号": '"\t6917926768823643751"',
    "子订单号": '"\t6917926768823643752"',
    "订单实付应结": "100.00",
    "平台服务费": "-5.00",
    "佣金": "-10.00",
    "备注": "王小明",
}


def row(**changes):
    """A row of Douyin's file; cells by heading, over a payment's."""
    cells = {**PAYMENT, **changes}
    return ",".join(cells.get(name, "-") for name in NAMES)


FEE = {
    **dict.fromkeys(["订单号", "子订单号", "订单实付应结", "平台服务费", "佣金"], "-"),
    "动帐流水号": '"\t9007199254740993002"',
    "动账方向": "出账",
    "动账金额": "199.00",
    "动账场景": "店铺月费",
}


def read(tmp_path, *rows, form=DOUYIN, head=HEAD, encoding="utf-8-sig", **how):
    """A file of these lines, read."""
    path = tmp_path / "statement.csv"
    path.write_bytes(("\r\n".join([head, *rows]) + "\r\n").encode(encoding))
    told = {"zone": ZONE, "currency": Currency.CNY, **how}
    return read_statement(path, form, "flagship", **told)


def test_douyin_s_file_is_read_whole(tmp_path):
    """Ids keep their nineteen digits, components are parts, fees may have no order."""
    statement = read(tmp_path, row(), row(**FEE))
    payment, fee = statement.entries
    assert (payment.entry, payment.order) == ("9007199254740993001", "6917926768823643751")
    assert payment.sub_order == "6917926768823643752"
    assert payment.at == datetime(2026, 10, 31, 23, 59, 59, tzinfo=ZONE)
    assert payment.kind is EntryKind.PAYMENT
    assert [(part.kind.value, part.amount) for part in payment.parts] == [
        ("payment", Decimal(100)),
        ("platform_fee", Decimal(-5)),
        ("commission", Decimal(-10)),
    ]
    assert (fee.kind, fee.order, fee.amount.amount) == (EntryKind.SERVICE_FEE, None, -199)
    assert statement.control == {Currency.CNY: Decimal("-114.00")}
    assert (statement.odd, statement.strays) == ({}, ())
    assert "王小明" not in str(statement)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_the_encoding_is_proved(tmp_path, encoding):
    """Whatever a person saved it as, its content is the same."""
    statement = read(tmp_path, row(), row(**FEE), encoding=encoding)
    assert statement.content_hash == read(tmp_path, row(), row(**FEE)).content_hash


def test_a_wrong_encoding_that_a_person_names_is_refused(tmp_path):
    """Nothing is read as something else."""
    read(tmp_path, row(), encoding="gb18030")
    path = tmp_path / "statement.csv"
    with pytest.raises(FileRefused, match="not all in utf-8"):
        read_statement(path, DOUYIN, "f", zone=ZONE, currency=Currency.CNY, encoding="utf-8")


def test_the_order_of_rows_and_columns_means_nothing(tmp_path):
    """Columns are found by their headings."""
    lines = [row(), row(**FEE)]
    first = read(tmp_path, *lines)
    places = list(range(len(NAMES)))
    random.Random(4).shuffle(places)
    turned = [",".join(line.split(",")[place] for place in places) for line in [HEAD, *lines]]
    second = read(tmp_path, *turned[:0:-1], head=turned[0])
    assert second.content_hash == first.content_hash


def test_components_that_do_not_add_up_are_shown(tmp_path):
    """The amount still counts in the sums."""
    statement = read(tmp_path, row(佣金="-9.00"))
    (odd,) = statement.odd.values()
    assert (odd.rule, odd.why) == (
        "parts_mismatch",
        "its parts add up to 86.00, its amount is 85.00",
    )
    assert statement.control == {Currency.CNY: Decimal("85.00")}


def test_an_order_s_row_whose_components_are_all_empty_is_shown(tmp_path):
    """They add up to nothing, and its amount is something."""
    statement = read(tmp_path, row(订单实付应结="0", 平台服务费="-", 佣金="0.00"))
    assert [odd.rule for odd in statement.odd.values()] == ["parts_mismatch"]


@pytest.mark.parametrize(
    ("cells", "amount"),
    [
        ({"动账金额": "-30.00", "订单退款": "-30.00"}, "-30.00"),
        ({"动账金额": "30.00", "订单退款": "30.00"}, "-30.00"),
        ({"动账金额": "30.00", "订单退款": "-30.00"}, "-30.00"),
    ],
)
def test_what_goes_out_is_negative_however_it_is_printed(tmp_path, cells, amount):
    """By the direction's word; components too."""
    empty = dict.fromkeys(["订单实付应结", "平台服务费", "佣金"], "0")
    statement = read(tmp_path, row(动账方向="出账", **empty, **cells))
    (entry,) = statement.entries
    assert entry.amount.amount == Decimal(amount)
    assert entry.kind is EntryKind.REFUND
    assert statement.odd == {}


def test_a_negative_amount_that_came_in_needs_its_components(tmp_path):
    """With them it is a refund; without, nobody can say which way the money went."""
    empty = dict.fromkeys(["订单实付应结", "平台服务费", "佣金"], "0")
    shown = {"动账金额": "-30.00", "订单退款": "-30.00", **empty}
    assert read(tmp_path, row(**shown)).odd == {}
    unclear = read(tmp_path, row(**{**shown, "订单退款": "30.00"}))
    assert [odd.rule for odd in unclear.odd.values()] == ["unclear_direction"]


@pytest.mark.parametrize(
    ("cells", "rule"),
    [({"动账方向": "冻结"}, "unknown_direction"), ({"佣金": "十元"}, "unreadable_part")],
)
def test_words_that_are_not_known_are_shown(tmp_path, cells, rule):
    """The row counts, and is for a person."""
    assert [odd.rule for odd in read(tmp_path, row(**cells)).odd.values()] == [rule]


def test_a_row_twice_is_shown_the_second_time(tmp_path):
    """Both count: the sums stay the file's."""
    statement = read(tmp_path, row(), row())
    assert {name: odd.rule for name, odd in statement.odd.items()} == {
        "9007199254740993001#2": "duplicate_entry"
    }
    assert statement.control == {Currency.CNY: Decimal("170.00")}


def test_two_rows_of_one_id_that_differ_are_both_shown(tmp_path):
    """Whichever comes first."""
    other = row(动账金额="86.00", 佣金="-9.00")
    one, two = read(tmp_path, row(), other), read(tmp_path, other, row())
    assert [odd.rule for odd in one.odd.values()] == ["conflicting_entry"] * 2
    assert one.content_hash == two.content_hash


def test_a_row_without_an_amount_makes_no_entry(tmp_path):
    """It is a stray whose amount nobody knows."""
    statement = read(tmp_path, row(动账金额="-"), row(**FEE))
    (stray,) = statement.strays
    assert (stray.amount, stray.where) == (None, "row 2")
    assert "王小明" not in stray.why


def test_a_row_without_a_time_keeps_its_amount(tmp_path):
    """The sums stay the file's."""
    (stray,) = read(tmp_path, row(动账时间="-"), row(**FEE)).strays
    assert str(stray.amount) == "85.00 CNY"


def test_rows_of_sums_are_no_entries(tmp_path):
    """What they say is kept, to be compared."""
    total = "合计,,,85.00" + "," * 14
    assert len(NAMES) == total.count(",") + 1
    statement = read(tmp_path, row(), total)
    assert len(statement.entries) == 1
    assert statement.totals == {Currency.CNY: Decimal("85.00")}


def test_an_id_that_a_spreadsheet_rounded_refuses_the_file(tmp_path):
    """Its digits are gone, and the column is named."""
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, row(订单号="6.91793E+18"))
    assert refused.value.column == "订单号"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"<!doctype html><title>sign in</title>", "web page"),
        ("动账时间,动账金额\r\n2026-10-01,1\r\n".encode(), "lacks the column"),
        (b"\xff\xfe\x00\xd8" * 50, "encoding|utf-16|headings"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path, content, why):
    """In words that say what it is."""
    path = tmp_path / "statement.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=why):
        read_statement(path, DOUYIN, "f", zone=ZONE, currency=Currency.CNY)


def test_a_workbook_reads_as_its_text(tmp_path):
    """An xlsx that is named csv, its ids as text, its amounts as numbers."""
    book = openpyxl.Workbook()
    for line in (HEAD, row(), row(**FEE)):
        book.active.append([cell.strip('"').strip("\t") for cell in line.split(",")])
    for name in ("动账金额", "订单实付应结", "平台服务费", "佣金"):
        cell = book.active.cell(2, NAMES.index(name) + 1)
        cell.value = float(cell.value)
    book.save(tmp_path / "book.csv")
    found = read_statement(
        tmp_path / "book.csv", DOUYIN, "flagship", zone=ZONE, currency=Currency.CNY
    )
    assert found.content_hash == read(tmp_path, row(), row(**FEE)).content_hash


MARKET_HEAD = (
    "北港商城,结算单\r\n账期,2026-10-01 - 2026-10-31\r\n期初余额,10.00\r\n期末余额,110.00\r\n\r\n"
    "流水号,入账时间,收支,金额(元),类型,订单号"
)


def market(tmp_path, *rows, **how):
    """The practice market's file."""
    return read(tmp_path, *rows, form=MARKET, head=MARKET_HEAD, encoding="gb18030", **how)


def test_period_and_balances_stand_above_the_table(tmp_path):
    """The last day is the period's own."""
    statement = market(tmp_path, "\tNS1,2026-10-05 10:00:00,收入,100.00,货款,\tNH1")
    assert (statement.name, statement.since.day, statement.until.month) == ("2026-10", 1, 11)
    assert statement.opening == {Currency.CNY: Decimal(10)}
    assert statement.closing == {Currency.CNY: Decimal(110)}


def test_a_file_of_another_month_than_was_asked_for_is_refused(tmp_path):
    """It would stand in for the month that it is not."""
    with pytest.raises(FileRefused, match="not of 2026-11"):
        market(
            tmp_path,
            "NS1,2026-10-05 10:00:00,收入,100.00,货款,NH1",
            period=Period.month("2026-11", ZONE),
        )


def test_a_balance_that_differs_from_the_page_s_is_refused(tmp_path):
    """Page and file are of one statement."""
    with pytest.raises(FileRefused, match="closing balance"):
        market(
            tmp_path,
            "NS1,2026-10-05 10:00:00,收入,100.00,货款,NH1",
            closing={Currency.CNY: Decimal(111)},
        )


def test_a_file_that_names_no_period_is_of_whole_months(tmp_path):
    """A month cut across makes two."""
    later = row(动账时间="2026-11-02 08:00:00", 动帐流水号="2")
    statement = read(tmp_path, row(), later)
    assert statement.name == "2026-10-01..2026-11-30"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("2026-10-31 - 2026-11-30", "2026-10-31..2026-11-30"),
        ("2026年10月", "2026-10"),
        ("9999-12-31 - 9999-12-31", "2026-10"),
        ("2026-10-31 - 2026-10-01", "2026-10"),
        ("the month before last", "2026-10"),
    ],
)
def test_a_period_is_read_one_way_or_not_at_all(tmp_path, told, name):
    """What is none is left to the entries' own months."""
    head = f"账期,{told}\r\n流水号,入账时间,收支,金额(元),类型,订单号"
    line = "NS1,2026-10-31 10:00:00,收入,100.00,货款,NH1"
    assert read(tmp_path, line, form=MARKET, head=head).name == name


@pytest.mark.parametrize("month", ["2026-13", "november", "9999-12", ""])
def test_a_month_that_is_none_is_told(month):
    """By the way to write one."""
    with pytest.raises(ValueError, match="write 2026-11"):
        Period.month(month, ZONE)


OUTLET_HEAD = "entry_id,booked_at,type,order_id,amount,currency"


def outlet(tmp_path, *rows):
    """The practice outlet's file."""
    return read(tmp_path, *rows, form=OUTLET, head=OUTLET_HEAD)


def test_several_currencies_in_one_file_are_kept_apart(tmp_path):
    """Each row in its own."""
    statement = outlet(
        tmp_path,
        "S1,2026-10-05T10:00:00-07:00,payment,0007100001,12.50,USD",
        "S2,2026-10-05T10:00:00-07:00,payment,0007100002,99.00,EUR",
        "S3,2026-10-05T10:00:00-07:00,commission,0007100001,-1.00,USD",
    )
    assert statement.control == {Currency.EUR: Decimal("99.00"), Currency.USD: Decimal("11.50")}
    assert statement.entries[0].order == "0007100001"


@pytest.mark.parametrize("amount", ["12.505", "1e3", "=1+1", "€5", "NaN", "9" * 30])
def test_an_amount_that_is_none_is_never_guessed(tmp_path, amount):
    """It is shown, as an entry that is odd or as a row that makes none."""
    statement = outlet(tmp_path, f"S1,2026-10-05T10:00:00-07:00,payment,1,{amount},USD",
                       "S2,2026-10-05T10:00:00-07:00,payment,1,1.00,USD")  # fmt: skip
    assert len(statement.strays) + len(statement.odd) == 1


def test_a_currency_that_is_not_known_makes_no_entry(tmp_path):
    """Its amount counts in no sum."""
    statement = outlet(
        tmp_path,
        "S1,2026-10-05T10:00:00-07:00,payment,1,5.00,XTS",
        "S2,2026-10-05T10:00:00-07:00,payment,1,1.00,USD",
    )
    (stray,) = statement.strays
    assert (stray.amount, stray.where) == (None, "row 2")


OWN = {
    "formats": {
        "alipay": {
            "columns": {
                "entry": "账务流水号",
                "at": "发生时间",
                "income": ["收入金额（+元）"],
                "expense": ["支出金额（-元）"],
                "kind": "业务类型",
                "order": "商户订单号",
            },
            "kinds": {"交易付款": "payment", "服务费": "platform_fee"},
            "remark": "#",
        }
    }
}


def test_a_format_that_the_settings_declare_is_read(tmp_path):
    """Two columns of amounts, remarks above and below."""
    form = statement_file(SettlingSettings.model_validate(OWN), "alipay")
    head = (
        "#账务明细查询\r\n#起始日期：[2026年10月01日]   终止日期：[2026年10月31日]\r\n"
        "账务流水号,发生时间,收入金额（+元）,支出金额（-元）,业务类型,商户订单号"
    )
    statement = read(
        tmp_path,
        "A1,2026-10-05 10:00:00,100.00,,交易付款,N1",
        "A2,2026-10-05 10:00:01,,-0.60,服务费,N1",
        "A3,2026-10-05 10:00:02,1.00,-0.60,服务费,N1",
        "合计,,101.00,-1.20,,",
        "#账务明细列表结束",
        form=form,
        head=head,
        encoding="gb18030",
    )
    assert [(one.kind.value, one.amount.amount) for one in statement.entries] == [
        ("payment", Decimal("100.00")),
        ("platform_fee", Decimal("-0.60")),
    ]
    (stray,) = statement.strays
    assert "income or an expense" in stray.why
    assert statement.totals == {Currency.CNY: Decimal("99.80")}


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"entry": "a", "at": "b"}, "columns needs"),
        ({"entry": "a", "at": "b", "amount": "c", "buyer": "d"}, "no column is called buyer"),
    ],
)
def test_a_declared_format_that_is_not_whole_is_told(columns, why):
    """When the settings are read, not when the money is."""
    with pytest.raises(ValueError, match=why):
        SettlingSettings.model_validate({"formats": {"mine": {"columns": columns}}})


def test_a_format_that_there_is_none_of_is_told_with_those_there_are():
    """By name."""
    with pytest.raises(SettingsError, match="douyin"):
        statement_file(SettlingSettings(), "taobao")


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["E1", "E2", "E3", "合计", ""]),
            st.sampled_from(["2026-10-05", "2026-10-31 23:59:59", "no day", ""]),
            st.sampled_from(["5.00", "-3.10", "1,000.00", "", "x"]),
            st.sampled_from(["USD", "EUR", "", "XTS"]),
        ),
        max_size=12,
    )
)
def test_no_row_is_ever_dropped(tmp_path, rows):
    """Each is an entry, a stray, or a row of sums; and the control sum is that of both."""
    lines = [f"{one},{at},payment,O1,{amount},{code}" for one, at, amount, code in rows]
    keep = "K1,2026-10-01,payment,O1,1.00,USD"
    statement = outlet(tmp_path, keep, *lines)
    sums = sum(1 for one in rows if one[0] == "合计")
    assert len(statement.entries) + len(statement.strays) + sums == len(rows) + 1
    amounts = [one.amount for one in statement.entries]
    amounts += [one.amount for one in statement.strays if one.amount]
    for currency, total in statement.control.items():
        assert total == sum(one.amount for one in amounts if one.currency is currency)
