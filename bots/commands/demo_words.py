"""What a demo says at its end: for people, and as one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from bots.commands.screen import screen, table
from bots.commands.words import Say
from bots.ledger import ENTER_ORDER, Item, Outcome, State
from bots.rules import rule_name
from bots.settings import find_file

if TYPE_CHECKING:
    from bots.commands.demo_run import Story

_OPEN = (State.WAITING, State.FAILED, State.UNSURE)


def as_object(story: Story) -> dict[str, Any]:
    """The demo for programs; `missing` and `duplicated` are counted in the sites themselves."""
    verdict = story.verdict
    return {
        "orders_found": sum(story.found.values()),
        "orders_found_by_shop": dict(story.found),
        "entered": len(story.entered(Outcome.ENTERED)),
        "adopted": len(story.entered(Outcome.ADOPTED)),
        "rejected": len(story.standing(State.REJECTED)),
        "rejected_reasons": _reasons(story.standing(State.REJECTED)),
        "waiting": len(story.standing(*_OPEN)),
        "unpaid": sum(story.found.values()) - len(story.orders),
        "missing": len(verdict.missing),
        "duplicated": len(verdict.duplicated),
        "report": str(story.report or ""),
        "comparison": {
            "expected": verdict.expected,
            "right": verdict.right,
            "missing": verdict.missing,
            "duplicated": verdict.duplicated,
            "different": [one.reference for one in verdict.different],
            "unfinished": verdict.unfinished,
            "unexpected": verdict.unexpected,
        },
        "seconds": round(story.seconds, 1),
        "home": str(story.settings.home),
    }


def tell(story: Story) -> None:
    """The demo for people."""
    say = Say(story.settings.language)
    out = screen()
    words = ("shop", "found#", "entered#", "adopted#", "rejected#", "waiting#", "unpaid#")
    columns = [say(word) for word in words]
    out.print()
    out.print(table(say("What was done"), columns, [_row(shop, story) for shop in story.found]))
    _tell_items(say("Rejected, with the reason"), story.standing(State.REJECTED), say)
    _tell_items(say("Waiting for a person"), story.standing(*_OPEN), say)
    _tell_verdict(story, say)
    out.print(say("Report: {path}", path=story.report), markup=False, soft_wrap=True)
    out.print(say("Took {seconds:.0f} s.", seconds=story.seconds), markup=False)
    _tell_next(say)


def _row(shop: str, story: Story) -> tuple[object, ...]:
    mine = [item for item in story.items if item.shop == shop and item.kind == ENTER_ORDER]
    return (
        shop,
        story.found[shop],
        sum(item.outcome is Outcome.ENTERED for item in mine),
        sum(item.outcome is Outcome.ADOPTED for item in mine),
        sum(item.state is State.REJECTED for item in mine),
        sum(item.state in _OPEN for item in mine),
        story.found[shop] - len(mine),
    )


def _tell_items(title: str, items: Sequence[Item], say: Say) -> None:
    if not items:
        return
    rows = [
        (item.key, rule_name(item.rule, say.language), item.message.removeprefix(f"{item.key}: "))
        for item in items
    ]
    screen().print(table(title, [f"{say('order')}!", say("rule"), say("why")], rows))


def _tell_verdict(story: Story, say: Say) -> None:
    verdict = story.verdict
    good = story.good
    line = say(
        "The ERP, compared with the shops: {expected} orders must be there; missing {missing}, "
        "entered twice {duplicated}, different {different}.",
        expected=verdict.expected,
        missing=len(verdict.missing),
        duplicated=len(verdict.duplicated),
        different=len(verdict.different),
    )
    screen().print(f"[{'green' if good else 'red'}]{escape(line)}[/]")
    for one in verdict.different:
        fields = ", ".join(one.fields)
        screen().print(
            say("  different: {reference} ({fields})", reference=one.reference, fields=fields),
            markup=False,
        )


def _tell_next(say: Say) -> None:
    ours = "BOTS_PRACTICE=1 " if find_file() else ""  # with settings, `bots` means the real shops
    screen().print()
    screen().print(f"[bold]{say('What to do next')}[/]")
    for command, what in (
        (f"{ours}bots items list", "what needs a person, and what to do about it"),
        (f"{ours}bots runs list", "what ran, and where its log and evidence are"),
        ("bots practice", "serve the practice sites, and click around in them"),
        ("bots doctor", "check this machine; then write credentials.toml for your own shops"),
    ):
        screen().print(f"  {command:<{18 + len(ours)}}{say(what)}", markup=False)


def _reasons(items: Sequence[Item]) -> dict[str, int]:
    return {rule: sum(i.rule == rule for i in items) for rule in sorted({i.rule for i in items})}
