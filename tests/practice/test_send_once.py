"""A submit leaves the machine once, also where Chromium would send it again."""

from __future__ import annotations

import pytest

from bots import send_by
from bots.send_once import sent_once

pytestmark = [
    pytest.mark.slow,
    pytest.mark.ci,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
]
POST = "() => fetch('/popup/close', {method: 'POST'}).then(answer => answer.status, () => 'lost')"


async def test_a_write_whose_answer_is_lost_arrives_once(sessions, desk, state):
    """The connection was kept from before and breaks after the work: the site saw one request."""
    session = await sessions("north")
    async with session.page() as page:
        await page.goto(f"{state.urls['north']}/orders")
        with desk.trouble("north", "drop_after", path="/popup/close"):
            before = desk.site("north")["requests"]
            async with sent_once(page):
                assert await page.evaluate(POST) == "lost"
            assert desk.site("north")["requests"] == before + 1


async def test_what_arrives_is_answered_as_ever(sessions, desk, state):
    """Without trouble the page gets the site's own answer, and reads pass untouched."""
    session = await sessions("north")
    async with session.page() as page, sent_once(page):
        await page.goto(f"{state.urls['north']}/orders")
        assert await page.evaluate(POST) == 204


async def test_what_is_late_is_not_sent(sessions, desk, state, monkeypatch):
    """A process that was stopped between the mark and the click sends nothing when it goes on."""
    session = await sessions("north")
    async with session.page() as page:
        await page.goto(f"{state.urls['north']}/orders")
        send_by.marked(settle=60)
        async with sent_once(page):
            stopped = send_by.now() + 16
            monkeypatch.setattr(send_by, "now", lambda: stopped)
            before = desk.site("north")["requests"]
            assert await page.evaluate(POST) == "lost"
            assert desk.site("north")["requests"] == before
        send_by.over()
        async with sent_once(page):
            assert await page.evaluate(POST) == 204
