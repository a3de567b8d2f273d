"""Stock compared by the flow, with a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.conftest import Company

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_a_count_is_held_against_the_practice_erp(company: Company, tmp_path: Path) -> None:
    """What was counted and the ERP lacks is found, and so is what nobody counted."""
    counts = tmp_path / "counts.csv"
    counts.write_text("货号,仓库,实盘数量\nNOPE,SH,3\n", encoding="gb18030")
    code, told = company.run("check_stock", "--counts", str(counts))
    assert (code, told["troubles"]) == (3, [])
    assert told["parts"]["SH"]["only_here"] > 1
    assert told["notes"][-1].endswith("stock.xlsx")
    with company.ledger() as ledger:
        found = {(one.place, one.sku): one.found for one in ledger.stock.open()}
    assert found["SH", "NOPE"] == "only_here"
    code, again = company.run("check_stock", "--counts", str(counts))
    assert (code, again["counts"]["new"], again["counts"]["gone"]) == (3, 0, 0)
