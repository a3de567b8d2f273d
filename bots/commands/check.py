"""`bots check SHOP`: is the shop's site still as it was recorded, and what is to be done if not?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bots.commands import context
from bots.commands.failures import FAILED
from bots.commands.screen import print_json

if TYPE_CHECKING:
    from bots.commands.live import Visit
    from bots.locators.losses import Loss
    from bots.mending import Mended
    from bots.testing.recordings import Recording
    from bots.testing.shape import Drift


def main(
    shop: Annotated[str, typer.Argument(metavar="SHOP", help="A shop of the settings.")],
    since: Annotated[str, typer.Option(help="How far back to read.")] = "6h",
    folder: Annotated[
        Path | None, typer.Option(help="Default: tests/recordings/PLATFORM of this checkout.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read a shop's live pages, compare them with the recordings, and say what changed.

    Orders are not recorded. Where the reading stops because a page changed, it says what is
    likely to stand in now, tries that on known orders, and asks about it (bots items list).
    Exit code 1 when a label, a column, a field, an id or a key that every recorded page had is
    gone, or the reading stops.
    """
    import asyncio

    from bots.commands import live
    from bots.commands.check_words import tell
    from bots.commands.words import Say
    from bots.testing.recordings import Recording, recordings_folder

    settings = context.settings()
    place = folder or recordings_folder(settings.recordings) / settings.shop(shop).platform
    recorded = Recording.load(place)
    start, until = live.window(settings, shop, since)
    found = asyncio.run(live.visit(settings, shop, start, until, mend=True))
    facts = {"shop": shop, **_seen(found), **_compared(recorded, found.recording)}
    facts["to_do"] = _to_do(shop, found, facts)
    if as_json:
        print_json(facts)
    else:
        tell(facts, Say(settings.language))
    if found.stopped or _is_told(facts):
        raise typer.Exit(FAILED)


def _is_told(facts: dict[str, Any]) -> bool:
    """Whether something is gone that readers or programs go by; looks alone change every day."""
    gone = [
        text
        for drift in facts["pages"]
        for text in (*drift["gone"], *(old for old, _ in drift["renamed"]), *drift["moved"])
    ]
    return any(not text.startswith("the class ") for text in gone)


def _seen(found: Visit) -> dict[str, Any]:
    """What was read, what stopped it, what was lost and may stand in."""
    stopped, mended = found.stopped, found.mended
    return {
        "orders": len(found.read),
        "stopped": stopped.message if stopped else "",
        "kind": stopped.kind if stopped else "",
        "evidence": str(stopped.evidence or "") if stopped else "",
        "not_tried": found.why_not,
        "lost": [_loss(loss) for loss in _that_matter(mended)] if mended else [],
        "trial": _trial(mended) if mended else None,
    }


def _that_matter(mended: Mended) -> list[Loss]:
    """Not what the adapter did well without: once the read goes through, that was not lost."""
    from bots.locators.blind import Without

    trial = mended.trial
    return [
        loss
        for loss in trial.losses
        if loss.proposal or trial.stopped or loss.lesson.without is not Without.STOPS
    ]


def _loss(loss: Loss) -> dict[str, Any]:
    from bots.locators.fields import in_words
    from bots.locators.force import LABELLED

    lesson, new = loss.lesson, loss.proposal
    return {
        "page": lesson.page,
        "what": in_words(lesson.field) if lesson.field else "",
        "was": lesson.selector,
        "shown": f"{LABELLED}{lesson.shown}" if lesson.shown else "",
        "within": lesson.within,
        "now": str(new) if new else "",
        "score": new.score if new else 0.0,
        "why_not": loss.why,
    }


def _trial(mended: Mended) -> dict[str, Any]:
    """How known orders read with what may stand in."""
    trial = mended.trial
    return {
        "proved": trial.proved,
        "equal": len(trial.equal),
        "known": len(trial.equal) + len(trial.different) + len(trial.missing),
        "different": list(trial.different),
        "missing": list(trial.missing),
        "doubts": list(trial.doubts),
        "stopped": trial.stopped,
        "questions": [one.id for one in mended.questions],
    }


def _compared(recorded: Recording, now: Recording) -> dict[str, Any]:
    from bots.testing.shape import drifts, unseen

    return {
        "pages": [_plain(drift) for drift in drifts(recorded.taken, now.taken)],
        "not_seen": unseen(recorded.taken, now.taken),
        "recorded": f"{recorded.until:%Y-%m-%d}",
    }


def _plain(drift: Drift) -> dict[str, Any]:
    return {
        "page": drift.page,
        "gone": list(drift.gone),
        "new": list(drift.new),
        "renamed": [list(pair) for pair in drift.renamed],
        "moved": list(drift.moved),
    }


def _to_do(shop: str, found: Visit, facts: dict[str, Any]) -> list[str]:
    """What a person does next, most useful first; commands stand for themselves."""
    stopped, trial = found.stopped, facts["trial"]
    if stopped is None:
        again = f"record the site as it is now: bots record {shop} --again"
        return [again] if _is_told(facts) else []
    steps = [
        f"look, then answer: bots items show Q{number} ; bots items resolve Q{number} --answer yes"
        for number in (trial or {}).get("questions", ())
    ]
    if steps:
        return steps
    if stopped.kind != "screen_changed":
        return [stopped.remedy] if stopped.remedy else []
    return [
        "give the maintainer of this platform's adapter this text and the evidence"
        + (f": {facts['evidence']}" if facts["evidence"] else "")
    ]
