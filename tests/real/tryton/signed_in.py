"""Tryton as its bot sees it: settings, a signed-in session, orders to enter."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from bots.browser import Browser
from bots.erps.tryton.erp import Erp
from bots.evidence import Evidence
from bots.model import Currency, SaleLine, SalesOrder, Unit
from bots.session import Session, SignInSecrets, open_session
from bots.settings import ErpSettings
from bots.testing.people import Nobody
from tests.real.tryton.server import TrytonServer


def erp_settings(server: TrytonServer, **changes: Any) -> ErpSettings:
    """Tryton as its operator would write it in the settings."""
    settings = {"product": "tryton", "url": f"{server.url}/{server.database}", "language": "en"}
    return ErpSettings.model_validate({**settings, "username": server.username, **changes})


@asynccontextmanager
async def signed_in(
    browser: Browser, server: TrytonServer, home: Path, **changes: Any
) -> AsyncIterator[Session]:
    """A session of Tryton, its state and evidence below `home`."""
    async with open_session(
        browser,
        erp_settings(server, **changes),
        Erp.sign_in,
        lambda _site: SignInSecrets(username=server.username, password=server.password),
        Nobody(),
        home,
        key=bytes(32),
        evidence=Evidence(home / "evidence"),
    ) as session:
        yield session


def line(sku: str, quantity: str, unit_price: str, unit: str = "piece") -> SaleLine:
    """One line of an order."""
    return SaleLine(
        sku=sku, quantity=Decimal(quantity), unit_price=Decimal(unit_price), unit=Unit(unit)
    )


THREE_LINES = (
    line("SCR-M4-10", "3", "1.23"),
    line("NUT-M4", "200", "0.0725"),
    line("DISCOUNT", "1", "-0.5"),
)


def sales_order(reference: str, *lines: SaleLine, **changes: Any) -> SalesOrder:
    """An order with hostile but legal texts; three lines when none are given."""
    lines = lines or THREE_LINES
    content = {
        "reference": reference,
        "party": "oscar",
        "date": dt.date(dt.datetime.now(dt.UTC).year, 1, 15),
        "currency": Currency.CNY,
        "lines": lines,
        "total": sum((one.amount for one in lines), Decimal(0)),
        "ship_to": 'O\'Brien <b>\n𠮷 Road 5\n\tthe "Builder" & Sons\n138 0000 0000',
        "note": "first\n\nShip to:\n  “quoted”, <script>alert(1)</script> 🎉",
    }
    return SalesOrder.model_validate({**content, **changes})
