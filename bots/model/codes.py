"""Code lists: the closed sets of words that records use."""

from __future__ import annotations

from enum import StrEnum


class OrderStatus(StrEnum):
    """Where an order stands, in words that every platform's states map onto."""

    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"

    @property
    def enterable(self) -> bool:
        """Whether the ERP must hold an order of this status."""
        return self in {OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED}

    @property
    def dead(self) -> bool:
        """Whether such an order must never be entered."""
        return self in {OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.REFUNDING}


class Currency(StrEnum):
    """ISO 4217 codes of the currencies that merchants settle in."""

    CNY = "CNY"
    USD = "USD"
    EUR = "EUR"
    GBP = "GBP"
    HKD = "HKD"
    TWD = "TWD"
    JPY = "JPY"
    KRW = "KRW"
    SGD = "SGD"
    MYR = "MYR"
    THB = "THB"
    VND = "VND"
    IDR = "IDR"
    PHP = "PHP"
    AUD = "AUD"
    CAD = "CAD"
    MXN = "MXN"
    BRL = "BRL"

    @property
    def places(self) -> int:
        """Decimal places of its smallest unit (ISO 4217)."""
        return 0 if self in {Currency.JPY, Currency.KRW, Currency.VND} else 2


class Unit(StrEnum):
    """Units of measure; `piece` unless an ERP says otherwise."""

    PIECE = "piece"
    BOX = "box"
    SET = "set"
    KILOGRAM = "kilogram"
    METRE = "metre"


class Carrier(StrEnum):
    """Carriers, by the names their own documents use. A shop may call one `other`."""

    SF = "sf"
    ZTO = "zto"
    YTO = "yto"
    STO = "sto"
    YUNDA = "yunda"
    EMS = "ems"
    JD = "jd"
    JT = "jt"
    DEPPON = "deppon"
    UPS = "ups"
    DHL = "dhl"
    FEDEX = "fedex"
    USPS = "usps"
    POST = "post"  # China Post's parcels; EMS is its express
    BEST = "best"
    DANNIAO = "danniao"
    ANE = "ane"
    KYE = "kye"
    YANWEN = "yanwen"
    FPX = "4px"
    ROYAL_MAIL = "royal_mail"
    DPD = "dpd"
    GLS = "gls"
    OTHER = "other"
