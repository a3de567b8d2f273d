"""JSON by dotted paths: what a body holds where, and what is elsewhere put where it was.

A path names members by `key` and a list's members by `[]`: `data.orders[].buyer.name`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeAlias

from bots.errors import ScreenChanged
from bots.locators.force import Replacement

if TYPE_CHECKING:
    from bots.page import Document

Json: TypeAlias = Any
EACH = "[]"
_MISSING = object()


def grafted(body: Json, replacements: Sequence[Replacement]) -> Json:
    """`body`, and in it, at each declared path that leads nowhere, what its replacement leads to.

    The body that was given stays as it is.
    """
    if not replacements:
        return body
    made = deepcopy(body)
    for one in sorted(replacements, key=lambda one: one.selector.count(".")):
        _graft(made, body, steps(one.selector), steps(one.css))
    return made


def steps(path: str) -> list[str]:
    """A path's keys, and `[]` for each list on the way."""
    return [step for step in path.replace(EACH, f".{EACH}").split(".") if step]


def places(body: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Every path of a body with what stands there, a list's members one after another."""
    if path:
        yield path, body
    if isinstance(body, dict):
        for key, value in body.items():
            yield from places(value, f"{path}.{key}".strip("."))
    elif isinstance(body, list):
        for value in body:
            yield from places(value, f"{path}{EACH}")


def _graft(made: Json, body: Json, old: Sequence[str], new: Sequence[str]) -> None:
    for where, value in _values(body, new, ()):
        if not isinstance(value, dict | list) or not value:
            _put(made, old, iter(where), value)


def _values(
    value: Json, path: Sequence[str], where: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], Json]]:
    """What a path leads to, and the places in the lists on the way."""
    if not path:
        yield where, value
    elif path[0] == EACH:
        for index, member in enumerate(value if isinstance(value, list) else ()):
            yield from _values(member, path[1:], (*where, index))
    elif isinstance(value, dict) and path[0] in value:
        yield from _values(value[path[0]], path[1:], where)


def _put(made: Json, path: Sequence[str], where: Iterator[int], value: Json) -> None:
    """Put it there, unless something is there; what does not fit what is there stays out."""
    here = made
    for step, following in zip(path, [*path[1:], None], strict=True):
        key: Any = next(where, None) if step == EACH else step
        there = _step(here, key)
        if there is _MISSING and not _make(here, key, _empty(value, following)):
            return
        here = _step(here, key)


def _empty(value: Json, following: str | None) -> Json:
    if following is None:
        return deepcopy(value)
    return [] if following == EACH else {}


def _step(here: Json, key: Any) -> Json:  # noqa: ANN401  a key or a place
    if isinstance(here, list):
        return here[key] if isinstance(key, int) and key < len(here) else _MISSING
    return here.get(key, _MISSING) if isinstance(here, dict) and isinstance(key, str) else _MISSING


def _make(here: Json, key: Any, value: Json) -> bool:  # noqa: ANN401  likewise
    if isinstance(here, list) and key == len(here):
        here.append(value)
    elif isinstance(here, dict) and isinstance(key, str):
        here[key] = value
    else:
        return False
    return True


def paths_of(
    documents: Iterable[Document], force: Sequence[Replacement] = ()
) -> dict[str, list[Json]]:
    """The paths that every body has, with all that stands there; what is no JSON says nothing."""
    found: dict[str, list[Json]] = defaultdict(list)
    bodies = []
    for document in documents:
        try:
            body = grafted(document.json, force)
        except ScreenChanged:
            continue
        bodies.append({path for path, _ in places(body)})
        for path, value in places(body):
            found[path].append(value)
    every = set.intersection(*bodies) if bodies else set()
    return {path: values for path, values in found.items() if path in every}
