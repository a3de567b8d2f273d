"""Orders read from a real oscar shop through a real browser, compared with its database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import pytest_asyncio

from bots.browser import Browser, open_browser
from bots.errors import BusinessError, SignInRefused
from bots.model import Order, OrderStatus
from bots.platforms.oscar.portal import Portal
from bots.settings import BrowserSettings
from tests.real.oscar.server import Shop, running_shop
from tests.real.oscar.signed_in import BEFORE_ALL, NAME, read_all, shop_settings, signed_in, wrong

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for these tests."""
    async with open_browser(BrowserSettings()) as opened:
        yield opened


@pytest.mark.parametrize(
    ("transport", "language"),
    [("fetch", "en"), ("fetch", "zh-CN"), ("http", "en"), ("navigate", "zh-CN")],
)
async def test_every_field_of_every_order_is_as_in_the_database(
    transport: str, language: str, oscar_shop: Shop, browser: Browser, tmp_path
):
    """Whatever way the pages are brought, in English and Chinese, nothing is missing or wrong."""
    site = shop_settings(oscar_shop, transport=transport, language=language)
    async with signed_in(browser, site, tmp_path) as session:
        read = await read_all(session)
    assert wrong(read, oscar_shop.truth()) == []


async def test_only_the_window_asked_for_is_read(oscar_shop: Shop, browser: Browser, tmp_path):
    """Orders of [since, until) come, by the minute, and no others."""
    moments = {one["number"]: datetime.fromisoformat(one["placed"]) for one in oscar_shop.truth()}
    since = min(moments.values()).replace(second=0) + timedelta(days=1, hours=3)
    until = since + timedelta(hours=20)
    async with signed_in(browser, shop_settings(oscar_shop), tmp_path) as session:
        read = [one.reference async for one in Portal(session).orders(since, until)]
    inside = [f"{NAME}/{number}" for number, at in moments.items() if since <= at < until]
    assert sorted(read) == sorted(inside)
    assert 0 < len(read) < len(moments)


async def test_one_order_is_found_by_its_number(oscar_shop: Shop, browser: Browser, tmp_path):
    """A number that begins another one's finds its own order; an unknown one says so."""
    numbers = [one["number"] for one in oscar_shop.truth() if not one["rule"]]
    prefix = next(one for one in numbers if f"{one}0" in numbers)
    async with signed_in(browser, shop_settings(oscar_shop), tmp_path) as session:
        portal = Portal(session)
        found = await portal.order(prefix)
        missing = await portal.order("no-such-number")
    assert isinstance(found, Order)
    assert found.number == prefix
    assert isinstance(missing, BusinessError)
    assert missing.rule == "not_found"


async def test_a_session_lost_in_the_middle_of_the_list_loses_and_repeats_nothing(
    oscar_orders: int, browser: Browser, tmp_path
):
    """The bot signs in again, replays the read, and skips what it has."""
    with running_shop(oscar_orders, tmp_path) as shop:
        site = shop_settings(shop, concurrency=2)
        async with signed_in(browser, site, tmp_path) as session:
            portal = Portal(session)
            read = []
            async for one in session.replayed(
                lambda: portal.orders(BEFORE_ALL), key=lambda one: one.reference, content=repr
            ):
                read.append(one)
                if len(read) == oscar_orders // 2:
                    shop.forget_sessions()
        assert wrong(read, shop.truth()) == []


async def test_orders_that_change_while_the_list_is_read_are_neither_lost_nor_mixed_up(
    oscar_orders: int, browser: Browser, tmp_path
):
    """One is cancelled and one deleted after the list was taken: one comes so, one is refused."""
    with running_shop(oscar_orders, tmp_path) as shop:
        fine = [one["number"] for one in shop.truth() if one["order"] and not one["rule"]]
        async with signed_in(browser, shop_settings(shop, concurrency=1), tmp_path) as session:
            read = {}
            async for one in Portal(session).orders(BEFORE_ALL):
                if not read:
                    shop.sql(
                        "UPDATE order_order SET status = 'Cancelled' WHERE number = ?", fine[0]
                    )
                    shop.sql("UPDATE order_order SET number = 'x' WHERE number = ?", fine[1])
                read[one.reference] = one
    assert read[f"{NAME}/{fine[0]}"].status is OrderStatus.CANCELLED
    assert read[f"{NAME}/{fine[1]}"].rule == "not_found"
    assert len(read) == oscar_orders


async def test_a_wrong_password_is_a_sign_in_refused(oscar_shop: Shop, browser: Browser, tmp_path):
    """The shop's own refusal is told from every other trouble."""
    with pytest.raises(SignInRefused):
        async with signed_in(browser, shop_settings(oscar_shop), tmp_path, "not the password"):
            pass


async def test_an_account_that_may_not_see_orders_is_told_so(
    oscar_orders: int, browser: Browser, tmp_path
):
    """The password is right, so the remedy is another one."""
    with running_shop(oscar_orders, tmp_path) as shop:
        shop.sql("DELETE FROM auth_user_user_permissions")
        with pytest.raises(SignInRefused) as refused:
            async with signed_in(browser, shop_settings(shop), tmp_path):
                pass
    assert "permission" in (refused.value.remedy or "")


@pytest.mark.slow
@pytest.mark.parametrize("transport", ["fetch", "http"])
async def test_two_hundred_orders_are_read_without_a_fault(
    transport: str, browser: Browser, tmp_path
):
    """The whole seeding: 200 orders, every field."""
    with running_shop(200, tmp_path) as shop:
        site = shop_settings(shop, transport=transport)
        async with signed_in(browser, site, tmp_path) as session:
            assert wrong(await read_all(session), shop.truth()) == []
