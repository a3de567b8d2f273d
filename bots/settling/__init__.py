"""Settlements judged: every entry matched, explained or for a person, and the proof of it. Pure."""

from bots.settling.facts import Booked, Class, Held, OrderFacts, Verdict
from bots.settling.judge import judge
from bots.settling.proof import Proof, prove
from bots.settling.received import Received, received

__all__ = [
    "Booked",
    "Class",
    "Held",
    "OrderFacts",
    "Proof",
    "Received",
    "Verdict",
    "judge",
    "prove",
    "received",
]
