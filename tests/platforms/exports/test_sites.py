"""A shop of files in a run: no browser, no sign-in, and `--file`."""

from datetime import UTC, datetime

import pytest

from bots.errors import SettingsError
from bots.model import Order
from bots.settings import Settings
from bots.sites import Sites
from tests.platforms.exports.export_files import EVER

ROW = {
    "商品": "毛巾",
    "订单号": "260905-1",
    "订单状态": "待发货",
    "商品总价(元)": "30.00",
    "用户实付金额(元)": "30.00",
    "商品数量(件)": "3",
    "商家编码-规格维度": "T-3",
    "订单成交时间": "2026-09-05 15:04:05",
}


@pytest.fixture
def sites(tmp_path):
    """The sites of a run whose shops are one of files and one of pages."""
    tables = {
        "home": tmp_path,
        "shops": {
            "north": {
                "name": "north",
                "platform": "exports",
                "url": "https://shop.example",
                "options": {"format": "pinduoduo", "folder": str(tmp_path)},
            },
            "south": {"name": "south", "platform": "market", "url": "https://shop.example"},
        },
    }
    return Sites(Settings.model_validate(tables), None, None, tmp_path)


async def test_a_shop_of_files_opens_no_browser(sites, exports):
    """Neither a browser nor the ledger is asked for anything."""
    exports.put("pinduoduo", ROW)
    async with sites.shop("north") as shop:
        read = [order async for order in shop.orders(EVER, datetime.now(UTC))]
    assert [type(order) for order in read] == [Order]
    assert sites._browser is None


async def test_a_file_is_given_to_a_shop_of_files_only(sites, exports):
    """`--file` for a shop that is read from its pages is a mistake, said before it starts."""
    path = exports.put("pinduoduo", ROW, name="elsewhere.txt")
    async with sites.shop("north", {"file": path}) as shop:
        assert shop.portal.choices.file == path
    with pytest.raises(SettingsError, match="takes no file"):
        async with sites.shop("south", {"file": path}):
            pass
