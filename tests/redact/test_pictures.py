"""Pictures hold nobody: two buyers make the same picture, and so do two passwords."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Error as BrowserError

from bots.browser import open_browser
from bots.errors import ScreenChanged
from bots.evidence import Evidence, Scene
from bots.page import Document
from bots.session_sign_in import _TYPED
from bots.settings import BrowserSettings, SiteSettings

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
SITE = SiteSettings(name="north", url="https://shop.example")
PAGE = """<!DOCTYPE html><html><head><title>Order 17</title></head><body><h1>Order 17</h1>
<table><tr><th>Ship to</th><td>{name}</td><td title="{name}">{street}</td>
<td>¥1,234.50</td></tr></table>
<p>{name}, {phone}</p><dl><dt>Phone</dt><dd>{phone}</dd></dl><input value="{name}">
<textarea>{street}</textarea><select><option>{street}</option></select><img alt="{name}">
<style>p::after {{ content: "{name}" }}</style><svg><text y="20">{name}</text></svg>
</body></html>"""
ONE = {"name": "Wang Wei", "street": "1 Harbour Street", "phone": "13812345678"}
OTHER = {"name": "Chen Liu", "street": "1 Orchard Avenue", "phone": "15987654321"}


async def picture_of(browser, folder: Path, page: str) -> bytes:
    """The evidence's picture of a page."""
    context = await browser.context(SITE)
    try:
        await context.tracing.start()
        await context.tracing.start_chunk()
        document = Document("https://shop.example/o/17", text=page)
        kept = await Evidence(folder).keep(Scene("north", ScreenChanged("x"), document, context))
        return (kept / "page.png").read_bytes()
    finally:
        await context.close()


async def test_the_picture_of_a_failed_step_is_the_same_for_every_buyer(browser, tmp_path):
    """Pixel by pixel: text, attributes, fields, generated content and drawings are all covered."""
    assert [len(ONE[key]) for key in ONE] == [len(OTHER[key]) for key in ONE]
    one = await picture_of(browser, tmp_path / "one", PAGE.format(**ONE))
    other = await picture_of(browser, tmp_path / "other", PAGE.format(**OTHER))
    assert one == other
    empty = await picture_of(browser, tmp_path / "empty", "<!DOCTYPE html><h1>Order 17</h1>")
    assert one != empty


async def test_the_picture_of_a_question_is_the_same_for_every_password(browser):
    """What was typed is covered, also where it is no field of a form; the question is not."""
    context = await browser.context(SITE)
    page = await context.new_page()
    shots = []
    for typed in ("s3cret-pass", "x"):
        await page.set_content(
            "<p>Slide to go on</p><input id=a><input id=b type=password><textarea id=c></textarea>"
            "<div id=d contenteditable style='width:9em;height:2em;overflow:hidden'></div>"
        )
        for place in "abcd":
            await page.locator(f"#{place}").fill(typed)
        await page.evaluate("document.activeElement.blur()")
        shots.append(await page.screenshot(mask=[page.locator(_TYPED)]))
    await context.close()
    assert shots[0] == shots[1]


async def test_a_crash_of_chromium_leaves_no_dump_behind(tmp_path, monkeypatch):
    """A dump holds the memory of the page, a buyer's and a password's too: it goes with the run."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    async with open_browser(BrowserSettings()) as running:
        folder = running._folder
        context = await running.context(SITE)
        page = await context.new_page()
        with pytest.raises(BrowserError, match="crash"):
            await page.goto("chrome://crash", timeout=20_000)
    assert not folder.exists()
    left = [name for _, _, names in os.walk(tmp_path) for name in names if name.endswith(".dmp")]
    assert left == []
