"""When to buy a SKU, and how many: the arithmetic of a periodic review with an order-up-to level.

An (R, s, S) system as in Silver, Pyke and Thomas, *Inventory and Production Management in Supply
Chains* (4th edition, 2017), the chapter on individual items with probabilistic demand: every R
days the position is looked at; at or below the reorder point s, as much is ordered as lifts it to
S. Demand is taken as normal and steady: no season and no trend is assumed. With

    d, v    mean and sample deviation of a day's demand
    L, w    mean and deviation of the lead time in days
    z       the normal distribution's quantile of the service level (no stock-out in a cycle)

    safety stock        z × √((L + R) × v² + d² × w²)     (variance of a sum of a random number of
                                                          random demands, days independent)
    reorder point   s = d × (L + R) + safety stock
    order up to     S = s + d × C                         (C: days that an order is to cover)

Every step is rounded as it is written down, so that a person who follows it gets the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, localcontext
from statistics import NormalDist

from bots.model import Supply
from bots.model.money import product, total_of
from bots.planning.writing import Writing, plain

_FOURTH = Decimal("0.0001")
_PRECISE = 100


@dataclass(frozen=True)
class Policy:
    """How carefully, how often and how much is bought.

    Attributes:
        service_level: the part of cycles without a stock-out, e.g. 0.95.
        review_days: between two looks at the stock.
        cover_days: that an order is to last, once it has come.
        least_history: days of sales that a mean and a deviation can be told from.
    """

    service_level: Decimal
    review_days: int
    cover_days: int
    least_history: int


@dataclass(frozen=True)
class Lead:
    """The supplier's lead time in days: its mean and its deviation."""

    days: Decimal
    deviation: Decimal


@dataclass(frozen=True)
class Held:
    """What there is of a SKU for a warehouse, in pieces.

    Attributes:
        available: on hand less reserved; incoming: on its way from other warehouses.
        on_order: still to come of purchase orders, and of approved proposals.
        owed: sold by orders that the ERP does not hold yet.
        orders: what is on order, by purchase: its reference, and how many are to come.
    """

    available: Decimal
    incoming: Decimal = Decimal(0)
    on_order: Decimal = Decimal(0)
    owed: Decimal = Decimal(0)
    orders: tuple[tuple[str, Decimal], ...] = ()

    @property
    def position(self) -> Decimal:
        """What can still be sold before more is needed."""
        return total_of((self.available, self.incoming, self.on_order, self.owed.copy_negate()))


@dataclass(frozen=True)
class Levels:
    """The reorder point and the order-up-to level."""

    reorder: Decimal
    up_to: Decimal


def levels(sold: Sequence[Decimal], lead: Lead, policy: Policy, writing: Writing) -> Levels:
    """From what was sold each day (at least two days); see this module's formulas."""
    mean, deviation = _demand(sold, writing)
    span = lead.days + policy.review_days
    safety = _safety(mean, deviation, lead, span, policy, writing)
    reorder = total_of((product(mean, span), safety))
    writing.say(
        "reorder point = {mean} × ({lead} + {review}) + {safety} = {reorder}",
        "再订货点 = {mean} × ({lead} + {review}) + {safety} = {reorder}",
        mean=mean, lead=lead.days, review=policy.review_days, safety=safety, reorder=reorder,
    )  # fmt: skip
    up_to = total_of((reorder, product(mean, Decimal(policy.cover_days))))
    writing.say(
        "order up to, for {cover} days = {reorder} + {mean} × {cover} = {up_to}",
        "目标库存（可用 {cover} 天）= {reorder} + {mean} × {cover} = {up_to}",
        reorder=reorder, mean=mean, cover=policy.cover_days, up_to=up_to,
    )  # fmt: skip
    return Levels(reorder, up_to)


def quantity(supply: Supply, held: Held, wanted: Levels, writing: Writing) -> int:
    """The pieces to order, in whole packs and at least the minimum; 0 where there is enough."""
    if held.orders:
        told = ", ".join(f"{reference} ({plain(pieces)})" for reference, pieces in held.orders)
        writing.say("on order: {told}", "已订未到：{told}", told=told)
    writing.say(
        "position, available + on the way + on order - sold and not in the ERP "
        "= {available} + {incoming} + {on_order} - {owed} = {position}",
        "库存状况，可用 + 在途 + 已订未到 - 已售未入 ERP "
        "= {available} + {incoming} + {on_order} - {owed} = {position}",
        available=held.available, incoming=held.incoming, on_order=held.on_order,
        owed=held.owed, position=held.position,
    )  # fmt: skip
    if held.position > wanted.reorder or held.position >= wanted.up_to:
        return 0  # what does not sell has both levels at nothing
    missing = wanted.up_to - held.position
    whole = _up(missing)
    writing.say(
        "{position} is not above {reorder}: order {up_to} - {position} = {missing}, "
        "whole pieces: {whole}",
        "{position} 不高于 {reorder}：订 {up_to} - {position} = {missing}，取整 {whole}",
        position=_signed(held.position), reorder=wanted.reorder, up_to=wanted.up_to,
        missing=missing, whole=whole,
    )  # fmt: skip
    return _packed(whole, supply, writing)


def _demand(sold: Sequence[Decimal], writing: Writing) -> tuple[Decimal, Decimal]:
    """Mean and sample deviation of a day."""
    days, total = len(sold), total_of(sold)
    squares = total_of(product(one, one) for one in sold)
    mean = _rounded(total / days)
    writing.say(
        "sold in {days} days: {total}; a day = {total} / {days} = {mean}",
        "{days} 天售出 {total}；日均 = {total} / {days} = {mean}",
        days=days, total=total, mean=mean,
    )  # fmt: skip
    with localcontext(prec=_PRECISE):
        deviation = _rounded(((squares - total * total / days) / (days - 1)).sqrt())
    writing.say(
        "deviation of a day, from the sum of squares {squares} "
        "= √(({squares} - {total}² / {days}) / {less}) = {deviation}",
        "日销量标准差（平方和 {squares}）"
        "= √(({squares} - {total}² / {days}) / {less}) = {deviation}",
        squares=squares, total=total, days=days, less=days - 1, deviation=deviation,
    )  # fmt: skip
    return mean, deviation


def _safety(
    mean: Decimal,
    deviation: Decimal,
    lead: Lead,
    span: Decimal,
    policy: Policy,
    writing: Writing,
) -> Decimal:
    quantile = _rounded(Decimal(NormalDist().inv_cdf(float(policy.service_level))))
    with localcontext(prec=_PRECISE):
        variance = span * deviation**2 + mean**2 * lead.deviation**2
        safety = _rounded(quantile * variance.sqrt())
    writing.say(
        "lead time {lead} days (deviation {late}), looked at every {review} days; "
        "service level {level}: z = {quantile}",
        "交货期 {lead} 天（标准差 {late}），每 {review} 天检查一次；"
        "服务水平 {level}：z = {quantile}",
        lead=lead.days, late=lead.deviation, review=policy.review_days,
        level=policy.service_level, quantile=quantile,
    )  # fmt: skip
    writing.say(
        "safety stock = {quantile} × √(({lead} + {review}) × {deviation}² + {mean}² × {late}²) "
        "= {safety}",
        "安全库存 = {quantile} × √(({lead} + {review}) × {deviation}² + {mean}² × {late}²) "
        "= {safety}",
        quantile=quantile, lead=lead.days, review=policy.review_days, deviation=deviation,
        mean=mean, late=lead.deviation, safety=safety,
    )  # fmt: skip
    return safety


def _packed(whole: int, supply: Supply, writing: Writing) -> int:
    least = max(whole, supply.minimum)
    packs = -(-least // supply.pack)
    pieces = packs * supply.pack
    writing.say(
        "at least {minimum}, in packs of {pack}: {packs} × {pack} = {pieces}",
        "起订量 {minimum}，每箱 {pack}：{packs} × {pack} = {pieces}",
        minimum=supply.minimum, pack=supply.pack, packs=packs, pieces=pieces,
    )  # fmt: skip
    return pieces


def _rounded(value: Decimal) -> Decimal:
    """To four places, without zeros at the end."""
    return value.quantize(_FOURTH).normalize() + 0


def _up(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))


def _signed(number: Decimal) -> str:
    return f"({number})" if number < 0 else f"{number:f}"
