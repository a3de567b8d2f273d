"""How little a new export format takes."""

from decimal import Decimal

from bots.model import OrderStatus
from bots.platforms.exports import profiles
from bots.platforms.exports.shape import OrderFile, has, must
from bots.sheets import Profile

KIOSK = OrderFile(
    "kiosk",
    Profile(
        "Kiosk orders",
        (
            must("number", "id", "Order"),
            must("status", "text", "State"),
            must("placed", "when", "Placed"),
            must("sku", "id", "Article"),
            must("quantity", "quantity", "Pieces"),
            must("unit_price", "money", "Price"),
            has("total", "money", "Sum"),
        ),
    ),
    (("status", {"open": OrderStatus.PAID}),),
)


async def test_a_new_format_is_a_profile_of_a_few_lines(exports, monkeypatch):
    """Headings and the words of its states; nothing else is written for it."""
    monkeypatch.setitem(profiles.FORMATS, "kiosk", KIOSK)
    (exports.folder / "kiosk.csv").write_text(
        "Order,State,Placed,Article,Pieces,Price,Sum\n"
        "K1,Open,2026-09-05 10:00,A,2,1.50,4.00\n"
        "K1,Open,2026-09-05 10:00,B,1,1.00,4.00\n"
    )
    order = await exports.one("kiosk")
    assert (order.reference, order.total, len(order.lines)) == ("north/K1", Decimal(4), 2)
