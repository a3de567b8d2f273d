"""Purchases to propose: one for each supplier, warehouse and currency, with a line for each SKU."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bots.model import Currency, Draft, ProposedLine, Supply
from bots.model.money import product, total_of
from bots.model.proposal import Kind, Working
from bots.planning.demand import Place
from bots.planning.replenishment import Held, Lead, Levels, Policy, levels, quantity
from bots.planning.writing import Writing, joined, plain

Group = tuple[str, str, Currency]
Why = Literal["no stock level", "new, no target", "no lead time"]


@dataclass(frozen=True)
class LeftOut:
    """A SKU of a warehouse that nothing can be said about, and why."""

    place: Place
    why: Why


@dataclass(frozen=True)
class Known:
    """What is known of the SKUs of the warehouses.

    Attributes:
        held: by place; a place that is not in it was not read, which is not the same as empty.
        sold: the days of a place's history, as `Demand.history` gives them.
        targets: what should lie there, where the operator says so.
        leads: the supplier's lead time, for supplies that have none of their own.
    """

    held: Mapping[Place, Held]
    sold: Callable[[Place], Sequence[Decimal]]
    targets: Mapping[Place, int]
    leads: Mapping[str, Lead]


@dataclass(frozen=True)
class Bought:
    """The purchases to propose, what was left out, and how many SKUs have enough."""

    drafts: tuple[Draft, ...]
    left_out: tuple[LeftOut, ...]
    enough: int


def purchases(
    supplies: Iterable[Supply], known: Known, policy: Policy, *, date: dt.date, role: str
) -> Bought:
    """What to buy now of each supplied SKU, with all of its arithmetic."""
    groups: dict[Group, list[tuple[ProposedLine, Working]]] = {}
    left_out: list[LeftOut] = []
    enough = 0
    for supply in sorted(supplies, key=lambda one: (one.supplier, one.warehouse, one.sku)):
        writing = Writing()
        pieces = _pieces(supply, known, policy, writing)
        if isinstance(pieces, LeftOut):
            left_out.append(pieces)
        elif pieces == 0:
            enough += 1
        else:
            line = ProposedLine(sku=supply.sku, quantity=Decimal(pieces), price=supply.price)
            group = (supply.supplier, supply.warehouse, supply.currency)
            groups.setdefault(group, []).append((line, _headed(supply, line, writing)))
    drafts = tuple(_draft(group, parts, date, role) for group, parts in groups.items())
    return Bought(drafts, tuple(left_out), enough)


def _pieces(supply: Supply, known: Known, policy: Policy, writing: Writing) -> int | LeftOut:
    place = (supply.warehouse, supply.sku)
    held, lead = known.held.get(place), _lead(supply, known)
    if held is None:
        return LeftOut(place, "no stock level")
    if lead is None:
        return LeftOut(place, "no lead time")
    sold = known.sold(place)
    if len(sold) >= policy.least_history:
        wanted = levels(sold, lead, policy, writing)
    elif place in known.targets:
        wanted = _by_target(len(sold), known.targets[place], policy, writing)
    else:
        return LeftOut(place, "new, no target")
    return quantity(supply, held, wanted, writing)


def _lead(supply: Supply, known: Known) -> Lead | None:
    of_supplier = known.leads.get(supply.supplier)
    if supply.lead_days is None:
        return of_supplier
    return Lead(supply.lead_days, supply.lead_deviation or Decimal(0))


def _by_target(days: int, target: int, policy: Policy, writing: Writing) -> Levels:
    """A new SKU has no deviation to tell a safety stock from: what the operator wants rules."""
    writing.say(
        "{days} days of sales, fewer than {least}: no demand is told from them; the target "
        "{target} is both reorder point and order-up-to level",
        "仅有 {days} 天销量，少于 {least} 天，不作推算；以目标 {target} 作为再订货点和目标库存",
        days=days,
        least=policy.least_history,
        target=target,
    )
    return Levels(Decimal(target), Decimal(target))


def _headed(supply: Supply, line: ProposedLine, writing: Writing) -> Working:
    """Every line of the arithmetic begins with its SKU; the last one is the money."""
    writing.say(
        "{quantity} × {price} = {amount} {currency}",
        "{quantity} × {price} = {amount} {currency}",
        quantity=line.quantity,
        price=supply.price,
        amount=product(line.quantity, line.price),
        currency=supply.currency,
    )
    return Working(
        en=tuple(f"{supply.sku}: {text}" for text in writing.en),
        zh=tuple(f"{supply.sku}：{text}" for text in writing.zh),
    )


def _draft(
    group: Group,
    parts: Sequence[tuple[ProposedLine, Working]],
    date: dt.date,
    role: str,
) -> Draft:
    supplier, warehouse, currency = group
    lines = tuple(line for line, _ in parts)
    amounts = [product(line.quantity, line.price) for line in lines]
    amount = total_of(amounts)
    total = Writing()
    total.say(
        "the whole order: {parts} = {amount} {currency}",
        "整单：{parts} = {amount} {currency}",
        parts=" + ".join(plain(one) for one in amounts),
        amount=amount,
        currency=currency,
    )
    working = joined([*(one for _, one in parts), total.working()])
    return Draft(
        kind=Kind.PURCHASE,
        source=supplier,
        destination=warehouse,
        date=date,
        lines=lines,
        amount=amount,
        currency=currency,
        working=working,
        role=role,
    )
