"""The report's words: English stands in the code, Chinese here."""

from __future__ import annotations

from bots.rules import Language
from bots.sheets.words_settling import SETTLING

__all__ = ["Language", "word"]

_CHINESE = {
    "Daily report": "日报",
    "Summary": "汇总",
    "Worklist": "待办",
    "Entered": "已录入",
    "Runs": "运行",
    "Orders by shop and state": "按店铺和状态统计订单",
    "Shop": "店铺",
    "State": "状态",
    "Total": "合计",
    "Orders": "订单数",
    "Amount": "金额",
    "Currency": "币种",
    "Order": "订单",
    "Reason": "原因",
    "What happened": "情况",
    "What to do": "处理办法",
    "Since": "开始时间",
    "ERP number": "ERP 单号",
    "How": "方式",
    "Entered at": "录入时间",
    "Seconds": "用时(秒)",
    "Flow": "流程",
    "Run": "运行编号",
    "Started": "开始时间",
    "Ending": "结果",
    "Items": "条数",
    "Seconds an item": "每条(秒)",
    "made": "生成于",
    "orders": "订单",
    "entered today": "今日录入",
    "already in the ERP": "ERP 中已有",
    "waiting for a person": "需要人工处理",
    "Nothing waits for a person.": "没有需要人工处理的事项。",
    "Nothing was entered.": "没有录入订单。",
    "Nothing ran.": "没有运行记录。",
    "No orders today.": "今日没有订单。",
    "awaiting_payment": "待付款",
    "paid": "已付款",
    "shipped": "已发货",
    "completed": "已完成",
    "refunding": "退款中",
    "refunded": "已退款",
    "cancelled": "已取消",
    "new": "新建",
    "entering": "录入中",
    "submitting": "提交中",
    "entered": "已录入",
    "rejected": "已拒绝",
    "waiting_for_person": "等待人工",
    "failed": "失败",
    "unsure": "待核实",
    "adopted": "采用已有",
    "done": "完成",
    "needs a person": "待人工处理",
    "stopped": "已停止",
}


def word(text: str, language: Language) -> str:
    """`text` in that language; a code such as `waiting_for_person` reads as words."""
    if language == "zh":
        return _CHINESE.get(text) or SETTLING.get(text, text)
    return text.replace("_", " ") if text.islower() else text
