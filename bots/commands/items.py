"""`bots items`: the worklist. What needs a person, why, and the person's decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bots.commands import context
from bots.commands.screen import print_json, screen, table
from bots.commands.words import Say
from bots.errors import SettingsError
from bots.rules import rule_name, what_to_do

if TYPE_CHECKING:
    from bots.ledger import HistoryRow, Item, Ledger, Question, State

app = typer.Typer(no_args_is_help=True)

CANCELLED = "cancelled"  # rejected by the shop itself: nobody has to do anything

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Which = Annotated[str, typer.Argument(metavar="ITEM", help="The item's number, or its reference.")]
Why = Annotated[str, typer.Option(help="Why; it goes into the item's history.")]


@app.command("list")
def list_(
    state: Annotated[
        list[str] | None, typer.Option(help="Only this state; may be given again.")
    ] = None,
    shop: Annotated[str | None, typer.Option(help="Only this shop.")] = None,
    reason: Annotated[str | None, typer.Option(help="Only this rule, e.g. unmapped_sku.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also those that need nobody.")] = False,
    limit: Annotated[int, typer.Option(min=1)] = 100,
    as_json: AsJson = False,
) -> None:
    """List what needs a person: open questions, then items, with what to do about each."""
    from bots.ledger import State

    states = _states(state) if state else [s for s in State if every or s.needs_person]
    settings = context.settings()
    with context.ledger(settings) as ledger:
        items = ledger.items.search(states=states, shop=shop, rule=reason, limit=limit)
        if not (state or reason or every):
            items = [item for item in items if item.rule != CANCELLED]
        questions = ledger.questions.open(shop)
    if as_json:
        print_json(
            {"questions": [asdict(q) for q in questions], "items": [asdict(i) for i in items]}
        )
        return
    _print_list(questions, items, Say(settings.language))


@app.command()
def show(
    which: Annotated[str, typer.Argument(metavar="ITEM|Qn", help="An item, or a question: Q3.")],
    as_json: AsJson = False,
) -> None:
    """Show one item and every change it went through, or what a question is about."""
    from bots.commands import questions

    settings = context.settings()
    with context.ledger(settings) as ledger:
        if (number := questions.number_of(which)) is not None:
            questions.show(ledger, number, Say(settings.language), as_json=as_json)
            return
        item = _item(ledger, which)
        history = ledger.items.history(item.id)
    if as_json:
        print_json({**asdict(item), "history": [asdict(row) for row in history]})
        return
    _print_item(item, history, Say(settings.language))


@app.command()
def retry(
    which: Annotated[str | None, typer.Argument(metavar="ITEM")] = None,
    reason: Annotated[
        str | None, typer.Option(help="All with this rule, or one that begins so: unmapped.")
    ] = None,
    shop: Annotated[str | None, typer.Option(help="With --reason: only this shop.")] = None,
    as_json: AsJson = False,
) -> None:
    """Work on it again; what was ever submitted is read back from the ERP first."""
    if (which is None) == (reason is None):
        raise SettingsError("which one?", remedy="give an ITEM, or --reason RULE")
    settings = context.settings()
    with context.ledger(settings) as ledger:
        if reason is not None:
            items = ledger.items.retry_all(reason, context.who(), shop)
        else:
            items = [ledger.items.retry(_item(ledger, which or "").id, context.who())]
    _tell(items, as_json)


@app.command()
def reject(which: Which, why: Why, as_json: AsJson = False) -> None:
    """Decide that it is not to be entered."""
    settings = context.settings()
    with context.ledger(settings) as ledger:
        item = ledger.items.turn_down(_item(ledger, which).id, context.who(), why)
    _tell([item], as_json)


@app.command()
def resolve(
    which: Annotated[str, typer.Argument(metavar="ITEM|Qn", help="An item, or a question: Q3.")],
    answer: Annotated[
        str | None, typer.Option(help="For a question: the captcha, the code, yes or no.")
    ] = None,
    why: Annotated[str, typer.Option(help="For an item: how it was settled.")] = "settled by hand",
    erp_number: Annotated[str, typer.Option(help="For an item: its number in the ERP.")] = "",
    as_json: AsJson = False,
) -> None:
    """Answer a question, or note that an item was settled by hand."""
    from bots.commands import questions

    settings = context.settings()
    with context.ledger(settings) as ledger:
        if (number := questions.number_of(which)) is not None:
            questions.answer(settings, ledger, number, answer, Say(settings.language))
            return
        item = ledger.items.resolve(
            _item(ledger, which).id, context.who(), why, erp_number=erp_number
        )
    _tell([item], as_json)


def _states(words: Sequence[str]) -> list[State]:
    from bots.ledger import State

    try:
        return [State(word) for word in words]
    except ValueError as error:
        raise SettingsError(f"{error}", remedy=f"states: {', '.join(State)}") from error


def _item(ledger: Ledger, which: str) -> Item:
    item = ledger.items.get(int(which)) if which.isdigit() else ledger.items.find(which)
    if item is None:
        raise SettingsError(f"there is no item {which!r}", remedy="see: bots items list --all")
    return item


def _tell(items: Sequence[Item], as_json: bool) -> None:
    if as_json:
        print_json([asdict(item) for item in items])
        return
    for item in items:
        screen().print(f"{item.id} {item.key}: {item.state}", markup=False)
    if not items:
        screen().print("none")


def _print_list(questions: Sequence[Question], items: Sequence[Item], say: Say) -> None:
    if questions:
        from bots.commands.questions import listed

        screen().print(listed(questions, say))
    if not items and not questions:
        screen().print(say("Nothing needs a person."))
        return
    columns = ("#", f"{say('order')}!", say("state"), say("why"), say("to do"))
    rows = [
        (item.id, item.key, say(item.state), _why(item, say), _to_do(item, say)) for item in items
    ]
    screen().print(table(say("Items"), columns, rows))


def _why(item: Item, say: Say) -> str:
    message = item.message.removeprefix(f"{item.key}: ")
    return f"{rule_name(item.rule, say.language)}: {message}" if item.rule else message


def _to_do(item: Item, say: Say) -> str:
    return what_to_do(item.rule, item.remedy, say.language)


def _print_item(item: Item, history: Sequence[HistoryRow], say: Say) -> None:
    facts = (
        ("item", f"{item.id} ({item.kind})"),
        ("order", item.key),
        ("state", say(item.state)),
        ("outcome", say(item.outcome) if item.outcome else ""),
        ("ERP number", item.erp_number or item.erp_id),
        ("why", _why(item, say)),
        ("field", item.field),
        ("to do", _to_do(item, say)),
        ("evidence", str(item.evidence or "")),
    )
    for label, value in facts:
        if value:
            screen().print(f"[bold]{say(label)}[/]: ", end="")
            screen().print(value, markup=False, soft_wrap=True)
    columns = [say(column) for column in ("when", "who", "from", "to", "why")]
    rows = [
        (
            f"{row.at.astimezone():%m-%d %H:%M:%S}",
            row.who,
            say(row.from_state or ""),
            say(row.to_state),
            row.why,
        )
        for row in history
    ]
    screen().print(table(say("History"), columns, rows))
