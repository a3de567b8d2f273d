"""Sign-in, keeping, renewing, replaying, and asking a person."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from starlette.responses import Response

from bots.errors import PersonNeeded, ScreenChanged, SessionExpired, SignInRefused, TryAgain
from tests.browser import tiny_site
from tests.browser.tiny_site import PASSWORD, ItemPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def _items(session, count=12):
    async for page in session.read_many(ItemPage, [f"/item/{n}" for n in range(count)]):
        yield page.number, page.price


def _replayed(session):
    return session.replayed(lambda: _items(session), lambda item: item[0], lambda item: item[1])


async def test_a_saved_session_is_used_again_without_a_password(opened, site):
    """The second session of a shop finds the first one's state and signs in no more."""
    async with opened() as session:
        assert (await session.read(ItemPage, "/item/3")).price == "¥3.50"
    async with opened() as session:
        assert (await session.read(ItemPage, "/item/4")).price == "¥4.50"
    assert site.passwords == [PASSWORD]


@pytest.mark.slow
@pytest.mark.ci
async def test_a_stale_saved_session_is_renewed(opened, site):
    """When the site has forgotten the saved session, the next run signs in again."""
    async with opened():
        site.tokens.clear()
    async with opened() as session:
        assert (await session.get("/item/1")).status == 200
    assert len(site.passwords) == 2


async def test_all_four_storages_come_back(opened):
    """Cookies, localStorage, IndexedDB and sessionStorage are restored in the next session."""
    script = """async () => {
      const db = await new Promise(done => {
        const wish = indexedDB.open("db", 1); wish.onsuccess = () => done(wish.result); });
      const value = await new Promise(done => {
        const read = db.transaction("s").objectStore("s").get("k");
        read.onsuccess = () => done(read.result); });
      return [sessionStorage.opened, localStorage.kept, value];
    }"""
    async with opened() as session:
        home = await session._context.home()
        await home.evaluate("sessionStorage.opened = 'yesterday'")
    async with opened() as session, session.page() as page:
        await page.goto(session.site.url + "/home")
        assert await page.evaluate(script) == ["yesterday", "local", "indexed"]


async def test_the_saved_state_is_unreadable_without_the_key(opened, tmp_path):
    """The state's file is for this user alone and holds neither cookie nor name in the clear."""
    async with opened():
        pass
    folder = tmp_path / "home" / "sessions"
    saved = folder / "tiny.session"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert saved.stat().st_mode & 0o777 == 0o600
    assert b"token1" not in saved.read_bytes()
    assert b"session" not in saved.read_bytes()


async def test_an_expiry_in_the_middle_of_a_list_is_replayed(opened, site):
    """Signed out in the middle, the list is read again and every item comes exactly once."""
    async with opened(concurrency=2) as session:
        site.expire_at["/item/7"] = 1
        read = [item async for item in _replayed(session)]
    assert read == [(str(n), f"¥{n}.50") for n in range(12)]
    assert len(site.passwords) == 2


@pytest.mark.slow
@pytest.mark.ci
async def test_a_replay_that_differs_stops(opened, site):
    """An item that reads differently after the new sign-in stops the read."""
    async with opened(concurrency=1) as session:
        site.expire_at["/item/7"] = 1

        async def read_while_a_price_changes():
            async for number, _ in _replayed(session):
                if number == "2":
                    site.prices["2"] = "99.00"

        with pytest.raises(ScreenChanged, match="reads differently"):
            await read_while_a_price_changes()


@pytest.mark.slow
@pytest.mark.ci
async def test_an_expiry_without_progress_is_not_replayed_for_ever(opened, site):
    """A site that signs out at once at the same place is given up after one renewal."""
    async with opened(concurrency=1) as session:

        async def nothing():
            site.tokens.clear()
            await session.get("/item/1")
            yield ""

        with pytest.raises(SessionExpired):
            await anext(session.replayed(nothing, str, str))
    assert len(site.passwords) == 2


@pytest.mark.slow
@pytest.mark.ci
async def test_one_call_is_repeated_after_signing_in_again(opened, site):
    """A single read that finds the session expired signs in and reads again."""
    async with opened() as session:
        site.tokens.clear()
        page = await session.again(lambda: session.read(ItemPage, "/item/5"))
    assert page.number == "5"


async def test_a_wrong_password_is_tried_once_ever(opened, site, folk):
    """A refused password is not submitted again, by this or a later session, until it changes."""
    for _ in range(3):
        with pytest.raises(SignInRefused):
            async with opened(password="wrong-1"):
                pytest.fail("it cannot be signed in")
    assert site.passwords == ["wrong-1"]
    async with opened() as session:
        assert (await session.get("/item/1")).status == 200
    assert site.passwords == ["wrong-1", PASSWORD]


async def test_a_refusal_that_the_adapter_does_not_notice_is_one_all_the_same(
    opened, site, folk, monkeypatch
):
    """A sign-in page that comes back without a word counts as a refusal: no second submit."""
    monkeypatch.setattr(tiny_site, "REFUSED", "<h2 id=home>Welcome, please sign in</h2>")
    for _ in range(2):
        with pytest.raises(SignInRefused):
            async with opened(password="wrong-2"):
                pytest.fail("it cannot be signed in")
    assert site.passwords == ["wrong-2"]


async def test_a_sign_in_that_dies_after_the_submit_is_not_repeated(opened, site, folk):
    """Killed between submit and answer, the next session does not submit the password again."""
    submitted = asyncio.Event()

    def hang() -> Response:
        submitted.set()
        return Response("<html>half", 200, {"content-type": "text/html"})

    site.trouble("/login", hang)

    async def sign_in() -> None:
        async with opened():
            pytest.fail("it cannot be signed in")

    task = asyncio.create_task(sign_in())
    await asyncio.wait_for(_set(submitted), 10)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert folk.barred
    with pytest.raises(SignInRefused, match="submitted before"):
        async with opened():
            pytest.fail("it cannot be signed in")
    assert site.passwords == [PASSWORD]


@pytest.mark.slow
@pytest.mark.ci
async def test_a_sign_in_whose_answer_says_nothing_known_is_told_by_the_probe(opened, site, folk):
    """The answer shows none of the adapter's signs, yet the site took the password: signed in."""

    def admitted_by_a_new_look() -> Response:
        site.tokens.add("new")
        answer = Response("<html><p>Hello</p></html>", 200, {"content-type": "text/html"})
        answer.set_cookie("session", "new")
        return answer

    site.trouble("/login", admitted_by_a_new_look)
    async with opened() as session:
        assert (await session.get("/item/1")).status == 200
    assert site.passwords == [PASSWORD]
    assert not folk.barred


@pytest.mark.slow
@pytest.mark.ci
async def test_a_lost_answer_does_not_bar_a_password_that_worked_before(opened, site, folk):
    """One sign-in is lost between submit and answer; the next session signs in by itself."""
    async with opened():
        site.tokens.clear()
    silent = Response("<html>half", 200, {"content-type": "text/html"})
    site.trouble("/login", lambda: silent)
    async with opened() as session:
        assert (await session.get("/item/1")).status == 200
    assert site.passwords == [PASSWORD] * 3


@pytest.mark.slow
@pytest.mark.ci
async def test_a_password_whose_answers_are_always_lost_rests(opened, site, folk):
    """A site that never answers the sign-in is not submitted to for ever, and nobody is paused."""
    async with opened():
        site.tokens.clear()
    silent = Response("<html>half", 200, {"content-type": "text/html"})
    site.trouble("/login", *[lambda: silent] * 9)
    with pytest.raises(TryAgain, match="rests until") as rests:
        async with opened():
            pytest.fail("it cannot be signed in")
    assert "credentials check --resume" in rests.value.remedy
    assert site.passwords == [PASSWORD] * 3


async def _set(event: asyncio.Event) -> None:
    while not event.is_set():  # set from the server's thread  # noqa: ASYNC110
        await asyncio.sleep(0)


@pytest.mark.slow
@pytest.mark.ci
async def test_a_site_that_fails_itself_does_not_count_as_a_refusal(opened, site, folk):
    """After a 503 at the sign-in the password stays good."""
    site.trouble("/login", lambda: Response("busy", 503))
    with contextlib.suppress(TryAgain):
        async with opened() as session:
            assert (await session.get("/item/1")).status == 200
    assert not folk.barred


@pytest.mark.slow
@pytest.mark.ci
async def test_one_time_codes_fill_in_by_themselves(opened, site, folk):
    """A site that asks for a TOTP code gets it without a person."""
    site.ask_code = True
    async with opened() as session:
        assert (await session.get("/item/1")).status == 200
    assert folk.questions == []


@pytest.mark.slow
@pytest.mark.ci
async def test_a_captcha_is_answered_by_a_person(opened, site, folk):
    """The person sees the picture, answers, and the same sign-in goes on."""
    site.captcha = "7K2P"
    folk.answers = ["7K2P"]
    async with opened() as session:
        assert (await session.get("/item/1")).status == 200
    [(need, prompt, picture)] = folk.questions
    assert (need, prompt) == ("captcha", "type it")
    assert picture.startswith(b"\x89PNG")


async def test_a_captcha_that_nobody_answers_leaves_the_password_good(opened, site, folk):
    """PersonNeeded comes out, and the next run may sign in with the same password."""
    site.captcha = "7K2P"
    with pytest.raises(PersonNeeded):
        async with opened():
            pytest.fail("nobody answered")
    assert not folk.barred
    assert site.passwords == []


@pytest.mark.slow
@pytest.mark.ci
async def test_two_sessions_of_one_shop_take_turns(opened):
    """A second session of the shop starts only when the first has ended."""
    order = []

    async def use(name):
        async with opened():
            order.append(f"{name} in")
            await asyncio.sleep(0)
            order.append(f"{name} out")

    await asyncio.gather(use("a"), use("b"))
    assert order in (["a in", "a out", "b in", "b out"], ["b in", "b out", "a in", "a out"])
