"""Small workbooks of every kind, damaged where the fuzzer says, and packed again."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import openpyxl

from tests.fuzz.seeds import RECORDINGS
from tests.sheets.binary_workbook import write_xlsb

ROWS = (("platform", "platform SKU", "ERP SKU", "factor"), ("market", "A", "B", 2))


@cache
def books() -> tuple[bytes, ...]:
    """An xlsx, an xlsb, an ods and an xls file."""
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    xlsx = io.BytesIO()
    book.save(xlsx)
    with tempfile.TemporaryDirectory() as folder:
        xlsb = write_xlsb(Path(folder) / "a.xlsb", ROWS).read_bytes()
    old = [(RECORDINGS / "sheets" / name).read_bytes() for name in ("sales.ods", "sales.xls")]
    return xlsx.getvalue(), xlsb, *old


def damaged(data: bytes) -> bytes:
    """Byte 0 picks the workbook, 1 its part, 2-3 the place in it; the rest is written there."""
    head, patch = data[:4].ljust(4, b"\0"), data[4:]
    whole = books()[head[0] % len(books())]
    if not zipfile.is_zipfile(io.BytesIO(whole)):
        return _patched(whole, head, patch)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(packed, "w") as new:
        names = sorted(old.namelist())
        for name in names:
            body = old.read(name)
            chosen = name == names[head[1] % len(names)]
            new.writestr(name, _patched(body, head, patch) if chosen else body)
    return packed.getvalue()


def _patched(body: bytes, head: bytes, patch: bytes) -> bytes:
    place = int.from_bytes(head[2:4], "big") * max(len(body), 1) >> 16
    return body[:place] + patch + body[place + len(patch) :]
