"""Rebuilt sites: a proposal is right, or it is not used; never wrong data."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from bots.errors import BotsError
from bots.locators import Locators
from bots.locators.blind import Without
from bots.locators.lessons import learn, learn_by
from bots.locators.trial import replayed, try_out
from bots.model import Order
from bots.testing.recordings import Recording
from tests.locators.css_shop import RECORDINGS, market, reading
from tests.locators.rebuilt import rebuilt

CHANGES = [
    ("named anew",),
    ("scrambled",),
    ("some scrambled",),
    ("named anew", "wrapped"),
    ("named anew", "shuffled", "nested"),
    ("scrambled", "wrapped", "nested"),
    ("scrambled", "shuffled"),
    ("relabelled", "some scrambled"),
]


def contents(read) -> list[str]:
    """What was read, as it compares."""
    return [one.content_hash if isinstance(one, Order) else str(one.rule) for one in read]


async def everything(read) -> list[Order]:
    """What a reader brings with its own selectors alone."""
    return [one async for one in read(Locators())]


@pytest.fixture(scope="module")
def recording() -> Recording:
    return market()


async def tried(recording, changed, *, known=None, refused=(), lessons=None):
    """The trial over changed pages, against the orders of the unchanged ones."""
    lessons = lessons or await learn_by(reading(recording), most=40)
    orders = await everything(reading(recording)) if known is None else known
    return await try_out(
        lessons, reading(changed), {one.reference: one for one in orders}, refused=refused
    )


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.parametrize("changes", CHANGES, ids=" + ".join)
async def test_a_rebuilt_site_is_read_right_or_not_at_all(recording, changes):
    """Whatever became of names, nesting and columns: what proved proposals read is the same."""
    right = contents(await everything(reading(recording)))
    lessons = await learn_by(reading(recording), most=40)
    ends: Counter[str] = Counter()
    for seed in range(3):
        changed = rebuilt(recording, seed, *changes)
        try:
            await everything(reading(changed))
            continue  # its own selectors still read it
        except BotsError:
            trial = await tried(recording, changed, lessons=lessons)
        if trial.proved:
            assert contents(trial.read) == right
        ends["proved" if trial.proved else "refused"] += 1
    assert ends["proved"] > 0


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.parametrize("platform", ["market", "oscar", "outlet"])
async def test_the_adapters_read_rebuilt_sites_right_or_not_at_all(platform):
    """The same for the adapters that ship, which read by labels and keys."""
    recording = Recording.load(RECORDINGS / platform)
    lessons = await learn(recording)
    orders = await everything(replayed(recording))
    known = {one.reference: one for one in orders if isinstance(one, Order)}
    for seed in range(8):
        for changes in (("relabelled",), ("relabelled", "scrambled"), ("named anew",)):
            changed = replayed(rebuilt(recording, seed, *changes))
            try:
                await everything(changed)
            except BotsError:
                trial = await try_out(lessons, changed, known)
                assert not trial.proved or contents(trial.read) == contents(orders)


@pytest.mark.parametrize("platform", ["market", "oscar", "oscar/zh", "outlet"])
async def test_nothing_that_an_adapter_looks_for_goes_missing_in_silence(platform):
    """Without any one selector or label a read stops; none reads as an empty field."""
    lessons = await learn(Recording.load(RECORDINGS / platform))
    every = [lesson for page in lessons.pages.values() for lesson in page.values()]
    assert every
    assert [one for one in every if one.without is Without.DIFFERS] == []


async def test_too_few_known_orders_prove_nothing(recording):
    """Two orders that read the same are not enough, three are."""
    changed = rebuilt(recording, 0, "named anew")
    orders = await everything(reading(recording))
    two = await tried(recording, changed, known=orders[:2])
    assert not two.proved
    assert "2 known orders read the same, 3 are needed" in two.doubts
    assert (await tried(recording, changed, known=orders[:4])).proved


async def test_a_known_order_that_differs_forbids_it(recording):
    """One contradiction outweighs any number of orders that read the same."""
    first, *rest = await everything(reading(recording))
    other = first.model_copy(update={"note": "something else"})
    trial = await tried(recording, rebuilt(recording, 0, "named anew"), known=[other, *rest])
    assert not trial.proved
    assert trial.different == (first.reference,)


async def test_a_known_order_that_is_not_there_forbids_it(recording):
    """A locator that finds only some of the rows loses orders: nothing may be missing."""
    first, *rest = await everything(reading(recording))
    gone = first.model_copy(update={"number": "NH-GONE"})
    trial = await tried(recording, rebuilt(recording, 0, "named anew"), known=[gone, *rest])
    assert not trial.proved
    assert trial.missing == (gone.reference,)


async def test_a_field_that_no_known_order_has_is_not_proved(recording):
    """With no message on any known order nothing shows where messages are now."""

    def without_notes(one):
        text = one.document.text
        start, end = '<p class="message">', "</p>"
        before, found, after = text.partition(start)
        if found:
            text = before + found + end + after.partition(end)[2]
        return replace(one, document=replace(one.document, text=text))

    silent = replace(recording, taken=tuple(map(without_notes, recording.taken)))
    orders = await everything(reading(silent))
    assert {one.note for one in orders} == {""}
    lessons = await learn_by(reading(recording), most=40)
    changed = rebuilt(silent, 0, "named anew")
    trial = await tried(silent, changed, known=orders, lessons=lessons)
    assert not trial.proved
    assert any(".message" in doubt for doubt in trial.doubts)


async def test_what_was_turned_down_is_not_proposed_again(recording):
    """A refused replacement leaves its selector without one, and the read stopped."""
    changed = rebuilt(recording, 0, "named anew")
    first = await tried(recording, changed)
    down = first.proposals[0]
    again = await tried(recording, changed, refused={down.key})
    assert down.key not in {one.key for one in again.proposals}
    assert not again.proved


async def test_two_alike_are_not_guessed_between(recording):
    """Of two numbers in a row that nothing tells apart none is proposed."""

    def doubled(one):
        text = one.document.text.replace('class="number"', 'class="x1"')
        cell = '<td><a class="x2" href="/orders/1">NH1</a></td><td><a class="x1"'
        text = text.replace('<td><a class="x1"', cell).replace(
            "<th>订单</th>", "<th></th><th></th>"
        )
        return replace(one, document=replace(one.document, text=text))

    changed = replace(recording, taken=tuple(map(doubled, recording.taken)))
    trial = await tried(recording, changed)
    assert not trial.proved
    assert "a.number" not in {one.selector for one in trial.proposals}
