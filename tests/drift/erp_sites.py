"""The ERPs' pages: the practice ERP's, as it serves them, and Tryton's exports, as recorded."""

from __future__ import annotations

import json
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import httpx

from bots.erps.practice.erp import Erp as PracticeErp
from bots.erps.practice.pages import SIGN_IN, ReferencesFile, SalePage, SalesPage
from bots.erps.tryton.erp import Erp as TrytonErp
from bots.erps.tryton.pages.sign_in import SaoSignIn
from bots.erps.tryton.records import after_path, references_path
from bots.page import Document
from bots.practice.accounts import account
from bots.practice.dispatch import Dispatch
from bots.practice.erp import ErpSite
from bots.practice.expected import Line, Sale
from bots.practice.sales import CONFIRMED, Books
from bots.practice.site import Site as PracticeSite
from bots.settings import ErpSettings
from tests.drift import peers
from tests.drift.sites import RECORDINGS, Data, Documents, Site, session_over

SETTINGS = ErpSettings(product="practice", url="http://erp.example")
SEARCHED = "north/2"


async def practice_erp() -> Site:
    """The practice ERP with a few sales in it."""
    asked = [
        SalesPage.at(),
        SalesPage.at(SEARCHED),
        ReferencesFile.path,
        *map(SalePage.of, "12345"),
    ]
    documents = await _served(asked)

    async def read(documents: Documents) -> Data:
        erp = PracticeErp(session_over(SETTINGS, list(zip(asked, documents, strict=True)), SIGN_IN))
        records = {f"sale {one.id}": one.model_dump() async for one in erp.all_records()}
        found = [one.id for one in await erp.find(SEARCHED)]
        return {**records, "found": found}

    kinds = {"SalesPage": (0, 1), "ReferencesFile": (2,), "SalePage": tuple(range(3, 8))}
    return Site("practice ERP", "zh", documents, kinds, read, peers.practice_erp)


async def _served(paths: list[str]) -> Documents:
    with tempfile.TemporaryDirectory() as folder:
        books = Books(Path(folder) / "erp.sqlite")
        books.fill(1)
        books.add([_sale(number) for number in range(1, 6)], made_by="Mei", state=CONFIRMED)
        dispatch = Dispatch(Path(folder) / "erp.sqlite")
        app = ErpSite(PracticeSite("erp", account("erp", 1)), books, dispatch).app()
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url=SETTINGS.url, headers={"accept-language": "zh"}
        ) as client:
            answers = [await client.get(path) for path in paths]
        books.close()
        dispatch.close()
    return tuple(
        Document(str(answer.url), answer.status_code, answer.headers["content-type"], answer.text)
        for answer in answers
    )


def _sale(number: int) -> Sale:
    lines = (
        Line("TEA-0100", Decimal(12), Decimal("68.25")),
        Line("TEA-0100", Decimal(number), Decimal(70)),
        Line("DISCOUNT", Decimal(1), Decimal("-2.5")),
    )
    address = f"Buyer {number}\nStreet {number}"
    note = "" if number % 2 else "Note 1\nNote 2"
    return Sale(f"north/{number}", "north", date(2026, 5, 4), "CNY", address, note, lines)


def tryton() -> Site:
    """Tryton's exports of sales, as recorded."""
    kept = json.loads((RECORDINGS / "tryton" / "recording.json").read_text("utf-8"))
    settings = ErpSettings(product="tryton", url="https://erp.example.com/company")
    asked = {"sales": after_path(0, 200), "references": references_path()}
    documents = tuple(
        Document(
            f"{settings.url}{path}",
            200,
            kept[name]["content_type"],
            (RECORDINGS / "tryton" / f"{name}.csv").read_bytes().decode(),
        )
        for name, path in asked.items()
    )

    async def read(documents: Documents) -> Data:
        session = session_over(
            settings, list(zip(asked.values(), documents, strict=True)), SaoSignIn()
        )
        erp = TrytonErp(session)
        records = {f"sale {one.id}": one.model_dump() async for one in erp.all_records()}
        known = {reference: list(ids) for reference, ids in (await erp.references()).items()}
        return {**records, "references": known}

    return Site("tryton", "en", documents, {"Sales": (0,), "References": (1,)}, read, peers.tryton)
