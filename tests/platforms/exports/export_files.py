"""Export files as the platforms write them: their literal headings, made-up rows."""

import csv
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bots.errors import BusinessError
from bots.platforms import load
from bots.session_none import NoSession
from bots.settings import ShopSettings

HEADINGS = {
    "taobao": (
        "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,"
        "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址,运送方式,联系电话,"
        "联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝种类,物流单号,物流公司,订单备注,宝贝总数量,"
        "店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,"
        "定金排名,修改后的sku,修改后的收货地址,异常信息"
    ),
    "taobao lines": (
        "订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码"
    ),
    "jd": (
        "订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,余额支付,应付金额,"
        "订单状态,订单类型,下单帐号,客户姓名,客户地址,联系电话,订单备注,发票类型,发票抬头,发票内容,"
        "商家备注,商家备注等级（等级1-5为由高到低）,运费金额,付款确认时间,增值税发票,货号,订单完成时间,"
        "订单来源,订单渠道"
    ),
    "pinduoduo": (
        "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),"
        "多多支付立减金额(元),用户实付金额(元),商家实收金额(元),商品数量(件),发货时间,确认收货时间,"
        "商品id,商品规格,样式ID,商家编码-规格维度,商家编码-商品维度,商家备注,售后状态,快递单号,快递公司,"
        "订单成交时间"
    ),
    "douyin": (
        "主订单编号,子订单编号,选购商品,商品规格,商品数量,商品ID,商家编码,商品金额,订单应付金额,运费,"
        "收件人,收件人手机号,详细地址,订单提交时间,商家备注,订单完成时间,订单状态,售后状态,取消原因,"
        "发货时间,平台实际承担优惠金额,商家实际承担优惠金额,达人实际承担优惠金额,达人ID,达人昵称,支付方式"
    ),
    "shopify": (
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
        "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
        "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,"
        "Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
        "Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,"
        "Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,"
        "Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,"
        "Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,"
        "Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,"
        "Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
        "Lineitem discount,Tax 1 Name,Tax 1 Value"
    ),
    "amazon": (
        "amazon-order-id,merchant-order-id,purchase-date,last-updated-date,order-status,"
        "fulfillment-channel,sales-channel,order-channel,url,ship-service-level,product-name,sku,"
        "asin,item-status,quantity,currency,item-price,item-tax,shipping-price,shipping-tax,"
        "gift-wrap-price,gift-wrap-tax,item-promotion-discount,ship-promotion-discount,ship-city,"
        "ship-state,ship-postal-code,ship-country,promotion-ids,is-business-order,"
        "purchase-order-number,price-designation"
    ),
}
ENCODING = {"taobao": "gbk", "taobao lines": "gbk", "jd": "gbk", "pinduoduo": "utf-8-sig"} | {
    "douyin": "utf-8-sig",
    "shopify": "utf-8",
    "amazon": "utf-8",
}
EVER = datetime(2000, 1, 1, tzinfo=UTC)


class Exports:
    """The folder of one shop's exports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, kind, *rows, name="", encoding="", headings="", age=0):
        """Write `rows` (heading -> cell) as the platform's file of that kind; `age` in hours."""
        columns = (headings or HEADINGS[kind]).split(",")
        buffer = io.StringIO(newline="")
        plain = {"delimiter": "\t", "quoting": csv.QUOTE_NONE, "quotechar": None}
        writer = csv.writer(buffer, **(plain if kind == "amazon" else {}))
        writer.writerow(columns)
        for row in rows:
            assert row.keys() <= set(columns), row.keys() - set(columns)
            writer.writerow([row.get(column, "") for column in columns])
        path = self.folder / (name or f"{kind}.csv")
        path.write_bytes(buffer.getvalue().encode(encoding or ENCODING[kind]))
        saved = (datetime.now(UTC) - timedelta(hours=age)).timestamp()
        os.utime(path, (saved, saved))
        return path

    def portal(self, form, **options):
        """The adapter of a shop `north` with these options."""
        site = ShopSettings(
            name="north",
            url="https://shop.example",
            platform="exports",
            options={"format": form, "folder": self.folder, **options},
        )
        return load("exports")(NoSession(site))

    async def read(self, form, since=EVER, until=None, **options):
        """Everything that the adapter yields."""
        return [read async for read in self.portal(form, **options).orders(since, until)]

    async def one(self, form, **options):
        """The one order that it yields."""
        (read,) = await self.read(form, **options)
        return read

    async def refusal(self, form, rule, **options):
        """The one error that it yields, which must be of `rule`."""
        read = await self.one(form, **options)
        assert isinstance(read, BusinessError), read
        assert read.rule == rule
        assert read.reference
        assert read.remedy
        return read
