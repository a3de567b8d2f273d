"""Proposed locators: asked about once, decided by the answer, remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bots.errors import BusinessError
from bots.ledger import Locator

WAIT = timedelta(days=7)
NUMBER = Locator("OrdersPage", "a.number", "a.v2-number", "", 0.92, "5 of 5 known orders")
TOTAL = Locator("OrderPage", ".total", "td", "Sum", 0.8)


def propose(ledger, *proposed, wait=WAIT):
    return ledger.locators.propose("north", proposed, wait=wait)


def test_a_question_is_asked_for_each_page(ledger):
    """A person looks at one page at a time; the question says what was and what is now."""
    asked = propose(ledger, NUMBER, TOTAL)
    assert [one.need for one in asked] == ["locators", "locators"]
    assert "a.number -> a.v2-number" in asked[0].prompt
    assert "5 of 5 known orders" in asked[0].prompt
    assert ledger.locators.of(asked[1].id) == [TOTAL]


def test_the_same_is_not_asked_twice(ledger):
    """While a question is open, the next run finds it."""
    (first,) = propose(ledger, NUMBER)
    (again,) = propose(ledger, replace(NUMBER, score=0.91))
    assert again.id == first.id
    assert len(ledger.questions.open("north")) == 1


def test_another_proposal_for_the_page_ends_the_open_question(ledger):
    """The page changed once more: what was asked is no longer worth an answer."""
    (first,) = propose(ledger, NUMBER)
    (second,) = propose(ledger, replace(NUMBER, css="a.v3"))
    assert [one.id for one in ledger.questions.open("north")] == [second.id]
    with pytest.raises(BusinessError):
        ledger.questions.answer(first.id, "yes", "tester")


def test_yes_puts_them_in_force_for_that_shop(ledger):
    """Nothing is in force before a person's answer, and nothing for another shop after it."""
    (asked,) = propose(ledger, NUMBER)
    assert ledger.locators.approved("north") == []
    ledger.questions.answer(asked.id, "yes", "tester")
    assert [one.key for one in ledger.locators.approved("north")] == [NUMBER.key]
    assert ledger.locators.approved("south") == []


def test_no_is_remembered(ledger):
    """What was refused is known as refused, and not in force."""
    (asked,) = propose(ledger, NUMBER)
    ledger.questions.answer(asked.id, "no", "tester")
    assert [one.key for one in ledger.locators.refused("north")] == [NUMBER.key]
    assert ledger.locators.approved("north") == []


def test_an_answer_is_yes_or_no(ledger):
    """Anything else is refused, and the question stays open."""
    (asked,) = propose(ledger, NUMBER)
    with pytest.raises(BusinessError, match="yes, no"):
        ledger.questions.answer(asked.id, "perhaps", "tester")
    assert len(ledger.questions.open("north")) == 1


def test_a_question_that_nobody_answered_is_asked_again(ledger):
    """After its time the same proposal gets a new question."""
    (first,) = propose(ledger, NUMBER, wait=timedelta(seconds=-1))
    (second,) = propose(ledger, NUMBER)
    assert second.id != first.id
    assert ledger.locators.of(second.id) == [NUMBER]


def test_of_one_selector_the_last_approval_counts(ledger):
    """They come in the order of the answers."""
    for css in ("a.v2", "a.v3"):
        (asked,) = propose(ledger, replace(NUMBER, css=css))
        ledger.questions.answer(asked.id, "yes", "tester")
    assert [one.css for one in ledger.locators.approved("north")] == ["a.v2", "a.v3"]
