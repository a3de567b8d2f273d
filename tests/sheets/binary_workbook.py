"""A minimal xlsb file: no library writes them."""

import struct
import zipfile
from pathlib import Path

RELATIONS = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.bin"/></Relationships>'
)
# Record numbers of MS-XLSB.
ROW, REAL, TEXT = 0, 5, 6
BEGIN_BOOK, END_BOOK, BEGIN_SHEETS, END_SHEETS, SHEET = 131, 132, 143, 144, 156
BEGIN_SHEET, END_SHEET, BEGIN_DATA, END_DATA, SIZE, CALCULATION = 129, 130, 145, 146, 148, 157


def record(number, body=b""):
    """One record: its number and its length, seven bits a byte."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    length = len(body)
    while length > 0x7F:
        head += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + bytes([length]) + body


def wide(text):
    """A string with its length before it."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cell(column, value):
    """One cell, text or number."""
    place = struct.pack("<II", column, 0)
    if isinstance(value, str):
        return record(TEXT, place + wide(value))
    return record(REAL, place + struct.pack("<d", value))


def write_xlsb(path: Path, rows):
    """A workbook of one sheet with these rows."""
    sheet = record(SHEET, struct.pack("<II", 0, 1) + wide("rId1") + wide("九月"))
    book = record(BEGIN_BOOK) + record(BEGIN_SHEETS) + sheet + record(END_SHEETS)
    book += record(CALCULATION, bytes(26)) + record(END_BOOK)
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    data = record(BEGIN_SHEET) + record(SIZE, size) + record(BEGIN_DATA)
    for number, row in enumerate(rows):
        data += record(ROW, struct.pack("<I", number) + bytes(13))
        data += b"".join(cell(column, value) for column, value in enumerate(row))
    data += record(END_DATA) + record(END_SHEET)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/_rels/workbook.bin.rels", RELATIONS)
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", data)
    return path
