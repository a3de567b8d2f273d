"""How the engine keeps values: as JSON, so that nothing stored is ever run on reading."""

from __future__ import annotations

import json
from typing import Any

from dbos import Serializer

from bots.engine.words import JobFailed, Plain
from bots.errors import BotsError

_ERROR = "bots:error"


class JsonValues(Serializer):
    """Plain JSON values; an error is kept as its kind, and as its text when it is one of ours."""

    def name(self) -> str:
        """The name that stands beside each stored value."""
        return "bots_json"

    def serialize(self, data: Plain) -> str:
        """`data` as JSON. Raises TypeError for what is no plain value."""
        return json.dumps(data, default=_plain, ensure_ascii=False)

    def deserialize(self, serialized_data: str) -> Plain:
        """The value; an error comes back as a JobFailed."""
        return json.loads(serialized_data, object_hook=_object)


def _plain(value: object) -> object:
    # The text of a foreign error may hold anything, a buyer's name too: only its kind is kept.
    if isinstance(value, BotsError):
        return {_ERROR: f"{value.kind}: {value.message}"}
    if isinstance(value, BaseException):
        return {_ERROR: type(value).__name__}
    raise TypeError(f"a job's values are plain JSON, not {type(value).__name__}")


def _object(found: dict[str, Any]) -> object:
    return JobFailed(str(found[_ERROR])) if _ERROR in found else found
