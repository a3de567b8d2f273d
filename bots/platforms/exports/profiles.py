"""The exports we know, by name. A new one is an `OrderFile` and its place in this list."""

from __future__ import annotations

from bots.platforms.exports.chinese import DOUYIN, JD, PINDUODUO, TAOBAO
from bots.platforms.exports.western import AMAZON, SHOPIFY

FORMATS = {each.name: each for each in (TAOBAO, JD, PINDUODUO, DOUYIN, SHOPIFY, AMAZON)}
