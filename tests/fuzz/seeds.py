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


def plain_settlement_files() -> Iterator[bytes]:
    """A settlement file of each format, its first character the format's place in the list."""
    douyin = (
        "动账时间,动帐流水号,动账方向,动账金额,动账账户,动账场景,计费类型,子订单号,订单号,订单实付应结,"
        "运费实付,实际平台补贴,订单退款,平台服务费,佣金,招商服务费,站外推广费,备注\n"
        "2026-10-31 23:59:59,\t9007199254740993001,入账,85.00,聚合,货款结算入账,-,"
        "\t6917926768823643752,\t6917926768823643751,100.00,0,0,0,-5.00,-10.00,0,0,x\n"
        "2026-10-01 00:00:00,2,出账,199.00,聚合,店铺月费,-,-,-,-,-,-,-,-,-,-,-,-\n"
        "合计,,,-114.00,,,,,,,,,,,,,,\n"
    )
    market = (
        "账期,2026-10-01 - 2026-10-31,,,,\n期初余额,10.00,,,,\n期末余额,110.00,,,,\n"
        "流水号,入账时间,收支,金额(元),类型,订单号\nNS1,2026-10-05 10:00:00,收入,100.00,货款,NH1\n"
    )
    outlet = (
        "entry_id,booked_at,type,order_id,amount,currency,balance\n"
        "S1,2026-10-05T10:00:00-07:00,payment,0007100001,12.50,USD,12.50\n"
    )
    for place, text in enumerate((douyin, market, outlet)):
        yield chr(place).encode() + text.encode()


def settlement_files() -> Iterator[bytes]:
    """The same in the encodings that people save them in."""
    for seed in plain_settlement_files():
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            yield seed[:1] + seed[1:].decode().encode(encoding)
        yield bytes([seed[0] | 64]) + seed[1:]


def market_settlements() -> Iterator[bytes]:
    """A page of months."""
    heads = (
        "Month",
        "First day",
        "Last day",
        "Entries",
        "Opening balance",
        "Closing balance",
        "File",
    )
    cells = ("2026-10", "2026-10-01", "2026-10-31", "7", "¥0.00", "¥1,234.50")
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    head = "".join(f"<th>{cell}</th>" for cell in heads)
    link = '<td><a href="/settlements/2026-10.csv">CSV</a></td>'
    yield (
        f"<html><body><p><b>1</b> months</p><table><tr>{head}</tr><tr>{row}{link}</tr></table>"
        "</body></html>"
    ).encode()


def outlet_settlements() -> Iterator[bytes]:
    """An answer about two months."""
    month = {"statementId": "2026-10", "from": 1, "until": 2, "currency": "USD", "entryCount": 3}
    cents = {f"{name}Cents": 5 for name in ("opening", "income", "expense", "closing")}
    yield json.dumps({"code": 0, "data": {"statements": [{**month, **cents}]}}).encode()
