"""Any order, written as its platform's export file and read back, is the order it was."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bots.errors import BusinessError
from bots.model import Address, Order, OrderLine, OrderStatus
from tests.platforms.exports.export_files import ENCODING, Exports

CHINA = timezone(timedelta(hours=8))
CENTS = st.integers(0, 10**7).map(lambda cents: Decimal(cents) / 100)
# What a cell keeps as it is. Stars are masks, and semicolons part the lines of a packed cell.
CHARACTERS = st.characters(
    codec="gbk", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="*;；"
)
TEXTS = (
    st.text(CHARACTERS, min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda text: text not in {"", "-", "null", "'null"} and not text.startswith(("=", "'")))
)
SKUS = st.text("ABCXYZ-0123456789", min_size=2, max_size=12).filter(lambda sku: sku.strip("-"))
LINES = st.lists(st.tuples(SKUS, TEXTS, st.integers(1, 99), CENTS), min_size=1, max_size=4)
SECONDS = st.integers(1_500_000_000, 2_000_000_000)


@st.composite
def orders(draw, number, *, lines=LINES, discount=True):
    """An order of the shop `north` that such a file can hold."""
    made = tuple(
        OrderLine(sku=sku, title=title, quantity=quantity, unit_price=price)
        for sku, title, quantity, price in draw(lines)
    )
    goods = sum((line.amount for line in made), Decimal(0))
    shipping = draw(CENTS)
    off = min(goods, draw(CENTS)) if discount else Decimal(0)
    return Order(
        shop="north",
        number=draw(number),
        status=OrderStatus.PAID,
        placed_at=datetime.fromtimestamp(draw(SECONDS), CHINA),
        currency="CNY",
        lines=made,
        shipping=shipping,
        discount=off,
        total=goods + shipping - off,
        ship_to=Address(name=draw(TEXTS), phone=draw(PHONES), lines=(draw(TEXTS),)),
        note=draw(TEXTS),
    )


PHONES = st.integers(13_000_000_000, 19_999_999_999).map(str)
LONG = st.integers(10**14, 10**15 - 1).map("{}3751".format)  # round ones look like lost digits


def money(amount, mark=""):
    return f"{amount:,.2f}{mark}"


def taobao(order):
    head = {
        "订单编号": f'="{order.number}"',
        "买家应付邮费": money(order.shipping),
        "总金额": money(order.total),
        "订单状态": "买家已付款，等待卖家发货",
        "收货人姓名": order.ship_to.name,
        "收货地址": order.ship_to.lines[0],
        "联系手机": f"'{order.ship_to.phone}",
        "订单创建时间": f"{order.placed_at:%Y-%m-%d %H:%M:%S}",
        "买家留言": order.note,
    }
    rows = [
        {
            "订单编号": f"'{order.number}",
            "标题": line.title,
            "价格": money(line.unit_price),
            "购买数量": str(line.quantity),
            "商家编码": line.sku,
        }
        for line in order.lines
    ]
    return {"taobao": [head], "taobao lines": rows}


def jd(order):
    return {
        "jd": [
            {
                "订单号": order.number,
                "商品名称": line.title,
                "订购数量": str(line.quantity),
                "下单时间": f"{order.placed_at:%Y-%m-%d %H:%M:%S}",
                "京东价": money(line.unit_price),
                "订单金额": money(order.total),
                "订单状态": "等待出库",
                "客户姓名": order.ship_to.name,
                "客户地址": order.ship_to.lines[0],
                "联系电话": order.ship_to.phone,
                "订单备注": order.note,
                "运费金额": money(order.shipping),
                "货号": line.sku,
            }
            for line in order.lines
        ]
    }


def douyin(order):
    rows = []
    for place, line in enumerate(order.lines):
        first = place == 0
        off = order.discount if first else Decimal(0)
        rows.append(
            {
                "主订单编号": f"\t{order.number}",
                "子订单编号": f"\t{int(order.number) + place}",
                "选购商品": line.title,
                "商品数量": str(line.quantity),
                "商家编码": line.sku,
                "商品金额": money(line.amount),
                "订单应付金额": money(line.amount + (order.shipping if first else 0) - off),
                "运费": money(order.shipping if first else Decimal(0)),
                "商家实际承担优惠金额": money(off),
                "收件人": order.ship_to.name,
                "收件人手机号": order.ship_to.phone,
                "详细地址": order.ship_to.lines[0],
                "订单提交时间": f"{order.placed_at:%Y-%m-%d %H:%M:%S}",
                "订单状态": "待发货",
                "售后状态": "-",
            }
        )
    return {"douyin": rows}


def shopify(order):
    placed = order.placed_at.astimezone(UTC)
    head = {
        "Name": order.number,
        "Financial Status": "paid",
        "Fulfillment Status": "unfulfilled",
        "Currency": "CNY",
        "Shipping": money(order.shipping),
        "Taxes": "0.00",
        "Total": money(order.total),
        "Discount Amount": money(order.discount),
        "Created at": f"{placed:%Y-%m-%d %H:%M:%S} +0000",
        "Shipping Name": order.ship_to.name,
        "Shipping Phone": f"'{order.ship_to.phone}",
        "Shipping Address1": order.ship_to.lines[0],
        "Notes": order.note,
    }
    rows = [
        (head if place == 0 else {"Name": order.number})
        | {
            "Lineitem quantity": str(line.quantity),
            "Lineitem name": line.title,
            "Lineitem price": money(line.unit_price),
            "Lineitem sku": line.sku,
        }
        for place, line in enumerate(order.lines)
    ]
    return {"shopify": rows}


PLATFORMS = {
    "taobao": (taobao, orders(LONG, discount=False), ("gbk", "utf-8-sig", "utf-16")),
    "jd": (jd, orders(st.integers(10**11, 10**12).map(str), discount=False), ("gbk", "utf-8")),
    "douyin": (douyin, orders(LONG), ("utf-8-sig", "utf-16")),
    "shopify": (shopify, orders(st.integers(1, 99999).map("#{}".format)), ("utf-8", "utf-8-sig")),
}


def read_back(platform, found, order, encoding):
    """The one order that the platform's files hold."""
    with tempfile.TemporaryDirectory() as folder:
        exports = Exports(Path(folder))
        for kind, rows in found.items():
            exports.put(kind, *rows, encoding=encoding)
        (read,) = asyncio.run(exports.read(platform, encoding=told(encoding)))
    return read


def told(encoding):
    """An old encoding may not be provable from a few random characters; the operator says it."""
    return encoding if encoding == "gbk" else None


@pytest.mark.parametrize("platform", PLATFORMS)
@given(data=st.data())
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_an_order_comes_back_out_of_its_platforms_file(platform, data):
    """Every line, amount, moment, id, name and message, in each of the file's encodings."""
    write, made, encodings = PLATFORMS[platform]
    order = data.draw(made)
    read = read_back(platform, write(order), order, data.draw(st.sampled_from(encodings)))
    assert isinstance(read, Order), read
    kept = {"note": ""} if platform == "douyin" else {}
    assert read == order.model_copy(update=kept)


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.parametrize("platform", PLATFORMS)
@given(data=st.data())
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_a_cell_that_changed_is_never_another_order_in_silence(platform, data):
    """An amount or a quantity made another: the order is refused, for the sum no longer is one."""
    write, made, _ = PLATFORMS[platform]
    order = data.draw(made)
    files = write(order)
    kind = list(files)[-1]
    row = data.draw(st.sampled_from(files[kind]))
    # How many there are of what costs nothing, no sum can tell.
    free = any(row.get(price, "x").strip("0.,") == "" for price in PRICES)
    matter = MATTERS - QUANTITIES if free else MATTERS
    column = data.draw(st.sampled_from([c for c in row if c in matter]))
    row[column] = data.draw(st.sampled_from(["", "0.01", "x", "-5", "1e3", "1.234.567", "999999"]))
    before = order.model_copy(update={"note": ""} if platform == "douyin" else {})
    try:
        read = read_back(platform, files, order, ENCODING[kind] if platform != "jd" else "utf-8")
    except ValueError:
        return  # no row of it was left
    assert isinstance(read, BusinessError) or read == before


PRICES = ("价格", "京东价", "Lineitem price")
QUANTITIES = {"购买数量", "订购数量", "Lineitem quantity"}
MATTERS = {
    *("价格", "购买数量", "总金额", "京东价", "订购数量", "订单金额", "商品金额", "订单应付金额"),
    *("Total", "Lineitem price", "Lineitem quantity"),
}
