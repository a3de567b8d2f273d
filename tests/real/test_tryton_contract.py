"""What every ERP adapter must do, on a real Tryton through its own web client."""

from __future__ import annotations

import pytest

from bots.testing.erp_contract import ErpContract
from tests.real.tryton.signed_in import line, sales_order


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
class TestTryton(ErpContract):
    @pytest.fixture
    def erp(self, tryton_erp):
        return tryton_erp

    @pytest.fixture
    def make(self, new_reference):
        return lambda: sales_order(new_reference(), line("NUT-M4", "200", "0.0725"))
