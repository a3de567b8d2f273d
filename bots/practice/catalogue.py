"""What the practice company sells: products, how the two shops name them, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Product:
    """One product of the ERP; `price` is the list price of one piece in CNY."""

    sku: str
    en: str
    zh: str
    price: Decimal
    shelf: str


@dataclass(frozen=True)
class Offer:
    """How a shop sells a product: its own SKU, and how many pieces one unit of it is."""

    sku: str
    product: Product
    factor: int
    price: Decimal


def _product(sku: str, en: str, zh: str, price: str, shelf: str) -> Product:
    return Product(sku, en, zh, Decimal(price), shelf)


PRODUCTS = (
    _product("TEA-0100", "Longjing green tea, 100 g tin", "西湖龙井茶 100克罐装", "68.00", "A-01"),
    _product("TEA-0200", "Aged white tea cake, 200 g", "福鼎老白茶饼 200克", "128.50", "A-02"),
    _product("TEA-0350", "Jasmine pearls, 350 g", "茉莉龙珠 350克", "96.80", "A-03"),
    _product("CUP-GLAZE", "Celadon teacup", "龙泉青瓷茶杯", "39.90", "B-01"),
    _product("CUP-GLASS", "Double-wall glass, 300 ml", "双层玻璃杯 300毫升", "45.00", "B-02"),
    _product("POT-YIXING", "Yixing clay teapot", "宜兴紫砂壶", "368.00", "B-04"),
    _product("KTL-15L", "Gooseneck kettle, 1.5 l", "细口壶 1.5升", "219.00", "B-07"),
    _product("TRAY-BAM", "Bamboo tea tray", "竹制茶盘", "158.00", "C-01"),
    _product("BAG-CANVAS", "Canvas tote, natural", "帆布袋 原色", "29.90", "C-03"),
    _product("UMB-AUTO", "Automatic umbrella, navy", "全自动晴雨伞 藏青", "79.00", "C-05"),
    _product("LMP-DESK", "LED desk lamp", "LED护眼台灯", "189.00", "D-01"),
    _product("CBL-USBC", "USB-C cable, 2 m", "USB-C数据线 2米", "25.50", "D-02"),
    _product("CHG-65W", "65 W wall charger", "65W快充充电器", "119.00", "D-03"),
    _product("NTB-A5", "A5 notebook, dotted", "A5点阵笔记本", "18.60", "E-01"),
    _product("PEN-GEL", "Gel pen, black 0.5", "中性笔 黑 0.5", "3.50", "E-02"),
    _product("SOAP-OSM", "Osmanthus hand soap", "桂花手工皂", "22.00", "F-01"),
    _product("TWL-COT", "Cotton towel, 2 pieces", "纯棉毛巾 2条装", "36.00", "F-02"),
    _product("CNDL-SOY", "Soy candle, cedar", "雪松大豆蜡烛", "58.00", "F-03"),
)
SERVICES = (
    _product("SHIPPING", "Shipping", "运费", "0.00", ""),
    _product("DISCOUNT", "Discount", "优惠", "0.00", ""),
    _product("TAX", "Sales tax", "销售税", "0.00", ""),
)
BUNDLED = frozenset({"TEA-0100", "CUP-GLAZE", "PEN-GEL", "SOAP-OSM"})
BUNDLE = 6
DOLLAR = Decimal(7)
WAREHOUSES = (
    ("SH", "Shanghai", "上海仓"),
    ("GZ", "Guangzhou", "广州仓"),
    ("LA", "Los Angeles", "洛杉矶仓"),
)
CUSTOMERS = (
    ("north", "North Harbour Market", "北港商城"),
    ("south", "South Bay Outlet", "南湾奥莱"),
    ("C1001", "Wuxi Teahouse Supplies", "无锡茶馆用品有限公司"),
    ("C1002", "Blue Door Gifts Ltd.", "蓝门礼品有限公司"),
    ("C1003", "Chengdu Stationery Wholesale", "成都文具批发"),
)


def market_offers() -> tuple[Offer, ...]:
    """What the market sells, in CNY: every product, and bundles of six of some."""
    single = [Offer(f"NH-{item.sku}", item, 1, item.price) for item in PRODUCTS]
    bundles = [
        Offer(f"NH-{item.sku}-X{BUNDLE}", item, BUNDLE, item.price * BUNDLE)
        for item in PRODUCTS
        if item.sku in BUNDLED
    ]
    return (*single, *bundles)


def outlet_offers() -> tuple[Offer, ...]:
    """What the outlet sells, in USD: its SKUs are digits with leading zeros."""
    return tuple(
        Offer(f"{71_000 + index:08d}", item, BUNDLE if bundle else 1, _dollars(item, bundle=bundle))
        for index, (item, bundle) in enumerate(
            [(item, False) for item in PRODUCTS]
            + [(item, True) for item in PRODUCTS if item.sku in BUNDLED]
        )
    )


def _dollars(item: Product, *, bundle: bool) -> Decimal:
    piece = (item.price / DOLLAR).quantize(Decimal("0.01"))
    return piece * BUNDLE if bundle else piece


def sku_rows() -> list[dict[str, str]]:
    """The operator's SKU mapping for both shops; keys as in the mapping spreadsheet."""
    both = [("market", "north", market_offers()), ("outlet", "south", outlet_offers())]
    return [
        {
            "platform": platform,
            "shop": shop,
            "platform SKU": offer.sku,
            "ERP SKU": offer.product.sku,
            "factor": str(offer.factor),
        }
        for platform, shop, offers in both
        for offer in offers
    ]
