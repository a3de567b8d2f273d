"""Bringing pages: the same documents by every transport, and trouble told apart."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from playwright.async_api import BrowserContext
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bots.errors import PersonNeeded, ScreenChanged, SessionExpired, TryAgain
from tests.browser.tiny_site import ItemPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
ALL = pytest.mark.parametrize("session", ["fetch", "http", "navigate"], indirect=True)
FAST = pytest.mark.parametrize("session", ["fetch", "http"], indirect=True)
FETCH = pytest.mark.parametrize("session", ["fetch"], indirect=True)
FAST_ALONE = pytest.mark.parametrize("transport", ["fetch", "http"])
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


@ALL
async def test_a_narrow_encoding_is_read_by_the_wider_one_that_browsers_take(session, shared_site):
    """A page that says gb2312 and holds more than that has comes out whole."""
    body = "<html><body class=item><h1>朱镕基</h1></body></html>".encode("gbk")
    kind = "text/html; charset=gb2312"
    shared_site.trouble("/item/1", lambda: Response(body, headers={"content-type": kind}))
    assert (await session.get("/item/1")).html.css_first("h1").text() == "朱镕基"


@FAST
async def test_bytes_that_are_no_text_are_told(session, shared_site):
    """Lost characters can be told from a U+FFFD that the page itself holds."""
    pages = {b"caf\xe9": True, "caf\ufffd".encode(): False}
    for body, damaged in pages.items():
        whole = b"<html><body class=item><h1>" + body + b"</h1></body></html>"
        answer = partial(Response, whole, headers={"content-type": "text/html; charset=utf-8"})
        shared_site.trouble("/item/1", answer)
        document = await session.get("/item/1")
        assert (document.html.css_first("h1").text(), document.damaged) == ("caf\ufffd", damaged)


@FAST
async def test_an_answer_without_a_body_is_an_empty_document(session, shared_site):
    """Nothing between the documents that cross together is mixed up by one that is empty."""
    shared_site.trouble("/item/1", lambda: Response(b"", 404))
    documents = [one async for one in session.get_many(["/item/0", "/item/1", "/item/2"])]
    assert [one.status for one in documents] == [200, 404, 200]
    assert documents[1].text == ""
    assert [">¥0.50<" in documents[0].text, ">¥2.50<" in documents[2].text] == [True, True]


@FAST
async def test_a_url_goes_out_as_it_was_given(session):
    """A site that signs its URLs finds every escape as it wrote it."""
    path = "/item/3?next=%2Fa%3Ab&sign=x%2By%20z"
    assert (await session.get(path)).url == session.site.url + path


@FAST_ALONE
async def test_a_slow_answer_holds_up_no_other(opened, site, transport):
    """While one page does not answer the others come, although many cross together."""
    serve, answering = site.item, asyncio.Event()

    async def slowly(request):
        if request.path_params["n"] == "0":
            await answering.wait()
        return await serve(request)

    site.item = slowly
    async with opened(transport=transport, concurrency=4) as session:
        slow = asyncio.create_task(session.get("/item/0"))
        others = await asyncio.gather(*(session.get(f"/item/{n}") for n in range(1, 12)))
        assert not slow.done()
        answering.set()
        assert [one.status for one in (*others, await slow)] == [200] * 12


async def test_cookies_are_carried_over_as_they_are(opened, site):
    """Names and values that a stricter client would refuse or quote reach the site unchanged."""
    odd = {"cart[1]": "eyJhIjoxfQ==", "token": 'a/b+c="d"|e', "_m_h5_tk": "7f_17"}
    sent = []
    serve = site.item

    async def noting(request):
        sent.append(dict(one.split("=", 1) for one in request.headers["cookie"].split("; ")))
        return await serve(request)

    site.item = noting
    async with opened(transport="http") as session:
        context = await session._context.ready()
        await context.add_cookies(
            [{"name": name, "value": value, "url": site.url} for name, value in odd.items()]
        )
        await session.get("/item/1")
    assert odd.items() <= sent[0].items()


async def test_no_event_of_a_fetched_document_crosses_to_python(opened, monkeypatch):
    """What keeps foreign hosts out while one signs in is gone when documents are fetched."""
    heard = []
    make = BrowserContext.new_cdp_session

    async def listened_to(context, page):
        session = await make(context, page)
        session.on("Network.requestWillBeSent", lambda event: heard.append(event["request"]["url"]))
        return session

    monkeypatch.setattr(BrowserContext, "new_cdp_session", listened_to)
    async with opened() as session:
        assert heard
        heard.clear()
        assert (await session.get("/item/1")).status == 200
    assert heard == []


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


@pytest.mark.slow
@pytest.mark.ci
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
