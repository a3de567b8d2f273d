"""What sites call their fields: other words for the same, from the headings that real ones use.

Written from the headings of marketplaces' and shop systems' own pages and exports, not from what
the adapters know: some of these words they know, and some not.
"""

from __future__ import annotations

import json
from importlib.resources import files

# English, Chinese, then other words of either language
FIELDS = (
    (
        "SKU",
        "商品编码",
        "Seller SKU",
        "Item no.",
        "Product code",
        "Part number",
        "货号",
        "商家编码",
        "SKU编码",
    ),
    (
        "Title",
        "商品",
        "Product name",
        "Item",
        "Description",
        "Product title",
        "商品名称",
        "宝贝标题",
        "商品信息",
    ),
    ("Product", "商品", "Item", "Product title", "Article", "商品名称", "产品名称"),
    ("Quantity", "数量", "Qty", "Qty.", "Units", "Count", "购买数量", "商品数量", "件数"),
    (
        "Unit price",
        "单价",
        "Price",
        "Price per unit",
        "Each",
        "Item price",
        "商品单价",
        "价格",
        "售价",
    ),
    ("Amount", "金额", "Line total", "Subtotal", "Sum", "Item total", "小计", "商品总价"),
    (
        "Shipping",
        "运费",
        "Delivery",
        "Postage",
        "Shipping fee",
        "Shipping & handling",
        "邮费",
        "配送费",
        "快递费",
    ),
    (
        "Discount",
        "优惠",
        "Discounts",
        "Promotions",
        "Savings",
        "Coupon",
        "折扣",
        "优惠金额",
        "店铺优惠",
    ),
    ("Tax", "税费", "VAT", "Sales tax", "Taxes", "GST", "税金", "税额"),
    (
        "Order total",
        "订单合计",
        "Total",
        "Grand total",
        "Total due",
        "Amount payable",
        "合计",
        "实付款",
        "订单总额",
    ),
    ("Order Total", "订单合计", "Grand total", "Order value", "Total", "合计", "订单金额"),
    ("Total", "合计", "Order total", "Amount", "Order value", "订单金额", "总价", "实付金额"),
    (
        "Recipient",
        "收货人",
        "Ship to name",
        "Deliver to",
        "Consignee",
        "Receiver",
        "收件人",
        "收货人姓名",
        "联系人",
    ),
    (
        "Phone",
        "电话",
        "Telephone",
        "Mobile",
        "Phone number",
        "Contact number",
        "手机",
        "联系电话",
        "手机号码",
    ),
    (
        "Address",
        "地址",
        "Street address",
        "Street",
        "Address line",
        "详细地址",
        "收货地址",
        "街道地址",
    ),
    ("District", "区", "County", "Borough", "Area", "区县", "区/县"),
    ("City", "城市", "Town", "Town/City", "市", "所在城市"),
    ("Province", "省份", "State", "State/Province", "Region", "省", "省/自治区"),
    ("Postcode", "邮编", "Postal code", "ZIP", "ZIP code", "邮政编码", "邮政代码"),
    ("Country", "国家", "Country/Region", "Country or region", "Nation", "国家/地区", "国家或地区"),
    (
        "Buyer",
        "买家",
        "Customer",
        "Customer name",
        "Buyer name",
        "Purchaser",
        "客户",
        "买家昵称",
        "会员名",
    ),
    ("E-mail", "邮箱", "Email", "Email address", "Mail", "电子邮箱", "电子邮件", "邮件地址"),
    (
        "Buyer's message",
        "买家留言",
        "Note from buyer",
        "Customer note",
        "Comments",
        "留言",
        "买家备注",
        "订单备注",
    ),
    ("Status", "状态", "Order status", "State", "Fulfilment status", "订单状态", "交易状态"),
    (
        "Placed",
        "下单时间",
        "Order date",
        "Ordered on",
        "Created at",
        "Date",
        "创建时间",
        "订单时间",
        "拍下时间",
    ),
    ("Order", "订单", "Order number", "Order no.", "Order ID", "订单号", "订单编号", "单号"),
    ("Date of purchase", "购买日期", "Order date", "Purchased on", "Date", "下单日期", "订单日期"),
    ("Time of purchase", "购买时间", "Order time", "Purchased at", "Time", "下单时间"),
    ("Supplier SKU", "供应商SKU", "Partner SKU", "Vendor SKU", "SKU", "供货商SKU", "商家SKU"),
    (
        "Price inc tax (before discounts)",
        "含税价格（折扣前）",
        "Price incl. VAT",
        "Gross price",
        "含税金额",
    ),
    ("Charge (incl tax)", "费用（含税）", "Charge incl. VAT", "Shipping charge", "运费（含税）"),
    (
        "Instructions",
        "介绍",
        "Delivery instructions",
        "Notes",
        "Delivery notes",
        "配送说明",
        "说明",
    ),
    ("Amount debited", "借方金额", "Debited", "Paid", "Captured", "已付金额", "已扣款"),
    ("Amount refunded", "退款金额", "Refunded", "Refunds", "已退款金额", "退款"),
    ("Name", "名称", "Customer", "Full name", "Customer name", "姓名", "客户名称"),
    ("Email address", "电子邮件地址", "E-mail", "Email", "Mail", "邮箱", "电子邮箱"),
    ("Order number", "订单号", "Number", "Order no.", "Order ID", "订单编号", "单号"),
    ("Order value", "订单价值", "Total", "Order total", "Value incl. tax", "订单金额", "总额"),
    ("Number of items", "商品数", "Items", "Item count", "Qty", "商品数量", "件数"),
    ("Customer email address", "客户电子邮件地址", "Customer email", "E-mail", "客户邮箱"),
    ("Deliver to name", "传递名字", "Ship to name", "Recipient", "收货人", "收货人姓名"),
    ("Order total", "订单总计", "Grand total", "Total", "合计"),
    ("Discount", "折扣", "Discounts", "Savings", "优惠"),
    ("Phone", "手机", "Telephone", "Mobile", "联系电话"),
    (
        "Reference",
        "外部单号",
        "External reference",
        "Customer reference",
        "PO number",
        "参考号",
        "客户单号",
    ),
    ("Customer", "客户", "Client", "Account", "Party", "Bill to", "客户名称", "往来单位"),
    ("Date", "日期", "Order date", "Sale date", "单据日期", "订单日期"),
    ("Ship-to address", "收货信息", "Delivery address", "Ship to", "收货地址"),
    ("Note", "备注", "Notes", "Comment", "Remarks", "说明", "附注"),
    ("Unit", "单位", "UoM", "Unit of measure", "计量单位"),
    ("Product", "产品", "Item", "Article", "SKU", "物料"),
    ("State", "状态", "Status", "Stage", "单据状态"),
)
PRACTICE = tuple(
    json.loads(files("bots.practice").joinpath("words.zh.json").read_text("utf-8")).items()
)
OSCAR = (
    ("Customer Information", "顾客信息"),
    ("Order information", "订单信息"),
    ("Order Total", "订单合计"),
    ("Date of purchase", "购买日期"),
    ("Time of purchase", "购买时间"),
    ("Status", "状态"),
    ("Name", "名称"),
    ("Email address", "电子邮件地址"),
    ("Quantity", "数量"),
    ("Product", "商品"),
    ("Line ID", "商品行ID"),
    ("UPC", "条形码(UPC)"),
    ("Supplier", "供应商"),
    ("Supplier SKU", "供应商SKU"),
    ("Price excl tax (before discounts)", "不含税价格（折扣前）"),
    ("Actions", "操作"),
    ("Price inc tax (before discounts)", "含税价格（折扣前）"),
    ("Discount", "折扣"),
    ("Cart total", "购物车总计"),
    ("Shipping total", "运费总额"),
    ("Order total", "订单总计"),
    ("Method name", "方法名称"),
    ("Method code", "方法代码"),
    ("Charge (incl tax)", "费用（含税）"),
    ("Charge (excl tax)", "费用（不含税）"),
    ("Address", "地址"),
    ("Phone", "手机"),
    ("Instructions", "介绍"),
    ("Source", "资源"),
    ("Allocation", "分配"),
    ("Amount debited", "借方金额"),
    ("Amount refunded", "退款金额"),
    ("Reference", "参考"),
    ("No payment sources found for this order.", "找不到此订单的付款来源。"),
    ("Customer checked out as a guest.", "顾客以游客身份结算。"),
    ("Shipping", "配送"),
    ("Update", "更新"),
    ("Order number", "订单号"),
    ("Order value", "订单价值"),
    ("Number of items", "商品数"),
    ("Order status", "订单状态"),
    ("Customer email address", "客户电子邮件地址"),
    ("Deliver to name", "传递名字"),
    ("Bill to name", "账单姓名"),
)
UNRELATED = ("Weight", "Warehouse", "Sales channel", "重量", "仓库", "渠道")


def others(label: str) -> list[str]:
    """Other words for a label, of its own language first; [] when we know none."""
    found: list[str] = []
    for words in FIELDS:
        if label in words[:2]:
            mine = is_chinese(label)
            found += [word for word in words[2:] if is_chinese(word) == mine]
    return sorted(set(found) - {label})


def translated(label: str, site: str = "") -> str | None:
    """The label in the other language of the site, by the site's own translation."""
    pairs = OSCAR if site.startswith("oscar") else PRACTICE
    found = [chinese for english, chinese in pairs if label == english]
    found += [english for english, chinese in pairs if label == chinese]
    return min(found, key=len, default=None)


def is_chinese(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
