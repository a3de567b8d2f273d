"""What each rule that stops an item is called in Chinese, and what to do about it.

English words come with the item itself, with its figures; these are for people who read Chinese.
"""

from __future__ import annotations

from typing import Literal

from bots.rules_settling import SETTLING

Language = Literal["en", "zh"]

_BY_HAND = "到店铺后台查看该订单；必须录入的，手工录入"
_FACTOR = "手工录入该订单；若因换算引起，改正对应表中的换算数量"
_MEND_SHOP = "到店铺后台核对该订单；下次采集会重新读取"
_MEND_ERP = "按说明在 ERP 中改正，然后 bots items retry 编号"
_MEND_SHIPMENT = "核对实际发出的包裹，改正来源（ERP 或表格），再次运行 write_back_shipments"
_COMPARE_SHOP = "核对实际发出的包裹，在店铺改正，然后 bots items resolve 编号"
_WAIT = "无需处理，系统会自动再试"

_CHINESE: dict[str, tuple[str, str]] = {
    # the order itself
    "unmapped_sku": (
        "SKU 未对应",
        "把该 SKU 加入对应表并导入（bots skus import），然后 bots items retry --reason unmapped",
    ),
    "quantity_not_exact": ("数量换算不整", _FACTOR),
    "price_not_exact": ("价格除不尽", _FACTOR),
    "total_mismatch": ("合计不符", _MEND_SHOP),
    "unreadable": ("无法读取", _MEND_SHOP),
    "invalid_field": ("字段无效", _MEND_SHOP),
    "not_found": ("找不到订单", _MEND_SHOP),
    "unknown_status": ("未知状态", "在该店铺设置的 options.statuses 中补上这个状态"),
    "mixed_status": ("状态不一致", _BY_HAND),
    "unknown_currency": ("未知币种", _BY_HAND),
    "missing_price": ("缺少价格", _BY_HAND),
    "missing_sku": ("缺少 SKU", _BY_HAND),
    "missing_total": ("缺少合计", _BY_HAND),
    "missing_lines": ("缺少商品行", _BY_HAND),
    "missing_placed": ("缺少下单时间", _BY_HAND),
    "masked_contact": ("收货信息被隐藏", "在平台解密收货信息后重新导出，再次读取"),
    "changed_sku": ("买家改过 SKU", _BY_HAND),
    "packed_lines": ("多个商品挤在一格", _BY_HAND),
    "tax_unclear": ("税额不明确", _BY_HAND),
    "conflicting_files": ("几个文件互相矛盾", "只保留正确的文件，再次读取"),
    "file_refused": ("文件不能读取", "按说明重新导出文件，再次读取"),
    "unreadable_row": ("这一行读不出来", _MEND_SHOP),
    "conflicting_rows": ("同一订单的行互相矛盾", _BY_HAND),
    "part_cancelled": ("部分取消", _BY_HAND),
    "part_refunded": ("部分退款", _BY_HAND),
    "cancelled": ("已取消", "无需处理：店铺已取消"),
    "changed_after_entry": (
        "录入后有变更",
        "按差异在 ERP 中改正，然后 bots items resolve 编号",
    ),
    "no_party": ("没有对应客户", "手工录入该订单，或在 [erp] 中把 party 设为整店一个客户"),
    "no_platform": (
        "店铺不在设置中",
        "把该店铺放回设置，然后 bots items retry --reason no_platform",
    ),
    "turned_down": ("人工决定不录入", "无需处理"),
    # the ERP
    "different_in_erp": (
        "与 ERP 不一致",
        "在 ERP 中改正该单（或作废后重新录入），然后 bots items retry 编号",
    ),
    "duplicate_in_erp": ("ERP 中重复", "在 ERP 中作废多余的单据，只留一张"),
    "missing_in_erp": (
        "ERP 中缺少",
        "应当有的：bots items retry 编号；否则 bots items resolve 编号",
    ),
    "unknown_in_erp": ("来历不明", "重新采集该订单（bots run collect_orders），相同的会被认领"),
    "differs_in_erp": ("ERP 中被改动", "与订单核对；若改动正确：bots items resolve 编号"),
    "erp_refused": ("ERP 拒绝", _MEND_ERP),
    "altered_by_form": ("表单改动了内容", _MEND_ERP),
    "amount_rounded": ("金额被舍入", _MEND_ERP),
    "quantity_rounded": ("数量被舍入", _MEND_ERP),
    "other_unit": ("计量单位不同", _MEND_ERP),
    "no_address": ("客户没有地址", _MEND_ERP),
    "ambiguous_for_import": ("导入时不唯一", _MEND_ERP),
    "ambiguous_party": ("客户不唯一", _MEND_ERP),
    "unknown_party": ("ERP 中没有该客户", _MEND_ERP),
    "ambiguous_sku": ("商品编码不唯一", _MEND_ERP),
    "unknown_sku": ("ERP 中没有该商品", _MEND_ERP),
    "not_salable": ("商品不可销售", _MEND_ERP),
    "inactive_product": ("商品已停用", _MEND_ERP),
    "not_offered": ("ERP 的选项中没有", _MEND_ERP),
    "stock_too_large": ("库存数量大得不合理", "检查数量列里是否混入了条码或订单号"),
    "unreadable_stock": ("库存无法读取", "在 ERP 的库存页面核对这一行并改正，再次运行"),
    # shipments
    "unknown_carrier": (
        "未知的快递公司",
        "在设置 [shipping] carriers 中写明是哪家快递，再次运行 write_back_shipments",
    ),
    "unreadable_shipment": ("发货信息无效", _MEND_SHIPMENT),
    "several_numbers": ("一单多个运单号", _MEND_SHIPMENT),
    "conflicting_shipments": ("发货信息互相矛盾", _MEND_SHIPMENT),
    "unknown_order": ("不是我们的订单", "核对订单号；先采集该订单，或在表格中写 店铺/订单号"),
    "label_voided": ("面单已作废", "重新打印面单后再次运行，或在店铺中撤下这个运单号"),
    "other_tracking": ("店铺已有别的运单号", _COMPARE_SHOP),
    "different_in_shop": ("与店铺不一致", _COMPARE_SHOP),
    "duplicate_in_shop": ("店铺中重复", _COMPARE_SHOP),
    "not_to_be_shipped": (
        "订单不应发货",
        "拦截包裹或与买家协商；若店铺状态有误，改正后 bots items retry 编号",
    ),
    "carrier_not_offered": (
        "店铺没有这家快递",
        "在该店铺设置的 options.carriers 中写明代码，或在店铺手工发货",
    ),
    "shop_refused": ("店铺拒绝", "到店铺后台核对该订单，然后 bots items retry 编号"),
    "reference_taken": ("编号已被占用", "核对：同一编号先前是另一内容"),
    # the machinery
    "technical": ("技术故障", "查看说明，排除后 bots items retry 编号"),
    "try_again": ("暂时失败", _WAIT),
    "outcome_unknown": ("结果未知", _WAIT),
    "not_mine": ("已由他人接手", _WAIT),
    "session_expired": ("登录已过期", _WAIT),
    "sign_in_refused": (
        "登录被拒绝",
        "用 bots credentials set 存入正确的密码，然后 bots credentials check --resume 店铺",
    ),
    "person_needed": ("需要人工", "bots items list 查看问题，bots items resolve Q编号 作答"),
    "screen_changed": ("页面有变化", "bots check 店铺 查看变化；证据见 bots runs show 编号"),
    **SETTLING,
}


def rule_name(rule: str, language: Language) -> str:
    """What the rule is called; its own name, which commands take, where Chinese has none."""
    return _CHINESE[rule][0] if language == "zh" and rule in _CHINESE else rule


def what_to_do(rule: str, remedy: str, language: Language) -> str:
    """The remedy in that language; `remedy` is the item's own, in English."""
    if language == "zh" and remedy and rule in _CHINESE:
        return _CHINESE[rule][1]
    return remedy
