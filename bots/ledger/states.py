"""The states of a work item, and the only ways from one to another."""

from __future__ import annotations

from enum import StrEnum

ENTER_ORDER = "enter_order"
CHANGED_ORDER = "changed_order"
INCIDENT = "incident"


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


_WAYS: dict[State, set[State]] = {
    State.NEW: {State.ENTERING, State.REJECTED},
    State.ENTERING: {
        State.NEW,  # let go, or try again later: nothing was submitted
        State.SUBMITTING,
        State.ENTERED,  # adopted
        State.REJECTED,
        State.WAITING,
        State.FAILED,
    },
    State.SUBMITTING: {
        State.ENTERED,
        State.REJECTED,  # the ERP clearly refused
        State.WAITING,  # read back, and different
        State.UNSURE,
    },
    State.UNSURE: {
        State.ENTERED,
        State.NEW,  # read back after the settling time, and not there
        State.WAITING,
        State.UNSURE,  # looked again too early, or the look itself failed
    },
    State.REJECTED: {State.NEW, State.ENTERED, State.REJECTED},
    State.WAITING: {State.NEW, State.UNSURE, State.ENTERED, State.REJECTED, State.WAITING},
    State.FAILED: {State.NEW, State.UNSURE, State.ENTERED, State.REJECTED},
    State.ENTERED: {State.WAITING, State.UNSURE},  # an incident, or a review opened again
}


def allowed(old: State, new: State) -> bool:
    """Whether an item may go from `old` to `new`."""
    return new in _WAYS[old]
