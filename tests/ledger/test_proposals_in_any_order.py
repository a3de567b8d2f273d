"""Whatever is proposed, decided and withdrawn in whatever order, what was decided stays."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bots.errors import BusinessError
from bots.ledger import Actor, Ledger, Standing
from bots.model.proposal import Kind
from tests.ledger.test_proposals import DAY, draft

DECIDED = {Standing.APPROVED, Standing.REFUSED, Standing.ENTERED}
steps = st.one_of(
    st.tuples(
        st.just("propose"),
        st.sampled_from(["GZ", "LA"]),
        st.integers(1, 3),
        st.integers(0, 2),
        st.sampled_from(["said", "otherwise"]),
    ),
    st.tuples(st.sampled_from(["approve", "refuse"]), st.integers(1, 5), st.booleans()),
    st.tuples(st.just("withdraw"), st.sampled_from(["GZ", "LA"])),
)


def do(ledger, step):
    """One step of somebody's; what is not possible is refused in words."""
    proposals = ledger.proposals
    match step:
        case ("propose", to, pieces, days, said):
            day = DAY + dt.timedelta(days=days)
            one = draft(pieces, destination=to, day=day, said=said)
            proposals.propose(one, Actor("run"), timedelta(days=7))
        case ("withdraw", to):
            kept = draft(destination=to).subject
            proposals.withdraw(Kind.TRANSFER, [kept], Actor("run"), "enough")
        case (verb, which, fresh):
            seen = proposals.find(str(which))
            version = seen.seen_hash if seen and fresh else "an old one"
            with suppress(BusinessError):
                getattr(proposals, verb)(which, Actor("ann"), version, "because")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(steps, max_size=14))
def test_what_was_decided_stays_and_of_each_subject_one_is_open(
    migrated_file: Path, tmp_path_factory, done
):
    """An approved one keeps what it says, has its work item, and only it has one."""
    path = tmp_path_factory.mktemp("any") / "ledger.sqlite"
    shutil.copy(migrated_file, path)
    kept: dict[str, object] = {}
    with Ledger.open(f"sqlite:///{path}") as ledger:
        for step in done:
            do(ledger, step)
            now = ledger.proposals.search()
            assert {one.key: one for one in now if one.key in kept} == kept
            kept |= {one.key: one for one in now if one.state in DECIDED}
            subjects = Counter(one.draft.subject for one in now if one.state is Standing.OPEN)
            assert all(count == 1 for count in subjects.values())
            approved = {one.key for one in now if one.state is Standing.APPROVED}
            assert {item.key for item in ledger.items.search(limit=None)} == approved
