"""The exports adapter keeps the contract of orders, over files of two formats."""

from datetime import UTC, datetime

import pytest

from bots.testing.orders_contract import OrdersContract, Window
from tests.platforms.exports.test_formats import JD, JD_SECOND, TAOBAO, TAOBAO_LINE


class TestExports(OrdersContract):
    """The contract over downloaded files."""

    @pytest.fixture(params=["taobao", "jd"])
    def portal(self, exports, request):
        """A shop whose folder holds an order file of the format."""
        if request.param == "taobao":
            exports.put("taobao", TAOBAO)
            exports.put("taobao lines", TAOBAO_LINE)
        else:
            exports.put("jd", JD, JD_SECOND)
        return exports.portal(request.param)

    @pytest.fixture
    def window(self):
        """The day of the orders in those files."""
        return Window("north", datetime(2026, 9, 5, tzinfo=UTC), datetime(2026, 9, 6, tzinfo=UTC))
