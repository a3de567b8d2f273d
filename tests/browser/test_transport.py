"""Bringing pages: the same documents by every transport, and trouble told apart."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bots.errors import PersonNeeded, ScreenChanged, SessionExpired, TryAgain
from tests.browser.tiny_site import ItemPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
ALL = pytest.mark.parametrize("session", ["fetch", "http", "navigate"], indirect=True)
FAST = pytest.mark.parametrize("session", ["fetch", "http"], indirect=True)
FETCH = pytest.mark.parametrize("session", ["fetch"], indirect=True)
CUT = {"content-type": "text/html", "content-length": "9000"}


@ALL
async def test_many_pages_come_in_the_order_asked(session):
    """Every transport brings the same pages in the same order, whichever answered first."""
    paths = [f"/item/{n}" for n in range(10)]
    read = [page.price async for page in session.read_many(ItemPage, paths)]
    assert read == [f"¥{n}.50" for n in range(10)]


@ALL
async def test_passing_trouble_is_tried_again(session, shared_site):
    """A 500, a 429 with Retry-After and a body without its end each cost one more try."""
    shared_site.trouble(
        "/item/1",
        lambda: Response("oops", 500),
        lambda: Response("slow down", 429, {"retry-after": "3"}),
        lambda: HTMLResponse("<html><body class=item><p>half a pa"),
    )
    page = await session.read(ItemPage, "/item/1")
    assert page.price == "¥1.50"
    assert shared_site.asked["/item/1"] == 4


@FAST
async def test_a_body_shorter_than_promised_is_tried_again(session, shared_site):
    """A connection that drops in the middle of a body never gives half a document."""
    shared_site.trouble("/item/2", lambda: Response("<html>", 200, CUT))
    assert (await session.read(ItemPage, "/item/2")).price == "¥2.50"


@ALL
async def test_a_page_that_is_not_there_is_a_document(session, shared_site):
    """A 404 is an answer, for the adapter to judge."""
    shared_site.gone.add("7")
    assert (await session.get("/item/7")).status == 404


@ALL
async def test_the_sign_in_page_is_never_taken_for_content(session, shared_site):
    """When the site has signed us out a read raises SessionExpired."""
    shared_site.tokens.clear()
    with pytest.raises(SessionExpired):
        await session.get("/item/1")


@FETCH
async def test_a_redirect_to_another_site_is_an_expired_session(session, shared_site):
    """Fetch cannot follow a sign-in on another host; that is an expiry, not a lost connection."""
    elsewhere = shared_site.url.replace("127.0.0.1", "localhost") + "/login"
    shared_site.trouble("/item/1", *[lambda: RedirectResponse(elsewhere)] * 2)
    with pytest.raises(SessionExpired):
        await session.get("/item/1")


@ALL
async def test_a_bot_challenge_needs_a_person(session, shared_site):
    """A challenge page is told from content and from passing trouble, and not retried."""
    challenge = HTMLResponse("<html><title>Just a moment…</title><body></body></html>", 503)
    shared_site.trouble("/item/1", lambda: challenge)
    with pytest.raises(PersonNeeded):
        await session.get("/item/1")
    assert shared_site.asked["/item/1"] == 1


@FAST
async def test_another_page_than_expected_leaves_evidence(session):
    """A page that does not prove itself is ScreenChanged with the saved page beside it."""
    with pytest.raises(ScreenChanged, match=r"body\.item") as caught:
        await session.read(ItemPage, "/home")
    kept = {path.name for path in caught.value.evidence.iterdir()}
    assert {"page.html", "page.png", "error.json", "requests.jsonl", "trace.zip"} <= kept


@FAST
async def test_other_encodings_are_read(session):
    """A page in GBK comes out as the text it is."""
    assert (await session.get("/gbk")).html.css_first("h1").text() == "订单"


async def test_never_more_than_the_concurrency_is_under_way(opened, site):
    """Twelve pages at concurrency three come three at a time, and never four."""
    now, most = 0, 0
    serve, three = site.item, asyncio.Barrier(3)

    async def counted(request):
        nonlocal now, most
        now += 1
        most = max(most, now)
        await three.wait()
        answer = await serve(request)
        now -= 1
        return answer

    site.item = counted
    async with opened(concurrency=3) as session:
        assert len([_ async for _ in session.get_many(f"/item/{n}" for n in range(12))]) == 12
    assert most == 3


async def test_listening_brings_what_the_page_asks_for(opened):
    """The answers behind a single-page app come in order while a person's clicks are made."""

    async def scroll(page):
        for _ in range(2):
            async with page.expect_response(lambda answer: "/api/" in answer.url):
                await page.get_by_role("button", name="More").click()

    async with opened(transport="listen") as session:
        bodies = [
            document.json["items"]
            async for document in session.listen("/app", lambda url: "/api/items" in url, scroll)
        ]
    assert bodies == [[0, 1], [2, 3], [4, 5]]


async def test_another_site_is_never_asked(opened):
    """A whole URL of another host is a mistake, not a request."""
    async with opened() as session:
        with pytest.raises(ValueError, match="not this site"):
            await session.get("http://elsewhere.example/item/1")


async def test_cookies_renewed_over_http_reach_the_browser(opened, site):
    """A session cookie that the site rotates under the HTTP client stays good in the browser."""
    async with opened(transport="http") as session:
        site.tokens = {"rotated"} | site.tokens

        def rotate() -> Response:
            answer = HTMLResponse("<html><body></body></html>")
            answer.set_cookie("session", "rotated", httponly=True)
            return answer

        site.trouble("/item/1", rotate)
        await session.get("/item/1")
        site.tokens = {"rotated"}
        await session.renew()
    assert len(site.passwords) == 1


async def test_the_context_is_made_anew_after_so_many_pages(opened, site, browser, monkeypatch):
    """Past `pages_per_context` a fresh context takes over, still signed in, and nothing is lost."""
    monkeypatch.setattr(
        browser, "settings", browser.settings.model_copy(update={"pages_per_context": 5})
    )
    async with opened(concurrency=2) as session:
        first = await session._context.ready()
        paths = [f"/item/{n}" for n in range(14)]
        read = [page.number async for page in session.read_many(ItemPage, paths)]
        assert await session._context.ready() is not first
    assert read == [str(n) for n in range(14)]
    assert len(site.passwords) == 1


async def test_a_page_holder_may_read_while_a_recycling_is_due(opened, browser, monkeypatch):
    """Nobody waits for ever when the page count is reached while a page is held."""
    monkeypatch.setattr(
        browser, "settings", browser.settings.model_copy(update={"pages_per_context": 1})
    )
    async with opened() as session, session.page() as page:
        await page.goto(session.site.url + "/item/1")
        assert (await session.read(ItemPage, "/item/2")).number == "2"


async def test_a_server_that_stays_down_is_given_up(opened, site):
    """After the policy's tries the last TryAgain comes out."""
    async with opened() as session:
        site.trouble("/item/1", *[lambda: Response("oops", 502)] * 20)
        with pytest.raises(TryAgain, match="502"):
            await session.get("/item/1")
    assert site.asked["/item/1"] == 5
