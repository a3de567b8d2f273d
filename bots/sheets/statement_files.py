"""The settlement files that we know, by name. The settings may add others."""

from __future__ import annotations

from collections.abc import Mapping

from bots.model.settlement import EntryKind
from bots.sheets.statement_file import StatementFile

# The first word that a cell contains decides: `佣金退款` is of the commission.
WORDS: Mapping[str, EntryKind] = {
    "佣金": EntryKind.COMMISSION,
    "commission": EntryKind.COMMISSION,
    "平台服务费": EntryKind.PLATFORM_FEE,
    "技术服务费": EntryKind.PLATFORM_FEE,
    "platform": EntryKind.PLATFORM_FEE,
    "推广": EntryKind.MARKETING,
    "marketing": EntryKind.MARKETING,
    "服务费": EntryKind.SERVICE_FEE,
    "月费": EntryKind.SERVICE_FEE,
    "service": EntryKind.SERVICE_FEE,
    "monthly": EntryKind.SERVICE_FEE,
    "补贴": EntryKind.SUBSIDY,
    "subsidy": EntryKind.SUBSIDY,
    "退款": EntryKind.REFUND,
    "refund": EntryKind.REFUND,
    "运费": EntryKind.SHIPPING,
    "shipping": EntryKind.SHIPPING,
    "提现": EntryKind.PAYOUT,
    "payout": EntryKind.PAYOUT,
    "调账": EntryKind.ADJUSTMENT,
    "调整": EntryKind.ADJUSTMENT,
    "赔付": EntryKind.ADJUSTMENT,
    "adjustment": EntryKind.ADJUSTMENT,
    "货款": EntryKind.PAYMENT,
    "结算入账": EntryKind.PAYMENT,
    "payment": EntryKind.PAYMENT,
}

DOUYIN = StatementFile(
    "douyin",
    {
        "entry": ("动帐流水号", "动账流水号"),
        "at": ("动账时间", "动帐时间"),
        "direction": ("动账方向", "动帐方向"),
        "amount": ("动账金额", "动账金额(元)", "动帐金额"),
        "kind": ("计费类型",),
        "scene": ("动账场景", "动帐场景"),
        "sub_order": ("子订单号",),
        "order": ("订单号", "主订单号"),
    },
    parts={
        "订单实付应结": EntryKind.PAYMENT,
        "运费实付": EntryKind.SHIPPING,
        "实际平台补贴": EntryKind.SUBSIDY,
        "订单退款": EntryKind.REFUND,
        "平台服务费": EntryKind.PLATFORM_FEE,
        "佣金": EntryKind.COMMISSION,
        "招商服务费": EntryKind.SERVICE_FEE,
        "站外推广费": EntryKind.MARKETING,
    },
    kinds=WORDS,
)

MARKET = StatementFile(
    "market",
    {
        "entry": ("流水号", "Entry"),
        "at": ("入账时间", "Booked"),
        "direction": ("收支", "Direction"),
        "amount": ("金额(元)", "Amount (CNY)", "Amount"),
        "kind": ("类型", "Type"),
        "order": ("订单号", "Order"),
        "sub_order": ("子订单号", "Order line"),
    },
    kinds=WORDS,
)

OUTLET = StatementFile(
    "outlet",
    {
        "entry": ("entry_id",),
        "at": ("booked_at",),
        "amount": ("amount",),
        "currency": ("currency",),
        "kind": ("type",),
        "order": ("order_id",),
    },
    kinds=WORDS,
)

STATEMENT_FILES = {each.name: each for each in (DOUYIN, MARKET, OUTLET)}
