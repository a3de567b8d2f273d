"""The states of a work item, and the only ways from one to another."""

from __future__ import annotations

from enum import StrEnum

ENTER_ORDER = "enter_order"
CHANGED_ORDER = "changed_order"
INCIDENT = "incident"
SETTLEMENT = "settlement"
TRANSFER = "transfer"
PURCHASE = "purchase"
WRITE_BACK = "write_back"
PUBLISH_STOCK = "publish_stock"


class State(StrEnum):
    """Where a work item stands."""

    NEW = "new"
    ENTERING = "entering"
    SUBMITTING = "submitting"
    ENTERED = "entered"
    REJECTED = "rejected"
    WAITING = "waiting_for_person"
    FAILED = "failed"
    UNSURE = "unsure"

    @property
    def done(self) -> bool:
        """Whether nothing more happens by itself or by a person."""
        return self is State.ENTERED

    @property
    def needs_person(self) -> bool:
        """Whether it stands in the worklist until a person does something."""
        return self in {State.REJECTED, State.WAITING, State.FAILED}


class Outcome(StrEnum):
    """How an item came to be done."""

    ENTERED = "entered"  # by us
    ADOPTED = "adopted"  # it was in the ERP already, equal in every field
    RESOLVED = "resolved"  # a person settled it


_WAYS: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.ENTERING, State.REJECTED}),
    State.ENTERING: frozenset(
        {
            State.NEW,  # let go, or try again later: nothing was submitted
            State.SUBMITTING,
            State.ENTERED,  # adopted
            State.REJECTED,
            State.WAITING,
            State.FAILED,
        }
    ),
    State.SUBMITTING: frozenset(
        {
            State.ENTERED,
            State.REJECTED,  # the ERP clearly refused
            State.WAITING,  # read back, and different
            State.UNSURE,
        }
    ),
    State.UNSURE: frozenset(
        {
            State.ENTERED,
            State.NEW,  # read back after the settling time, and not there
            State.WAITING,
            State.FAILED,  # not there, and the attempts are used up
            State.REJECTED,  # not there, and cancelled meanwhile
            State.UNSURE,  # the look itself failed
        }
    ),
    State.REJECTED: frozenset({State.NEW, State.UNSURE, State.ENTERED, State.REJECTED}),
    State.WAITING: frozenset(
        {State.NEW, State.UNSURE, State.ENTERED, State.REJECTED, State.WAITING}
    ),
    State.FAILED: frozenset({State.NEW, State.UNSURE, State.ENTERED, State.REJECTED}),
    State.ENTERED: frozenset(
        {
            State.ENTERED,  # a person brought the ERP in line with a changed order
            State.UNSURE,  # a person wants it read back again
            State.WAITING,  # a finding that was settled shows again
        }
    ),
}


def allowed(old: State, new: State) -> bool:
    """Whether an item may go from `old` to `new`."""
    return new in _WAYS[old]
