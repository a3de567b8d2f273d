"""Which files are read, and each order once whatever files it is in."""

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest

from bots.errors import BusinessError, ScreenChanged, SettingsError
from bots.model import Order
from bots.platforms import load, sign_in_of
from bots.platforms.exports.profiles import FORMATS
from bots.settings import ShopSettings
from bots.sheets import FileRefused

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
SECOND = ROW | {"订单号": "260906-2", "订单成交时间": "2026-09-06 08:00:00"}


async def test_an_order_in_several_files_is_read_once_from_the_newest(exports):
    """Overlapping exports are usual; the last one says what holds."""
    exports.put("pinduoduo", ROW, SECOND, name="old.csv", age=5)
    exports.put("pinduoduo", ROW | {"订单状态": "已取消"}, name="new.csv", age=1)
    read = await exports.read("pinduoduo")
    assert {order.number: order.status for order in read} == {
        "260905-1": "cancelled",
        "260906-2": "paid",
    }


async def test_two_files_of_one_moment_that_disagree_are_for_a_person(exports):
    """Nobody can say which of the two is newer; both are named."""
    first = exports.put("pinduoduo", ROW, SECOND, name="a.csv")
    second = exports.put("pinduoduo", ROW | {"订单状态": "已取消"}, name="b.csv")
    stamp = first.stat().st_mtime_ns
    os.utime(second, ns=(stamp, stamp))
    by_number = {read.reference: read for read in await exports.read("pinduoduo")}
    error = by_number["north/260905-1"]
    assert isinstance(error, BusinessError)
    assert error.rule == "conflicting_files"
    assert "a.csv" in str(error)
    assert "b.csv" in str(error)
    assert isinstance(by_number["north/260906-2"], Order)


async def test_only_orders_of_the_window_are_read(exports):
    """From `since` on, up to and without `until`."""
    exports.put("pinduoduo", ROW, SECOND)
    first = datetime(2026, 9, 5, 7, 4, 5, tzinfo=UTC)
    second = datetime(2026, 9, 6, 0, 0, 0, tzinfo=UTC)
    assert [o.number for o in await exports.read("pinduoduo", first, second)] == ["260905-1"]
    assert [o.number for o in await exports.read("pinduoduo", second)] == ["260906-2"]


async def test_one_bad_row_does_not_stop_the_others(exports):
    """The order of the bad row goes to a person by its number, without what the row says."""
    exports.put("pinduoduo", ROW | {"商品数量(件)": "三条给张三"}, SECOND)
    good, bad = sorted(await exports.read("pinduoduo"), key=lambda r: isinstance(r, Exception))
    assert bad.reference == "north/260905-1"
    assert (bad.rule, bad.field) == ("unreadable_row", "商品数量(件)")
    assert "row 2 of pinduoduo.csv" in str(bad)
    assert "张三" not in f"{bad}{bad.remedy}{bad.value}"
    assert good.number == "260906-2"


async def test_a_row_without_a_number_is_for_a_person(exports):
    """It belongs to no order that is known, and is not lost for that."""
    exports.put("pinduoduo", ROW | {"订单号": ""}, SECOND)
    good, bad = await exports.read("pinduoduo")
    assert good.number == "260906-2"
    assert bad.reference is None
    assert "row 2 of pinduoduo.csv" in str(bad)


async def test_totals_and_title_rows_are_no_orders(exports, tmp_path):
    """A person's workbook with a title above and a sum below reads like the plain export."""
    book = openpyxl.Workbook()
    book.active.append(["拼多多 九月订单"])
    book.active.append(list(ROW))
    book.active.append([ROW[name] for name in ROW])
    book.active.append(["合计", None, None, 30, 30, 3])
    book.active.append([])
    missing = (
        "邮费(元)",
        "店铺优惠折扣(元)",
        "平台优惠折扣(元)",
        "多多支付立减金额(元)",
        "售后状态",
    )
    for place, heading in enumerate(missing, start=len(ROW) + 1):
        book.active.cell(2, place, heading)
    book.save(tmp_path / "九月.xlsx")
    order = await exports.one("pinduoduo")
    assert (order.number, order.total) == ("260905-1", Decimal(30))


@pytest.mark.parametrize("form", FORMATS)
async def test_a_file_of_another_platform_stops_the_shop(exports, form):
    """Somebody saved the wrong shop's export into the folder."""
    exports.put("shopify" if form != "shopify" else "jd")
    with pytest.raises(FileRefused, match=r"lacks the column|no row of headings"):
        await exports.read(form)


async def test_a_sign_in_page_saved_as_an_export_stops_the_shop(exports, tmp_path):
    """The download had lost its session."""
    (tmp_path / "orders.csv").write_text("<!doctype html><html><body>请登录</body></html>")
    with pytest.raises(ScreenChanged, match="web page"):
        await exports.read("jd")


async def test_rounded_numbers_stop_the_shop(exports):
    """A person's Excel took the last digits of every order number."""
    exports.put("douyin", {"主订单编号": "6.91793E+18"})
    with pytest.raises(FileRefused, match="主订单编号"):
        await exports.read("douyin")


async def test_what_is_no_finished_file_is_left_alone(exports, tmp_path):
    """Downloads under way, a spreadsheet's lock and hidden files are not exports."""
    exports.put("pinduoduo", ROW)
    for name in ("orders.csv.crdownload", "~$orders.xlsx", ".DS_Store", "x.part"):
        (tmp_path / name).write_text("half a")
    (tmp_path / "done").mkdir()
    assert isinstance(await exports.one("pinduoduo"), Order)


async def test_a_folder_without_a_new_export_is_no_empty_day(exports):
    """Nobody exported today: that is said, and is not zero orders."""
    exports.put("pinduoduo", ROW, age=24 * 10)
    with pytest.raises(ScreenChanged, match="no export saved since"):
        await exports.read("pinduoduo", datetime.now(UTC) - timedelta(days=2))


async def test_one_file_can_be_named_instead(exports, tmp_path):
    """`--file` reads that file, whatever lies in the folder."""
    exports.put("pinduoduo", ROW, SECOND)
    named = exports.put("pinduoduo", SECOND, name="one.csv", age=24 * 30)
    assert [o.number for o in await exports.read("pinduoduo", file=named)] == ["260906-2"]
    with pytest.raises(SettingsError, match="there is no file"):
        await exports.read("pinduoduo", file=tmp_path / "none.csv")


async def test_a_folder_can_be_named_for_an_export_of_two_files(exports, tmp_path):
    """`--file FOLDER` reads all files in it, however old; an empty folder is a mistake."""
    exports.put("pinduoduo", ROW, name="a.csv", age=24 * 30)
    exports.put("pinduoduo", SECOND, name="b.csv", age=24 * 40)
    since = datetime(2026, 9, 1, tzinfo=UTC)
    read = await exports.read("pinduoduo", since, folder=None, file=tmp_path)
    assert len(read) == 2
    (tmp_path / "empty").mkdir()
    with pytest.raises(SettingsError, match="there is no file"):
        await exports.read("pinduoduo", file=tmp_path / "empty")


async def test_one_order_is_found_by_its_number(exports):
    """Out of all files; a number that none has is a business error."""
    exports.put("pinduoduo", ROW, SECOND, age=24 * 100)
    portal = exports.portal("pinduoduo")
    assert (await portal.order("260906-2")).reference == "north/260906-2"
    missing = await portal.order("x")
    assert (missing.rule, missing.reference) == ("not_found", "north/x")


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({}, "options.format"),
        ({"format": "ebay"}, "no export format 'ebay'"),
        ({"format": "jd", "fodler": "/x"}, "options.fodler"),
        ({"format": "jd", "masked": "yes"}, "options.masked"),
    ],
)
def test_options_that_are_wrong_are_named(options, word):
    """A typing error in the settings is found before anything is read."""
    site = ShopSettings(name="n", url="https://x.example", platform="exports", options=options)
    with pytest.raises(SettingsError, match=word):
        sign_in_of(load("exports"), site)


def test_only_a_shop_that_downloads_signs_in(tmp_path):
    """Files in a folder need no browser; a download needs the selectors of the sign-in form."""
    site = ShopSettings(
        name="n",
        url="https://x.example",
        platform="exports",
        options={"format": "jd", "folder": tmp_path},
    )
    adapter = load("exports")
    assert sign_in_of(adapter, site) is None
    downloading = site.model_copy(update={"options": {"format": "jd", "download": "/export.csv"}})
    with pytest.raises(SettingsError, match="sign_in"):
        sign_in_of(adapter, downloading)
