"""`bots proposals`: what is proposed to be moved and bought; approve it or refuse it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bots.commands import context
from bots.commands.screen import print_json, screen, table
from bots.commands.words import Say
from bots.errors import BusinessError, SettingsError

if TYPE_CHECKING:
    from sqlalchemy import Row

    from bots.ledger import Ledger, Proposal, Standing

app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Which = Annotated[str, typer.Argument(metavar="PROPOSAL", help="Its number, or its key.")]
Seen = Annotated[
    str,
    typer.Option(
        metavar="VERSION", help="The version that you saw (see show); left out: it is shown now."
    ),
]


@app.command("list")
def list_(
    state: Annotated[
        list[str] | None, typer.Option(help="Only this state; may be given again.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="Only transfer, or only purchase.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also those that are decided.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List the proposals that wait for somebody, newest first."""
    from bots.ledger import Standing

    states = _states(state or []) or ([] if every else [Standing.OPEN])
    settings = context.settings()
    with context.ledger(settings) as ledger:
        found = ledger.proposals.search(kind=kind, states=states, limit=limit)
    if as_json:
        print_json([_as_json(one) for one in found])
        return
    say = Say(settings.language)
    if not found:
        screen().print(say("No proposal waits for anybody."))
        return
    columns = (
        "#",
        "kind",
        "source",
        "destination",
        "lines#",
        "amount#",
        "role",
        "state",
        "planned for!",
    )
    rows = [_row(one, say) for one in found]
    screen().print(table(say("Proposals"), [_said(column, say) for column in columns], rows))
    screen().print(say("the arithmetic of one: bots proposals show NUMBER"), markup=False)


@app.command()
def show(which: Which, as_json: AsJson = False) -> None:
    """Show one: what would be done, the whole arithmetic, and what became of it."""
    settings = context.settings()
    with context.ledger(settings) as ledger:
        one = _found(ledger, which)
        history = ledger.proposals.history(one.id)
    if as_json:
        print_json({**_as_json(one), "history": [_change(row) for row in history]})
        return
    say = Say(settings.language)
    _print(one, say)
    _print_history(history, say)


@app.command()
def approve(
    which: Which,
    seen: Seen = "",
    why: Annotated[str, typer.Option(help="A remark; it is kept.")] = "",
    as_json: AsJson = False,
) -> None:
    """Approve one that you saw; the next run of its flow enters it in the ERP."""
    settings = context.settings()
    say = Say(settings.language)
    with context.ledger(settings) as ledger:
        one = _found(ledger, which)
        version = seen or _looked_at(one, say("Approve it?"), say)
        approved = ledger.proposals.approve(one.id, _actor(), version, why)
    flow = "transfer_stock" if approved.draft.kind == "transfer" else "replenish_stock"
    _tell(approved, say("approved; it is entered by: bots run {flow}", flow=flow), as_json)


@app.command()
def refuse(
    which: Which,
    why: Annotated[str, typer.Option(help="Why; it is kept.")],
    seen: Seen = "",
    as_json: AsJson = False,
) -> None:
    """Refuse one; the same is not proposed again for some days."""
    settings = context.settings()
    say = Say(settings.language)
    with context.ledger(settings) as ledger:
        one = _found(ledger, which)
        version = seen or _looked_at(one, say("Refuse it?"), say)
        refused = ledger.proposals.refuse(one.id, _actor(), version, why)
    days = settings.planning.refusal_days
    _tell(refused, say("refused; not proposed again for {days} days", days=days), as_json)


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="Targets: SKU, warehouse, target, keep. Supplies: SKU, warehouse, supplier, "
            "price, currency, minimum, pack, lead days, lead deviation."
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Import stock targets or supplies: all rows, or, where one is wrong, none."""
    from bots.proposing.importing import checked

    settings = context.settings()
    rows = checked(file, settings.planning)
    with context.ledger(settings) as ledger:
        done = ledger.stock_rules.put(rows, context.who())
    if as_json:
        print_json({"added": done.added, "changed": done.changed, "unchanged": done.unchanged})
        return
    say = Say(settings.language)
    counts = {"added": done.added, "changed": done.changed, "same": done.unchanged}
    screen().print(say("{added} added, {changed} changed, {same} as they were", **counts))


def _actor() -> Any:  # noqa: ANN401 the ledger's Actor; the ledger is imported when a verb runs
    from bots.ledger import Actor

    return Actor(context.who())


def _states(words: Sequence[str]) -> list[Standing]:
    from bots.ledger import Standing

    try:
        return [Standing(word) for word in words]
    except ValueError as error:
        raise SettingsError(f"{error}", remedy=f"states: {', '.join(Standing)}") from error


def _found(ledger: Ledger, which: str) -> Proposal:
    one = ledger.proposals.find(which)
    if one is None:
        raise SettingsError(
            f"there is no proposal {which!r}", remedy="see: bots proposals list --all"
        )
    return one


def _looked_at(one: Proposal, question: str, say: Say) -> str:
    """Show it and ask; the version that was seen so. Somebody must sit there to see it."""
    import sys

    if not sys.stdin.isatty():
        raise SettingsError(
            "nobody is there to look at it",
            remedy=f"look at it: bots proposals show {one.id} ; then add --seen VERSION",
        )
    _print(one, say)
    if not typer.confirm(question):
        raise BusinessError("nothing was decided", rule="not_decided")
    return one.seen_hash


def _row(one: Proposal, say: Say) -> tuple[object, ...]:
    draft = one.draft
    return (
        one.id,
        say(draft.kind),
        draft.source,
        draft.destination,
        len(draft.lines),
        draft.money,
        draft.role,
        say(one.state),
        draft.date,
    )


def _print(one: Proposal, say: Say) -> None:
    draft = one.draft
    facts = (
        ("proposal", f"{one.id} ({say(draft.kind)} {draft.source} → {draft.destination})"),
        ("reference", one.key),
        ("state", say(one.state)),
        ("amount", str(draft.money)),
        ("role", draft.role),
        ("decided by", one.decided_by),
        ("why", one.why),
        ("version", one.seen_hash),
    )
    for label, value in facts:
        if value:
            screen().print(f"[bold]{say(label)}[/]: ", end="")
            screen().print(value, markup=False, soft_wrap=True)
    rows = [(line.sku, f"{line.quantity:f}", line.price or "") for line in draft.lines]
    columns = [_said(column, say) for column in ("SKU!", "quantity#", "price#")]
    screen().print(table(say("What would be done"), columns, rows))
    screen().print(say("Arithmetic"), style="bold")
    for line in getattr(draft.working, say.language):
        screen().print(f"  {line}", markup=False, soft_wrap=True)


def _print_history(history: Sequence[Row[Any]], say: Say) -> None:
    columns = [_said(column, say) for column in ("when!", "who", "from", "to", "version!", "why")]
    rows = [
        (
            f"{row.at.astimezone():%m-%d %H:%M:%S}",
            row.who,
            say(row.from_state),
            say(row.to_state),
            row.seen_hash,
            row.why,
        )
        for row in history
    ]
    screen().print(table(say("History"), columns, rows))


def _said(column: str, say: Say) -> str:
    """A heading's words without its mark, which goes back on."""
    bare = column.rstrip("#!") or column
    return say(bare) + column[len(bare) :]


def _as_json(one: Proposal) -> dict[str, Any]:
    return {
        "id": one.id,
        "key": one.key,
        "state": one.state,
        "version": one.seen_hash,
        "made_at": one.made_at,
        "run_id": one.run_id,
        "decided_at": one.decided_at,
        "decided_by": one.decided_by,
        "why": one.why,
        **one.draft.model_dump(mode="json"),
    }


def _change(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it


def _tell(one: Proposal, told: str, as_json: bool) -> None:
    if as_json:
        print_json(_as_json(one))
        return
    screen().print(f"{one.id} {one.key}: {told}", markup=False, soft_wrap=True)
