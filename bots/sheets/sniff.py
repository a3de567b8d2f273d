"""What a file is, by its content; its name is not believed."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

from bots.sheets.profile import FileRefused
from bots.sheets.workbook import damaged, password

FILE_BYTES = 256 << 20

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OTHERS = {b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture"} | {
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"\x1f\x8b": "an archive",
}
_MARKUP = re.compile(
    rb"\s*<(!doctype html|html|head|body|script|meta|table|div|\?xml)", re.IGNORECASE
)
_AGAIN = "sign in to the back office, export again, and check that the download opens as a table"


def sniff(path: Path) -> Literal["workbook", "text"]:
    """Whether `path` is a workbook or a text file.

    Raises FileRefused for what is neither: empty, a web page, encrypted, an archive, a picture.
    """
    size = path.stat().st_size
    if size > FILE_BYTES:
        raise FileRefused(path, f"it has {size >> 20} MB", remedy="export it in smaller parts")
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise FileRefused(path, "it is empty", remedy="export it again")
    if head.startswith(_ZIP):
        return _zipped(path)
    if head.startswith(_OLE):
        return _compound(path)
    _refuse_others(path, head)
    return "text"


def _zipped(path: Path) -> Literal["workbook"]:
    """A zip file is a workbook only if it holds one."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise damaged(path) from error
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise FileRefused(path, "it is a zip archive", remedy="unpack it and give the file inside")
    return "workbook"


def _compound(path: Path) -> Literal["workbook"]:
    """Office wraps an encrypted workbook in the container of the old format."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise password(path)
    return "workbook"


def _refuse_others(path: Path, head: bytes) -> None:
    for magic, what in _OTHERS.items():
        if head.startswith(magic):
            raise FileRefused(path, f"it is {what}, no table", remedy=_AGAIN)
    if _MARKUP.match(head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")):
        raise FileRefused(path, "it is a web page, perhaps a sign-in page", remedy=_AGAIN)
