"""What the practice shops show of parcels, read without a browser or a socket."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bots.errors import ScreenChanged
from bots.model import Carrier, OrderStatus
from bots.page import Document
from bots.platforms.market.pages_shipping import ParcelPage
from bots.platforms.market.portal import WORDS
from bots.platforms.outlet.pages_shipping import ParcelData
from bots.practice.accounts import account
from bots.practice.company import Company
from bots.practice.labels import Label
from bots.practice.market import Market
from bots.practice.outlet import Outlet
from bots.practice.site import Site
from bots.settings import ShopSettings

Get = Callable[..., Awaitable[Document]]
URL = "http://shop.example"
SETTINGS = {name: ShopSettings(name=name, platform=name, url=URL) for name in ("market", "outlet")}


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    company = Company.open(tmp_path)
    company.reset(1, 8)
    yield company
    company.close()


@pytest.fixture
def get(company: Company) -> Get:
    apps = {
        "north": Market(Site("north", account("north", 1)), company.orders["north"],
            company.settlements["north"], company.labels["north"]).app(),
        "south": Outlet(Site("south", account("south", 1)), company.orders["south"],
            company.settlements["south"], company.labels["south"]).app(),
    }  # fmt: skip

    async def get(shop: str, path: str, language: str = "zh") -> Document:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(apps[shop]), base_url=URL,
            headers={"accept-language": language},
        ) as client:  # fmt: skip
            answer = await client.get(path)
        kind = answer.headers["content-type"]
        return Document(str(answer.url), answer.status_code, kind, answer.text)

    return get


def paid(company: Company, shop: str) -> str:
    (number,) = company.arrive(shop, 1)
    company.orders[shop].set_status(number, OrderStatus.PAID)
    return number


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_markets_page_shows_carrier_and_number(company: Company, get: Get, language: str):
    """Nothing before it is shipped, the label in force after, in either language."""
    number = paid(company, "north")
    before = ParcelPage(await get("north", f"/orders/{number}", language), SETTINGS["market"])
    assert (before.prove().tracking, before.carrier) == ("", None)
    assert WORDS[before.status] is OrderStatus.PAID
    for tracking in ("SF0001111111", "SF0002222222"):
        company.labels["north"].put(number, Label("sf", tracking, datetime.now(UTC)))
    after = ParcelPage(await get("north", f"/orders/{number}", language), SETTINGS["market"])
    assert (after.prove().tracking, after.carrier) == ("SF0002222222", Carrier.SF)
    assert WORDS[after.status] is OrderStatus.SHIPPED


async def test_a_market_page_without_the_label_is_no_page_of_a_parcel(company: Company, get: Get):
    """An empty number is one only where its label stands: else the shop would be told again."""
    document = await get("north", f"/orders/{paid(company, 'north')}")
    lacking = replace(document, text=document.text.replace("<dt>运单号</dt>", ""))
    with pytest.raises(ScreenChanged, match="Tracking number"):
        ParcelPage(lacking, SETTINGS["market"]).prove()


async def test_the_outlets_app_is_told_carrier_and_number(company: Company, get: Get):
    """Null before it is shipped; the shop's own code and the number after."""
    number = paid(company, "south")
    before = ParcelData(await get("south", f"/api/orders/{number}"), SETTINGS["outlet"]).prove()
    assert (before.number, before.state, before.tracking, before.code) == (
        number, "TO_SHIP", "", "",
    )  # fmt: skip
    label = Label("dhl", "JJD0001111111", datetime.now(UTC))
    company.labels["south"].put(number, label)
    after = ParcelData(await get("south", f"/api/orders/{number}"), SETTINGS["outlet"]).prove()
    assert (after.tracking, after.code) == ("JJD0001111111", "DHL_EXPRESS")


async def test_an_outlet_that_says_nothing_of_parcels_is_not_believed(company: Company, get: Get):
    """Without the key nobody can tell an order that waits from one that went."""
    document = await get("south", f"/api/orders/{paid(company, 'south')}")
    lacking = replace(document, text=document.text.replace('"shipment"', '"parcel"'))
    with pytest.raises(ScreenChanged, match=r"data\.shipment"):
        ParcelData(lacking, SETTINGS["outlet"]).prove()
