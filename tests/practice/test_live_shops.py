"""The adapters of both shops against the running shops, through a real browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bots.errors import BusinessError, PersonNeeded, ScreenChanged, SignInRefused
from bots.model import Order, OrderStatus
from bots.platforms import load
from bots.practice.company import Company
from bots.practice.shop_words import STATES

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
LATER = [pytest.mark.slow, pytest.mark.ci]
ADAPTERS = {"north": "market", "south": "outlet"}


@pytest.fixture
def shop(sessions, desk):
    """Read a shop's orders of the last days, as a flow does."""

    async def read(name, since=timedelta(days=3), until=None):
        session = await sessions(name)
        portal = load(ADAPTERS[name])(session)
        start = datetime.now(UTC) - since
        orders = session.replayed(
            lambda: portal.orders(start, until), lambda one: one.reference, _content
        )
        return [order async for order in orders]

    return read


@pytest.mark.parametrize("name", ["north", "south"])
async def test_every_order_is_read_field_by_field(shop, home, name):
    """What the adapter yields is what the shop's own database holds, and each order once."""
    read = await shop(name)
    kept = {order.number: order for order in _company(home).orders[name].all()}
    assert sorted(_number(one) for one in read) == sorted(kept)
    for one in read:
        if isinstance(one, Order):
            assert _facts(one) == _kept_facts(kept[one.number])


async def test_a_total_that_does_not_add_up_refuses_that_order_only(shop, home):
    """The order comes as an error that names the rule; every other one is read."""
    read = await shop("north")
    refused = [one for one in read if isinstance(one, BusinessError)]
    wrong = [o for o in _company(home).orders["north"].all() if o.total != o.parts]
    assert [(one.rule, one.reference) for one in refused] == [
        ("total_mismatch", f"north/{wrong[0].number}")
    ]


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.parametrize("name", ["north", "south"])
async def test_only_the_stretch_asked_for_is_read(shop, home, name):
    """An order placed at `until` is left out, one at `since` is read."""
    moments = sorted(order.placed_at for order in _company(home).orders[name].all())
    since, until = moments[5], moments[20]
    read = await shop(name, since=datetime.now(UTC) - since, until=until)
    kept = [o for o in _company(home).orders[name].all() if since < o.placed_at < until]
    assert {o.number for o in kept} <= {_number(one) for one in read}
    assert all(one.placed_at < until for one in read if isinstance(one, Order))


async def test_orders_that_arrive_meanwhile_hide_none(sessions, desk, home):
    """Between the pages of one read a new order shifts the list; every old order is still read."""
    before = {order.number for order in _company(home).orders["north"].all()}
    portal = load("market")(_Shifting(await sessions("north"), desk))
    since = datetime.now(UTC) - timedelta(days=3)
    read = {_number(one) async for one in portal.orders(since)}
    assert before <= read


@pytest.mark.parametrize(
    ("name", "path", "after"),
    [("north", "^/orders/", 3), pytest.param("south", "^/api/", 1, marks=LATER)],
)
async def test_a_session_that_ends_in_the_middle_is_renewed(shop, desk, name, path, after):
    """The read signs in again, and yields every order once."""
    desk.fault(name, "expire", path=path, skip=after, times=1)
    before = desk.site(name)["sign_ins"]
    read = await shop(name)
    assert len({_number(one) for one in read}) == len(read) == 30
    assert desk.site(name)["sign_ins"] >= before + 1


@pytest.mark.parametrize(
    "kind",
    ["error_500", *(pytest.param(kind, marks=LATER) for kind in ("drop_before", "too_many"))],
)
async def test_passing_trouble_is_retried(shop, desk, kind):
    """A few bad answers in a row change nothing in what is read."""
    desk.fault("north", kind, path="^/orders", skip=4, times=2, seconds=0)
    assert len(await shop("north")) == 30
    assert desk.fired("north") == 2


@pytest.mark.parametrize(
    ("name", "kind"), [("north", "changed_words"), ("south", "changed_layout")]
)
async def test_a_page_that_says_something_else_stops_the_read(shop, desk, name, kind):
    """Nothing is read from a page that does not prove itself."""
    desk.fault(name, kind, path="orders")
    with pytest.raises(ScreenChanged):
        await shop(name)


async def test_other_names_in_the_page_s_code_change_nothing(shop, desk):
    """What is read by headings and labels does not care for classes and ids."""
    desk.fault("north", "changed_layout", path="orders/")
    assert len(await shop("north")) == 30


async def test_a_bot_challenge_wants_a_person(shop, desk):
    """It is not taken for the list."""
    desk.fault("north", "challenge", path="^/orders")
    with pytest.raises(PersonNeeded):
        await shop("north")


@pytest.mark.slow
@pytest.mark.ci
async def test_one_order_is_read_by_its_number(sessions, desk, home):
    """A known one comes whole, an unknown one as `not_found`, from either shop."""
    for name, adapter in ADAPTERS.items():
        kept = next(o for o in _company(home).orders[name].all() if o.total == o.parts)
        portal = load(adapter)(await sessions(name))
        assert _facts(await portal.order(kept.number)) == _kept_facts(kept)
        assert (await portal.order("7")).rule == "not_found"


async def test_a_wrong_password_is_tried_once(open_site, desk, nobody):
    """The shop sees one attempt; a second run does not even try."""
    before = desk.site("north")["refused"]
    people = nobody()
    for _ in range(2):
        with pytest.raises(SignInRefused):
            async with open_site("north", people, "wrong"):
                pytest.fail("signed in")
    assert desk.site("north")["refused"] == before + 1


@pytest.mark.slow
@pytest.mark.ci
async def test_a_captcha_is_answered_by_a_person(open_site, desk, nobody):
    """The person's characters go into the form; a wrong answer is asked for again."""
    desk.switch("north", captcha=True)
    answers = ["WRONG"]
    people = nobody()
    people.answer = lambda: answers.pop() if answers else desk.site("north")["captcha_answer"]
    async with open_site("north", people) as session:
        assert (await session.get("/orders")).status == 200
    assert answers == []


@pytest.mark.slow
@pytest.mark.ci
async def test_a_captcha_without_a_person_waits(open_site, desk):
    """The error says what is needed, and the password was not judged."""
    desk.switch("north", captcha=True)
    with pytest.raises(PersonNeeded) as caught:
        async with open_site("north"):
            pytest.fail("signed in")
    assert caught.value.need == "captcha"


async def test_an_unknown_state_refuses_that_order_only(shop, monkeypatch):
    """A state that the adapter has no word for is never guessed."""
    from bots.platforms.outlet import portal

    monkeypatch.delitem(portal.STATES, "TO_SHIP")
    read = await shop("south")
    rules = {one.rule for one in read if isinstance(one, BusinessError)}
    assert rules == {"unknown_status"}
    assert any(isinstance(one, Order) for one in read)


async def test_the_market_knows_every_state_of_the_shop():
    """Both languages' words for every state are in the adapter's table."""
    from bots.platforms.market.portal import WORDS
    from bots.practice.words import ZH

    for status, words in STATES.items():
        assert WORDS[words] is WORDS[ZH[words]] is OrderStatus(status)


class _Shifting:
    """A session at whose shop an order arrives after each page of the list."""

    def __init__(self, session, desk):
        self.site = session.site
        self._session, self._desk, self.get_many = session, desk, session.get_many

    async def read(self, page_class, path):
        page = await self._session.read(page_class, path)
        self._desk.arrive("north")
        return page

    async def read_many(self, page_class, paths):
        for path in paths:
            yield await self.read(page_class, path)


def _company(home):
    return Company.open(home / "practice")


def _number(one):
    return one.reference.partition("/")[2]


def _content(one):
    return one.content_hash if isinstance(one, Order) else one.message


def _facts(order):
    lines = [(line.sku, line.title, line.quantity, line.unit_price) for line in order.lines]
    money = (order.shipping, order.discount, order.tax, order.total, order.currency)
    to = order.ship_to
    place = (to.lines, to.district, to.city, to.province, to.postcode, to.country)
    person = (order.buyer, order.email, to.name, to.phone, *place)
    return order.number, order.status, order.placed_at, lines, money, person, order.note


def _kept_facts(kept):
    lines = [(item.sku, item.title, item.quantity, item.price) for item in kept.items]
    money = (kept.shipping, kept.discount, kept.tax, kept.total, kept.currency)
    to = kept.buyer
    place = (to.lines, to.district, to.city, to.province, to.postcode, to.country)
    person = (to.name, to.email, to.name, to.phone, *place)
    return kept.number, kept.status, kept.placed_at, lines, money, person, kept.note
