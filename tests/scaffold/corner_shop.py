"""A little shop that nobody here has seen before, for walking through CONTRIBUTING.md."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

PASSWORD = "open-sesame-41"
BUYER = "Wilhelmina Featherstone"
STREET = "17 Larkspur Crescent"
PHONE = "+44 20 7946 0958"

SALES = {
    "C-1001": ("Paid", "2026-05-01 10:00", [("TEA", "Tea", 2, "4.50")], "9.00"),
    "C-1002": ("Sent", "2026-05-01 11:30", [("CUP", "Cup", 1, "6.00"), ("POT", "Pot", 1, "2.00")],
        "8.00"),
    "C-1003": ("Void", "2026-05-01 12:45", [("TEA", "Tea", 1, "4.50")], "4.50"),
}  # fmt: skip
ON_A_PAGE = 2


class CornerShop(BaseHTTPRequestHandler):
    """Pages with a sign-in, a list of two a page, and a page for each sale."""

    heading = "Grand total"

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        form = parse_qs(self.rfile.read(length).decode())
        right = form.get("pass") == [PASSWORD]
        self.send_response(303)
        self.send_header("location", "/sales?p=1" if right else "/enter?wrong=1")
        if right:
            self.send_header("set-cookie", "seat=taken; HttpOnly; SameSite=Lax")
        self.send_header("content-length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        if url.path == "/enter":
            self._page(self._door(query))
        elif "seat=taken" not in self.headers.get("cookie", ""):
            self._page(self._door({}))
        elif url.path == "/sales":
            self._page(self._list(int(query.get("p", 1))))
        elif (number := url.path.removeprefix("/sale/")) in SALES:
            self._page(self._sale(number))
        else:
            self.send_error(404)

    def _door(self, query: dict[str, str]) -> str:
        wrong = '<p class="sorry">No.</p>' if "wrong" in query else ""
        return (
            f'{wrong}<form id="enter" method="post" action="/enter"><input name="user">'
            '<input name="pass" type="password"><button>Go</button></form>'
        )

    def _list(self, page: int) -> str:
        numbers = list(SALES)[::-1]
        shown = numbers[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
        rows = "".join(f'<li><a class="no" href="/sale/{n}">{n}</a></li>' for n in shown)
        more = '<a class="more">older</a>' if page * ON_A_PAGE < len(numbers) else ""
        return f'<p id="leave">bye</p><ul id="sales">{rows}</ul>{more}'

    def _sale(self, number: str) -> str:
        state, placed, lines, total = SALES[number]
        rows = "".join(
            f'<tr class="item"><td class="code">{sku}</td><td class="what">{title}</td>'
            f'<td class="many">{count}</td><td class="each">£{price}</td></tr>'
            for sku, title, count, price in lines
        )
        return (
            f'<p id="leave">bye</p><h2 id="no">Sale {number}</h2><dl><dt>State</dt><dd>{state}</dd>'
            f"<dt>When</dt><dd>{placed}</dd></dl><table><tr><th>Code</th><th>What</th>"
            f"<th>Many</th><th>Each</th></tr>{rows}</table>"
            f"<table><tr><th>{self.heading}</th><td>£{total}</td></tr></table>"
            f"<dl><dt>Sold to</dt><dd>{escape(BUYER)}</dd><dt>Send to</dt><dd>{escape(BUYER)}</dd>"
            f"<dt>Street</dt><dd>{STREET}</dd><dt>Telephone</dt><dd>{PHONE}</dd>"
            "<dt>Wishes</dt><dd></dd></dl>"
        )

    def _page(self, body: str) -> None:
        data = f"<!doctype html><html><title>Corner</title><body>{body}</body></html>".encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def corner_shop(heading: str = "Grand total") -> Iterator[str]:
    """The shop's address, until the end of the block."""
    shop = type("Shop", (CornerShop,), {"heading": heading})
    server = ThreadingHTTPServer(("127.0.0.1", 0), shop)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


CHANGES = {
    "pages.py": [
        ('probe="/orders"', 'probe="/sales?p=1"'),
        ('form="form#login"', 'form="form#enter"'),
        ('username="form#login [name=username]"', 'username="form#enter [name=user]"'),
        ('password="form#login [name=password]"', 'password="form#enter [name=pass]"'),
        ('submit="form#login [type=submit]"', 'submit="form#enter button"'),
        ('signed_in="a.logout"', 'signed_in="#leave"'),
        ('refused=".error"', 'refused=".sorry"'),
        ('"Shipped": ', '"Sent": '),
        ('"Cancelled": ', '"Void": '),
        ('proof = ("table.orders",)', 'proof = ("#leave", "ul#sales")'),
        ('"/orders?" + urlencode({"from": since.date().isoformat(), "page": page})',
         '"/sales?" + urlencode({"p": page})'),
        ('since: datetime) -> str', '_since: datetime) -> str'),
        ('[self.text(".number", row) for row in self.all("table.orders tbody tr")]',
         '[self.text(".no", row) for row in self.all("ul#sales li")]'),
        ('self.all("a[rel=next]")', 'self.all("a.more")'),
        ('field("SKU")', 'field("Code")'),
        ('field("Title")', 'field("What")'),
        ('field("Quantity")', 'field("Many")'),
        ('field("Unit price")', 'field("Each")'),
        ('field("Total")', 'field("Grand total")'),
        ('field("Status")', 'field("State")'),
        ('field("Placed")', 'field("When")'),
        ('field("Buyer")', 'field("Sold to")'),
        ('field("Recipient")', 'field("Send to")'),
        ('field("Phone")', 'field("Telephone")'),
        ('field("Address")', 'field("Street")'),
        ('field("Message")', 'field("Wishes")'),
        ('proof = ("h1",)', 'proof = ("#no",)'),
        ('f"/orders/{quote(number)}"', 'f"/sale/{quote(number)}"'),
    ],
}  # fmt: skip
"""What a newcomer changes in the template's files: from what it guesses to what the site has."""
