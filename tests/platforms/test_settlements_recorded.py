"""The shops' statements over answers that the practice shops gave once, without a browser."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bots.errors import ScreenChanged
from bots.page import Document
from bots.platforms.market.settlements import SettlementsPage
from bots.platforms.outlet.settlements import SettlementsData
from bots.settings import ShopSettings
from bots.sheets.statement import read_statement
from bots.sheets.statement_files import MARKET, OUTLET
from bots.statement_download import keep_file

FOLDER = Path(__file__).parents[1] / "recordings" / "settlements"
NORTH = ShopSettings(name="north", url="https://north.example", platform="market")
SOUTH = ShopSettings(
    name="south",
    url="https://south.example",
    platform="outlet",
    timezone="America/Los_Angeles",
    currency="USD",
)
MONTHS = {
    "north": [("2026-11", "812.20"), ("2026-10", "-199.00"), ("2026-09", "0")],
    "south": [("2026-11", "152.01"), ("2026-10", "-29.00"), ("2026-09", "0")],
}


def market(language, change=lambda text: text):
    """The market's page of months, or what a change made of it."""
    text = change((FOLDER / f"north-{language}.html").read_text(encoding="utf-8"))
    document = Document("https://north.example/settlements", 200, "text/html", text)
    return SettlementsPage(document, NORTH).prove()


def outlet(change=lambda text: text):
    """What the outlet's app was answered."""
    text = change((FOLDER / "south-en.json").read_text(encoding="utf-8"))
    document = Document("https://south.example/api/settlements", 200, "application/json", text)
    return SettlementsData(document, SOUTH).prove()


def shown(months):
    """Name and opening balance of each."""
    return [(one.name, str(*one.opening.values())) for one in months]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_market_s_months_are_read_by_their_headings(language):
    """In either language; the last day shown is within the period."""
    months = market(language).months()
    assert [(name, Decimal(amount)) for name, amount in shown(months)] == [
        (name, Decimal(amount)) for name, amount in MONTHS["north"]
    ]
    october = months[1]
    assert (october.since, october.until) == (
        datetime(2026, 10, 1, tzinfo=NORTH.zone),
        datetime(2026, 11, 1, tzinfo=NORTH.zone),
    )
    assert october.entries == 11


def test_the_outlet_s_months_are_whole_in_its_own_zone():
    """Also the month in which its clocks change."""
    months = outlet().months()
    assert [(name, Decimal(amount)) for name, amount in shown(months)] == [
        (name, Decimal(amount)) for name, amount in MONTHS["south"]
    ]
    assert months[0].until == datetime(2026, 12, 1, tzinfo=SOUTH.zone)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text.replace("期初余额", "余额"), "期初余额|Opening balance"),
        (lambda text: text.replace("/settlements/2026-10.csv", "/settlements/x.csv"), "file"),
        (lambda text: text.replace('<b class="count">3', '<b class="count">4'), "4 months"),
        (lambda text: text.replace("¥812.20", "812,2,0"), "does not read"),
        (lambda text: text.replace("2026-10-31", "soon"), "does not read"),
    ],
)
def test_a_market_s_page_that_changed_is_told(change, why):
    """It names what it lacks or contradicts."""
    with pytest.raises(ScreenChanged, match=why):
        market("zh", change).months()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text.replace('"openingCents"', '"opening"'), "openingCents"),
        (lambda text: text.replace('"USD"', '"XTS"'), "XTS"),
        (lambda text: text.replace("1790838000000", "99999999999999999"), "time|ends before"),
        (lambda text: text.replace("-2900", "-29.5"), "whole number"),
    ],
)
def test_an_outlet_s_answer_that_changed_is_told(change, why):
    """A key, a currency, a time or an amount that is none."""
    with pytest.raises(ScreenChanged, match=why):
        outlet(change).months()


@pytest.mark.parametrize(
    ("file", "form", "site", "control", "entries"),
    [
        ("north-zh.csv", MARKET, NORTH, "1011.20", 11),
        ("north-en.csv", MARKET, NORTH, "1011.20", 11),
        ("south-en.csv", OUTLET, SOUTH, "181.01", 16),
    ],
)
def test_a_month_s_file_is_read_whole(file, form, site, control, entries):
    """Its rows come to what its balances moved."""
    statement = read_statement(
        FOLDER / file, form, site.name, zone=site.zone, currency=site.currency
    )
    assert (statement.name, len(statement.entries)) == ("2026-10", entries)
    assert (statement.odd, statement.strays) == ({}, ())
    assert list(statement.control.values()) == [Decimal(control)]
    for currency, opening in statement.opening.items():
        assert statement.closing[currency] - opening == statement.control[currency]


def test_the_file_says_the_same_in_either_language():
    """So that a change of language is no correction."""
    told = {"zone": NORTH.zone, "currency": NORTH.currency}
    chinese, english = (
        read_statement(FOLDER / f"north-{language}.csv", MARKET, "north", **told)
        for language in ("zh", "en")
    )
    assert chinese.content_hash == english.content_hash


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (Document("https://n.example/a.csv", 200, "text/html", "<html></html>"), "no CSV file"),
        (Document("https://n.example/a.csv", 404, "text/csv", ""), "404"),
        (Document("https://n.example/a.csv", 200, "text/csv", "a", damaged=True), "no text"),
    ],
)
def test_an_answer_that_is_no_file_is_not_kept(tmp_path, document, why):
    """A sign-in page, an error, or bytes that came wrong."""
    with pytest.raises(ScreenChanged, match=why):
        keep_file(document, "north", "2026-10", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_its_owner_s_alone_whatever_its_name(tmp_path):
    """A statement's name is the platform's word: no path is made of it."""
    document = Document("https://n.example/a.csv", 200, "text/csv", "a,b\n")
    path = keep_file(document, "north", "../../etc/2026-10", tmp_path)
    assert path.parent == tmp_path
    assert path.stat().st_mode & 0o077 == 0
