"""Orders of the weeks before the story: everyday ones, so that there are months to settle."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from bots.model.codes import OrderStatus
from bots.practice.orders import ShopOrder
from bots.practice.scenario import Shop, make

BEGINS = timedelta(days=70)
ENDS = timedelta(days=16)
FIRST_NUMBER = 50_001


def past_orders(shop: Shop, seed: int, count: int, now: datetime) -> list[ShopOrder]:
    """`count` completed orders of the ten weeks before, none younger than sixteen days."""
    random = Random(f"{seed}/{shop.name}/past")  # noqa: S311  made-up data, repeatable
    moments = sorted(now - ENDS - (BEGINS - ENDS) * random.random() for _ in range(count))
    return [
        replace(make(shop, random, FIRST_NUMBER + place, moment), status=OrderStatus.COMPLETED)
        for place, moment in enumerate(moments)
    ]
