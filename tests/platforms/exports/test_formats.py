"""Each platform's export, with the quirks of its format."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from bots.errors import BusinessError
from bots.model import Address, Currency, Order, OrderLine, OrderStatus

CHINA = timezone(timedelta(hours=8))

TAOBAO = {
    "订单编号": '="1234567890123456789"',
    "买家会员名": "buyer_1",
    "买家应付货款": "59.80",
    "买家应付邮费": "10.00",
    "总金额": "69.80",
    "订单状态": "买家已付款，等待卖家发货",
    "收货人姓名": "张三",
    "收货地址": "浙江省 杭州市 西湖区 文三路 1 号",
    "联系手机": "'13800000000",
    "订单创建时间": "2026-09-05 15:04:05",
    "买家留言": "=1+1 请尽快",
}
TAOBAO_LINE = {
    "订单编号": "'1234567890123456789",
    "标题": "保温杯",
    "价格": "29.90",
    "购买数量": "2",
    "外部系统编号": "P-1",
    "商家编码": "007",
}
JD = {
    "订单号": "290000000001",
    "商品ID": "100001",
    "商品名称": "键盘",
    "订购数量": "1",
    "下单时间": "2026-09-05 15:04:05",
    "京东价": "100.00",
    "订单金额": "256.00",
    "订单状态": "等待出库",
    "客户姓名": "李四",
    "客户地址": "北京朝阳区某街 2 号",
    "联系电话": "13800006198",
    "运费金额": "6.00",
    "货号": "KB-1",
}
JD_SECOND = JD | {"商品名称": "鼠标", "订购数量": "3", "京东价": "50.00", "货号": "MS-1"}
PINDUODUO = {
    "商品": "毛巾",
    "订单号": "260905-123456789012345",
    "订单状态": "待发货",
    "商品总价(元)": "30.00",
    "邮费(元)": "2.00",
    "店铺优惠折扣(元)": "3.00",
    "平台优惠折扣(元)": "1.50",
    "多多支付立减金额(元)": "0.50",
    "用户实付金额(元)": "27.00",
    "商家实收金额(元)": "29.00",
    "商品数量(件)": "3",
    "商家编码-规格维度": "T-3",
    "售后状态": "无售后或售后取消",
    "订单成交时间": "2026-09-05 15:04:05",
}
DOUYIN = {
    "主订单编号": "\t6917926768823643751",
    "子订单编号": "\t6917926768823643752",
    "选购商品": "茶杯",
    "商品数量": "2",
    "商家编码": "A01",
    "商品金额": "40.00",
    "订单应付金额": "35.00",
    "运费": "0.00",
    "收件人": "王五",
    "收件人手机号": "13900000000",
    "详细地址": "上海市浦东新区某路 3 号",
    "订单提交时间": "2026-09-05 15:04:05",
    "订单状态": "待发货",
    "售后状态": "-",
    "平台实际承担优惠金额": "2.00",
    "商家实际承担优惠金额": "3.00",
    "达人实际承担优惠金额": "-",
}
SHOPIFY = {
    "Name": "#1050",
    "Email": "jane@example.com",
    "Financial Status": "paid",
    "Currency": "EUR",
    "Subtotal": "45.00",
    "Shipping": "4.90",
    "Taxes": "8.00",
    "Total": "57.90",
    "Discount Amount": "5.00",
    "Created at": "2026-05-01 10:00:00 +0200",
    "Lineitem quantity": "2",
    "Lineitem name": "Mug, blue",
    "Lineitem price": "20.00",
    "Lineitem sku": "MUG-B",
    "Shipping Name": "Jane Doe",
    "Shipping Address1": "Main St. 1",
    "Shipping City": "Berlin",
    "Shipping Zip": "'01067",
    "Shipping Country": "DE",
    "Shipping Phone": "+49 30 1234",
    "Notes": "Ring twice",
}
SHOPIFY_SECOND = {
    "Name": "#1050",
    "Lineitem quantity": "1",
    "Lineitem name": "Plate",
    "Lineitem price": "10.00",
    "Lineitem sku": "PLATE",
}
AMAZON = {
    "amazon-order-id": "114-1234567-1234567",
    "purchase-date": "2026-05-01T08:00:00+00:00",
    "order-status": "Unshipped",
    "product-name": '12" tablet, "pro',
    "sku": "TAB-12",
    "quantity": "2",
    "currency": "USD",
    "item-price": "199.90",
    "shipping-price": "5.00",
    "item-promotion-discount": "9.90",
    "ship-city": "Springfield",
    "ship-state": "IL",
    "ship-postal-code": "01234",
    "ship-country": "US",
}


async def test_a_taobao_order_is_joined_with_its_lines(exports):
    """Two GBK files, ids wrapped in two ways, a full-width comma in the state."""
    exports.put("taobao", TAOBAO)
    exports.put("taobao lines", TAOBAO_LINE)
    assert await exports.one("taobao") == Order(
        shop="north",
        number="1234567890123456789",
        status=OrderStatus.PAID,
        placed_at=datetime(2026, 9, 5, 15, 4, 5, tzinfo=CHINA),
        currency=Currency.CNY,
        lines=(
            OrderLine(sku="007", title="保温杯", quantity=Decimal(2), unit_price=Decimal("29.90")),
        ),
        shipping=Decimal(10),
        total=Decimal("69.80"),
        buyer="buyer_1",
        ship_to=Address(
            name="张三", phone="13800000000", lines=("浙江省 杭州市 西湖区 文三路 1 号",)
        ),
        note="=1+1 请尽快",
    )


async def test_a_half_width_comma_in_a_quoted_taobao_state_is_no_delimiter(exports):
    """Some exports write the state with a plain comma, quoted."""
    exports.put("taobao", TAOBAO | {"订单状态": "卖家已发货,等待买家确认"})
    exports.put("taobao lines", TAOBAO_LINE)
    assert (await exports.one("taobao")).status is OrderStatus.SHIPPED


async def test_an_unquoted_comma_sends_the_taobao_order_to_a_person(exports):
    """Cells moved by a bare comma would put the state into the buyer's message."""
    path = exports.put("taobao", TAOBAO)
    text = path.read_text("gbk").replace("买家已付款，等待", "买家已付款,等待")
    path.write_text(text, "gbk")
    exports.put("taobao lines", TAOBAO_LINE)
    error = await exports.refusal("taobao", "unreadable_row")
    assert error.reference == "north/1234567890123456789"
    assert "张三" not in str(error)


async def test_a_changed_taobao_address_and_sku_override(exports):
    """What the buyer changed after paying is what holds."""
    changed = {"修改后的收货地址": "江苏省 南京市 某路 9 号", "修改后的sku": "008"}
    exports.put("taobao", TAOBAO | changed)
    exports.put("taobao lines", TAOBAO_LINE)
    order = await exports.one("taobao")
    assert order.ship_to.lines == ("江苏省 南京市 某路 9 号",)
    assert order.lines[0].sku == "008"


async def test_a_changed_sku_of_one_of_several_lines_is_for_a_person(exports):
    """The order says that a SKU changed, not of which line."""
    exports.put("taobao", TAOBAO | {"总金额": "129.60", "修改后的sku": "008"})
    exports.put("taobao lines", TAOBAO_LINE, TAOBAO_LINE | {"商家编码": "009"})
    await exports.refusal("taobao", "changed_sku")


async def test_a_taobao_order_without_its_lines_is_for_a_person(exports):
    """The operator exported the orders and forgot the lines."""
    exports.put("taobao", TAOBAO)
    error = await exports.refusal("taobao", "missing_lines")
    assert "宝贝报表" in error.remedy


async def test_a_taobao_line_that_was_closed_is_for_a_person(exports):
    """One line was refunded: which amount is left is not in the file."""
    exports.put("taobao", TAOBAO)
    exports.put("taobao lines", TAOBAO_LINE | {"订单状态": "交易关闭"})
    await exports.refusal("taobao", "mixed_status")


async def test_a_coupon_that_has_no_column_needs_the_operators_word(exports):
    """Lines above the total are a discount only where the shop's settings say so."""
    exports.put("taobao", TAOBAO | {"总金额": "64.80"})
    exports.put("taobao lines", TAOBAO_LINE)
    await exports.refusal("taobao", "total_mismatch")
    order = await exports.one("taobao", rest="discount")
    assert (order.discount, order.total) == (Decimal("5.00"), Decimal("64.80"))


async def test_a_jd_orders_total_is_counted_once(exports):
    """The total is repeated on each line's row."""
    exports.put("jd", JD, JD_SECOND)
    order = await exports.one("jd")
    assert order.total == Decimal(256)
    assert [(line.sku, line.quantity) for line in order.lines] == [("KB-1", 1), ("MS-1", 3)]


async def test_a_masked_jd_phone_is_for_a_person_unless_the_shop_keeps_it(exports):
    """A masked phone in the ERP would be taken for a phone."""
    exports.put("jd", JD | {"联系电话": "1******6198", "订单金额": "106.00"})
    error = await exports.refusal("jd", "masked_contact")
    assert "6198" not in f"{error}{error.value}{error.remedy}"
    assert (await exports.one("jd", masked="keep")).ship_to.phone == "1******6198"


async def test_rows_of_one_order_that_differ_are_for_a_person(exports):
    """Two totals for one order: neither is believed."""
    exports.put("jd", JD, JD_SECOND | {"订单金额": "257.00"})
    await exports.refusal("jd", "conflicting_rows")


async def test_a_cancelled_jd_order_is_read_as_one(exports):
    """A masked contact does not matter where nothing is entered."""
    exports.put("jd", JD | {"订单状态": "(删除)等待出库", "订单金额": "106", "联系电话": "1**8"})
    assert (await exports.one("jd")).status is OrderStatus.CANCELLED


async def test_a_pinduoduo_order_adds_up_with_its_three_discounts(exports):
    """The buyer's price is goods and postage less what shop, platform and wallet gave."""
    exports.put("pinduoduo", PINDUODUO)
    order = await exports.one("pinduoduo")
    assert order.total == Decimal(27)
    assert order.discount == Decimal(5)
    assert order.lines[0].unit_price == Decimal(10)
    assert order.placed_at == datetime(2026, 9, 5, 15, 4, 5, tzinfo=CHINA)


async def test_pinduoduo_columns_in_another_order_read_the_same(exports, tmp_path):
    """订单成交时间 comes first in some exports."""
    exports.put("pinduoduo", PINDUODUO)
    before = await exports.one("pinduoduo")
    columns = (tmp_path / "pinduoduo.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    exports.put("pinduoduo", PINDUODUO, headings=",".join([columns[-1], *columns[:-1]]))
    assert await exports.one("pinduoduo") == before


async def test_an_empty_pinduoduo_time_is_the_day_in_the_number(exports):
    """The first six digits of the number are the day."""
    exports.put("pinduoduo", PINDUODUO | {"订单成交时间": "\t"})
    assert (await exports.one("pinduoduo")).placed_at == datetime(2026, 9, 5, tzinfo=CHINA)


async def test_a_number_that_begins_with_no_day_gives_no_time(exports):
    """991399 is no day: the order goes to a person."""
    exports.put("pinduoduo", PINDUODUO | {"订单成交时间": "", "订单号": "991399-1"})
    await exports.refusal("pinduoduo", "missing_placed")


@pytest.mark.parametrize(
    ("said", "status"),
    [("退款成功", OrderStatus.REFUNDED), ("售后处理中", OrderStatus.REFUNDING)],
)
async def test_a_pinduoduo_refund_goes_over_the_orders_state(exports, said, status):
    """A refunded order still says 待发货; it must not be entered."""
    exports.put("pinduoduo", PINDUODUO | {"售后状态": said})
    assert (await exports.one("pinduoduo")).status is status


async def test_a_repeated_pinduoduo_row_is_one_order(exports):
    """Pasting two exports together repeats rows; rows that differ are a conflict."""
    exports.put("pinduoduo", PINDUODUO, PINDUODUO)
    assert isinstance(await exports.one("pinduoduo"), Order)
    exports.put("pinduoduo", PINDUODUO, PINDUODUO | {"商品数量(件)": "6"})
    await exports.refusal("pinduoduo", "conflicting_rows")


async def test_a_line_price_that_does_not_divide_is_for_a_person(exports):
    """10.00 for three pieces is no price of one piece."""
    exports.put("pinduoduo", PINDUODUO | {"商品总价(元)": "10.00", "用户实付金额(元)": "7.00"})
    await exports.refusal("pinduoduo", "price_not_exact")


async def test_douyin_sub_orders_make_one_order(exports):
    """19 digits behind a tab; every amount is the sub-order's share; `-` is nothing."""
    second = {"子订单编号": "\t6917926768823643753", "商品数量": "1", "商家编码": "B02"} | {
        "商品金额": "10.00",
        "订单应付金额": "15.00",
        "运费": "5.00",
        "平台实际承担优惠金额": "-",
        "商家实际承担优惠金额": "-",
    }
    exports.put("douyin", DOUYIN, DOUYIN | second)
    order = await exports.one("douyin")
    assert order.number == "6917926768823643751"
    assert (order.total, order.shipping, order.discount) == (50, 5, 5)
    assert [(line.sku, line.unit_price) for line in order.lines] == [("A01", 20), ("B02", 10)]


@pytest.mark.parametrize("cell", ["选购商品", "商家编码"])
async def test_lines_packed_into_one_cell_are_for_a_person(exports, cell):
    """One quantity for two products cannot be split."""
    packed = {"选购商品": "商品A-(A01);商品B-(B02)", "商家编码": "A01;B02"}[cell]
    exports.put("douyin", DOUYIN | {cell: packed})
    await exports.refusal("douyin", "packed_lines")


async def test_douyin_sub_orders_that_stand_differently_are_for_a_person(exports):
    """One was closed, the other is to be sent."""
    exports.put("douyin", DOUYIN, DOUYIN | {"订单状态": "已关闭"})
    await exports.refusal("douyin", "mixed_status")


async def test_a_shopify_orders_cells_stand_on_its_first_row(exports):
    """Two lines, one order; the zip keeps its zero; the time its offset; added tax is added."""
    exports.put("shopify", SHOPIFY, SHOPIFY_SECOND)
    order = await exports.one("shopify")
    assert order.reference == "north/#1050"
    assert order.placed_at.utcoffset() == timedelta(hours=2)
    assert (order.currency, order.total, order.tax) == (Currency.EUR, Decimal("57.90"), 8)
    assert [line.sku for line in order.lines] == ["MUG-B", "PLATE"]
    assert order.ship_to.postcode == "01067"
    assert (order.email, order.note) == ("jane@example.com", "Ring twice")


async def test_shopify_tax_in_the_prices_is_not_added_again(exports):
    """The total tells whether the prices hold the tax."""
    exports.put("shopify", SHOPIFY | {"Total": "49.90"}, SHOPIFY_SECOND)
    order = await exports.one("shopify")
    assert (order.total, order.tax) == (Decimal("49.90"), 0)


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"Fulfillment Status": "fulfilled"}, OrderStatus.SHIPPED),
        ({"Financial Status": "pending"}, OrderStatus.AWAITING_PAYMENT),
        ({"Financial Status": "refunded"}, OrderStatus.REFUNDED),
        ({"Cancelled at": "2026-05-02 10:00:00 +0200"}, OrderStatus.CANCELLED),
    ],
)
async def test_a_shopify_order_stands_as_its_three_columns_say(exports, cells, status):
    """Cancelled wins, then what was paid, then what was sent."""
    exports.put("shopify", SHOPIFY | cells, SHOPIFY_SECOND)
    assert (await exports.one("shopify")).status is status


async def test_a_shopify_order_refunded_in_part_is_for_a_person(exports):
    """A state that we have no word for is not guessed."""
    exports.put("shopify", SHOPIFY | {"Financial Status": "partially_refunded"}, SHOPIFY_SECOND)
    await exports.refusal("shopify", "unknown_status")


async def test_an_amazon_price_is_the_whole_lines(exports):
    """Tabs, no quoting, no order total: the order comes to what its lines say."""
    exports.put("amazon", AMAZON, AMAZON | {"sku": "PEN", "quantity": "1", "item-price": "10.00"})
    order = await exports.one("amazon")
    assert order.lines[0].title == '12" tablet, "pro'
    assert [line.unit_price for line in order.lines] == [Decimal("99.95"), 10]
    assert (order.shipping, order.discount) == (10, Decimal("19.80"))
    assert order.total == Decimal("200.10")


async def test_amazon_tax_needs_the_operators_word(exports):
    """In Europe the price holds the tax, in America it does not: the file does not say."""
    exports.put("amazon", AMAZON | {"item-tax": "16.00"})
    await exports.refusal("amazon", "tax_unclear")
    assert (await exports.one("amazon", tax="added")).total == Decimal("211.00")
    assert (await exports.one("amazon", tax="included")).total == Decimal("195.00")


async def test_a_cancelled_amazon_order_has_no_prices(exports):
    """It is read as cancelled; with its quantity gone too, as a cancelled order's error."""
    gone = {"order-status": "Cancelled", "item-price": "", "currency": ""}
    gone |= {"shipping-price": "", "item-promotion-discount": ""}
    exports.put("amazon", AMAZON | gone)
    assert (await exports.one("amazon")).status is OrderStatus.CANCELLED
    exports.put("amazon", AMAZON | gone | {"quantity": "0"})
    await exports.refusal("amazon", "cancelled")


async def test_an_amazon_order_to_be_sent_needs_its_price(exports):
    """An empty price is nothing only where nothing is charged."""
    exports.put("amazon", AMAZON | {"item-price": ""})
    await exports.refusal("amazon", "missing_price")


@pytest.mark.parametrize(
    ("encoding", "city"), [("cp1252", "São Paulo"), ("cp932", "東京都千代田区"), ("utf-8", "Köln")]
)
async def test_an_older_amazon_file_reads_in_its_encoding(exports, encoding, city):
    """Windows-1252 in Europe, Shift_JIS in Japan, UTF-8 today."""
    exports.put("amazon", AMAZON | {"ship-city": city}, encoding=encoding)
    assert (await exports.one("amazon")).ship_to.city == city


GOOD = {"taobao": TAOBAO, "jd": JD, "pinduoduo": PINDUODUO, "douyin": DOUYIN, "shopify": SHOPIFY}
TOTAL = {"taobao": "总金额", "jd": "订单金额", "pinduoduo": "用户实付金额(元)"} | {
    "douyin": "订单应付金额",
    "shopify": "Total",
}


@pytest.mark.parametrize("form", GOOD)
@pytest.mark.parametrize(("total", "rule"), [("", "missing_total"), ("0.01", "total_mismatch")])
async def test_a_total_that_is_missing_or_wrong_is_for_a_person(exports, form, total, rule):
    """A missing total never becomes zero, and the other orders go on."""
    exports.put(form, GOOD[form] | {TOTAL[form]: total})
    if form == "taobao":
        exports.put("taobao lines", TAOBAO_LINE)
    await exports.refusal(form, rule)


@pytest.mark.parametrize("form", GOOD)
async def test_a_state_that_is_not_known_is_for_a_person(exports, form):
    """A new word of the platform's is never taken for `paid`."""
    column = "Financial Status" if form == "shopify" else "订单状态"
    exports.put(form, GOOD[form] | {column: "部分发货中"})
    if form == "taobao":
        exports.put("taobao lines", TAOBAO_LINE)
    read = await exports.one(form)
    assert isinstance(read, BusinessError)
    assert read.rule == "unknown_status"
