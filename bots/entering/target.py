"""Where things are entered, as the protocol sees it: find, enter, finish. And what is wanted."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal, Protocol, TypeVar

from bots.errors import BusinessError
from bots.model import Found
from bots.model.record import Record

T = TypeVar("T", bound=Record)
BeforeSubmit = Callable[[], Awaitable[None]]


class Pace(Protocol):
    """How long a submit may settle, and how often and after what wait a thing is tried.

    `ErpSettings` is one; see there.
    """

    @property
    def settle(self) -> float:
        """Seconds after which a submit can no longer arrive."""
        ...

    @property
    def attempts(self) -> int:
        """Tries before a thing is `failed`."""
        ...

    @property
    def retry_wait(self) -> float:
        """Seconds before the second try; doubled at each further one."""
        ...


class Target(ABC, Generic[T]):
    """Things of one kind on the other side, through one signed-in page. A key names one thing.

    Errors are those of `bots.errors`; SessionExpired, ScreenChanged and PersonNeeded end a call.
    """

    where: ClassVar[Literal["erp", "shop"]] = "erp"

    @abstractmethod
    async def find(self, keys: Collection[str]) -> Mapping[str, Sequence[Found[T]]]:
        """What is there for these keys, read back whole; every key asked for is one.

        Without what was cancelled. Where a thing is overwritten and not added (a stock figure)
        it is found only as long as it says what the key asks for.
        """

    @abstractmethod
    async def enter(self, thing: T, before_submit: BeforeSubmit) -> None:
        """Make it. `before_submit` is awaited right before the first action that can make it.

        What fails before it raises the plain kind (BusinessError, TryAgain, ...); what fails
        after it OutcomeUnknown, unless the other side clearly refused (BusinessError).
        """

    async def finish(self, ids: Sequence[str]) -> None:
        """Bring drafts to `confirmed`; doing it again changes nothing. No drafts: nothing to do."""

    async def present(self, keys: Collection[str]) -> Collection[str]:
        """Those of `keys` that may be there: one cheap look before `find`, where there is one."""
        return keys


@dataclass(frozen=True)
class Wanted(Generic[T]):
    """What the other side is to hold for one key, as we know it now.

    Attributes:
        thing: None when a rule refuses it, or when it is not known any more.
        concern: the hash that the item keeps of what it was entered for ("": not known).
        refusal: why `thing` is None.
    """

    thing: T | None
    concern: str = ""
    refusal: BusinessError | None = None


class Wants(Protocol[T]):
    """Tells what is wanted, as it is at that moment."""

    async def wanted(self, keys: Sequence[str]) -> Mapping[str, Wanted[T]]:
        """Every key asked for is one."""
        ...
