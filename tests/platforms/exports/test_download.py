"""The export that the bot downloads itself, from a site it signs in to."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bots.evidence import Evidence
from bots.model import Order
from bots.platforms import load, sign_in_of
from bots.session import SignInSecrets, open_session
from bots.settings import ShopSettings
from bots.sheets import FileRefused
from bots.testing.people import Nobody
from tests.platforms.exports.export_files import EVER, HEADINGS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FORM = (
    "<html><body><form method=post action=/login><input name=user><input name=pass type=password>"
    "<button>Sign in</button></form></body></html>"
)
HOME = "<html><body><h1 id=home>订单导出</h1></body></html>"
SIGN_IN = {
    "probe": "/home",
    "form": "form[action='/login']",
    "username": "[name=user]",
    "password": "[name=pass]",
    "submit": "button",
    "signed_in": "#home",
    "refused": ".wrong",
}
ROW = {
    "商品": "毛巾",
    "订单号": "260905-1",
    "订单状态": "待发货",
    "商品总价(元)": "30.00",
    "用户实付金额(元)": "30.00",
    "商品数量(件)": "3",
    "商家编码-规格维度": "T-3",
    "订单成交时间": "2026-09-05 15:04:05",
}
COLUMNS = HEADINGS["pinduoduo"].split(",")
EXPORT = f"{','.join(COLUMNS)}\n{','.join(ROW.get(column, '') for column in COLUMNS)}\n"


class BackOffice(BaseHTTPRequestHandler):
    """A back office that gives its export to whoever is signed in, and else the sign-in page."""

    def do_GET(self):
        if "session=1" not in self.headers.get("Cookie", ""):
            self.answer(FORM)
        elif self.path == "/export.csv":
            self.answer(EXPORT, "text/csv")
        else:
            self.answer(HOME)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(303)
        self.send_header("Set-Cookie", "session=1; Path=/")
        self.send_header("Location", "/home")
        self.end_headers()

    def answer(self, text, kind="text/html"):
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def served():
    """The back office on a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BackOffice)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("path", ["/export.csv", "/gone.csv"])
async def test_the_bot_signs_in_and_downloads_the_export(browser, tmp_path, path):
    """The file is read as one from a folder is; a page that comes in its place is refused."""
    with served() as url:
        site = ShopSettings(
            name="north",
            url=url,
            username="u",
            platform="exports",
            options={"format": "pinduoduo", "download": path, "sign_in": SIGN_IN},
        )
        adapter = load("exports")
        async with open_session(
            browser,
            site,
            sign_in_of(adapter, site),
            lambda _: SignInSecrets("u", "p"),
            Nobody(),
            tmp_path,
            key=bytes(32),
            evidence=Evidence(tmp_path),
        ) as session:
            orders = adapter(session).orders(EVER)
            if path == "/gone.csv":
                with pytest.raises(FileRefused, match="web page"):
                    await anext(orders)
                return
            read = [order async for order in orders]
    assert [order.number for order in read if isinstance(order, Order)] == ["260905-1"]
