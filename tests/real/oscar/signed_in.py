"""The oscar shop as its bot sees it: settings, a signed-in session, what must be read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bots.browser import Browser
from bots.errors import BusinessError
from bots.evidence import Evidence
from bots.model import Order
from bots.platforms.oscar.portal import Portal
from bots.session import Session, SignInSecrets, open_session
from bots.settings import ShopSettings
from bots.testing.people import Nobody
from tests.real.oscar.server import EMAIL, PASSWORD, TIMEZONE, Shop

NAME = "oscar"
BEFORE_ALL = datetime(2025, 1, 1, tzinfo=UTC)
STATUSES = {
    "Pending": "awaiting_payment",
    "Paid": "paid",
    "Shipped": "shipped",
    "Complete": "completed",
    "Cancelled": "cancelled",
    "Refunded": "refunded",
}


def shop_settings(shop: Shop, **changes: Any) -> ShopSettings:
    """The shop as its operator would write it in the settings."""
    settings = {
        "name": NAME,
        "platform": "oscar",
        "url": shop.url,
        "username": EMAIL,
        "timezone": TIMEZONE,
        "language": "en",
        "options": {"statuses": STATUSES},
    }
    return ShopSettings.model_validate(settings | changes)


@asynccontextmanager
async def signed_in(
    browser: Browser, site: ShopSettings, home: Path, password: str = PASSWORD
) -> AsyncIterator[Session]:
    """A session of the shop, its state and evidence below `home`."""
    async with open_session(
        browser,
        site,
        Portal.sign_in,
        lambda _site: SignInSecrets(username=EMAIL, password=password),
        Nobody(),
        home,
        key=bytes(32),
        evidence=Evidence(home / "evidence"),
    ) as session:
        yield session


async def read_all(session: Session, since: datetime = BEFORE_ALL) -> list[Order | BusinessError]:
    """What the portal reads, through the session's replay as flows do."""
    portal = Portal(session)
    read = session.replayed(
        lambda: portal.orders(since),
        key=lambda one: one.reference or "",
        content=lambda one: one.content_hash if isinstance(one, Order) else one.rule,
    )
    return [one async for one in read]


def wrong(
    read: list[Order | BusinessError], truth: list[dict[str, Any]], name: str = NAME
) -> list[str]:
    """What differs between what was read and what the shop's database holds, in words."""
    found = {one.reference: one for one in read}
    told = [] if len(found) == len(read) else ["an order came twice"]
    wanted = {f"{name}/{one['number']}": one for one in truth}
    told += [f"{reference} is missing" for reference in wanted.keys() - found.keys()]
    told += [f"{reference} is not in the shop" for reference in found.keys() - wanted.keys()]
    for reference in wanted.keys() & found.keys():
        told += _wrong_fields(found[reference], wanted[reference])
    return told


def _wrong_fields(read: Order | BusinessError, wanted: dict[str, Any]) -> list[str]:
    if isinstance(read, BusinessError):
        same = read.rule == wanted["rule"]
        return [] if same else [f"{read.reference}: refused by {read.rule}, not {wanted['rule']}"]
    if wanted["rule"]:
        return [f"{read.reference}: read, although {wanted['rule']}"]
    true = Order.model_validate({"shop": read.shop, **wanted["order"]})
    return [
        f"{read.reference}: {field} is {getattr(read, field)!r}, not {getattr(true, field)!r}"
        for field in Order.model_fields
        if getattr(read, field) != getattr(true, field)
    ]
