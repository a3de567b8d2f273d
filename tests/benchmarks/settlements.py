"""A month of a settlement: read, judged against the ledger, told; and the same month again."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from bots.ledger import Ledger
from bots.model import Currency, Order, OrderLine, OrderStatus
from bots.settings import ShopSettings
from bots.settings_settling import FeeRule, SettlingRules
from bots.settlement_report import settlement_report
from bots.settlements import Reconciling
from bots.sheets import read_table
from bots.sheets.settlement_book import write_settlement_report
from bots.sheets.statement import read_statement
from bots.sheets.statement_files import MARKET
from tests.benchmarks.rows import Row, measured

SIZES = (20_000, 100_000)
RUNS = 2
ZONE = ZoneInfo("Asia/Shanghai")
SINCE = datetime(2026, 10, 1, tzinfo=ZONE)
SITE = ShopSettings(name="north", url="https://n.example", platform="market")
RULES = SettlingRules(
    rates={"commission": Decimal("0.05"), "platform_fee": Decimal("0.006")},
    fees=(FeeRule(name="ads", kind="marketing", amount=Decimal(-1), per="order"),),
    need_erp=False,
)
HEAD = "账期,2026-10-01 - 2026-10-31,,,,\n流水号,入账时间,收支,金额(元),类型,订单号\n"


def benchmark() -> list[Row]:
    """Entries a second of each step; four an order, one order in 50 unknown."""
    rows = []
    for size in SIZES:
        figures: dict[str, list[float]] = {}
        for _ in range(RUNS):
            for way, seconds in _month(size):
                figures.setdefault(way, []).append(size / seconds)
        rows += [
            measured(f"{size:,} entries", way, "entries/s", runs, _against(way))
            for way, runs in figures.items()
        ]
    return rows


def _against(way: str) -> tuple[tuple[str, float | None], ...]:
    return (("read_table alone", None),) if way == "read_statement" else ()


def _month(size: int) -> Iterator[tuple[str, float]]:
    with tempfile.TemporaryDirectory() as folder, _ledger(Path(folder), size) as ledger:
        file = _file(Path(folder), size)
        told = {"zone": ZONE, "currency": Currency.CNY}
        work = Reconciling(ledger, SITE, RULES, 1, datetime.now(UTC))
        start = time.perf_counter()
        read_table(file, MARKET.profile, **told)
        yield "read_table alone", time.perf_counter() - start
        start = time.perf_counter()
        statement = read_statement(file, MARKET, "north", **told)
        yield "read_statement", time.perf_counter() - start
        start = time.perf_counter()
        done = work.reconcile([statement])
        yield "keep, judge, prove", time.perf_counter() - start
        start = time.perf_counter()
        report = settlement_report(done, datetime.now(UTC), ZONE)
        write_settlement_report(report, Path(folder) / "book.xlsx")
        yield "the workbook", time.perf_counter() - start
        start = time.perf_counter()
        again = work.reconcile([statement])
        yield "the same file again", time.perf_counter() - start
        assert done.verdicts == again.verdicts
        assert (done.faults, again.faults) == ([], [])


@contextmanager
def _ledger(folder: Path, size: int) -> Iterator[Ledger]:
    """A ledger that knows all orders but one in 50."""
    from sqlalchemy import insert

    from bots.ledger.orders import _columns
    from bots.ledger.tables import orders

    with Ledger.open(f"sqlite:///{folder / 'ledger.sqlite'}") as ledger:
        known = [_order(place) for place in range(size // 4) if place % 50]
        with ledger._database.write() as transaction:
            seen = {"versions": 1, "first_seen": transaction.now, "last_seen": transaction.now}
            rows = [{"reference": one.reference, **_columns(one), **seen} for one in known]
            transaction.connection.execute(insert(orders), rows)
        yield ledger


def _order(place: int) -> Order:
    price = Decimal(100 + place % 900)
    return Order(
        shop="north",
        number=f"N{place:08d}",
        status=OrderStatus.COMPLETED,
        placed_at=SINCE + timedelta(seconds=place * 100),
        currency=Currency.CNY,
        lines=(OrderLine(sku="A", quantity=Decimal(1), unit_price=price),),
        total=price,
    )


def _file(folder: Path, size: int) -> Path:
    cent = Decimal("0.01")
    lines = []
    for order in map(_order, range(size // 4)):
        fees = [(order.total * rate).quantize(cent) for rate in RULES.rates.values()]
        amounts = (order.total, -fees[0], -fees[1], Decimal("-1.00"))
        for word, amount in zip(("货款", "佣金", "平台服务费", "推广费"), amounts, strict=True):
            way = "收入" if amount > 0 else "支出"
            at = f"{order.placed_at:%Y-%m-%d %H:%M:%S}"
            entry = f"\tE{order.number}{word}"
            lines.append(f"{entry},{at},{way},{amount},{word},\t{order.number}\n")
    path = folder / "month.csv"
    path.write_text(HEAD + "".join(lines), "gb18030")
    return path
