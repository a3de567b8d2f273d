"""A worker's own code, the real one, stopped before each step that the world can see.

A step is one call of the ledger, one request to the ERP, or one look at the lease. What a worker
does next depends on nothing but the answers it has got, so a point of its program is known by
them; to come back to a point, its code is run again and fed the same answers.
"""

from __future__ import annotations

import asyncio
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bots.entering import Entering, Worker
from bots.ledger import Ledger
from bots.settings import ErpSettings
from tests.chaos.model.keys import place, told


@dataclass(frozen=True)
class Step:
    """What a worker asks of the world next: `where` is `ledger`, `erp` or `lease`."""

    where: str
    name: str
    args: tuple[Any, ...] = ()
    call: Callable[[], object] | None = None

    @property
    def key(self) -> str:
        """The same for steps that do the same."""
        return f"{self.where}.{self.name}{told(self.args)}"

    def __str__(self) -> str:
        return f"{self.where}.{self.name}"


class Answer(NamedTuple):
    """What the world answers to a step; an error is raised. Answers of one key are the same."""

    value: object
    key: str

    @classmethod
    def of(cls, value: object) -> Answer:
        """The answer of that value."""
        return cls(value, told(value))


@dataclass
class Point:
    """A point of a worker's program: the next step, or None at the end, and how it got there."""

    answers: tuple[object, ...]
    step: Step | None
    key: str
    error: BaseException | None
    after: dict[str, int] = field(default_factory=dict)


@types.coroutine
def ask(step: Step):
    """Hand a step to whoever drives this code; an answer that is an error is raised here."""
    answer = yield step
    if isinstance(answer, BaseException):
        raise answer
    return answer


class AskingErp:
    """Implements `bots.erps.Erp`: every request is a step."""

    async def references(self):
        return await ask(Step("erp", "references"))

    async def find(self, reference):
        return await ask(Step("erp", "find", (reference,)))

    async def find_many(self, references):
        return await ask(Step("erp", "find_many", tuple(references)))

    async def enter(self, order, before_submit):
        await self.enter_many([order], before_submit)

    async def enter_many(self, orders, before_submit):
        await ask(Step("erp", "fill"))
        await before_submit()
        await ask(Step("erp", "submit", tuple(orders)))
        await ask(Step("erp", "answer"))

    async def confirm(self, ids):
        await ask(Step("erp", "confirm", tuple(ids)))


async def _asked_of_ledger(call, *args, **kwargs):
    owner = type(call.__self__).__name__ if hasattr(call, "__self__") else ""
    name = f"{owner}.{call.__name__}"
    step = Step("ledger", name, (*args, *kwargs.items()), lambda: call(*args, **kwargs))
    return await ask(step)


@contextmanager
def ledger_calls_are_steps() -> Iterator[None]:
    """Inside, what the real code would do in a thread is a step."""
    plain, asyncio.to_thread = asyncio.to_thread, _asked_of_ledger
    try:
        yield
    finally:
        asyncio.to_thread = plain


class Program:
    """All points that one worker's code can come to, found as they are asked for."""

    def __init__(
        self, name: str, ledger: Ledger, settings: ErpSettings, references: Sequence[str]
    ) -> None:
        self.name = name
        self._made = lambda: Entering(
            ledger, AskingErp(), settings, {"north": "market"}, Worker(name, 1, self._still_mine)
        ).enter(list(references))
        self.points: list[Point] = []
        self._places: dict[str, int] = {}
        self._found(())

    @staticmethod
    async def _still_mine() -> None:
        await ask(Step("lease", "still_mine"))

    def after(self, point: int, answer: Answer) -> int:
        """The point that this answer leads to."""
        here = self.points[point]
        if answer.key not in here.after:
            here.after[answer.key] = self._found((*here.answers, answer.value))
        return here.after[answer.key]

    def _found(self, answers: tuple[object, ...]) -> int:
        """The point after these answers: one that is known, if nothing tells the two apart."""
        where, step, error = self._run(answers)
        if where not in self._places:
            self._places[where] = len(self.points)
            key = step.key if step else ""
            self.points.append(Point(answers, step, key, error))
        return self._places[where]

    def _run(self, answers: tuple[object, ...]) -> tuple[str, Step | None, BaseException | None]:
        code = self._made()
        step: Step | None = None
        with ledger_calls_are_steps():
            try:
                step = code.send(None)
                for answer in answers:
                    step = code.send(answer)
            except StopIteration as ended:
                return f"gave {told(ended.value)}", None, None
            except BaseException as error:  # noqa: BLE001  how a call ends is what is looked at
                return f"raised {told(error)}", None, error
            # An error that is being handled is held by no variable.
            raised = [told(one) for one in answers if isinstance(one, BaseException)][-1:]
            where = f"{raised} {place(code)}"
            _forget(code)
        return where, step, None


class Forgotten(BaseException):
    """Ends code that was only run to see its next step."""


def _forget(code: Any) -> None:
    with suppress(Forgotten, StopIteration):
        while True:  # what it still asks for while it ends is answered in the same way
            code.throw(Forgotten)
