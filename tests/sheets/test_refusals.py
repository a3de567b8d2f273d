"""Files that are no tables, or no longer whole: refused at once, nothing of them used."""

import struct
import subprocess
import sys
import zipfile
from io import BytesIO

import openpyxl
import pytest

from bots.errors import ScreenChanged
from bots.sheets import Column, FileRefused, Profile, read_table

ORDERS = Profile(
    "orders",
    (
        Column("number", ("订单号", "Order ID"), "id", required=True, filled=True),
        Column("title", ("标题", "Title")),
    ),
)
LOGIN = "<!DOCTYPE html><html><head><title>登录</title></head><body><form></form></body></html>"


def refused(path, content, profile=ORDERS):
    """The error that reading `content` gives."""
    path.write_bytes(content)
    with pytest.raises(FileRefused) as caught:
        read_table(path, profile)
    assert caught.value.remedy
    assert "nothing of this file was used" in str(caught.value)
    return caught.value


def workbook(*rows):
    """An xlsx file's bytes."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rewritten(content, name, change):
    """The zip file `content` with its member `name` changed."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for member in old.namelist():
            body = old.read(member)
            new.writestr(member, change(body) if member == name else body)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \n", "empty"),
        (LOGIN.encode(), "web page"),
        (b"\xef\xbb\xbf\n" + LOGIN.encode(), "web page"),
        (LOGIN.encode("utf-16"), "web page"),
        (b"<?xml version='1.0'?><Workbook/>", "web page"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"Rar!\x1a\x07", "an archive"),
        (b"PK\x03\x04 cut off", "damaged or cut off"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "damaged"),
        ("订单号,标题\n1,a\n".encode("utf-16-le") + b"\0", "not all in"),
        (b"\x00\x00\x02\x03" * 50, "no table of text"),
        (b'{"error": "not signed in"}', "no row of headings"),
        ("订单编码,标题\n1,a\n".encode(), "lacks the column 订单号"),
        ("订单号,订单号,标题\n1,2,a\n".encode(), "订单号 is there twice"),
        ('订单号,标题\n1,"a\n2,b\n'.encode(), "quotes do not pair up"),
        (b"Order ID,Title\n1,\x81\x20\xff\n", "encoding cannot be told"),
    ],
)
@pytest.mark.parametrize("name", ["orders.csv", "orders.xlsx"])
def test_what_is_no_table_is_refused_by_its_content(tmp_path, name, content, why):
    """Whatever its name says, the file is refused with the reason, as a changed screen is."""
    error = refused(tmp_path / name, content)
    assert why in str(error)
    assert isinstance(error, ScreenChanged)


def test_a_plain_archive_is_refused(tmp_path):
    """A zip that platforms wrap around a CSV has to be unpacked by whoever gives it."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("orders.csv", "订单号\n1\n")
    assert "zip archive" in str(refused(tmp_path / "orders.xlsx", buffer.getvalue()))


def test_an_encrypted_workbook_is_refused(tmp_path):
    """A password is said to be the reason, not damage."""
    marker = "EncryptedPackage".encode("utf-16-le")
    content = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1000 + marker
    assert "password" in str(refused(tmp_path / "orders.xlsx", content))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_workbook_that_is_cut_off_is_refused(tmp_path, share):
    """Half a download is never read as a short list of orders."""
    whole = workbook(["订单号", "标题"], *[[f"N{n}", f"第{n}件"] for n in range(500)])
    error = refused(tmp_path / "orders.xlsx", whole[: int(len(whole) * share)])
    assert "cut off" in str(error)


def test_a_workbook_with_a_damaged_part_is_refused(tmp_path):
    """A flipped byte in the sheet is an error, not a different order."""
    whole = bytearray(workbook(["订单号", "标题"], *[[f"N{n}", "x"] for n in range(50)]))
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    whole[place] ^= 0xFF
    refused(tmp_path / "orders.xlsx", bytes(whole))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    """What says that it unpacks to gigabytes is not unpacked."""
    whole = rewritten(workbook(["订单号"]), "xl/worksheets/sheet1.xml", lambda body: body)
    place = whole.index(b"PK\x01\x02")
    while place >= 0:
        whole = whole[: place + 24] + struct.pack("<I", 1 << 30) + whole[place + 28 :]
        place = whole.find(b"PK\x01\x02", place + 4)
    assert "more than this machine should hold" in str(refused(tmp_path / "o.xlsx", whole))


def test_a_cell_at_the_far_corner_harms_nobody(tmp_path):
    """A sheet of two cells that asks for half a terabyte takes down its own process only."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "订单号", "x"
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(FileRefused, match="more than this machine should hold"):
        read_table(tmp_path / "far.xlsx", ORDERS)


@pytest.mark.parametrize("value", ["6.91793E+18", "6.9E+18", "7E+18"])
def test_a_rounded_id_refuses_the_file_and_names_the_column(tmp_path, value):
    """Digits that a spreadsheet dropped cannot be had back; every id of that file is suspect."""
    rows = f"订单号,标题\n6917926768823643751,a\n{value},b\n"
    error = refused(tmp_path / "orders.csv", rows.encode("gbk"))
    assert error.column == "订单号"
    assert "6.91793E+18" in str(error)
    assert "Excel" in error.remedy


def test_a_long_id_stored_as_a_number_refuses_the_file(tmp_path):
    """A workbook holds 19 digits as a number only by losing the last ones."""
    content = workbook(["订单号", "标题"], [6917926768823643751, "a"])
    assert refused(tmp_path / "orders.xlsx", content).column == "订单号"


def test_ids_rounded_to_zeros_refuse_the_file(tmp_path):
    """Formatting the column as a number shows zeros in place of the lost digits."""
    content = "订单号,标题\n6917926768823640000,a\n6917926768823650000,b\n".encode()
    assert refused(tmp_path / "orders.csv", content).column == "订单号"


def test_an_id_that_happens_to_end_in_zeros_is_believed_beside_others(tmp_path):
    """One round number among ordinary ones is only a round number."""
    path = tmp_path / "orders.csv"
    path.write_text("订单号,标题\n6917926768823640000,a\n6917926768823643751,b\n")
    assert len(read_table(path, ORDERS).rows) == 2


def test_the_reading_process_needs_nothing_of_the_product(tmp_path):
    """It starts as a bare script, so that a harmful file meets little code."""
    from bots.sheets import child

    (tmp_path / "o.xlsx").write_bytes(workbook(["订单号"]))
    done = subprocess.run(
        [sys.executable, "-I", child.__file__, str(tmp_path / "o.xlsx")],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
