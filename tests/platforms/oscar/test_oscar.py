"""The oscar adapter over recorded pages, without a browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bots.errors import BusinessError, ScreenChanged, SettingsError
from bots.model import Order, OrderStatus
from bots.page import Document
from bots.platforms.oscar.pages import OrdersFile
from bots.platforms.oscar.portal import Portal
from bots.platforms.oscar.sign_in import SignIn
from bots.testing.platform_contract import PlatformContract
from bots.testing.recordings import Recording
from bots.testing.replay import Replaying

RECORDINGS = Path(__file__).parents[2] / "recordings" / "oscar"
NUMBER = "152541"


class TestEnglish(PlatformContract):
    """The contract, over pages in English."""

    platform = "oscar"
    folder = RECORDINGS


class TestChinese(PlatformContract):
    """The contract, over pages in Chinese."""

    platform = "oscar"
    folder = RECORDINGS / "zh"


@pytest.fixture
def recording() -> Recording:
    """The English recording."""
    return Recording.load(RECORDINGS)


def with_text(recording: Recording, place: str, old: str, new: str) -> Recording:
    """The recording with `new` for `old`, which must be there, in the document of `place`."""
    index = next(n for n, one in enumerate(recording.taken) if place in one.asked)
    document = recording.taken[index].document
    assert old in document.text
    return recording.with_document(index, replace(document, text=document.text.replace(old, new)))


async def read_one(recording: Recording) -> Order | BusinessError:
    """The order under test."""
    async for one in Portal(Replaying(recording, SignIn())).orders(
        recording.since, recording.until
    ):
        if one.reference == f"oscar/{NUMBER}":
            return one
    raise AssertionError("the order is not there")


REFUND = " " * 44 + "<td>CN¥0.00</td>"
LAMP = "<td>6901234500097</td>\n" + " " * 40


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<td>Paid</td>", "<td>Lost</td>", "unknown_status"),
        ("CN¥3,065.10", "CN¥3,065.11", "total_mismatch"),
        ("<td>12</td>", "<td>13</td>", "total_mismatch"),
        ('right">CN¥0.00', 'right">CN¥1.00', "total_mismatch"),
        ('right">CN¥0.00', 'right">', "unreadable"),
        ("CN¥36.60", "€36.60", "unreadable"),
        ("May 6, 2025", "yesterday", "unreadable"),
        ("<td>CBL-2.5</td>", "<td></td>", "invalid_field"),
        ("CN¥36.60", "CN¥36.61", "price_not_exact"),
        ("<td>12</td>", "<td>0</td>", "total_mismatch"),
        (REFUND, "<td>CN¥0.50</td>", "part_refunded"),
        (f"{LAMP}<td>Paid</td>", f"{LAMP}<td>Cancelled</td>", "part_cancelled"),
    ],
)
async def test_an_order_that_does_not_read_rightly_is_refused_by_name(
    recording: Recording, old: str, new: str, rule: str
):
    """A state nobody mapped, a sum that is off, a blank, another currency: never a guess."""
    read = await read_one(with_text(recording, f"/{NUMBER}/", old, new))
    assert isinstance(read, BusinessError)
    assert read.rule == rule
    assert read.reference == f"oscar/{NUMBER}"
    assert read.remedy


async def test_an_order_that_was_paid_back_whole_is_refunded(recording: Recording):
    """Whatever its state says, so that it is never entered."""
    paid_back = with_text(recording, f"/{NUMBER}/", REFUND, "<td>CN¥3,065.10</td>")
    read = await read_one(paid_back)
    assert isinstance(read, Order)
    assert read.status is OrderStatus.REFUNDED


async def test_an_order_that_went_while_the_list_was_read_is_refused(recording: Recording):
    """A 404 is not the order's page, and not a reason to stop the others."""
    index = next(n for n, one in enumerate(recording.taken) if f"/{NUMBER}/" in one.asked)
    gone = replace(recording.taken[index].document, status=404, text="<html></html>")
    read = await read_one(recording.with_document(index, gone))
    assert isinstance(read, BusinessError)
    assert read.rule == "not_found"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Order number,", ""),
        (",Cancelled,", ",Cancelled,,"),
        ("50.32", "fifty"),
        ("noon", "noonish"),
        ("Recipient 8,\r\n", "Recipient 8,"),
    ],
)
def test_an_orders_file_of_another_shape_stops_the_read(recording: Recording, old: str, new: str):
    """A column more or less, a cell that is no amount or moment, an end cut off."""
    changed = with_text(recording, "response_format=csv", old, new)
    with pytest.raises(ScreenChanged):
        OrdersFile(changed.taken[0].document, recording.shop).prove().rows()


def test_a_shop_without_orders_is_an_empty_list(recording: Recording):
    """The head of the file alone is a whole file."""
    document = recording.taken[0].document
    head = replace(document, text=document.text.splitlines(keepends=True)[0])
    assert OrdersFile(head, recording.shop).prove().rows() == []


def test_an_order_counts_as_placed_at_any_second_of_its_minute(recording: Recording):
    """Pages show no seconds: a read that starts within the minute must not lose the order."""
    row = OrdersFile(recording.taken[0].document, recording.shop).rows()[0]
    assert row.placed_within(row.placed_at + timedelta(seconds=59), None)
    assert not row.placed_within(row.placed_at + timedelta(seconds=60), None)
    assert not row.placed_within(row.placed_at - timedelta(days=1), row.placed_at)


@pytest.mark.parametrize("options", [{}, {"statuses": {"Paid": "somehow paid"}}])
def test_a_shop_whose_statuses_nobody_mapped_does_not_start(recording: Recording, options: dict):
    """Oscar has no states of its own; to guess what `Pending` means would be to guess."""
    shop = recording.shop.model_copy(update={"options": options})
    with pytest.raises(SettingsError, match="statuses"):
        Portal(Replaying(replace(recording, shop=shop), SignIn()))


def test_the_sign_in_page_means_that_the_session_is_gone():
    """An expired session answers the form, with status 200."""
    form = '<html><form id="dashboard_login_form"></form></html>'
    assert SignIn().is_signed_out(Document("https://oscar.example/", text=form))
    assert SignIn().is_signed_out(Document("https://oscar.example/", 401, "text/plain"))
