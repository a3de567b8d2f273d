"""The practice shops' statements through a real browser: all that is listed and downloaded."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bots.erps.practice.erp import Erp
from bots.errors import BotsError, ScreenChanged
from bots.model import EntryKind
from bots.platforms import load
from bots.platforms.settlements import Listed, settlements_of
from bots.practice.company import Company
from bots.settlement_erp import ask_erp
from bots.sheets.statement import Period, read_statement
from bots.sheets.statement_files import STATEMENT_FILES
from bots.sites import SignedInErp

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.ci,
    pytest.mark.asyncio(loop_scope="module"),
]
LATER = [pytest.mark.slow, pytest.mark.ci]
ADAPTERS = {"north": "market", "south": "outlet"}
LONG = timedelta(days=80)


@pytest.fixture
def shop(sessions, desk):
    """A shop's portal and its session, as a flow has them."""

    async def opened(name):
        session = await sessions(name)
        return settlements_of(load(ADAPTERS[name])(session), session.site), session

    return opened


async def listed(portal, session):
    """Its statements of the last weeks, whatever sessions expire on the way."""
    now = datetime.now(UTC)

    async def ask():
        return [one async for one in portal.statements(now - LONG, now)]

    return await session.again(ask)


async def read(portal, session, one, folder):
    """One statement, as the flow reads it."""
    path = await session.again(lambda: portal.statement(one, folder))
    return read_statement(
        path,
        STATEMENT_FILES[portal.statement_file],
        session.site.name,
        zone=session.site.zone,
        currency=session.site.currency,
        period=Period(one.name, one.since, one.until),
        opening=one.opening,
        closing=one.closing,
    )


@pytest.mark.parametrize("name", ["north", "south"])
async def test_every_entry_is_read_as_the_shop_keeps_it(shop, desk, home, tmp_path, name):
    """Months, balances and each entry, against the shop's own database."""
    desk.past(name, 8)
    portal, session = await shop(name)
    company = Company.open(home / "practice")
    months = company.settlements[name].months()
    found = await listed(portal, session)
    assert [one.name for one in found] == [month.name for month in months[::-1]]
    assert len(found) >= 3
    for one in found:
        statement = await read(portal, session, one, tmp_path)
        month, kept = company.settlements[name].month(one.name)
        assert (one.since, one.until, one.entries) == (month.since, month.until, month.entries)
        assert list(statement.opening.values()) == [month.opening]
        assert list(statement.closing.values()) == [month.closing]
        assert _facts(statement) == {
            (own.entry, own.at, EntryKind(own.kind), own.number, own.amount) for own in kept
        }
        assert (statement.odd, statement.strays) == ({}, ())
    company.close()


def _facts(statement):
    return {
        (one.entry, one.at, one.kind, one.order or "", one.amount.amount)
        for one in statement.entries
    }


@pytest.mark.parametrize(
    ("name", "path"),
    [("north", r"\.csv$"), pytest.param("south", "^/api/settlements$", marks=LATER)],
)
async def test_a_session_that_ends_is_renewed(shop, desk, tmp_path, name, path):
    """The page or the file is asked for again, signed in."""
    portal, session = await shop(name)
    before = desk.site(name)["sign_ins"]
    desk.fault(name, "expire", path=path, times=1)
    (one,) = await listed(portal, session)
    assert (await read(portal, session, one, tmp_path)).entries
    assert desk.site(name)["sign_ins"] == before + 1


async def test_a_statement_that_is_not_there_is_no_file(shop, tmp_path):
    """A page that says so is not taken for one."""
    portal, _ = await shop("north")
    one = Listed("1999-01", datetime(1999, 1, 1, tzinfo=UTC), datetime(1999, 2, 1, tzinfo=UTC), 0)
    with pytest.raises(ScreenChanged, match="404"):
        await portal.statement(one, tmp_path)


@pytest.mark.parametrize("kind", ["changed_layout", pytest.param("changed_words", marks=LATER)])
async def test_a_page_that_changed_reads_right_or_stops(shop, desk, kind):
    """Never something else."""
    portal, session = await shop("north")
    right = await listed(portal, session)
    with desk.trouble("north", kind):
        try:
            changed = await listed(portal, session)
        except BotsError as error:
            changed = right if isinstance(error, ScreenChanged) else None
    assert changed == right


async def test_a_correction_shows_in_page_and_file(shop, desk, home, tmp_path):
    """The balance on the page is that of the file; the next month begins with it."""
    portal, session = await shop("south")
    (one,) = await listed(portal, session)
    statement = await read(portal, session, one, tmp_path)
    first = statement.entries[0]
    desk.correct("south", first.entry, first.amount.amount + Decimal(5))
    (again,) = await listed(portal, session)
    corrected = await read(portal, session, again, tmp_path)
    assert corrected.content_hash != statement.content_hash
    assert sum(again.closing.values()) == sum(one.closing.values()) + 5


async def test_the_erp_is_asked_for_what_a_person_entered(sessions, desk, home):
    """Its number and total; nothing for an order that it does not hold."""
    number = desk.past("north", 2)[0]
    company = Company.open(home / "practice")
    total = company.orders["north"].get(number).total
    company.close()
    session = await sessions("erp")

    @asynccontextmanager
    async def erp():
        yield SignedInErp(session.site, Erp(session), session)

    found = await ask_erp(erp, "north", [number, "NH-NEVER"])
    assert {one: facts.held.total for one, facts in found.items()} == {number: total}
    assert found[number].held.number.startswith("SO")
    assert await ask_erp(erp, "north", []) == {}
