"""How fast a site is asked, and when its context is made anew: what the settings promise."""

from __future__ import annotations

import pytest
from starlette.responses import Response

from tests.browser.tiny_site import ItemPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
ITEMS = [f"/item/{n}" for n in range(7)]
FULL = 4096
"""MB: more than the bound of 2048."""


@pytest.fixture
def let_pass(monkeypatch):
    """What was let through: each limiter's pace, (how many, in seconds), once a request."""
    passed = []

    class Watched:
        def __init__(self, most, seconds):
            self.pace = (most, seconds)

        async def acquire(self):
            passed.append(self.pace)

    monkeypatch.setattr("bots.session.AsyncLimiter", Watched)
    return passed


@pytest.mark.parametrize("transport", ["fetch", "http"])
async def test_every_request_keeps_the_shops_rate(opened, site, let_pass, transport):
    """With `requests_per_second` no request leaves before the limiter lets it, a retry neither."""
    ahead = []
    serve = site.item

    async def watched(request):
        ahead.append(len(let_pass) - sum(site.asked[path] for path in ITEMS))
        return await serve(request)

    site.item = watched
    async with opened(transport=transport, requests_per_second=4) as session:
        site.trouble("/item/3", lambda: Response("oops", 500))
        assert len([page async for page in session.read_many(ItemPage, ITEMS)]) == len(ITEMS)
    assert min(ahead) >= 0
    assert let_pass == [(1, 0.25)] * (len(ITEMS) + 1)


@pytest.mark.slow
@pytest.mark.ci
async def test_opened_pages_keep_the_polite_delay(opened, let_pass):
    """With `polite_delay` each page that is opened waits its turn, to be read or to be pressed."""
    async with opened(transport="navigate", polite_delay=2) as session:
        await session.read(ItemPage, "/item/1")
        assert let_pass == [(1, 2)]
        async with session.page():
            assert let_pass == [(1, 2)] * 2


async def test_fetched_documents_need_no_polite_delay(opened, let_pass):
    """A fetch opens no page, so that only the rate limit holds it back; none is set: nothing."""
    async with opened(polite_delay=2) as session:
        await session.read(ItemPage, "/item/1")
    assert let_pass == []


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.parametrize(("memory", "anew"), [(FULL, True), (100, False)])
async def test_the_context_is_made_anew_when_it_holds_too_much(
    opened, site, browser, monkeypatch, memory, anew
):
    """Above `memory_mb` a fresh context takes over, still signed in; below it the old one stays."""
    monkeypatch.setattr("bots.session_use._LOOK_AT_MEMORY_EVERY", 3)
    monkeypatch.setattr(browser, "memory_mb", lambda: memory)
    async with opened(concurrency=2) as session:
        first = await session._context.ready()
        read = [page.number async for page in session.read_many(ItemPage, ITEMS)]
        assert (await session._context.ready() is not first) is anew
    assert read == [str(n) for n in range(len(ITEMS))]
    assert len(site.passwords) == 1


@pytest.mark.slow
@pytest.mark.ci
async def test_what_goes_over_http_wears_out_no_context(opened, browser, monkeypatch):
    """Reads that do not pass through the browser recycle nothing, however many, however full."""
    often = browser.settings.model_copy(update={"pages_per_context": 2})
    monkeypatch.setattr(browser, "settings", often)
    monkeypatch.setattr("bots.session_use._LOOK_AT_MEMORY_EVERY", 1)
    monkeypatch.setattr(browser, "memory_mb", lambda: FULL)
    async with opened(transport="http") as session:
        first = await session._context.ready()
        assert len([page async for page in session.read_many(ItemPage, ITEMS)]) == len(ITEMS)
        assert await session._context.ready() is first
