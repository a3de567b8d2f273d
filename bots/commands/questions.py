"""Questions on the command line: what they are about, and a person's answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from bots.commands import context
from bots.commands.screen import print_json, screen, table
from bots.commands.words import Say
from bots.errors import SettingsError
from bots.ledger import CHOICES, LOCATORS, Ledger

if TYPE_CHECKING:
    from bots.ledger import Locator, Question
    from bots.settings import Settings


def number_of(which: str) -> int | None:
    """The question that `Q3` names; None for what names none."""
    named = which[:1] in {"Q", "q"} and which[1:].isdigit()
    return int(which[1:]) if named else None


def answer(settings: Settings, ledger: Ledger, number: int, text: str | None, say: Say) -> None:
    """Answer it; a run that waits for it goes on."""
    from bots.waiting import answered

    if text is None:
        text = str(typer.prompt("answer"))
    question = ledger.questions.answer(number, text, context.who())
    if question.need in CHOICES:
        kept = text.strip().lower()[:1] in {"y", "是"}
        told = "noted; from now on {site} is read by it" if kept else "noted; {site}: no"
        screen().print(say(told, site=question.site))
    elif answered(settings, number):
        screen().print(f"answered; the run for {question.site} goes on")
    else:
        screen().print("answered; no worker is running, start one to go on: bots worker")


def show(ledger: Ledger, number: int, say: Say, *, as_json: bool) -> None:
    """What it asks, and the locators that it is about."""
    question = ledger.questions.get(number)
    if question is None:
        raise SettingsError(f"there is no question Q{number}", remedy="see: bots items list")
    about = ledger.locators.of(number)
    if as_json:
        print_json({**asdict(question), "locators": [asdict(one) for one in about]})
        return
    facts = (
        ("question", f"Q{question.id} ({question.site}): {_asked(question, say)}"),
        ("who", question.answered_by),
        ("to do", "" if question.answered_at else how_to_answer(question)),
    )
    for label, value in facts:
        if value:
            screen().print(f"[bold]{say(label)}[/]: ", end="")
            screen().print(value, markup=False, soft_wrap=True)
    if about:
        screen().print(_locators(about, say))


def listed(questions: Sequence[Question], say: Say) -> object:
    """The open questions as a table."""
    rows = [
        (f"Q{q.id}", q.site, say(q.need), _asked(q, say), q.screenshot, _first(q))
        for q in questions
    ]
    columns = ("#", "site", "need", "question", "screenshot", "to do")
    return table(say("Questions"), [say(c) for c in columns], rows)


def _asked(question: Question, say: Say) -> str:
    """The question as it was put, below what it means in the reader's language."""
    key = f"asked: {question.need}"
    meaning = say(key)
    return question.prompt if meaning == key else f"{meaning}\n{question.prompt}"


def how_to_answer(question: Question) -> str:
    """The command that answers it."""
    words = CHOICES.get(question.need)
    chosen = f" --answer {'|'.join(words)}" if words else ""
    return f"bots items resolve Q{question.id}{chosen}"


def _first(question: Question) -> str:
    """What to do first: locators are looked at before they are approved."""
    look = f"bots items show Q{question.id} ; " if question.need == LOCATORS else ""
    return look + how_to_answer(question)


def _locators(about: Sequence[Locator], say: Say) -> object:
    columns = [say(one) for one in ("page", "was", "is now", "score#", "answer")]
    rows = [
        (
            one.page,
            one.selector,
            f"{one.css} [{one.label}]" if one.label else one.css,
            f"{one.score:.2f}",
            say(one.answer) if one.answer else "",
        )
        for one in about
    ]
    return table(say("Proposed locators"), columns, rows)
