"""Which files hold a shop's orders, and the rows of each order in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from bots.errors import ScreenChanged, SettingsError
from bots.platforms.exports.build import Source
from bots.platforms.exports.choices import Choices
from bots.platforms.exports.shape import OrderFile
from bots.settings import SiteSettings
from bots.sheets import FileRefused, Problem, Row, Table, read_table

log = structlog.get_logger(__name__)

# A download under way, a lock that a spreadsheet program left, a file of the system's.
_NOT_YET = (".crdownload", ".part", ".tmp", ".download")
_SLACK = timedelta(days=1)


@dataclass(frozen=True)
class Batch:
    """One file, read.

    Attributes:
        saved: when it was saved; the newest says what holds.
        rows: by order number.
        broken: number -> a row of that order that could not be read.
        lost: rows of which not even the number could be read.
    """

    path: Path
    saved: float
    rows: Mapping[str, Sequence[Row]]
    broken: Mapping[str, Problem]
    lost: Sequence[Problem]


@dataclass(frozen=True)
class Found:
    """One order in the newest file that has it: its rows, or the row that cannot be read.

    `conflict` is set when another file of the same moment says something else.
    """

    source: Source
    broken: tuple[Path, Problem] | None = None
    conflict: tuple[Path, Path] | None = None


def files_of(choices: Choices, since: datetime) -> list[Path]:
    """The files that can hold orders placed since then: the one named, else the folder's.

    Raises SettingsError when neither is there, ScreenChanged when the folder has none so new.
    """
    if choices.file:
        return _named(choices.file)
    if choices.folder is None or not choices.folder.is_dir():
        raise SettingsError(
            f"there is no folder {choices.folder or ''}".rstrip(),
            remedy="set options.folder of this shop to the folder of its exports, or give --file",
        )
    files = [path for path in choices.folder.glob(choices.pattern) if _is_export(path)]
    new = [path for path in files if path.stat().st_mtime >= (since - _SLACK).timestamp()]
    if not new:
        raise ScreenChanged(
            f"{choices.folder} has no export saved since {since - _SLACK:%Y-%m-%d %H:%M}",
            remedy="export the orders on the platform and save the file there",
        )
    return sorted(new)


def _named(path: Path) -> list[Path]:
    """The file that the operator named, or all of a folder: Taobao's orders come in two files."""
    files = sorted(filter(_is_export, path.iterdir())) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise SettingsError(f"there is no file {path}", remedy="check --file")
    return files


def _is_export(path: Path) -> bool:
    hidden = path.name.startswith((".", "~$"))
    return path.is_file() and not hidden and path.suffix.lower() not in _NOT_YET


def read_orders(
    files: Iterable[Path], form: OrderFile, site: SiteSettings, choices: Choices
) -> tuple[list[Found], list[tuple[Path, Problem]]]:
    """Each order of the files once, and the rows that belong to no order that is known.

    Raises FileRefused for a file that is no export of this format.
    """
    orders: list[Batch] = []
    lines: list[Batch] = []
    for path in files:
        batch, is_lines = _read(path, form, site, choices)
        (lines if is_lines else orders).append(batch)
    newest = _newest(lines)
    found = [
        _found(number, batch, other, form, newest)
        for number, (batch, other) in _newest(orders).items()
    ]
    lost = [(batch.path, problem) for batch in orders + lines for problem in batch.lost]
    return found, lost


def _read(path: Path, form: OrderFile, site: SiteSettings, choices: Choices) -> tuple[Batch, bool]:
    """One file, and whether it is the lines file."""
    read = partial(
        read_table, path, zone=site.zone, currency=site.currency, encoding=choices.encoding
    )
    try:
        return _batch(read(profile=form.orders)), False
    except FileRefused as error:
        if form.lines is None or not error.other_table:
            raise
        return _batch(read(profile=form.lines)), True


def _batch(table: Table) -> Batch:
    rows: dict[str, list[Row]] = {}
    for row in table.rows:
        rows.setdefault(row.text("number"), []).append(row)
    broken = {str(p.rest["number"]): p for p in table.problems if p.rest.get("number")}
    lost = [problem for problem in table.problems if not problem.rest.get("number")]
    return Batch(table.path, table.path.stat().st_mtime, rows, broken, lost)


def _newest(batches: Iterable[Batch]) -> dict[str, tuple[Batch, Batch | None]]:
    """Number -> the newest file that has it, and one as new that says something else."""
    newest: dict[str, tuple[Batch, Batch | None]] = {}
    for batch in sorted(batches, key=lambda each: (-each.saved, each.path.name)):
        for number in {**batch.rows, **batch.broken}:
            first = newest.setdefault(number, (batch, None))[0]
            if first is batch or _says(first, number) == _says(batch, number):
                continue
            if first.saved == batch.saved:
                newest[number] = (first, batch)
            else:
                log.info(
                    "newer file wins", order=number, newer=first.path.name, older=batch.path.name
                )
    return newest


def _says(batch: Batch, number: str) -> list[Mapping[str, object]]:
    return [row.values for row in batch.rows.get(number, ())]


def _found(
    number: str,
    batch: Batch,
    other: Batch | None,
    form: OrderFile,
    lines: Mapping[str, tuple[Batch, Batch | None]],
) -> Found:
    rows = batch.rows.get(number, ())
    broken, conflict = _trouble(number, batch, other)
    if form.row_is_order:
        rows = _different(rows)
    if form.lines is None:
        return Found(Source(number, rows, rows), broken, conflict)
    if number not in lines:
        return Found(Source(number, rows, ()), broken, conflict)
    second, second_other = lines[number]
    line_broken, line_conflict = _trouble(number, second, second_other)
    source = Source(number, rows, second.rows.get(number, ()))
    return Found(source, broken or line_broken, conflict or line_conflict)


def _trouble(
    number: str, batch: Batch, other: Batch | None
) -> tuple[tuple[Path, Problem] | None, tuple[Path, Path] | None]:
    problem = batch.broken.get(number)
    return (batch.path, problem) if problem else None, (batch.path, other.path) if other else None


def _different(rows: Sequence[Row]) -> list[Row]:
    """An export that was pasted together repeats rows: a repetition says nothing new."""
    kept: list[Row] = []
    for row in rows:
        if all(row.values != other.values for other in kept):
            kept.append(row)
    return kept
