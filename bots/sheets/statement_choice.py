"""Which format a shop's settlement files have: a built-in one, or one that the settings declare."""

from __future__ import annotations

from bots.errors import SettingsError
from bots.settings_settling import FormatSettings, SettlingSettings
from bots.sheets.statement_file import StatementFile
from bots.sheets.statement_files import STATEMENT_FILES, WORDS

_REMEDY = 'write for instance: [settling.shops.NAME] and format = "douyin"'


def statement_file(settling: SettlingSettings, name: str) -> StatementFile:
    """The format of that name. Raises SettingsError that lists the ones there are."""
    declared = settling.formats.get(name)
    if declared is not None:
        return _declared(name, declared)
    if name in STATEMENT_FILES:
        return STATEMENT_FILES[name]
    known = ", ".join(sorted({*STATEMENT_FILES, *settling.formats}))
    what = f"no settlement format {name!r}" if name else "no settlement format is named"
    raise SettingsError(f"{what}; there are: {known}", remedy=_REMEDY)


def _declared(name: str, told: FormatSettings) -> StatementFile:
    given: dict[str, object] = {
        field: getattr(told, field)
        for field in ("period", "opening", "closing")
        if getattr(told, field) is not None
    }
    for field in ("incoming", "outgoing", "blanks"):
        if (words := getattr(told, field)) is not None:
            given[field] = frozenset(word.casefold() for word in words)
    kinds = {word.casefold(): kind for word, kind in told.kinds.items()}
    return StatementFile(
        name,
        dict(told.columns),
        parts=dict(told.parts),
        kinds={**kinds, **{word: kind for word, kind in WORDS.items() if word not in kinds}},
        point=told.point,
        day_first=told.day_first,
        remark=told.remark,
        sums=told.sums,
        **given,  # type: ignore[arg-type]  # each by its own name
    )
