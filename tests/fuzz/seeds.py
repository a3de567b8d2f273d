"""What the fuzzer starts from: the recordings, and files as the platforms write them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from bots.testing.recordings import Recording

RECORDINGS = Path(__file__).parents[1] / "recordings"


def recorded(platform: str, suffix: str) -> Iterator[bytes]:
    """The recorded documents of a platform whose path ends so, headings and details alike."""
    for taken in Recording.load(RECORDINGS / platform).taken:
        if suffix in taken.document.content_type:
            yield taken.document.text.encode()


def details(platform: str) -> Iterator[bytes]:
    """The recorded pages of single orders."""
    for taken in Recording.load(RECORDINGS / platform).taken:
        if taken.page == "" and "html" in taken.document.content_type:
            yield taken.document.text.encode()


def lists(platform: str) -> Iterator[bytes]:
    """The recorded lists of orders."""
    for taken in Recording.load(RECORDINGS / platform).taken:
        if taken.page:
            yield taken.document.text.encode()


def tryton(name: str) -> Iterator[bytes]:
    """One of Tryton's recorded exports."""
    yield (RECORDINGS / "tryton" / f"{name}.csv").read_bytes()


def exports() -> Iterator[bytes]:
    """An export of each platform, its first byte the platform's place in the list of formats."""
    from bots.platforms.exports.profiles import FORMATS
    from tests.platforms.exports.export_files import HEADINGS

    for place, name in enumerate(FORMATS):
        mark = "\t" if name == "amazon" else ","
        heads = HEADINGS[name].split(",")
        cells = [_cell(head) for head in heads]
        text = f"{mark.join(heads)}\r\n{mark.join(cells)}\r\n"
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            yield bytes([place]) + text.encode(encoding)


def _cell(head: str) -> str:
    """Something that a column of that name may hold."""
    kinds = {
        ("号", "ID", "Name", "sku", "编码", "order-id"): '="1234567890123456789"',
        ("时间", "date", "at"): "2026-09-05 15:04:05",
        ("金额", "价", "Total", "price", "Price", "额", "邮费", "运费"): "12.50",
        ("数量", "quantity"): "1",
    }
    return next((value for words, value in kinds.items() if any(w in head for w in words)), "")


def settings() -> Iterator[bytes]:
    """The example of the settings."""
    yield (Path(__file__).parents[2] / "credentials.example.toml").read_bytes()
    yield b'[shops.a]\nurl = "https://a.example"\nplatform = "market"\ntimezone = "Asia/Shanghai"\n'


def sessions() -> Iterator[bytes]:
    """A saved session, opened."""
    cookie = {"name": "id", "value": "1", "domain": "a.example", "path": "/"}
    storage = {"cookies": [cookie], "origins": []}
    yield json.dumps(
        {"storage": storage, "session_storage": {"https://a.example": {"k": "v"}}}
    ).encode()
    yield b"null"


def skus() -> Iterator[bytes]:
    """SKU sheets, in two languages."""
    yield b"platform,shop,platform SKU,ERP SKU,factor\nmarket,*,A,B,2\nmarket,north,A,C,0.5\n"
    yield "平台,店铺,平台SKU,ERP编码,换算\nmarket,,甲,乙,1\n".encode("gb18030")


def numbers() -> Iterator[bytes]:
    """Amounts and times as they are printed."""
    for text in (
        "1,234.50",
        "¥1 234,5",
        "2026年9月5日 下午3点",
        "Sept. 5, 2026, noon",
        "(US$5.00)",
    ):
        yield text.encode()


def pages() -> Iterator[bytes]:
    """Pages, JSON and addresses for the redaction."""
    yield from details("market")
    yield from lists("outlet")
    yield b"https://me:pw@shop.example/o?q=Harbour&page=3#t"
    yield b"<table><tr><th>A<td>b</table><script>x</script><a href='tel:1'>"
