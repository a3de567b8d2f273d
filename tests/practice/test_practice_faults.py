"""The fault switchboard: each fault does what its name says, and no more often than asked."""

from __future__ import annotations

import re
import time

import httpx
import pytest


@pytest.fixture
def clerk(visit):
    clerk = visit("north")
    clerk.sign_in()
    return clerk


@pytest.fixture
def accountant(visit):
    clerk = visit("erp")
    clerk.sign_in()
    return clerk


def test_a_fault_strikes_the_next_n_requests(clerk, desk):
    """Two errors were asked for; the third request passes."""
    desk.fault("north", "error_500", times=2)
    assert [clerk.get("/orders").status_code for _ in range(3)] == [500, 500, 200]
    assert desk.fired("north") == 2


def test_a_fault_can_let_requests_through_first(clerk, desk):
    """`skip` counts matching requests only."""
    desk.fault("north", "error_500", path="page=|/orders$", skip=1, times=1)
    assert [clerk.get("/orders").status_code for _ in range(3)] == [200, 500, 200]


def test_a_probability_is_drawn_from_its_seed(clerk, desk):
    """The same seed gives the same trouble."""
    rounds = []
    for _ in range(2):
        desk.fault("north", "error_500", probability=0.5, seed=4)
        rounds.append([clerk.get("/orders").status_code for _ in range(12)])
        desk.no_faults()
    assert rounds[0] == rounds[1]
    assert set(rounds[0]) == {200, 500}


def test_latency_delays_the_answer(clerk, desk):
    """The answer comes, and not before its time."""
    began = time.monotonic()
    with desk.trouble("north", "latency", seconds=0.3):
        assert clerk.get("/orders").status_code == 200
    assert time.monotonic() - began >= 0.3


def test_a_429_says_when_to_come_back(clerk, desk):
    """Retry-After has the seconds that were asked for."""
    with desk.trouble("north", "too_many", seconds=7):
        answer = clerk.get("/orders")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


def test_a_challenge_is_no_page_of_the_shop(clerk, desk):
    """A slider to move, and no orders."""
    with desk.trouble("north", "challenge"):
        answer = clerk.get("/orders")
    assert answer.status_code == 403
    assert 'role="slider"' in answer.text


def test_an_empty_list_looks_like_a_quiet_day(visit, clerk, desk):
    """The page is whole and says that there are no orders; so do the outlet's data."""
    with desk.trouble("north", "empty_list"):
        answer = clerk.get("/orders")
    assert answer.status_code == 200
    assert 'class="order"' not in answer.text
    south = visit("south")
    south.sign_in()
    with desk.trouble("south", "empty_list"):
        assert south.get("/api/orders").json()["data"] == {"total": 0, "next": None, "orders": []}


def test_a_changed_layout_has_other_names(visit, clerk, desk):
    """Classes, ids and JSON keys are renamed; the words stay."""
    with desk.trouble("north", "changed_layout"):
        answer = clerk.get("/orders").text
    assert 'id="v2-orders"' in answer
    assert 'id="orders"' not in answer
    south = visit("south")
    south.sign_in()
    with desk.trouble("south", "changed_layout"):
        assert set(south.get("/api/orders").json()) == {"codeV2", "dataV2"}


def test_changed_words_are_those_of_headings_and_terms(visit, clerk, desk):
    """Columns and terms are called otherwise; names in the code and the data stay."""
    plain = clerk.get("/orders").text
    with desk.trouble("north", "changed_words"):
        answer = clerk.get("/orders").text
    assert "<th>订单 info</th>" in answer
    assert 'id="orders"' in answer
    assert answer.replace(" info</th>", "</th>").count("<td") == plain.count("<td")


def test_an_expiring_session_ends_in_the_middle(clerk, desk):
    """The request that the fault strikes already finds the door closed."""
    desk.fault("north", "expire", skip=1, times=1)
    assert clerk.get("/orders").url.path == "/orders"
    assert clerk.get("/orders").url.path == "/login"


def test_a_connection_dropped_before_did_nothing(accountant, desk):
    """The client sees a broken connection, and the ERP has no new sale."""
    before = _count(accountant)
    with (
        desk.trouble("erp", "drop_before", methods=("POST",)),
        pytest.raises(httpx.RemoteProtocolError),
    ):
        _enter(accountant)
    assert _count(accountant) == before


def test_a_connection_dropped_after_has_stored_the_sale(accountant, desk):
    """The client sees the same broken connection, and the sale is there."""
    before = _count(accountant)
    with (
        desk.trouble("erp", "drop_after", methods=("POST",)),
        pytest.raises(httpx.RemoteProtocolError),
    ):
        _enter(accountant)
    assert _count(accountant) == before + 1


def test_a_double_submit_stores_twice(accountant, desk):
    """One click, two sales: the ERP does not mind."""
    before = _count(accountant)
    with desk.trouble("erp", "double_submit", methods=("POST",)):
        assert _enter(accountant).status_code == 200
    assert _count(accountant) == before + 2


def test_an_unknown_fault_is_refused(desk):
    """A misspelt kind does not silently do nothing."""
    with pytest.raises(httpx.HTTPStatusError):
        desk.fault("north", "eror_500")


def _enter(clerk):
    head = {"reference": "t/1", "customer": "north", "date": "2026-05-01", "currency": "CNY"}
    line = {"product": "TEA-0100", "quantity": "1", "unit_price": "68.00"}
    token = clerk.token("/sales/new")
    return clerk.post("/sales/new", data={"csrf": token, **head, **line, "ship_to": "", "note": ""})


def _count(clerk) -> int:
    return int(re.search(r'class="count">(\d+)', clerk.get("/sales").text)[1])
