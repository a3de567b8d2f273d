"""Plain readers of the same pages, as most scripts are written: the field is where its class,
its id or its place says. They raise when that finds nothing at all, and check nothing else.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bots.page import Document

Data = dict[str, Any]
_SUMS = ("shipping", "discount", "tax", "total")
_PLACE = ("name", "phone", "lines", "city", "state", "zip", "country")


def _text(node: Any, css: str) -> str:
    found = node.css_first(css)
    return found.text().strip() if found else ""


def _must(node: Any, css: str) -> str:
    return node.css_first(css).text().strip()


def _money(text: str) -> float:
    return float(text.replace("CN¥", "").replace("¥", "").replace("$", "").replace(",", ""))


def market(documents: tuple[Document, ...]) -> Data:
    """Numbers from the list, then every order's page, by classes."""
    pages = [LexborHTMLParser(one.text) for one in documents]
    by_number = {
        one.url.rpartition("/")[2]: page for one, page in zip(documents, pages, strict=True)
    }
    found: Data = {}
    for listed in pages:
        for row in listed.css("#orders tr.order"):
            number = _must(row, "a.number")
            if number in by_number:
                found[number] = _market_order(by_number[number])
    return found


def _market_order(page: LexborHTMLParser) -> Data:
    address = ("recipient", "phone", "district", "city", "province", "postcode", "country")
    return {
        "status": _must(page, ".head .state"),
        "placed": page.css_first("time.placed").attributes["datetime"],
        "lines": [
            [
                _must(row, ".sku"),
                _text(row, ".title"),
                float(_must(row, ".quantity")),
                _money(_must(row, ".price")),
            ]
            for row in page.css("#lines tr.line")
        ],
        "sums": [_money(_must(page, f"#sums .{name} td")) for name in _SUMS],
        "buyer": _text(page, "#contact .buyer"),
        "email": _text(page, "#contact .email"),
        "address": [_text(page, f"#address .{name}") for name in address],
        "street": [node.text().strip() for node in page.css("#address .street")],
        "note": _text(page, ".message"),
    }


def outlet(documents: tuple[Document, ...]) -> Data:
    """The keys, by name."""
    return {
        order["orderId"]: {
            "state": order["state"],
            "placed": order["createdAt"] / 1000,
            "lines": [
                [item["skuId"], item["title"], float(item["qty"]), item["priceCents"] / 100]
                for item in order["items"]
            ],
            "sums": [order[f"{name}Cents"] / 100 for name in _SUMS],
            "buyer": order.get("buyer", {}).get("name", ""),
            "email": order.get("buyer", {}).get("email", ""),
            "address": [order["shipTo"].get(key, "") for key in _PLACE],
            "note": order.get("message") or "",
        }
        for one in documents
        for order in json.loads(one.text)["data"]["orders"]
    }


def oscar(documents: tuple[Document, ...]) -> Data:
    """The file by places; the page by places too, as it has hardly a class."""
    file, *pages = documents
    rows = list(csv.reader(io.StringIO(file.text, newline="")))[1:]
    by_number = {
        one.url.rstrip("/").rpartition("/")[2]: LexborHTMLParser(one.text) for one in pages
    }
    return {
        row[0]: {
            "total": float(row[1]),
            "date": row[2],
            "email": row[5],
            "name": row[6],
            **_oscar_order(by_number[row[0]]),
        }
        for row in rows
        if row[0] in by_number
    }


def _oscar_order(page: LexborHTMLParser) -> Data:
    tables = page.css("table")
    lines = [
        [cell.text().strip() for cell in row.css("td")]
        for row in page.css("#order_lines_form tbody tr")
    ]
    shipping = page.css("#shipping table td")
    return {
        "buyer": tables[0].css("td")[0].text().strip(),
        "status": tables[1].css("td")[3].text().strip(),
        "total on page": _money(tables[1].css("td")[0].text().strip()),
        "lines": [
            [row[8], row[4], float(row[3]), _money(row[10])] for row in lines if len(row) == 12
        ],
        "shipping": _money(shipping[2].text().strip()),
        "address": _lines_of(shipping[4]),
        "phone": shipping[5].text().strip(),
        "note": shipping[6].text().strip(),
    }


def _lines_of(node: LexborNode) -> list[str]:
    return [line.strip() for line in node.text(separator="\n").split("\n") if line.strip()][:-1]


def practice_erp(documents: tuple[Document, ...]) -> Data:
    """Sales from their pages, references from the file by places."""
    _, searched, file, *sales = documents
    rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"), newline="")))[1:]
    found: Data = {"references": {row[0]: row[1] for row in rows}}
    found["found"] = [
        row.attributes.get("data-id")
        for row in LexborHTMLParser(searched.text).css("#sales tr.sale")
    ]
    for one in sales:
        page = LexborHTMLParser(one.text)
        found[one.url.rpartition("/")[2]] = {
            "reference": _must(page, "dd.reference"),
            "customer": _must(page, "dd.customer"),
            "date": _must(page, "dd.date"),
            "state": page.css_first("#sale").attributes["data-state"],
            "total": float(_must(page, "#sums .amount")),
            "lines": [
                [_must(row, ".sku"), float(_must(row, ".quantity")), float(_must(row, ".price"))]
                for row in page.css("#lines tr.line")
            ],
            "ship_to": _text(page, ".ship-to"),
            "note": _text(page, ".note"),
        }
    return found


def tryton(documents: tuple[Document, ...]) -> Data:
    """The files by places."""
    sales, references = ([*csv.reader(io.StringIO(one.text, newline=""))] for one in documents)
    return {
        "sales": [(row[0], row[2], row[9], row[11:15]) for row in sales],
        "references": [row[:2] for row in references],
    }
