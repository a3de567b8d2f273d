"""The settlements' rules in Chinese: what each is called, and what to do about it."""

from __future__ import annotations

_ASK = "带上数据向平台核实；解决后 bots items resolve 编号"
_RULE = "若正确：在 [settling.shops] 中补上费率或费用规则后重新运行；否则向平台核实"
_AGAIN = "重新采集该店订单（bots run collect_orders）后再运行；仍不符则向平台核实"
_FILE = "查看文件中的该行；重新导出结算单后再运行"
_NONE = "无需处理"

SETTLING: dict[str, tuple[str, str]] = {
    "unknown_order": (
        "订单不在账中",
        "采集该时段的订单（collect_orders --since）后再运行；店铺也没有该订单时向平台核实",
    ),
    "short_paid": ("少收", _ASK),
    "over_paid": ("多收", _ASK),
    "never_paid": ("一直未收款", "到店铺后台查看是否已打款；没有则向平台核实"),
    "paid_unpaid_order": ("未付款订单有收款", _AGAIN),
    "paid_cancelled_order": ("已取消订单有收款", _AGAIN),
    "refund_unexpected": ("意外退款", _AGAIN),
    "refund_too_high": ("退款超过订单", _ASK),
    "not_in_erp": ("ERP 中没有", "录入该订单（bots run enter_orders 或手工）后再运行"),
    "erp_differs": ("与 ERP 金额不符", "在 ERP 中改正该单，然后 bots items resolve 编号"),
    "other_rate": ("费率不符", _RULE),
    "no_rate": ("没有费率", _RULE),
    "unexpected_fee": ("意外费用", _RULE),
    "fee_twice": ("同月重复收费", _ASK),
    "unknown_kind": ("未知类型", "在 [settling.formats] 该格式的 kinds 中补上平台的说法"),
    "no_order_number": ("没有订单号", _ASK),
    "other_currency": ("币种不同", _ASK),
    "outside_period": ("不在账期内", "核对文件是否为所填月份，再运行"),
    "parts_mismatch": ("分项合计不符", _FILE),
    "unreadable_part": ("分项读不出来", _FILE),
    "unreadable_entry": ("这一行读不出来", _FILE),
    "not_exact": ("金额位数过多", _FILE),
    "unknown_direction": ("未知收支方向", "在该格式的 incoming 或 outgoing 中补上这个词"),
    "unclear_direction": ("收支方向矛盾", _FILE),
    "duplicate_entry": ("流水重复", "到店铺后台查看是否记了两次；" + _FILE),
    "conflicting_entry": ("同一流水互相矛盾", "到店铺后台查看哪个正确；" + _FILE),
    "not_proved": ("合计不符", "查看该结算单文件并重新下载；按此单不能结账"),
    # how entries are explained
    "order_total": ("与订单相符", _NONE),
    "platform_subsidy": ("平台补贴", _NONE),
    "expected_rate": ("符合费率", _NONE),
    "fee_given_back": ("退款退费", _NONE),
    "full_refund": ("全额退款", _NONE),
    "part_refund": ("部分退款", _NONE),
    "refund_of_lines": ("退部分商品", _NONE),
    "expected_fee": ("预期费用", _NONE),
    "payout": ("提现", _NONE),
    "in_another_statement": ("另一结算单已有", _NONE),
    "settled_by_hand": ("人工确认", _NONE),
}
