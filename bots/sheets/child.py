"""Reads one workbook in a process of its own: a file made to harm takes only this one down.

Started as a script by `workbook.py`; prints a pickle of plain tuples. Imports nothing of ours,
so that it starts in a twentieth of a second.
"""

from __future__ import annotations

import gc
import io
import pickle
import sys
from itertools import chain
from pathlib import Path
from typing import Any

import python_calamine as calamine

MEMORY = 2 << 30
SECONDS = 120


def bound() -> None:
    """A sheet with one cell at its far corner asks for half a terabyte: refuse it that."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def sheets(path: Path) -> list[tuple[Any, ...]]:
    """Every visible worksheet: name, width, cells row by row, merged ranges."""
    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())) as book:
        return [
            _sheet(book.get_sheet_by_name(about.name))
            for about in book.sheets_metadata
            if about.visible == calamine.SheetVisibleEnum.Visible
            and about.typ == calamine.SheetTypeEnum.WorkSheet
        ]


def _sheet(sheet: calamine.CalamineSheet) -> tuple[Any, ...]:
    rows = sheet.to_python(skip_empty_area=False)
    width = len(rows[0]) if rows else 0
    return sheet.name, width, list(chain.from_iterable(rows)), sheet.merged_cell_ranges or []


def main() -> None:
    """Print ("ok", sheets), or ("password" | "damaged", what the library said)."""
    bound()
    gc.disable()
    answer: tuple[str, Any]
    try:
        answer = ("ok", sheets(Path(sys.argv[1])))
    except calamine.PasswordError as error:
        answer = ("password", str(error))
    except (calamine.CalamineError, ValueError) as error:
        answer = ("damaged", str(error))
    pickler = pickle.Pickler(sys.stdout.buffer, protocol=5)
    pickler.fast = True  # no memo: half the time, and nothing here refers to itself
    pickler.dump(answer)


if __name__ == "__main__":
    main()
