"""The operator's SKU mapping."""

from decimal import Decimal

import pytest

from bots.model import SkuMapping
from bots.sheets import FileRefused, read_sku_mapping


def mapping_file(tmp_path, text):
    """A mapping as a text file."""
    path = tmp_path / "skus.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "headings",
    [
        "platform,shop,platform SKU,ERP SKU,factor",
        "平台,店铺,平台SKU,ERP SKU,换算",
        "平台,店铺,商家编码,ERP编码,倍数",
    ],
)
def test_the_mapping_reads_in_both_languages(tmp_path, headings):
    """English and Chinese headings give the same mappings; no shop means every shop."""
    path = mapping_file(tmp_path, f"{headings}\nmarket,north,A-01,007,6\nmarket,,A-02,008,1\n")
    assert read_sku_mapping(path) == (
        [
            SkuMapping(
                platform="market", shop="north", sku="A-01", erp_sku="007", factor=Decimal(6)
            ),
            SkuMapping(platform="market", sku="A-02", erp_sku="008"),
        ],
        [],
    )


def test_shop_and_factor_may_be_left_out(tmp_path):
    """The shortest mapping is platform, SKU and ERP SKU."""
    mappings, problems = read_sku_mapping(mapping_file(tmp_path, "平台,平台SKU,ERP SKU\nm,a,b\n"))
    assert mappings == [SkuMapping(platform="m", sku="a", erp_sku="b")]
    assert problems == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("m,n,A,,1", "empty"),
        ("m,n,A,B,", "empty"),
        ("m,n,A,B,#N/A", "no number"),
        ("m,n,A,B,0", "greater than 0"),
        ("m,n,A,B,-1", "greater than 0"),
    ],
)
def test_a_row_that_cannot_be_used_is_listed(tmp_path, row, why):
    """The other rows are used; this one is named with its row and reason."""
    text = f"platform,shop,platform SKU,ERP SKU,factor\nm,n,X,Y,1\n{row}\n"
    mappings, problems = read_sku_mapping(mapping_file(tmp_path, text))
    assert [mapping.sku for mapping in mappings] == ["X"]
    assert [problem.row for problem in problems] == [3]
    assert why in problems[0].why


def test_two_rows_that_disagree_are_both_problems(tmp_path):
    """Which of two ERP SKUs is meant is never guessed; equal rows are harmless."""
    text = "platform,platform SKU,ERP SKU\nm,a,b\nm,a,c\nm,x,y\nm,x,y\n"
    mappings, problems = read_sku_mapping(mapping_file(tmp_path, text))
    assert [mapping.sku for mapping in mappings] == ["x"]
    assert [problem.row for problem in problems] == [2, 3]


def test_another_file_is_refused(tmp_path):
    """An order export given as the mapping is told by its headings."""
    with pytest.raises(FileRefused, match=r"lacks the column|no row of headings"):
        read_sku_mapping(mapping_file(tmp_path, "订单号,数量\n1,2\n"))
