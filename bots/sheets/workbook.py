"""Workbooks (xlsx, xlsm, xls, xlsb, ods) into grids, within bounds of time and memory."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from bots.child_environment import child_environment
from bots.sheets.child import SECONDS
from bots.sheets.profile import Cell, FileRefused, Grid

UNPACKED_BYTES = 1 << 30

Merged = tuple[tuple[int, int], tuple[int, int]]


def read_workbook(path: Path) -> list[Grid]:
    """Every visible worksheet. Cells merged downwards are filled.

    Raises FileRefused for a file with a password, cut off, damaged or made to harm.
    """
    padded = _checked_zip(path) if zipfile.is_zipfile(path) else False
    return [
        Grid(name, _filled(_cut(cells, width), merged), padded=padded)
        for name, width, cells, merged in _sheets(path)
    ]


def _sheets(path: Path) -> Iterable[tuple[str, int, list[Cell], list[Merged]]]:
    """What the reading process printed."""
    script = Path(__file__).with_name("child.py")
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and script; the path is data
            [sys.executable, "-P", str(script), str(path.resolve())],
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=child_environment(),
        )
    except subprocess.TimeoutExpired as error:
        raise _harmful(path) from error
    if done.returncode:
        raise _harmful(path)
    outcome, answer = pickle.loads(done.stdout)  # noqa: S301 - our own process wrote it
    if outcome == "password":
        raise password(path)
    if outcome != "ok":
        raise damaged(path)
    sheets: list[tuple[str, int, list[Cell], list[Merged]]] = answer
    return sheets


def _cut(cells: list[Cell], width: int) -> list[list[Cell]]:
    return [cells[start : start + width] for start in range(0, len(cells), width or 1)]


def _filled(rows: list[list[Cell]], merged: Sequence[Merged]) -> list[list[Cell]]:
    """Put the value of cells merged downwards into each of their rows."""
    for (top, column), (bottom, _) in merged:
        for row in range(top + 1, min(bottom + 1, len(rows))):
            rows[row][column] = rows[top][column]
    return rows


def _checked_zip(path: Path) -> bool:
    """Refuse what unpacks to too much; say whether its numbers may be padded with zeros."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > UNPACKED_BYTES:
                raise _harmful(path)
            if "xl/styles.xml" not in archive.namelist():
                return False
            return bool(re.search(rb'formatCode="0{2,}"', archive.read("xl/styles.xml")))
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error) as error:
        raise damaged(path) from error


def password(path: Path) -> FileRefused:
    """The refusal of an encrypted workbook."""
    return FileRefused(
        path, "it is protected by a password", remedy="open it, save it without the password"
    )


def damaged(path: Path) -> FileRefused:
    """The refusal of a workbook that is not whole."""
    return FileRefused(path, "it is damaged or cut off", remedy="download or save it again")


def _harmful(path: Path) -> FileRefused:
    return FileRefused(
        path,
        "it is damaged, or unpacks to more than this machine should hold",
        remedy="if it is a real export, save it as CSV, or in parts; else delete it",
    )
