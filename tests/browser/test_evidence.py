"""What failing steps leave: enough to see what happened, and nobody's data."""

from __future__ import annotations

import io
import os
import time
import zipfile

import pytest

from bots.errors import BusinessError, ScreenChanged, TryAgain
from bots.evidence import prune
from tests.browser.tiny_site import BUYER, PASSWORD, PHONE, SEED, STREET, USERNAME, ItemPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PLANTED = (BUYER, PHONE, STREET, PASSWORD, USERNAME, SEED, "token1", "typed-by-hand", "华星科技")


class OtherPage(ItemPage):
    """A page that the site does not have."""

    proof = (".not-there",)


def _everything(folder):
    """Every file's bytes below a folder, the members of its archives included."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
        if path.suffix == ".zip":
            archive = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
            for name in archive.namelist():
                yield f"{path.name}/{name}", archive.read(name)


def _leaks(folder):
    return [
        (name, word)
        for name, content in _everything(folder)
        for word in PLANTED
        if word.encode() in content or word.encode("unicode_escape") in content
    ]


async def test_nothing_that_a_failing_run_leaves_holds_a_secret_or_a_buyer(opened, tmp_path):
    """Read pages, pressed pages, sign-in and traces: no planted secret or buyer is in any file."""
    async with opened() as session:
        with pytest.raises(ScreenChanged):
            await session.read(OtherPage, "/item/1")
        with pytest.raises(BusinessError):
            await _press_and_fail(session)
    assert _leaks(tmp_path / "evidence") == []
    names = {name for name, _ in _everything(tmp_path / "evidence")}
    assert {"page.html", "page.png", "requests.jsonl", "trace.zip/trace.trace"} <= names
    assert _leaks(tmp_path / "home") == []


async def _press_and_fail(session):
    async with session.page() as page:
        await page.goto(f"{session.site.url}/item/2?buyer={BUYER}")
        await page.locator("input").fill("typed-by-hand")
        await page.evaluate("text => console.log(text)", f"typed-by-hand {PHONE}")
        await page.locator("input").press_sequentially(PHONE)
        raise BusinessError("does not add up", rule="total_mismatch", reference="tiny/2")


async def test_evidence_still_tells_what_happened(opened):
    """The saved page keeps structure, labels and amounts; the trace the actions; requests all."""
    async with opened() as session:
        with pytest.raises(ScreenChanged) as caught:
            await session.read(OtherPage, "/item/7")
    place = caught.value.evidence
    page = (place / "page.html").read_text()
    assert "<th>Buyer</th>" in page
    assert "¥7.50" in page
    assert 'class="buyer"' in page
    assert ".not-there" in (place / "error.json").read_text()
    assert "/item/7" in (place / "requests.jsonl").read_text()
    assert (place / "page.png").read_bytes().startswith(b"\x89PNG")
    assert place.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in place.iterdir()} == {0o600}


async def test_an_error_of_the_browser_is_tried_again_with_evidence(opened):
    """Playwright's own error comes out as TryAgain, without its command lines and logs."""
    async with opened() as session:
        with pytest.raises(TryAgain) as caught:
            await _wait_for_what_never_comes(session)
    assert caught.value.evidence.is_dir()
    assert "--" not in caught.value.message


async def _wait_for_what_never_comes(session):
    async with session.page() as page:
        await page.goto(f"{session.site.url}/item/1")
        await page.locator("#never").click(timeout=50)


async def test_old_evidence_is_deleted(tmp_path):
    """Evidence goes after its days, and not before."""
    for name in ("old", "new"):
        (tmp_path / "run" / name).mkdir(parents=True)
        (tmp_path / "run" / name / "error.json").write_text("{}")
    (tmp_path / "run" / "asked.png").touch()
    days_ago = time.time() - 15 * 86_400
    os.utime(tmp_path / "run" / "old" / "error.json", (days_ago, days_ago))
    os.utime(tmp_path / "run" / "asked.png", (days_ago, days_ago))
    assert prune(tmp_path, days=14) == 1
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["new"]
