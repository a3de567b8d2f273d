"""What differs between two records, said so that anybody may read it: no personal data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bots.model.record import PERSONAL, Record, normalised


def differences(
    expected: Record, found: Record, *, ignore: Collection[str] = ()
) -> tuple[str, ...]:
    """Each field that differs: `lines[0].quantity: 2, found 3`; personal ones by name alone.

    Empty exactly when the content hashes are equal, but for the fields in `ignore`.
    """
    fields = (name for name in type(expected).model_fields if name not in ignore)
    return tuple(
        text
        for name in fields
        for text in _field(
            name, getattr(expected, name), getattr(found, name), hidden=_personal(expected, name)
        )
    )


def _personal(record: Record, name: str) -> bool:
    extra = type(record).model_fields[name].json_schema_extra
    return isinstance(extra, dict) and bool(extra.get(PERSONAL))


def _field(name: str, expected: object, found: object, *, hidden: bool) -> Iterator[str]:
    if _plain(expected) == _plain(found):
        return
    if hidden:
        yield f"{name} differs"
    elif isinstance(expected, tuple) and isinstance(found, tuple):
        yield from _rows(name, expected, found)
    else:
        yield f"{name}: {expected}, found {found}"


def _rows(name: str, expected: Sequence[Record], found: Sequence[Record]) -> Iterator[str]:
    if len(expected) != len(found):
        yield f"{name}: {len(expected)}, found {len(found)}"
    for index, (one, other) in enumerate(zip(expected, found, strict=False)):
        for text in differences(one, other):
            yield f"{name}[{index}].{text}"


def _plain(value: object) -> object:
    if isinstance(value, Record):
        return value.content_hash
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return normalised(value)
