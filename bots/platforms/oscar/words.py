"""What django-oscar's dashboard calls its fields: in English, Chinese, Japanese, by its locale."""

from __future__ import annotations

from bots.page_words import field

FILE = {
    "number": field("Order number", "订单号", "訂單號", "订单编号", "注文番号"),
    "total": field("Order value", "订单价值", "訂單價值", "合計金額"),
    "placed": field("Date of purchase", "购买日期", "購買日期", "購入日"),
    "items": field("Number of items", "商品数", "商品數量"),
    "status": field("Order status", "订单状态", "訂單狀態", "注文状態"),
    "email": field(
        "Customer email address", "客户电子邮件地址", "客戶電子郵件地址", "顧客メールアドレス"
    ),
    "recipient": field("Deliver to name", "传递名字", "收貨人名稱", "配送先名"),
}
_NAME = ("Name", "名称", "姓名")
_EMAIL = ("Email address", "电子邮件地址", "e-mail地址", "メールアドレス")
_STATUS = ("Status", "状态", "狀態", "ステータス")
CUSTOMER = {"name": field(*_NAME), "email": field(*_EMAIL)}
SUMMARY = {
    "total": field("Order Total", "订单合计", "訂單總和", "合計注文金額"),
    "day": field("Date of purchase", "购买日期", "購買日期", "購入日"),
    "time": field("Time of purchase", "购买时间", "購買的時間", "決済時刻"),
    "status": field(*_STATUS),
}
LINES = {
    "quantity": field("Quantity", "数量", "數量"),
    "title": field("Product", "商品", "产品"),
    "status": field(*_STATUS),
    "sku": field("Supplier SKU", "供应商SKU", "供貨商SKU號碼", "仕入SKU"),
    "incl": field(
        "Price inc tax (before discounts)",
        "含税价格（折扣前）",
        "含稅價格(折扣前)",
        "税込価格 (値引き前)",
    ),
}
DISCOUNT = field("Discount", "折扣", "値引き")
ORDER_TOTAL = field("Order total", "订单总计", "訂單總和", "注文合計金額")
CHARGE = field("Charge (incl tax)", "费用（含税）", "收費(含稅)", "配送料 (税込)")
ADDRESS = field("Address", "地址", "住所")
PHONE = field("Phone", "手机", "電話", "電話番号")
INSTRUCTIONS = field("Instructions", "介绍", "指示", "說明", "指导说明", "配送指示")
PAYMENTS = {
    "debited": field("Amount debited", "借方金额", "扣款額", "引き落とし額"),
    "refunded": field("Amount refunded", "退款金额", "退款額", "払い戻し額"),
}
NO_PAYMENTS = {
    "No payment sources found for this order.",
    "找不到此订单的付款来源。",
    "沒有為這個訂單找到付款源",
    "この注文には決済方法が指定されていません。",
}
NO_CUSTOMER = {
    "Customer has deleted their account.",
    "顾客已删除其帐户。",
    "客戶刪除了他們的帳戶",
    "顧客はアカウントを削除しています。",
}
GUEST = {
    "Customer checked out as a guest.",
    "顾客以游客身份结算。",
    "顧客作為訪客結帳",
    "顧客はゲストとして購入しました。",
}
