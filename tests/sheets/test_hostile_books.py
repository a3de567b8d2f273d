"""Workbooks made to harm: a refusal or a plain table, within seconds, nothing fetched or run."""

import zipfile
from io import BytesIO

import openpyxl
import pytest

from bots.sheets import Column, FileRefused, Profile, read_table
from bots.sheets.frame import read_frame

COUNT = Profile("count", (Column("sku", ("SKU",), "id", required=True, filled=True),))
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 50}">' for n in range(12))


def workbook(path, **members):
    """An xlsx file of one SKU, some of its members changed or added."""
    book, buffer = openpyxl.Workbook(), BytesIO()
    book.active.append(["SKU"])
    book.active.append(["A"])
    book.save(buffer)
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(path, "w", 8) as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, members.pop(name)(body) if name in members else body)
        for name, make in members.items():
            new.writestr(name, make(b""))
    return path


def outcome(read, path):
    """The SKUs that were read, or the refusal."""
    try:
        table = read(path, COUNT)
    except FileRefused as refused:
        return refused
    frame = getattr(table, "frame", None)
    return frame["sku"].to_list() if frame is not None else [r.text("sku") for r in table.rows]


@pytest.mark.parametrize("read", [read_table, read_frame])
def test_entities_are_not_expanded(tmp_path, read):
    """A billion laughs in the sheet's own XML: refused, or its cell is not what it expands to."""

    def laughing(body):
        text = body.decode().replace("<worksheet", f"<!DOCTYPE x [{LAUGHS}]><worksheet", 1)
        return text.replace(
            "</sheetData>", '<row r="3"><c r="A3" t="str"><v>&l11;</v></c></row></sheetData>'
        ).encode()

    found = outcome(read, workbook(tmp_path / "a.xlsx", **{SHEET: laughing}))
    assert isinstance(found, FileRefused) or all(len(sku) < 100 for sku in found)


@pytest.mark.parametrize("read", [read_table, read_frame])
def test_no_file_of_this_machine_is_read_into_a_cell(tmp_path, read):
    """An entity that names a local file brings none of it."""
    (tmp_path / "secret").write_text("hunter2")

    def naming(body):
        kind = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file://{tmp_path}/secret">]><worksheet'
        text = body.decode().replace("<worksheet", kind, 1)
        return text.replace(
            "</sheetData>", '<row r="3"><c r="A3" t="str"><v>&f;</v></c></row></sheetData>'
        ).encode()

    found = outcome(read, workbook(tmp_path / "a.xlsx", **{SHEET: naming}))
    assert isinstance(found, FileRefused) or "hunter2" not in "".join(found)


def test_links_to_other_files_are_left_alone(tmp_path):
    """A workbook that refers to one on a server is read as it is; its cells are what was saved."""
    link = "xl/externalLinks/externalLink1.xml"
    body = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    path = workbook(tmp_path / "a.xlsx", **{link: lambda _: body})
    assert outcome(read_table, path) == ["A"]


def test_a_bomb_that_lies_about_its_size_is_stopped(tmp_path):
    """Its directory says a few bytes, its member holds 40 MB of blanks."""
    path = workbook(tmp_path / "a.xlsx", **{SHEET: lambda body: body + b" " * (40 << 20)})
    whole = path.read_bytes()
    real = (40 << 20).to_bytes(4, "little")
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    assert real[2:] == size[2:]
    path.write_bytes(whole.replace(size, (100).to_bytes(4, "little")))
    found = outcome(read_table, path)
    assert isinstance(found, FileRefused) or found == ["A"]
