"""Reconcile what the platforms paid out with the orders and the ERP, to the cent."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bots.flow import Run, Shops, Since, flow
from bots.model.settling import Class
from bots.reconciled import Reconciled
from bots.settlement_erp import ask_erp
from bots.settlement_files import Asked, brings_statements, statements_of
from bots.settlement_report import settlement_report
from bots.settlements import Reconciling
from bots.sheets.settlement_book import write_settlement_report
from bots.sheets.settlement_text import print_settlement_report


@flow
async def reconcile_settlements(
    run: Run,
    *,
    shop: Shops = Shops(),
    since: Since = Since("40d"),
    file: Path | None = None,
    month: str | None = None,
    format: str | None = None,  # noqa: A002 - the option's name
) -> None:
    """Match every entry of the shops' settlement statements with orders, rules and the ERP.

    What nothing explains is in the worklist, with its age. A statement whose sums do not agree
    fails the run. `--file` is one statement of the one shop named, of `--month` (2026-11) where
    the file does not say so, in `--format` (douyin, or one of the settings).

    Example: reconcile_settlements.py --shop north --since 2026-10-01 --dry-run
    """
    shops = run.shops(shop, one=bool(file))
    for name in [] if shop else [one for one in shops if not brings_statements(run.settings, one)]:
        run.note(f"{name}: left out, nothing says where its statements come from")
        shops.remove(name)
    asked = Asked(since, file, month, format)
    await run.each(shops, lambda name: one_shop(run, name, asked))


async def one_shop(run: Run, name: str, asked: Asked) -> None:
    """Read one shop's statements, judge them, write the report; then say what is not proved."""
    site = run.settings.shop(name)
    statements = await statements_of(run, name, asked)
    rules = run.settings.settling.of(name)
    work = Reconciling(run.ledger, site, rules, run.id, run.now)
    work.from_erp = await ask_erp(run.erp, name, await asyncio.to_thread(work.to_ask, statements))
    with run.progress(name, len(statements)) as bar:
        done = await asyncio.to_thread(work.look if run.dry_run else work.reconcile, statements)
        bar.advance(len(statements))
    tell(run, done)
    report = settlement_report(done, run.now, site.zone)
    print_settlement_report(report, run.console, run.settings.language)
    if not run.dry_run:
        path = run.folder / f"settlements-{name}.xlsx"
        await asyncio.to_thread(write_settlement_report, report, path, run.settings.language)
        run.note(f"report: {path}")
    if failure := done.failure:
        raise failure


def tell(run: Run, done: Reconciled) -> None:
    """Counts, and what became of the worklist."""
    run.count(done.shop, "statements", len(done.statements))
    for found in Class:
        run.count(done.shop, found, done.count(found))
    run.count(done.shop, "for a person", len(done.findings), for_person=bool(done.findings))
    for one in done.notes:
        run.note(one)
    if run.dry_run:
        run.would(f"bring {len(done.findings)} differences of {done.shop} into the worklist")


if __name__ == "__main__":
    reconcile_settlements()
