"""Fill the shop: `python -m shop.seed COUNT TRUTH.json EMAIL PASSWORD`.

Runs in the shop's own environment; EMAIL and PASSWORD are the clerk's.

Orders are made by oscar's own factories from real baskets. What a perfect reader would bring
back is then taken straight from the database, without any page, and written to TRUTH.json.
"""

import datetime as dt
import json
import os
import random
import sys
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 (Django must be set up first)
from django.contrib.auth.models import Permission  # noqa: E402
from django.contrib.sites.models import Site  # noqa: E402
from oscar.apps.offer.applicator import Applicator  # noqa: E402
from oscar.apps.shipping.methods import FixedPrice, Free  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402
from oscar.test import factories  # noqa: E402
from shop import goods  # noqa: E402
from shop.truth import truth_of  # noqa: E402

ZONE = ZoneInfo("Asia/Shanghai")
FIRST_DAY = dt.datetime(2025, 5, 5, tzinfo=ZONE)
Basket = get_model("basket", "Basket")
Country = get_model("address", "Country")
OrderNote = get_model("order", "OrderNote")
ShippingAddress = get_model("order", "ShippingAddress")
Source = get_model("payment", "Source")
SourceType = get_model("payment", "SourceType")
User = get_user_model()

# What is special about every order whose index gives this rest when divided by 20.
CANCELLED, REFUNDED, PAID_BACK, PARTLY_PAID_BACK, PENDING, DISCOUNT, INEXACT = range(7)
DELETED_CUSTOMER, NO_ADDRESS, LINE_CANCELLED, WHOLESALE, VOUCHER = range(7, 12)
USUAL_STATUSES = ("Paid", "Shipped", "Complete")


def main(count: int, truth: Path, email: str, password: str) -> None:
    """Seed `count` orders and write what they hold."""
    Site.objects.update_or_create(id=1, defaults={"domain": "127.0.0.1", "name": "shop"})
    staff(email, password)
    products = [product(*row) for row in goods.PRODUCTS]
    customers = [customer(*names) for names in goods.PEOPLE]
    countries()
    offers = {DISCOUNT: offer("Fixed", "5.00"), VOUCHER: offer("Percentage", "7.00")}
    numbers = [
        place(index, products, customers, offers.get(index % 20)).number for index in range(count)
    ]
    truth.write_text(json.dumps([truth_of(number) for number in numbers], ensure_ascii=False))


def staff(email: str, password: str) -> None:
    """A clerk who may look at orders, and nothing else: what a bot should be given."""
    clerk = User.objects.create_user("clerk", email, password, is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_order"))


def product(sku, upc, title, price):
    made = factories.create_product(upc=upc or None, title=title, product_class="Hardware")
    factories.create_stockrecord(
        made, price=Decimal(price), partner_sku=sku, num_in_stock=10**6, partner_name="仓库 <A>"
    )
    return made


def customer(first: str, last: str):
    index = User.objects.count()
    return User.objects.create_user(
        f"buyer{index}", f"buyer{index}@example.com", first_name=first, last_name=last
    )


def countries() -> None:
    for code, (code3, numeric, name) in goods.COUNTRIES.items():
        Country.objects.create(
            iso_3166_1_a2=code,
            iso_3166_1_a3=code3,
            iso_3166_1_numeric=numeric,
            printable_name=name,
            name=name.upper(),
            is_shipping_country=True,
        )


def offer(kind: str, value: str):
    everything = get_model("offer", "Range").objects.get_or_create(
        name="Everything", includes_all_products=True
    )[0]
    benefit = get_model("offer", "Benefit").objects.create(
        range=everything, type=kind, value=Decimal(value)
    )
    condition = get_model("offer", "Condition").objects.create(
        range=everything, type="Value", value=Decimal("10.00")
    )
    return factories.create_offer(
        name=f"{kind} <{value}> 优惠",
        condition=condition,
        benefit=benefit,
        max_basket_applications=1,
    )


def place(index: int, products, customers, discount):
    """Place order `index`, the same one every time, and bring it to its final state."""
    dice = random.Random(f"order {index}")
    special = index % 20
    chosen = basket(dice, products, special, discount)
    buyer = customers[index % len(customers)]
    guest = index % 5 == 2 or special == DELETED_CUSTOMER
    order = factories.create_order(
        number=number(index),
        basket=chosen,
        user=None if guest else buyer,
        guest_email="" if special == DELETED_CUSTOMER or not guest else f"guest{index}@example.com",
        shipping_address=None if special == NO_ADDRESS else address(index, dice),
        shipping_method=shipping(dice),
        date_placed=placed(index, dice),
        status=status(special, dice),
    )
    order.lines.update(status=order.status)
    finish(order, special, dice)
    return order


def number(index: int) -> str:
    """Numbers do not follow the dates, and some begin with another one whole."""
    own = 100000 + (index * 7919) % 90001
    return f"{number(index - 1)}0" if index % 37 == 36 else str(own)


def basket(dice, products, special: int, discount):
    made = Basket.objects.create()
    made.strategy = factories.Default()
    for chosen in dice.sample(products, k=dice.randint(1, 4)):
        quantity = 1200 if special == WHOLESALE else dice.choice((1, 1, 2, 3, 5, 12))
        made.add_product(chosen, quantity=quantity)
    if discount:
        Applicator().apply_offers(made, [discount])
    return made


def address(index: int, dice):
    first, last = goods.PEOPLE[(index * 3 + 1) % len(goods.PEOPLE)]
    line1, line2, city, state, postcode, country = goods.PLACES[index % len(goods.PLACES)]
    return ShippingAddress.objects.create(
        title=dice.choice(("", "", "Mr", "Dr")),
        first_name=first,
        last_name=last,
        line1=line1,
        line2=line2,
        line4=city,
        state=state,
        postcode=postcode,
        country_id=country,
        phone_number=goods.PHONES[index % len(goods.PHONES)],
        notes=goods.INSTRUCTIONS[index % len(goods.INSTRUCTIONS)],
    )


def shipping(dice):
    charge = Decimal(dice.choice(("0", "8.00", "12.50", "1015.00")))
    return FixedPrice(charge, charge) if charge else Free()


def placed(index: int, dice) -> dt.datetime:
    """Some at noon, at midnight and on the hour, which English pages write in words."""
    time = FIRST_DAY + dt.timedelta(minutes=97 * index, seconds=dice.randint(0, 59))
    match index % 10:
        case 0:
            return time.replace(hour=12, minute=0)
        case 1:
            return time.replace(hour=0, minute=0)
        case 2:
            return time.replace(minute=0)
    return time


def status(special: int, dice) -> str:
    named = {CANCELLED: "Cancelled", REFUNDED: "Refunded", PENDING: "Pending"}
    return named.get(special) or dice.choice(USUAL_STATUSES)


def finish(order, special: int, dice) -> None:
    """Payments, refunds, staff's notes, and the oddities that only some orders have."""
    if special == INEXACT:
        make_inexact(order)
    if special == LINE_CANCELLED and order.lines.count() > 1:
        line = order.lines.last()
        line.status = "Cancelled"
        line.save()
    if special != PENDING:
        pay(order, special)
    if dice.random() < 0.4:
        OrderNote.objects.create(
            order=order, note_type="Info", message="staff only:\ncall back <b>today</b> 📞"
        )


def make_inexact(order) -> None:
    """A line sold as three for ten: no unit price in cents exists."""
    line = order.lines.first()
    gone = line.line_price_before_discounts_incl_tax - Decimal("10.00")
    line.quantity = 3
    line.line_price_before_discounts_incl_tax = Decimal("10.00")
    line.line_price_incl_tax = Decimal("10.00")
    line.save()
    order.total_incl_tax -= gone
    order.save()


def pay(order, special: int) -> None:
    total = order.total_incl_tax
    back = {REFUNDED: total, PAID_BACK: total, PARTLY_PAID_BACK: min(total, Decimal("0.50"))}
    kind, _ = SourceType.objects.get_or_create(name="Alipay 支付宝", code="alipay")
    Source.objects.create(
        order=order,
        source_type=kind,
        currency=order.currency,
        amount_allocated=total,
        amount_debited=total,
        amount_refunded=back.get(special, Decimal(0)),
        reference=f"2025{order.id:08d}",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
