"""The floor under a read: what it is learnt from, and how a person says that a day was quiet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from bots.errors import BusinessError, ScreenChanged
from bots.ledger.tables import orders

DAY = datetime(2026, 5, 4, 8, tzinfo=UTC)  # the Clock's own morning
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


@pytest.fixture
def placed(ledger):
    """Puts `count` orders placed at a time into the ledger, at one go, and gives how many."""

    def place(when, count):
        rows = [
            {"reference": f"north/{when:%m%d%H%M}-{number}", "shop": "north", "status": "paid"}
            for number in range(count)
        ]
        with ledger._database.write() as transaction:
            times = {"placed_at": when, "first_seen": when, "last_seen": when}
            transaction.connection.execute(insert(orders), [{**row, **times} for row in rows])
        return count

    return place


@pytest.fixture
def busy(ledger, placed):
    """Eight weeks in which this hour brought ten orders, each read the moment it was over."""
    for number in range(8, 0, -1):
        when = DAY - number * WEEK
        ledger.reads.check("north", when, when + HOUR, placed(when, 10))
    return ledger


@pytest.fixture
def thin(ledger):
    """A read of the hour after `since` that shows too few; the error, and the open question."""

    def read(count=2, since=DAY):
        with pytest.raises(ScreenChanged) as stopped:
            ledger.reads.check("north", since, since + HOUR, count, run=7)
        return stopped.value, ledger.questions.open("north")

    return read


def floor(ledger, since=DAY, hours=1):
    return ledger.reads.floor("north", since, since + hours * HOUR).least


def test_a_thin_read_asks_with_the_figures(busy, thin):
    """The error has the figures and the command; the same question waits in the worklist."""
    error, (question,) = thin()
    assert "showed 2 orders" in error.message
    assert "at least 5 were expected: half of 10" in error.message
    assert f"bots items resolve Q{question.id} --answer yes" in error.remedy
    assert (question.need, question.run_id) == ("quiet_day", 7)
    assert error.message in question.prompt


def test_one_question_at_a_time(busy, thin):
    """The next thin read of that shop points to the question that is open."""
    _, (question,) = thin()
    error, asked = thin(1)
    assert asked == [question]
    assert f"Q{question.id}" in error.remedy


def test_a_confirmed_read_passes_and_no_thinner_one(busy, thin):
    """Of that window what was confirmed is enough; fewer is an error with a question again."""
    _, (question,) = thin(2)
    busy.questions.answer(question.id, "yes", "ann")
    busy.reads.check("north", DAY, DAY + HOUR, 2)
    _, asked = thin(1)
    assert [one.id for one in asked] != [question.id]


def test_a_confirmed_day_is_learnt_from(busy, thin, placed):
    """The weeks after it the floor is half of the quiet day's figure."""
    _, (question,) = thin(placed(DAY, 2))
    assert floor(busy, DAY + WEEK) == 5
    busy.questions.answer(question.id, "yes", "ann")
    assert floor(busy, DAY + WEEK) == 1


def test_a_refused_read_stays_an_error_and_is_not_asked_again(busy, thin):
    """Said to be wrong, as thin a read of that time stops without a new question."""
    _, (question,) = thin(2)
    busy.questions.answer(question.id, "no", "ann")
    error, asked = thin(2)
    assert asked == []
    assert f"Q{question.id}" in error.remedy
    _, asked = thin(3)
    assert len(asked) == 1


@pytest.mark.parametrize("answer", [None, "no"])
def test_a_broken_day_teaches_nothing(busy, thin, placed, answer):
    """A read that nobody confirmed does not lower the floor, though its orders are kept."""
    _, (question,) = thin(placed(DAY, 2))
    if answer:
        busy.questions.answer(question.id, answer, "ann")
    assert floor(busy, DAY + WEEK) == 5


def test_a_broken_day_that_is_read_again_counts_whole(busy, thin, placed):
    """The read that brings what was missing makes that day one of those learnt from."""
    thin(placed(DAY, 2))
    placed(DAY + HOUR / 2, 4)
    busy.reads.check("north", DAY, DAY + HOUR, 6)
    assert floor(busy, DAY + WEEK) == 3


def test_weeks_in_which_nothing_was_read_teach_nothing(busy):
    """Hours without any read are no quiet hours: after a month's pause the floor is as before."""
    assert floor(busy, DAY + 3 * WEEK) == 5


def test_what_one_window_confirmed_holds_for_the_next(busy, thin):
    """Reads overlap: the quiet hour is a part of a longer window, whose other hours count too."""
    _, (question,) = thin(2)
    busy.questions.answer(question.id, "yes", "ann")
    assert floor(busy, DAY, hours=2) == 2
    assert floor(busy, DAY + HOUR / 2) == 0  # of the two, none is known to lie in this half


def test_a_list_that_lost_known_orders_can_be_confirmed(ledger, placed, thin):
    """Orders that the shop no longer shows: what it shows is enough, and is what is learnt."""
    placed(DAY, 9)
    error, (question,) = thin(3)
    assert "half of the 9 that the ledger holds" in error.message
    ledger.questions.answer(question.id, "yes", "ann")
    ledger.reads.check("north", DAY, DAY + HOUR, 3)
    assert floor(ledger) == 3


def test_another_shop_is_not_quiet(busy, thin):
    """A confirmation is one shop's."""
    _, (question,) = thin(2)
    busy.questions.answer(question.id, "yes", "ann")
    assert busy.reads.floor("south", DAY, DAY + HOUR).least == 0
    assert floor(busy, DAY - WEEK) == 5


@pytest.mark.parametrize("answer", ["maybe", "", "yes please", "1"])
def test_a_bad_answer_is_refused_and_the_question_stays_open(busy, thin, answer):
    """Only yes and no are answers."""
    _, (question,) = thin()
    with pytest.raises(BusinessError) as refused:
        busy.questions.answer(question.id, answer, "ann")
    assert refused.value.rule == "bad_answer"
    assert "--answer yes|no" in refused.value.remedy
    assert busy.questions.open("north") == [question]


@pytest.mark.parametrize("answer", ["Yes", " y ", "是"])
def test_yes_is_said_in_several_ways(busy, thin, answer):
    """Big letters, one letter, Chinese."""
    _, (question,) = thin(2)
    busy.questions.answer(question.id, answer, "ann")
    busy.reads.check("north", DAY, DAY + HOUR, 2)


def test_a_set_floor_asks_nobody(ledger):
    """The operator's own figure is changed where it was set."""
    with pytest.raises(ScreenChanged) as stopped:
        ledger.reads.check("north", DAY, DAY + HOUR, 2, fixed=3)
    assert "set floor = 2 in [shops.north]" in stopped.value.remedy
    assert ledger.questions.open() == []


def test_a_question_that_nobody_answered_in_time_is_asked_again(busy, thin, clock):
    """After it expired the next thin read asks anew."""
    _, (question,) = thin()
    clock.advance(days=15)
    _, asked = thin()
    assert [one.id for one in asked] != [question.id]
