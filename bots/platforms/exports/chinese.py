"""The exports of Chinese platforms. Headings are those of the platforms' own files."""

from __future__ import annotations

from bots.model import OrderStatus as S
from bots.platforms.exports.shape import OrderFile, has, may, must
from bots.sheets import Profile

# A row is an order; its lines are in the second file. A changed address or SKU overrides.
TAOBAO = OrderFile(
    "taobao",
    Profile(
        "Taobao/Tmall orders (订单报表)",
        (
            must("number", "id", "订单编号"),
            must("status", "text", "订单状态"),
            has("placed", "when", "订单创建时间"),
            has("total", "money", "总金额"),
            has("shipping", "money", "买家应付邮费"),
            may("buyer", "text", "买家会员名"),
            has("recipient", "text", "收货人姓名"),
            has("address", "text", "收货地址"),
            may("changed_address", "text", "修改后的收货地址"),
            may("changed_sku", "id", "修改后的sku"),
            has("phone", "text", "联系手机"),
            may("other_phone", "text", "联系电话"),
            may("note", "text", "买家留言"),
        ),
        blanks=frozenset({"null", "'null"}),
    ),
    (
        (
            "status",
            {
                "等待买家付款": S.AWAITING_PAYMENT,
                "买家已付款,等待卖家发货": S.PAID,
                "卖家已发货,等待买家确认": S.SHIPPED,
                "交易成功": S.COMPLETED,
                "交易关闭": S.CANCELLED,
            },
        ),
    ),
    row_is_order=True,
    lines=Profile(
        "Taobao/Tmall lines (宝贝报表)",
        (
            must("number", "id", "订单编号"),
            has("title", "text", "标题"),
            must("unit_price", "money", "价格"),
            must("quantity", "quantity", "购买数量"),
            has("sku", "id", "商家编码"),
            may("other_sku", "id", "外部系统编号"),
            may("line_status", "text", "订单状态"),
        ),
        blanks=frozenset({"null", "'null"}),
    ),
)

# A row is a line; the order's amounts are repeated on each. Phones are masked.
JD = OrderFile(
    "jd",
    Profile(
        "JD orders (京东订单)",
        (
            must("number", "id", "订单号"),
            has("sku", "id", "货号"),
            may("other_sku", "id", "商品ID"),
            has("title", "text", "商品名称"),
            must("quantity", "quantity", "订购数量"),
            must("unit_price", "money", "京东价"),
            has("placed", "when", "下单时间"),
            has("total", "money", "订单金额"),
            has("shipping", "money", "运费金额"),
            must("status", "text", "订单状态"),
            may("buyer", "text", "下单帐号", "下单账号"),
            has("recipient", "text", "客户姓名"),
            has("address", "text", "客户地址"),
            has("phone", "text", "联系电话"),
            may("note", "text", "订单备注"),
        ),
    ),
    (
        (
            "status",
            {
                "等待付款": S.AWAITING_PAYMENT,
                "等待出库": S.PAID,
                "等待发货": S.PAID,
                "等待确认收货": S.SHIPPED,
                "已出库": S.SHIPPED,
                "完成": S.COMPLETED,
                "已完成": S.COMPLETED,
                "已取消": S.CANCELLED,
                "(删除)等待出库": S.CANCELLED,
                "(删除)等待付款": S.CANCELLED,
            },
        ),
    ),
)

# A row is an order of one SKU. The order's day is in its number where the time is empty.
PINDUODUO = OrderFile(
    "pinduoduo",
    Profile(
        "Pinduoduo orders (拼多多订单)",
        (
            must("number", "id", "订单号"),
            has("title", "text", "商品"),
            must("status", "text", "订单状态"),
            has("refund", "text", "售后状态"),
            must("line_total", "money", "商品总价(元)"),
            has("shipping", "money", "邮费(元)"),
            has("shop_discount", "money", "店铺优惠折扣(元)"),
            has("platform_discount", "money", "平台优惠折扣(元)"),
            has("payment_discount", "money", "多多支付立减金额(元)"),
            has("total", "money", "用户实付金额(元)"),
            must("quantity", "quantity", "商品数量(件)"),
            has("sku", "id", "商家编码-规格维度"),
            may("other_sku", "id", "商家编码-商品维度"),
            has("placed", "when", "订单成交时间"),
            may("recipient", "text", "收货人", "收件人"),
            may("phone", "text", "手机", "收件人手机号"),
            may("province", "text", "省"),
            may("city", "text", "市"),
            may("district", "text", "区"),
            may("address", "text", "街道", "详细地址"),
            may("note", "text", "买家留言"),
        ),
    ),
    (
        (
            "refund",
            {
                "": None,
                "无售后或售后取消": None,
                "售后处理中": S.REFUNDING,
                "退款成功": S.REFUNDED,
            },
        ),
        (
            "status",
            {
                "待支付": S.AWAITING_PAYMENT,
                "待发货": S.PAID,
                "已发货": S.SHIPPED,
                "已发货,待签收": S.SHIPPED,
                "待收货": S.SHIPPED,
                "已签收": S.COMPLETED,
                "已收货": S.COMPLETED,
                "已取消": S.CANCELLED,
            },
        ),
    ),
    row_is_order=True,
    discounts=("shop_discount", "platform_discount", "payment_discount"),
    placed_in_number="%y%m%d",
)

# A row is a sub-order with its share of every amount. `-` is empty; ids lead with a tab.
# Some tools pack several lines into one cell: `商品A-(A01);商品B-(B02)`.
DOUYIN = OrderFile(
    "douyin",
    Profile(
        "Douyin orders (抖店订单)",
        (
            must("number", "id", "主订单编号"),
            has("title", "text", "选购商品"),
            must("quantity", "quantity", "商品数量"),
            has("sku", "id", "商家编码"),
            may("other_sku", "id", "商品ID"),
            must("line_total", "money", "商品金额"),
            has("total", "money", "订单应付金额"),
            has("shipping", "money", "运费"),
            has("platform_discount", "money", "平台实际承担优惠金额"),
            has("shop_discount", "money", "商家实际承担优惠金额"),
            has("talent_discount", "money", "达人实际承担优惠金额"),
            has("recipient", "text", "收件人"),
            has("phone", "text", "收件人手机号"),
            has("address", "text", "详细地址"),
            has("placed", "when", "订单提交时间"),
            must("status", "text", "订单状态"),
            has("refund", "text", "售后状态"),
        ),
        blanks=frozenset({"-"}),
    ),
    (
        (
            "refund",
            {
                "": None,
                "无售后": None,
                "售后关闭": None,
                "售后处理中": S.REFUNDING,
                "待商家处理": S.REFUNDING,
                "退款中": S.REFUNDING,
                "退款成功": S.REFUNDED,
                "已全额退款": S.REFUNDED,
            },
        ),
        (
            "status",
            {
                "待支付": S.AWAITING_PAYMENT,
                "待确认": S.AWAITING_PAYMENT,
                "备货中": S.PAID,
                "待发货": S.PAID,
                "已发货": S.SHIPPED,
                "已完成": S.COMPLETED,
                "已关闭": S.CANCELLED,
            },
        ),
    ),
    per_row=frozenset(
        {"total", "shipping", "platform_discount", "shop_discount", "talent_discount"}
    ),
    discounts=("platform_discount", "shop_discount", "talent_discount"),
    packed=r"^[^()]*[;；]|\)\s*[;；]",
)
