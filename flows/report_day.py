"""Write the report of a day: a workbook, and the same as text."""

from __future__ import annotations

import asyncio

from bots.day import gather, zone_of
from bots.flow import Day, Run, flow
from bots.sheets.day_book import write_day_report
from bots.sheets.day_text import print_day_report


@flow
async def report_day(run: Run, *, day: Day = Day("today")) -> None:
    """Report a day: orders by shop and state, the worklist with remedies, what was entered.

    The workbook lies in the run's folder; it holds no buyer's name and may be sent around. Days
    are counted in the ERP's time zone.

    Example: report_day.py --day yesterday
    """
    zone = zone_of(run.settings)
    report = await asyncio.to_thread(gather, run.ledger, day.on(run.now, zone), zone, run.now)
    run.count("report", "orders", report.count())
    run.count("report", "worklist", len(report.worklist))
    run.count("report", "entered", len(report.entered))
    print_day_report(report, run.console, run.settings.language)
    file = run.folder / f"orders-{report.day}.xlsx"
    if run.dry_run:
        run.would(f"write {file}")
        return
    await asyncio.to_thread(write_day_report, report, file, run.settings.language)
    run.note(f"report: {file}")


if __name__ == "__main__":
    report_day()
