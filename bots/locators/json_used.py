"""Which paths of a JSON body an adapter reads at all: those whose loss it notices."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from bots.errors import BotsError, BusinessError
from bots.locators.json_paths import EACH, steps
from bots.model import Order
from bots.page import Document
from bots.testing.recordings import Recording

Replay = Callable[[Recording], AsyncIterator[Order | BusinessError]]
_POISON = {"nothing": "that any reader takes for a value"}


async def paths_read(
    recording: Recording, documents: Sequence[Document], paths: Sequence[str], replay: Replay
) -> list[str]:
    """Those of `paths` at which something absurd makes the adapter read otherwise, or stop."""
    texts = {document.text for document in documents}
    right = await _read(recording, replay)
    read = []
    for path in paths:
        poisoned = _poisoned(recording, texts, path)
        if await _read(poisoned, replay) != right:
            read.append(path)
    return read


def _poisoned(recording: Recording, texts: set[str], path: str) -> Recording:
    taken = tuple(
        replace(one, document=replace(one.document, text=_with(one.document.text, path)))
        if one.document.text in texts
        else one
        for one in recording.taken
    )
    return replace(recording, taken=taken)


def _with(text: str, path: str) -> str:
    body = json.loads(text)
    _put(body, steps(path))
    return json.dumps(body)


def _put(value: Any, path: Sequence[str]) -> None:  # noqa: ANN401  JSON
    keys = range(len(value)) if path[0] == EACH and isinstance(value, list) else (path[0],)
    for key in keys:
        if isinstance(value, dict) and key not in value:
            continue
        if len(path) == 1:
            value[key] = deepcopy(_POISON)
        else:
            _put(value[key], path[1:])


async def _read(recording: Recording, replay: Replay) -> list[object] | None:
    """What is read, as it compares; None when the reading stops."""
    try:
        return [
            one.content_hash if isinstance(one, Order) else (one.reference, one.rule)
            async for one in replay(recording)
        ]
    except (BotsError, LookupError, ValueError, TypeError, AttributeError):
        return None
