"""What `bots check` found, for the person at the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bots.commands.screen import screen
from bots.commands.words import Say
from bots.locators.force import LABELLED

MOST = 6  # of one list on the terminal; --json has them all


def tell(facts: dict[str, Any], say: Say) -> None:
    """Print it: what stops the reading, what is lost and where it may be now, what else changed."""
    if facts["stopped"]:
        _line(say("the reading stopped"), facts["stopped"], "red")
    _lost(facts, say)
    lost_on = {loss["page"] for loss in facts["lost"]}
    for drift in facts["pages"]:
        if drift["page"] not in lost_on:  # what matters there was said
            _drift(drift, say)
    for page in facts["not_seen"]:
        _line(say("not seen this time"), page)
    if not facts["stopped"]:
        _ending(facts, say)
    for step in facts["to_do"]:
        _line(say("to do"), step, "bold")


def _ending(facts: dict[str, Any], say: Say) -> None:
    if not facts["pages"]:
        text = "{shop} is as it was recorded on {day} ({orders} orders read)"
    else:
        text = "{shop} changed since {day}; its orders still read ({orders} orders read)"
    said = say(text, shop=facts["shop"], day=facts["recorded"], orders=facts["orders"])
    screen().print(said, style="yellow" if facts["pages"] else "green", markup=False)


def _lost(facts: dict[str, Any], say: Say) -> None:
    for page in dict.fromkeys(loss["page"] for loss in facts["lost"]):
        screen().print(say("Lost on {page}:", page=page), style="bold", markup=False)
        every = [loss for loss in facts["lost"] if loss["page"] == page]
        mine = [loss for loss in every if not any(_holds(loss, other) for other in every)]
        # What nothing stands in for comes first: that is what a person must look at.
        for text in _some([_loss(one, say) for one in sorted(mine, key=_is_settled)], say, 20):
            screen().print(f"  {text}", markup=False, soft_wrap=True)
    trial = facts["trial"]
    if trial and trial["known"] and not trial["stopped"]:
        counted = say(
            "With these, {equal} of {known} known orders read the same.",
            equal=trial["equal"],
            known=trial["known"],
        )
        screen().print(counted, style="green" if trial["proved"] else "yellow", markup=False)
    for text in _some(_reasons(facts), say):
        _line(say("not used by itself"), text, "yellow")


def _holds(loss: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether a path of JSON goes through another: then the inner one says it all."""
    return str(other["was"]).startswith((f"{loss['was']}.", f"{loss['was']}["))


def _is_settled(loss: dict[str, Any]) -> bool:
    return bool(loss["now"])


def _reasons(facts: dict[str, Any]) -> list[str]:
    """Why runs do not go on by themselves; what is said of a lost selector is not said twice."""
    if facts["not_tried"]:
        return [facts["not_tried"]]
    trial = facts["trial"] or {"doubts": [], "stopped": ""}
    told = [loss["why_not"] for loss in facts["lost"] if loss["why_not"]]
    doubts = [one for one in trial["doubts"] if not any(one.endswith(why) for why in told)]
    still = trial["stopped"]
    return [*doubts, *([still] if still and still != facts["stopped"] else [])][:MOST]


def _loss(loss: dict[str, Any], say: Say) -> str:
    was = _called(loss["shown"] or loss["was"], say)
    was += f" ({loss['within']})" if loss["within"] else ""
    what = f"{say(loss['what'])}: {was}" if loss["what"] else was
    if not loss["now"]:
        return say("{what} is not there any more; {why}", what=what, why=say(loss["why_not"]))
    return say(
        "{what} is not there any more; likely now {now} (score {score})",
        what=what,
        now=_called(loss["now"], say),
        score=f"{loss['score']:.2f}",
    )


def _called(selector: str, say: Say) -> str:
    if selector.startswith(LABELLED):
        return say("the label {label!r}", label=selector.removeprefix(LABELLED))
    return selector


def _drift(drift: dict[str, Any], say: Say) -> None:
    page = drift["page"]
    pairs = [f"{old} -> {new}" for old, new in drift["renamed"]]
    for word, texts, style in (
        ("gone from {page}", drift["gone"], "red"),
        ("renamed on {page}", pairs, "yellow"),
        ("moved on {page}", drift["moved"], "yellow"),
        ("new on {page}", drift["new"], "yellow"),
    ):
        for text in _some(texts, say):
            _line(say(word, page=page), text, style)


def _some(texts: Sequence[str], say: Say, most: int = MOST) -> Iterable[str]:
    yield from texts[:most]
    if len(texts) > most:
        yield say("and {count} more (--json has all)", count=len(texts) - most)


def _line(label: str, text: str, style: str = "") -> None:
    screen().print(f"{label}: ", end="", style=style, markup=False)
    screen().print(text, markup=False, soft_wrap=True)
