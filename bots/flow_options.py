"""From a flow's typed parameters to the options of its command line, and back."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, get_type_hints
from zoneinfo import ZoneInfo

import typer

_SPAN = re.compile(r"^(?P<number>\d+)(?P<unit>[mhdw])$")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Shops(tuple[str, ...]):
    """Shops named with `--shop`, each checked against the settings; none named: all."""

    __slots__ = ()


class Files(tuple[Path, ...]):
    """Files named by an option that may be repeated; each is there."""

    __slots__ = ()


@dataclass(frozen=True)
class Since:
    """A time as a person gives it: `2d`, `6h`, `2026-11-01`, `2026-11-01T08:00`."""

    text: str

    def __post_init__(self) -> None:
        self.at(datetime.now(UTC), ZoneInfo("UTC"))

    def at(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The moment meant, aware; a date is its first moment in `zone`."""
        if span := _SPAN.match(self.text):
            return now - timedelta(**{_UNITS[span["unit"]]: int(span["number"])})
        try:
            moment = datetime.fromisoformat(self.text)
        except ValueError as error:
            raise ValueError(
                f"{self.text!r} is no time; write 2d, 6h, 2026-11-01 or 2026-11-01T08:00"
            ) from error
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Day:
    """A calendar day as a person gives it: `2026-11-01`, `today`, `yesterday`."""

    text: str

    def __post_init__(self) -> None:
        self.on(datetime.now(UTC), ZoneInfo("UTC"))

    def on(self, now: datetime, zone: ZoneInfo) -> date:
        """The day meant, as days are counted in `zone`."""
        today = now.astimezone(zone).date()
        if self.text in {"today", "yesterday"}:
            return today - timedelta(days=self.text == "yesterday")
        try:
            return date.fromisoformat(self.text)
        except ValueError as error:
            raise ValueError(
                f"{self.text!r} is no day; write 2026-11-01, today or yesterday"
            ) from error

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Common:
    """The options that every flow has."""

    dry_run: bool = False
    headed: bool = False
    slow_mo: int = 0
    json: bool = False
    scheduled: bool = False
    practice: bool = False
    go_on: int | None = None


def _parsed(kind: type[Since] | type[Day], given: object) -> object:
    if isinstance(given, kind):  # the default
        return given
    try:
        return kind(str(given))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


_COMMON = {
    "dry_run": Annotated[
        bool,
        typer.Option("--dry-run", help="Read everything, write nothing, say what would be done."),
    ],
    "headed": Annotated[bool, typer.Option("--headed", help="Show the browser.")],
    "slow_mo": Annotated[
        int,
        typer.Option("--slow-mo", min=0, metavar="MS", help="Wait so long between two actions."),
    ],
    "json": Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")],
    "scheduled": Annotated[
        bool,
        typer.Option(
            "--scheduled",
            envvar="BOTS_SCHEDULED",
            help="A timetable starts this, nobody watches: refuse the practice sites.",
        ),
    ],
    "practice": Annotated[
        bool, typer.Option("--practice", help="Allow a scheduled run on the practice sites.")
    ],
    "go_on": Annotated[
        int | None,
        typer.Option("--go-on", metavar="RUN", hidden=True, help="Go on with a run that waited."),
    ],
}
_OURS: Mapping[object, tuple[object, Any]] = {
    Shops: (
        list[str],
        typer.Option(
            "--shop", metavar="NAME", help="A shop of the settings; repeat for more. All, if none."
        ),
    ),
    Files: (
        list[Path],
        typer.Option(metavar="FILE", help="A file; repeat for more.", exists=True, dir_okay=False),
    ),
    Since: (
        Since,
        typer.Option(
            parser=lambda given: _parsed(Since, given),
            metavar="WHEN",
            help="From when on: 2d, 6h, 2026-11-01, 2026-11-01T08:00.",
        ),
    ),
    Day: (
        Day,
        typer.Option(
            parser=lambda given: _parsed(Day, given),
            metavar="DAY",
            help="Which day: 2026-11-01, today, yesterday.",
        ),
    ),
}


def command_line(
    function: Callable[..., object], act: Callable[[dict[str, Any], Common], None]
) -> Callable[..., None]:
    """A function that Typer reads `function`'s parameters and the common ones from.

    It calls `act` with the flow's own values and the common ones. The first parameter, the run,
    is no option.
    """
    own = _own_parameters(function)

    def run(**given: Any) -> None:  # noqa: ANN401 every option has a type of its own
        common = Common(**{name: given.pop(name) for name in _COMMON})
        values = {name: _value(own[name].annotation, value) for name, value in given.items()}
        act(values, common)

    options = [_option(parameter) for parameter in own.values()]
    options += [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=getattr(Common, name),
            annotation=annotation,
        )
        for name, annotation in _COMMON.items()
    ]
    run.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]
    run.__annotations__ = {option.name: option.annotation for option in options}
    run.__doc__ = _unwrapped(inspect.getdoc(function) or "")
    return run


def _unwrapped(text: str) -> str:
    """Paragraphs on one line each: the terminal wraps them by its own width."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _own_parameters(function: Callable[..., object]) -> dict[str, inspect.Parameter]:
    hints = get_type_hints(function, include_extras=True)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return {one.name: one.replace(annotation=hints[one.name]) for one in parameters}


def _option(parameter: inspect.Parameter) -> inspect.Parameter:
    kind = inspect.Parameter.KEYWORD_ONLY
    if parameter.annotation not in _OURS:
        return parameter.replace(kind=kind)
    shown, option = _OURS[parameter.annotation]
    repeated = parameter.annotation in {Files, Shops}
    default = list(parameter.default) if repeated else parameter.default
    return parameter.replace(kind=kind, annotation=Annotated[shown, option], default=default)


def _value(annotation: object, given: object) -> object:
    if isinstance(given, list) and annotation in {Files, Shops}:
        return Files(given) if annotation is Files else Shops(given)
    return given
