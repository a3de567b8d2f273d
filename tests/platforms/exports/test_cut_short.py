"""A download that broke off, at whatever byte, is never read as other orders."""

import pytest

from bots.errors import BusinessError
from bots.sheets import FileRefused
from tests.platforms.exports.test_formats import (
    AMAZON,
    DOUYIN,
    JD,
    JD_SECOND,
    PINDUODUO,
    SHOPIFY,
    SHOPIFY_SECOND,
)

FILES = {
    "jd": [JD, JD_SECOND],
    "pinduoduo": [PINDUODUO, PINDUODUO | {"订单号": "260905-2"}],
    "douyin": [DOUYIN, DOUYIN | {"主订单编号": "\t6917926768823643759"}],
    "shopify": [SHOPIFY, SHOPIFY_SECOND],
    "amazon": [AMAZON, AMAZON | {"amazon-order-id": "114-1234567-1234568"}],
}


@pytest.mark.parametrize("form", FILES)
async def test_a_file_cut_short_gives_the_same_orders_or_errors(exports, form):
    """Each order reads as in the whole file, is refused, or (cut between rows) is not there."""
    path = exports.put(form, *FILES[form])
    data = path.read_bytes()
    whole = {order.reference: order for order in await exports.read(form)}
    assert whole
    start = len(data.splitlines()[0])
    wrong = []
    for end in range(start, len(data), 3):
        path.write_bytes(data[:end])
        try:
            read = await exports.read(form)
        except FileRefused:
            continue
        wrong += [
            (end, one)
            for one in read
            if not isinstance(one, BusinessError) and one != whole[one.reference]
        ]
    assert wrong == []
