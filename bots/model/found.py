"""One thing found where it was to be entered, read back whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from bots.model.record import Record

T_co = TypeVar("T_co", bound=Record, covariant=True)


@dataclass(frozen=True)
class Found(Generic[T_co]):
    """A record of the other side. `thing` is what it says, as we would have entered it.

    `id` is the other side's own key, `number` the one that people use (may be ""). A `draft` is
    there and not finished; `confirmed` is everything from the confirmation on.
    """

    id: str
    thing: T_co
    number: str = ""
    state: Literal["draft", "confirmed"] = "confirmed"

    @property
    def content_hash(self) -> str:
        """The hash of what it says: equal to the wanted thing's, or it differs."""
        return self.thing.content_hash
