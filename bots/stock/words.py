"""The report's words about stock: English stands in the code, Chinese here."""

from __future__ import annotations

from bots.rules import Language
from bots.sheets.words import word
from bots.stock.classes import StockClass

_CHINESE = {
    "Stock": "库存核对",
    "Differences": "差异",
    "Unreadable": "读不出的行",
    "What differs": "差异类别",
    "Place": "店铺/仓库",
    "SKU": "SKU",
    "ERP SKU": "ERP SKU",
    "Here": "此处数量",
    "ERP": "ERP 数量",
    "Right would be": "应为",
    "Difference": "差异",
    "Reserved": "已预留",
    "On its way": "在途",
    "Not in the ERP yet": "未录入订单",
    "Worth": "差异金额",
    "Counted at": "盘点时间",
    "First seen": "首次发现",
    "New": "新",
    "Still there": "仍在",
    "Gone": "已消失",
    "Compared": "已核对",
    "agree": "一致",
    "differ": "有差异",
    "compared": "已核对",
    "for a person": "需要人工处理",
    "By place and class": "按店铺/仓库和类别",
    "File or site": "文件或网站",
    "Sheet": "工作表",
    "Row": "行",
    "Column": "列",
    "Value": "值",
    "Why": "原因",
    "Everything agrees.": "全部一致。",
    "Every row was read.": "每一行都已读出。",
    "Nothing was compared.": "没有可核对的内容。",
    "the first {most} of {all}; all: {file}": "共 {all} 条，只列前 {most} 条；全部见 {file}",
    "agrees": "一致",
    "unsynced_sale": "有订单未录入",
    "missing_mapping": "SKU 未对应",
    "counted_short": "少",
    "counted_over": "多",
    "negative_stock": "负库存",
    "oversell_risk": "可能超卖",
    "only_here": "仅此处有",
    "stale_source": "盘点已过期",
}
_TO_DO: dict[StockClass, tuple[str, str]] = {
    StockClass.AGREES: ("", ""),
    StockClass.UNSYNCED_SALE: (
        "nothing: it agrees once the orders are entered (enter_orders)",
        "无需处理：订单录入（enter_orders）后即一致",
    ),
    StockClass.MISSING_MAPPING: (
        "add the SKU to the mapping: bots skus import",
        "把该 SKU 加入对应表：bots skus import",
    ),
    StockClass.COUNTED_SHORT: (
        "a shop: publish the stock; a warehouse: count again, then correct the ERP",
        "店铺：重新发布库存；仓库：复盘后更正 ERP",
    ),
    StockClass.COUNTED_OVER: (
        "look for goods that came and are not booked; count again, then correct the ERP",
        "查找已到未入账的货；复盘后更正 ERP",
    ),
    StockClass.NEGATIVE_STOCK: (
        "correct the figure: less than nothing cannot be there",
        "更正数量：库存不可能小于零",
    ),
    StockClass.OVERSELL_RISK: (
        "lower what is on offer at once, or bring goods in",
        "立即下调可售数量，或补货",
    ),
    StockClass.ONLY_HERE: (
        "find out why the other side lacks it: not listed, not booked, or another SKU",
        "查明另一方为何没有：未上架、未入账或 SKU 不同",
    ),
    StockClass.STALE_SOURCE: (
        "count it again: the count is too old to say why it differs",
        "重新盘点：盘点时间太久，无法判断原因",
    ),
}


def say(text: str, language: Language) -> str:
    """`text` in that language."""
    return _CHINESE.get(text, word(text, language)) if language == "zh" else word(text, language)


def what_to_do(found: StockClass, language: Language) -> str:
    """What a person does about a difference of that class."""
    return _TO_DO[found][language == "zh"]
