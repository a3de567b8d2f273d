"""One day, gathered from the ledger for its report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bots.ledger import Item, Ledger, Run, State
from bots.settings import Settings
from bots.sheets.day_report import DayReport, EnteredOrder, OrdersOf, RunOf, Waiting

CANCELLED = "cancelled"
"""The rule of orders that their shop cancelled: not entered, and nobody has to do anything."""
_MANY = 100_000


def zone_of(settings: Settings) -> ZoneInfo:
    """The zone that days are counted in: the ERP's, else the first shop's, else UTC."""
    sites = [*([settings.erp] if settings.erp else []), *settings.shops.values()]
    return sites[0].zone if sites else ZoneInfo("UTC")


def gather(ledger: Ledger, day: date, zone: ZoneInfo, now: datetime) -> DayReport:
    """What came, was entered and ran on `day`; the worklist as it stands now."""
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    waiting = [state for state in State if state.needs_person or state is State.UNSURE]
    return DayReport(
        day=day,
        made_at=now.astimezone(zone),
        orders=_orders(ledger, start, end),
        worklist=[
            _waiting(item, zone)
            for item in ledger.items.search(states=waiting, limit=_MANY)
            if item.rule != CANCELLED
        ],
        entered=list(_entered(ledger, start, end, zone)),
        runs=[
            _run(run, zone)
            for run in ledger.runs.latest(limit=1000)
            if start <= run.started_at < end
        ],
    )


def _orders(ledger: Ledger, start: datetime, end: datetime) -> list[OrdersOf]:
    sums: dict[tuple[str, object, str], list[Decimal]] = defaultdict(list)
    for stored in ledger.orders.find(since=start, until=end):
        order = stored.order
        sums[order.shop, order.status, order.currency].append(order.total)
    return [
        OrdersOf(shop, status, len(totals), sum(totals, Decimal(0)), currency)  # type: ignore[arg-type]
        for (shop, status, currency), totals in sorted(sums.items(), key=lambda one: str(one[0]))
    ]


def _waiting(item: Item, zone: ZoneInfo) -> Waiting:
    since = item.changed_at.astimezone(zone)
    return Waiting(item.key, item.shop, item.state, item.rule, item.message, item.remedy, since)


def _entered(
    ledger: Ledger, start: datetime, end: datetime, zone: ZoneInfo
) -> Iterator[EnteredOrder]:
    items = ledger.items.search(states=[State.ENTERED], limit=_MANY)
    ours = [item for item in items if start <= item.changed_at < end]
    orders = ledger.orders.get_many([item.key for item in ours])
    for item in ours:
        if order := orders.get(item.key):
            yield EnteredOrder(
                item.key,
                item.shop,
                item.erp_number,
                item.outcome or "",
                order.total,
                order.currency,
                item.changed_at.astimezone(zone),
                _seconds(ledger, item),
            )


def _seconds(ledger: Ledger, item: Item) -> float | None:
    """From its last claim to its end, as the history has them."""
    history = ledger.items.history(item.id)
    claims = [row.at for row in history if row.to_state is State.ENTERING]
    ends = [row.at for row in history if row.to_state is State.ENTERED]
    if not claims or not ends or ends[-1] < claims[-1]:
        return None
    return (ends[-1] - claims[-1]).total_seconds()


def _run(run: Run, zone: ZoneInfo) -> RunOf:
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else None
    items = sum(run.counts.values())
    return RunOf(run.flow, run.id, run.started_at.astimezone(zone), run.outcome, items, seconds)
