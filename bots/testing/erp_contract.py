"""What every ERP adapter must do, as a test class over a live ERP that may be written to.

class TestPracticeErp(ErpContract):
    @pytest.fixture
    async def erp(self): ...          # signed in

    @pytest.fixture
    def make(self): ...               # a fresh SalesOrder that this ERP can take
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bots.erps import Erp
from bots.errors import BotsError
from bots.model import ErpRecord, SalesOrder

Make = Callable[[], SalesOrder]


class ErpContract:
    """Tests over the fixtures `erp` and `make`, which a subclass gives.

    `make()` gives a sales order with a reference that the ERP does not hold yet.
    """

    async def test_an_entered_order_reads_back_equal(self, erp: Erp, make: Make) -> None:
        """Every field, line and total comes back as it was entered."""
        order = make()
        await erp.enter(order, _nothing)
        record = _only(await erp.find(order.reference))
        _must(record.order.content_hash == order.content_hash, f"{record.order} is not {order}")

    async def test_confirming_twice_changes_nothing(self, erp: Erp, make: Make) -> None:
        """A confirmed record stays confirmed, and stays one."""
        order = make()
        await erp.enter(order, _nothing)
        record = _only(await erp.find(order.reference))
        await erp.confirm([record.id])
        await erp.confirm([record.id])
        again = _only(await erp.find(order.reference))
        _must(again.state == "confirmed", f"it is {again.state}")
        _must(again.id == record.id, "it is another record")

    async def test_references_know_what_was_entered(self, erp: Erp, make: Make) -> None:
        """`references` holds the new record, with the id that `find` gives."""
        order = make()
        await erp.enter(order, _nothing)
        record = _only(await erp.find(order.reference))
        held = (await erp.references()).get(order.reference)
        _must(list(held or ()) == [record.id], f"references has {held}, find has {record.id}")

    async def test_what_is_not_there_is_not_found(self, erp: Erp, make: Make) -> None:
        """An unknown reference has no records, and is a key of `find_many` all the same."""
        order, other = make(), make()
        await erp.enter(order, _nothing)
        _must(not await erp.find(other.reference), "found what was never entered")
        many = await erp.find_many([order.reference, other.reference])
        _must(set(many) == {order.reference, other.reference}, f"find_many has {sorted(many)}")
        _only(many[order.reference])
        _must(not many[other.reference], "found what was never entered")

    async def test_a_reference_is_found_whole(self, erp: Erp, make: Make) -> None:
        """A reference that begins like another one is another one."""
        order = make()  # with a reference that is nobody's: that it is not in the ERP is no chance
        longer = order.model_copy(update={"reference": f"{order.reference}-1"})
        await erp.enter(longer, _nothing)
        _must(not await erp.find(order.reference), "a part of a reference was found")

    async def test_nothing_is_saved_before_the_submit_was_allowed(
        self, erp: Erp, make: Make
    ) -> None:
        """When `before_submit` refuses, nothing was created, and the next order can be entered."""
        order = make()
        with pytest.raises(_NotNowError):
            await erp.enter(order, _refuse)
        _must(not await erp.find(order.reference), "it was saved before it was allowed")
        await erp.enter(order, _nothing)
        _only(await erp.find(order.reference))

    async def test_the_submit_is_asked_for_once(self, erp: Erp, make: Make) -> None:
        """`before_submit` is awaited exactly once an order."""
        calls: list[int] = []

        async def count() -> None:
            calls.append(1)

        await erp.enter(make(), count)
        _must(len(calls) == 1, f"before_submit was awaited {len(calls)} times")

    async def test_the_sweep_sees_it(self, erp: Erp, make: Make) -> None:
        """`all_records` holds what was entered, once."""
        order = make()
        await erp.enter(order, _nothing)
        found = [one async for one in erp.all_records() if one.order.reference == order.reference]
        _must(len(found) == 1, f"all_records has it {len(found)} times")

    async def test_a_batch_is_entered_in_one_go(self, erp: Erp, make: Make) -> None:
        """Way `import`: many orders, one submit, every one there once and equal."""
        if "import" not in erp.ways:
            pytest.skip("this ERP has no way `import`")
        orders = [make() for _ in range(3)]
        await erp.enter_many(orders, _nothing)
        found = await erp.find_many([order.reference for order in orders])
        for order in orders:
            record = _only(found[order.reference])
            _must(record.order.content_hash == order.content_hash, f"{record.order} is not {order}")


class _NotNowError(BotsError):
    """What the contract's own `before_submit` refuses with."""


async def _nothing() -> None:
    """A `before_submit` that allows."""


async def _refuse() -> None:
    raise _NotNowError("not now")


def _only(records: object) -> ErpRecord:
    found = list(records) if isinstance(records, (list, tuple)) else []
    if len(found) != 1 or not isinstance(found[0], ErpRecord):
        pytest.fail(f"{len(found)} records, not one")
    return found[0]


def _must(true: bool, why: str) -> None:  # reads like the assert it stands for
    if not true:
        pytest.fail(why, pytrace=False)
