"""All that the statements say of one order, against the order: paid, refunded, charged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bots.model.codes import Currency, OrderStatus
from bots.model.money import total_of
from bots.model.settlement import EntryKind
from bots.settings_settling import SettlingRules
from bots.settling.facts import Class, OrderFacts, Portion, Verdict

_FEES = (
    EntryKind.COMMISSION,
    EntryKind.PLATFORM_FEE,
    EntryKind.SERVICE_FEE,
    EntryKind.MARKETING,
)
_GIVEN_BACK = {OrderStatus.REFUNDED, OrderStatus.REFUNDING, OrderStatus.CANCELLED}
_HUNDRED = 100


@dataclass(frozen=True)
class Account:
    """What one order's entries come to, all of them together."""

    paid: Decimal
    subsidy: Decimal
    refunded: Decimal

    @classmethod
    def of(cls, given: Iterable[Portion]) -> Account:
        """Add the portions up."""
        sums = {"paid": [Decimal(0)], "subsidy": [Decimal(0)], "refunded": [Decimal(0)]}
        for portion in given:
            if is_income(portion):
                sums["paid"].append(portion.amount)
            elif portion.kind is EntryKind.SUBSIDY:
                sums["subsidy"].append(portion.amount)
            elif portion.kind is EntryKind.REFUND:
                sums["refunded"].append(-portion.amount)
        return cls(**{name: total_of(amounts) for name, amounts in sums.items()})

    def income(self, total: Decimal) -> Decimal:
        """What came in for the order: with the subsidy, where its total counts that too."""
        return self.paid if self.paid == total else self.paid + self.subsidy


def is_income(portion: Portion) -> bool:
    """What the buyer paid: shipping too, unless it is the platform's charge."""
    kind = portion.kind
    return kind is EntryKind.PAYMENT or (kind is EntryKind.SHIPPING and portion.amount > 0)


def judge_order(
    order: OrderFacts | None, given: Sequence[Portion], rules: SettlingRules
) -> list[Verdict]:
    """A verdict for each portion of one order's entries, in that order."""
    if order is None:
        why = "the ledger has no such order"
        return [Verdict(Class.UNMATCHED, "unknown_order", why)] * len(given)
    same = [one for one in given if one.booked.entry.currency is order.currency]
    judging = _Judging(order, Account.of(same), same, rules)
    return [
        judging.verdict(one)
        if one.booked.entry.currency is order.currency
        else Verdict(
            Class.UNMATCHED,
            "other_currency",
            f"the order is in {order.currency}, this is {one.booked.entry.currency}",
        )
        for one in given
    ]


class _Judging:
    """One order's entries, judged by kind; each kind once."""

    def __init__(
        self, order: OrderFacts, account: Account, given: Sequence[Portion], rules: SettlingRules
    ) -> None:
        self._order = order
        self._account = account
        self._rules = rules
        self._income = self._judge_income()
        self._charged = {
            (kind, back): self._judge_fee(kind, given, back=back)
            for kind in _FEES
            for back in (False, True)
        }

    def verdict(self, portion: Portion) -> Verdict:
        """The verdict of one portion."""
        kind = portion.kind
        if is_income(portion):
            return self._income
        if kind is EntryKind.SUBSIDY:
            return self._subsidy()
        if kind is EntryKind.REFUND:
            return self._refund(portion)
        if kind in _FEES and kind in self._rules.rates:
            return self._charged[kind, portion.amount > 0]
        return self._other(portion)

    def _judge_income(self) -> Verdict:
        order, account = self._order, self._account
        received = account.income(order.total)
        if received != order.total:
            rule = "short_paid" if received < order.total else "over_paid"
            why = f"{received} received, the order's total is {order.total} {order.currency}"
            return Verdict(Class.UNMATCHED, rule, why)
        if order.status is OrderStatus.AWAITING_PAYMENT:
            return Verdict(Class.UNMATCHED, "paid_unpaid_order", "the shop shows it as not paid")
        if order.status is OrderStatus.CANCELLED and account.refunded != received:
            why = f"the order was cancelled; {account.refunded} of {received} was given back"
            return Verdict(Class.UNMATCHED, "paid_cancelled_order", why)
        return self._judge_books()

    def _judge_books(self) -> Verdict:
        """The ERP against the money: a paid order stands there with the same total."""
        order, held = self._order, self._order.held
        if held is None:
            if self._rules.need_erp and order.status.enterable:
                return Verdict(Class.UNMATCHED, "not_in_erp", "it is paid, and not in the ERP")
            return Verdict(Class.MATCHED, "order_total", f"{order.total} {order.currency}")
        if (held.total, held.currency) != (order.total, order.currency):
            why = (
                f"{order.total} {order.currency} received, the ERP's {held.number} says "
                f"{held.total} {held.currency}"
            )
            return Verdict(Class.UNMATCHED, "erp_differs", why)
        return Verdict(Class.MATCHED, "order_total", held.number)

    def _subsidy(self) -> Verdict:
        if self._income.found is Class.UNMATCHED or self._account.paid != self._order.total:
            return self._income
        return Verdict(Class.EXPLAINED, "platform_subsidy", "on top of the order's total")

    def _refund(self, portion: Portion) -> Verdict:
        order, refunded = self._order, self._account.refunded
        if refunded > max(self._account.income(order.total), order.total):
            why = f"{refunded} given back, {order.total} was the order's total"
            return Verdict(Class.UNMATCHED, "refund_too_high", why)
        if order.status in _GIVEN_BACK:
            whole = refunded == order.total
            rule = "full_refund" if whole else "part_refund"
            return Verdict(Class.EXPLAINED, rule, f"the order is {order.status}")
        if pieces := self._pieces(-portion.amount):
            return Verdict(Class.EXPLAINED, "refund_of_lines", f"{pieces} of one of its lines")
        why = f"{-portion.amount} given back, the order is {order.status}"
        return Verdict(Class.UNMATCHED, "refund_unexpected", why)

    def _pieces(self, amount: Decimal) -> str:
        """How many pieces of one line come to that amount; "" for none."""
        for quantity, price in self._order.lines:
            pieces = amount / price if price else Decimal(0)
            if 0 < pieces <= quantity and pieces == pieces.to_integral_value():
                return f"{pieces.to_integral_value()} x {price}"
        return ""

    def _judge_fee(self, kind: EntryKind, given: Iterable[Portion], *, back: bool) -> Verdict:
        """A fee by its rate: charged on what came in, given back on what went back."""
        order, rate = self._order, self._rules.rates.get(kind, Decimal(0))
        charged = total_of(
            abs(one.amount) for one in given if one.kind is kind and (one.amount > 0) is back
        )
        base = self._account.refunded if back else self._account.income(order.total) or order.total
        expected = _rounded(base * rate, order.currency)
        told = f"{(rate * _HUNDRED).normalize():f} % of {base} is {expected}, {charged} was "
        told += "given back" if back else "charged"
        if abs(charged - expected) <= self._rules.tolerance:
            return Verdict(Class.EXPLAINED, "fee_given_back" if back else "expected_rate", told)
        return Verdict(Class.UNMATCHED, "other_rate", told)

    def _other(self, portion: Portion) -> Verdict:
        for rule in self._rules.fees:
            if rule.per != "month" and rule.fits(portion.kind, portion.amount):
                return Verdict(Class.EXPLAINED, "expected_fee", rule.name)
        if portion.kind is EntryKind.OTHER:
            why = "the platform's word for it is not known"
            return Verdict(Class.UNMATCHED, "unknown_kind", why)
        amount = f"{portion.amount} {self._order.currency}"
        why = f"{portion.kind} of {amount} has neither a rate nor a rule"
        return Verdict(Class.UNMATCHED, "no_rate", why)


def _rounded(amount: Decimal, currency: Currency) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-currency.places), rounding=ROUND_HALF_UP)
