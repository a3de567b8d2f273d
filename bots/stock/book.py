"""A comparison as a workbook: a summary with a chart, the differences, what did not read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bots.day import zone_of
from bots.rules import Language
from bots.sheets.book import Colour, Head, Shown, put, save, table
from bots.stock.classes import StockClass
from bots.stock.report import Row
from bots.stock.summary import Summary, write_summary
from bots.stock.words import say, what_to_do

if TYPE_CHECKING:
    from bots.flow_run import Run
    from bots.stock.check import Checked, Read

MOST_ROWS = 5_000
"""Differences in the workbook; a file of text beside it has all, when there are more."""
COLOURS: dict[StockClass, Colour] = {
    StockClass.UNSYNCED_SALE: "off",
    StockClass.MISSING_MAPPING: "busy",
    StockClass.COUNTED_SHORT: "busy",
    StockClass.COUNTED_OVER: "busy",
    StockClass.NEGATIVE_STOCK: "bad",
    StockClass.OVERSELL_RISK: "bad",
    StockClass.ONLY_HERE: "busy",
    StockClass.STALE_SOURCE: "off",
}
_HEADS: tuple[Head, ...] = (
    Head("Place"),
    Head("SKU", "id"),
    Head("ERP SKU", "id"),
    Head("Here", "number"),
    Head("ERP", "number"),
    Head("Right would be", "number"),
    Head("Difference", "number"),
    Head("Reserved", "number"),
    Head("On its way", "number"),
    Head("Not in the ERP yet", "number"),
    Head("Worth", "money"),
    Head("Counted at", "when"),
    Head("First seen", "when"),
    Head("What to do"),
)


def write_stock_report(run: Run, read: Read, checked: Checked, path: Path) -> None:
    """Write the workbook to `path`, whole or not at all; all differences beside it if many."""
    language = run.settings.language
    book = Workbook()
    summary = book.active
    assert isinstance(summary, Worksheet)  # noqa: S101 - a new workbook has one sheet
    zone = zone_of(run.settings)
    write_summary(summary, Summary(checked.counts, run.now.astimezone(zone)), language)
    rows = worst_first(checked.rows)
    lines = [_line(row, run, checked, language) for row in rows[:MOST_ROWS]]
    _differences(book, lines, language)
    if len(rows) > MOST_ROWS:
        beside = path.with_suffix(".csv")
        write_all(rows, beside)
        told = say("the first {most} of {all}; all: {file}", language)
        put(summary, 3, 1, told.format(most=MOST_ROWS, all=len(rows), file=beside.name))
    _unreadable(book, read, language)
    book.properties.creator = "bots"
    book.properties.title = say("Stock", language)
    save(book, path)


def worst_first(rows: Sequence[Row]) -> list[Row]:
    """The classes that cost money first; of each class the largest differences."""
    order = {kind: number for number, kind in enumerate(COLOURS)}
    bad = {kind for kind, colour in COLOURS.items() if colour == "bad"}
    return sorted(
        rows,
        key=lambda row: (
            row.found not in bad,
            order[row.found],
            -abs(row.difference or Decimal(0)),
        ),
    )


def write_all(rows: Sequence[Row], path: Path) -> None:
    """All differences as UTF-8 text with a mark, as spreadsheet programs open it rightly."""
    names = ["found", "side", "place", "sku", "erp_sku", "here", "books", "expected", "difference"]
    told = [[_guarded(getattr(row, name)) for name in names] for row in rows]
    frame = pl.DataFrame(told, schema=dict.fromkeys(names, pl.String), orient="row")
    path.touch(mode=0o600)
    frame.write_csv(path, include_bom=True)


def _guarded(value: object) -> str:
    """Text that a spreadsheet program would take for a formula is marked as text."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else str(value)
    return "" if not isinstance(value, Decimal) else f"{value.normalize():f}"


def _line(row: Row, run: Run, checked: Checked, language: Language) -> list[Shown]:
    zone = zone_of(run.settings)
    since = next(
        (
            change.since[row.sku]
            for (_, place), change in checked.followed.items()
            if place == row.place and row.sku in change.since
        ),
        None,
    )
    return [
        say(row.found, language),
        row.place,
        row.sku,
        row.erp_sku,
        row.here,
        row.books,
        row.expected,
        row.difference,
        row.reserved,
        row.incoming,
        row.unsynced,
        row.value,
        row.seen_at.astimezone(zone) if row.seen_at else None,
        since.astimezone(zone) if since else None,
        what_to_do(row.found, language),
    ]


def _differences(book: Workbook, lines: Sequence[Sequence[Shown]], language: Language) -> None:
    colours = {say(kind, language): colour for kind, colour in COLOURS.items()}
    heads = [
        Head(say("What differs", language), colours=colours),
        *(Head(say(head.title, language), head.kind) for head in _HEADS),
    ]
    nothing = say("Everything agrees.", language)
    sheet = table(book, say("Differences", language), heads, lines, nothing)
    for row in sheet.iter_rows(min_row=2, max_row=len(lines) + 1, min_col=5, max_col=11):
        for cell in row:
            if cell.value is not None and cell.value != int(cell.value):  # type: ignore[arg-type]
                cell.number_format = "#,##0.######"
    sheet.sheet_properties.tabColor = "B3372C" if lines else "2E7D4F"


def _unreadable(book: Workbook, read: Read, language: Language) -> None:
    names = (("File or site", "text"), ("Sheet", "text"), ("Row", "number"), ("Column", "text"))
    heads = [
        *(Head(say(name, language), kind) for name, kind in names),  # type: ignore[arg-type]
        Head(say("Value", language)),
        Head(say("Why", language)),
    ]
    rows: list[Sequence[Shown]] = [
        (path.name, one.sheet, one.row, one.column, one.value, one.why)
        for path, one in read.counted.problems
    ]
    for part, levels in [("erp", read.books), *read.shops.items()]:
        rows += [(part, None, None, None, None, error.message) for error in levels.unreadable]
    nothing = say("Every row was read.", language)
    table(book, say("Unreadable", language), heads, rows, nothing)
