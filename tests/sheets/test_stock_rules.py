"""Stock targets and supplies as the operator keeps them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bots.model import Currency, StockTarget, Supply
from bots.sheets import FileRefused
from bots.sheets.stock_rules import read_stock_rules

SUPPLY = Supply(
    sku="007", warehouse="SH", supplier="ACME", price=Decimal("12.5"), currency=Currency.CNY,
    minimum=50, pack=12, lead_days=Decimal(14),
)  # fmt: skip


def file(tmp_path, text):
    path = tmp_path / "rules.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "headings",
    [
        "SKU,warehouse,supplier,price,currency,MOQ,pack size,lead time",
        "商品编码,仓库,供应商,采购价,币种,起订量,装箱数,交货天数",
    ],
)
def test_supplies_read_in_both_languages(tmp_path, headings):
    """An id keeps its zeros."""
    rows, problems = read_stock_rules(
        file(tmp_path, f"{headings}\n007,SH,ACME,12.5,CNY,50,12,14\n")
    )
    assert (rows, problems) == ([SUPPLY], [])


@pytest.mark.parametrize("headings", ["SKU,warehouse,target,keep", "ERP编码,仓库,目标库存,自留"])
def test_targets_read_in_both_languages(tmp_path, headings):
    """Without anything to keep, it keeps its target."""
    rows, problems = read_stock_rules(file(tmp_path, f"{headings}\nA,SH,60,90\nB,SH,60,\n"))
    assert problems == []
    assert rows == [
        StockTarget(sku="A", warehouse="SH", target=60, keep=90),
        StockTarget(sku="B", warehouse="SH", target=60, keep=60),
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("A,SH,ACME,,CNY,1,1,1", "row 2, price: it is empty"),
        ("A,SH,ACME,2,CNX,1,1,1", "row 2, currency: 'CNX' it is no currency"),
        ("A,SH,ACME,2,CNY,1.5,1,1", "row 2, minimum: '1.5' it is not a whole number"),
        ("A,SH,ACME,2,CNY,0,1,1", "row 2, minimum: '0'"),
        ("A,SH,ACME,2,CNY,1,-3,1", "row 2, pack: '-3'"),
        ("A,SH,ACME,-2,CNY,1,1,1", "row 2, price: '-2'"),
        ("A,SH,ACME,2,CNY,1,1,soon", "row 2, lead time: 'soon'"),
        ("A,,ACME,2,CNY,1,1,1", "row 2, warehouse: it is empty"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_cell(tmp_path, row, told):
    """Sheet, row, column, value and why; the other rows are read."""
    headings = "SKU,warehouse,supplier,price,currency,minimum,pack,lead time"
    text = f"{headings}\n{row}\n007,SH,ACME,12.5,CNY,50,12,14\n"
    rows, (problem,) = read_stock_rules(file(tmp_path, text))
    assert rows == [SUPPLY]
    assert told in str(problem)


def test_a_target_above_what_is_kept_is_told(tmp_path):
    """It would give away what it lacks."""
    text = "SKU,warehouse,target,keep\nA,SH,60,50\n"
    rows, (problem,) = read_stock_rules(file(tmp_path, text))
    assert rows == []
    assert "keep is less than target" in str(problem)


def test_two_rows_that_say_different_things_are_both_told(tmp_path):
    """The same twice is once."""
    text = "SKU,warehouse,target\nA,SH,60\nA,SH,60\nB,SH,1\nB,SH,2\n"
    rows, problems = read_stock_rules(file(tmp_path, text))
    assert [row.sku for row in rows] == ["A"]
    assert [problem.row for problem in problems] == [4, 5]


@pytest.mark.parametrize(
    ("headings", "lacks"),
    [
        ("SKU,warehouse,supplier,currency", "price"),
        ("SKU,warehouse", "target"),
        ("name,colour", "headings"),
    ],
)
def test_a_file_of_another_kind_is_refused_whole(tmp_path, headings, lacks):
    """With what it lacks to be one of supplies, or of targets."""
    with pytest.raises(FileRefused, match=lacks):
        read_stock_rules(file(tmp_path, f"{headings}\nA,SH,1,1\n"))
