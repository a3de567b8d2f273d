"""What people, ERPs and carriers' own spreadsheets call the carriers."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from bots.model.codes import Carrier

NAMES: Mapping[Carrier, tuple[str, str]] = {
    Carrier.SF: ("SF Express", "顺丰速运"),
    Carrier.ZTO: ("ZTO Express", "中通快递"),
    Carrier.YTO: ("YTO Express", "圆通速递"),
    Carrier.STO: ("STO Express", "申通快递"),
    Carrier.YUNDA: ("Yunda Express", "韵达快递"),
    Carrier.EMS: ("EMS", "邮政EMS"),
    Carrier.JD: ("JD Logistics", "京东物流"),
    Carrier.JT: ("J&T Express", "极兔速递"),
    Carrier.DEPPON: ("Deppon", "德邦快递"),
    Carrier.UPS: ("UPS", "UPS联合包裹"),
    Carrier.DHL: ("DHL", "DHL敦豪"),
    Carrier.FEDEX: ("FedEx", "FedEx联邦快递"),
    Carrier.USPS: ("USPS", "美国邮政"),
    Carrier.POST: ("China Post", "邮政快递包裹"),
    Carrier.BEST: ("Best Express", "百世快递"),
    Carrier.DANNIAO: ("Danniao Express", "丹鸟快递"),
    Carrier.ANE: ("ANE Express", "安能物流"),
    Carrier.KYE: ("KYE Express", "跨越速运"),
    Carrier.YANWEN: ("Yanwen", "燕文物流"),
    Carrier.FPX: ("4PX", "递四方"),
    Carrier.ROYAL_MAIL: ("Royal Mail", "英国皇家邮政"),
    Carrier.DPD: ("DPD", "DPD快递"),
    Carrier.GLS: ("GLS", "GLS快递"),
    Carrier.OTHER: ("Other carrier", "其他快递"),
}
"""Each carrier's name in English and in Chinese."""

# Beside code and names. Whole words: `EMS` is not the `EMS` of `SYSTEMS`, nor 邮政 of 美国邮政.
_ALSO: Mapping[Carrier, tuple[str, ...]] = {
    Carrier.SF: ("顺丰", "顺丰快递", "顺丰标快", "顺丰特快", "shunfeng", "s.f. express"),
    Carrier.ZTO: ("中通", "中通速递", "zhongtong"),
    Carrier.YTO: ("圆通", "圆通快递", "yuantong"),
    Carrier.STO: ("申通", "申通速递", "shentong"),
    Carrier.YUNDA: ("韵达", "韵达速递", "yunda", "yd"),
    Carrier.EMS: ("中国邮政速递", "中国邮政速递物流", "邮政特快专递", "china post ems"),
    Carrier.JD: ("京东", "京东快递", "jd express", "jdl", "jingdong"),
    Carrier.JT: ("极兔", "极兔快递", "j&t", "jt express", "jitu", "jtsd"),
    Carrier.DEPPON: ("德邦", "德邦物流", "deppon express", "deppon logistics", "debang"),
    Carrier.UPS: ("联合包裹", "united parcel service"),
    Carrier.DHL: ("敦豪", "dhl express", "中外运敦豪"),
    Carrier.FEDEX: ("联邦快递", "federal express"),
    Carrier.USPS: ("us postal service", "united states postal service"),
    Carrier.POST: ("中国邮政", "邮政包裹", "邮政小包", "邮政", "chinapost"),
    Carrier.BEST: ("百世", "百世汇通", "huitong"),
    Carrier.DANNIAO: ("丹鸟", "菜鸟速递", "菜鸟直送", "cainiao express"),
    Carrier.ANE: ("安能", "安能快递"),
    Carrier.KYE: ("跨越", "跨越物流", "ky express"),
    Carrier.YANWEN: ("燕文", "yanwen express"),
    Carrier.FPX: ("递四方速递", "4px express"),
    Carrier.ROYAL_MAIL: ("皇家邮政",),
    Carrier.DPD: (),
    Carrier.GLS: (),
    Carrier.OTHER: ("其他", "其它", "other"),
}  # fmt: skip


def spelling(text: str) -> str:
    """One spelling of a carrier's name: `SF-Express`, `ＳＦ express` and `sf_express` are one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if char.isalnum() or char == "&")


_WORDS: Mapping[str, Carrier] = {
    spelling(word): carrier
    for carrier, names in NAMES.items()
    for word in (carrier.value, *names, *_ALSO[carrier])
}


def carrier_of(text: str, own: Mapping[str, Carrier] | None = None) -> Carrier | None:
    """The carrier that is meant, or None. `own` are the company's own words, which go before.

    A name may be said twice, in two languages: `联邦快递 FedEx`.
    """
    words = {**_WORDS, **{spelling(word): carrier for word, carrier in (own or {}).items()}}
    found = words.get(spelling(text))
    parts = text.split()
    halves = [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))]
    both = {words.get(spelling(one)) for one, other in halves
            if words.get(spelling(one)) == words.get(spelling(other))}  # fmt: skip
    return found or next(iter(both - {None}), None)
