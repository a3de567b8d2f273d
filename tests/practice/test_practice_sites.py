"""The practice sites as a visitor meets them."""

from __future__ import annotations

import re

import pytest


@pytest.mark.parametrize("site", ["north", "south", "erp"])
def test_the_right_password_opens_the_site(visit, site):
    """After signing in, with a code where one is asked for, the clerk is named on the page."""
    assert f"clerk@{site}" in visit(site).sign_in().text


def test_a_wrong_password_is_refused_and_counted(visit, desk):
    """The site says so, stays closed, and remembers the attempt."""
    clerk = visit("north")
    before = desk.site("north")["refused"]
    assert 'data-reason="password"' in clerk.sign_in("wrong").text
    assert clerk.get("/orders").url.path == "/login"
    assert desk.site("north")["refused"] == before + 1


def test_a_captcha_must_be_solved(visit, desk):
    """With the captcha on, the right password with other characters opens nothing."""
    desk.switch("north", captcha=True)
    clerk = visit("north")
    assert 'data-reason="captcha"' in clerk.sign_in(captcha="WRONG").text
    csrf = clerk.token("/login")
    answer = desk.site("north")["captcha_answer"]
    form = {"username": clerk.account.username, "password": clerk.account.password}
    signed_in = clerk.post("/login", data={"csrf": csrf, **form, "captcha": answer})
    assert signed_in.url.path == "/orders"


def test_the_captcha_is_a_picture_of_its_answer(visit, desk):
    """A person can read the characters that the site wants."""
    desk.switch("north", captcha=True)
    clerk = visit("north")
    clerk.get("/login")
    letters = re.findall(r"<text[^>]*>(.)</text>", clerk.get("/captcha.svg").text)
    assert "".join(letters) == desk.site("north")["captcha_answer"]


def test_a_wrong_code_is_refused(visit):
    """The password alone does not open a site that wants a code."""
    clerk = visit("south")
    form = {"username": clerk.account.username, "password": clerk.account.password}
    clerk.post("/login", data={"csrf": clerk.token("/login"), **form})
    assert 'data-reason="code"' in clerk.post("/login/code", data={"code": "000000"}).text
    assert clerk.get("/api/orders").status_code == 401


def test_an_expired_session_leads_back_to_the_sign_in_page(visit, desk):
    """Pages redirect there with the way back, data requests get a 401."""
    north, south = visit("north"), visit("south")
    north.sign_in()
    south.sign_in()
    desk.expire("north")
    desk.switch("south", session_seconds=0)
    south.get("/api/orders")
    assert str(north.get("/orders?page=2").url).endswith("/login?next=/orders%3Fpage%3D2")
    assert south.get("/api/orders").status_code == 401


def test_a_form_without_its_token_changes_nothing(visit):
    """A post that does not come from a page of this session is refused."""
    clerk = visit("erp")
    clerk.sign_in()
    count = re.search(r'class="count">(\d+)', clerk.get("/sales").text)[1]
    assert clerk.post("/sales/1/cancel", data={"csrf": "guessed"}).status_code == 403
    assert clerk.post("/sales/new", data={"csrf": ""}).status_code == 403
    assert re.search(r'class="count">(\d+)', clerk.get("/sales").text)[1] == count
    assert 'data-state="confirmed"' in clerk.get("/sales/1").text


def test_pages_shift_as_orders_arrive(visit, desk):
    """An order that was last on page one is first on page two when one more came in."""
    clerk = visit("north")
    clerk.sign_in()
    last = _numbers(clerk.get("/orders?page=1").text)[-1]
    (new,) = desk.arrive("north")
    assert _numbers(clerk.get("/orders?page=1").text)[0] == new
    assert _numbers(clerk.get("/orders?page=2").text)[0] == last


def test_the_outlets_cursor_stands_still_as_orders_arrive(visit, desk):
    """The second stretch begins after the first one's last order, whatever came in meanwhile."""
    clerk = visit("south")
    clerk.sign_in()
    first = clerk.get("/api/orders").json()["data"]
    desk.arrive("south", 3)
    second = clerk.get("/api/orders", params={"cursor": first["next"]}).json()["data"]
    numbers = [order["orderId"] for order in (*first["orders"], *second["orders"])]
    assert len(set(numbers)) == 30
    assert second["total"] == 33


def test_pages_speak_chinese_and_english(visit):
    """The switch holds for the following pages."""
    clerk = visit("erp")
    clerk.sign_in()
    assert "销售订单" in clerk.get("/sales?lang=zh").text
    assert "Sales orders" not in clerk.get("/sales").text
    assert "Sales orders" in clerk.get("/sales?lang=en").text


def test_hostile_names_are_shown_and_not_run(visit, desk):
    """Markup in a buyer's name stands on the page as text."""
    clerk = visit("north")
    clerk.sign_in()
    pages = clerk.get("/orders?page=1").text + clerk.get("/orders?page=2").text
    assert "&lt;b onclick=" in pages
    assert "<b onclick=" not in pages


def test_the_erp_refuses_what_it_does_not_have(visit):
    """An unknown product and a line without a number are named, and nothing is stored."""
    clerk = visit("erp")
    clerk.sign_in()
    head = {"reference": "x/1", "customer": "north", "date": "2026-05-01", "currency": "CNY"}
    line = {"product": "NOPE", "quantity": "many", "unit_price": "1"}
    token = clerk.token("/sales/new")
    answer = clerk.post(
        "/sales/new?lang=en", data={"csrf": token, **head, **line, "ship_to": "", "note": ""}
    )
    assert answer.status_code == 422
    assert "unknown product" in answer.text
    assert "not a number" in answer.text
    assert "x/1" not in clerk.get("/sales").text


def test_the_control_desk_wants_its_token(visit, state):
    """Whoever does not know the token can switch nothing."""
    answer = visit("north").post(f"{state.control}/reset", json={})
    assert answer.status_code == 403


def _numbers(html: str) -> list[str]:
    return re.findall(r'class="number" href="/orders/([^"]+)"', html)
