"""Made-up buyers, Chinese and English; and names and notes that break weak software."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Buyer:
    """A made-up buyer with a made-up address."""

    name: str
    email: str
    phone: str
    lines: tuple[str, ...]
    district: str
    city: str
    province: str
    postcode: str
    country: str


FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗欧阳司马"
GIVEN = (
    "伟",
    "芳",
    "秀英",
    "敏",
    "静怡",
    "志强",
    "雨桐",
    "梓涵",
    "建国",
    "晓燕",
    "嘉欣",
    "子墨",
    "䶮",
    "喆",
)
PLACES = (
    ("浦东新区", "上海市", "上海市", "200120"),
    ("西湖区", "杭州市", "浙江省", "310012"),
    ("南山区", "深圳市", "广东省", "518057"),
    ("武侯区", "成都市", "四川省", "610041"),
    ("天心区", "长沙市", "湖南省", "410004"),
    ("和平区", "沈阳市", "辽宁省", "110003"),
    ("呈贡区", "昆明市", "云南省", "650500"),
)
STREETS = ("人民路", "中山北路", "解放大道", "文三路", "科技园南路", "建设街", "滨江大道")
FIRST = (
    "Emma",
    "Noah",
    "Olivia",
    "Liam",
    "Zoë",
    "José",
    "Anaïs",
    "Søren",
    "Priya",
    "Mateo",
    "Siobhán",
)
LAST = (
    "Walker",
    "O'Brien",
    "Nguyễn",
    "García",
    "Smith-Jones",
    "Müller",
    "Kowalski",
    "Okafor",
    "Lee",
)
TOWNS = (
    ("Portland", "OR", "97205"),
    ("Austin", "TX", "78701"),
    ("Burlington", "VT", "05401"),
    ("San José", "CA", "95112"),
    ("Boston", "MA", "02118"),
)
ROADS = ("Maple Avenue", "2nd Street", "Elm Court", "Ocean View Drive", "King's Road")
ODD_NAMES = (
    "Robert'); DROP TABLE orders;--",
    '<b onclick="alert(1)">Bold</b> & Co.',
    '=HYPERLINK("http://example.invalid","x")',
    "{{ 7*7 }} ${7*7} %s",
    "محمد بن سلمى",
    "🐼 熊猫 👩‍👩‍👧",
    'Comma, "Quote"; Semi\\Slash',
    "張‌家輝 (zero‌width)",
    "ＡＢＣ　全角",
    "null",
)
NOTES_ZH = (
    "请尽快发货",
    "周末送货，工作日家里没人",
    "送人，请不要放价格单",
    "放门口快递柜即可",
    "发票抬头：个人",
)
NOTES_EN = (
    "Please ring twice.",
    "Leave it with the neighbour at no. 7",
    "Gift - no price slip, please",
)
ODD_NOTES = (
    "第一行\n第二行\n\n第四行，中间空一行",
    "</textarea><script>alert('note')</script>",
    '"quoted, with comma"\nand; a semicolon\tand a tab',
    "+1-1=0 @SUM(A1:A9)",
    "很长的留言" + "，请务必小心轻放" * 40,
)


def chinese(random: Random) -> Buyer:
    """A buyer with a Chinese address."""
    district, city, province, postcode = random.choice(PLACES)
    name = random.choice(FAMILY) + random.choice(GIVEN)
    digits = f"{random.randrange(10**8):08d}"
    house = f"{random.randint(1, 999)}号{random.randint(1, 30)}幢{random.randint(101, 2805)}室"
    return Buyer(
        name, f"buyer{digits}@example.com", f"19900{digits[:6]}",
        (random.choice(STREETS) + house,), district, city, province, postcode, "中国",
    )  # fmt: skip


def english(random: Random) -> Buyer:
    """A buyer with an address in the United States."""
    city, state, postcode = random.choice(TOWNS)
    name = f"{random.choice(FIRST)} {random.choice(LAST)}"
    digits = f"{random.randrange(10**4):04d}"
    lines = [f"{random.randint(1, 9999)} {random.choice(ROADS)}"]
    if random.random() < 0.3:  # noqa: PLR2004  a share, said where it is used
        lines.append(f"Apt. {random.randint(1, 40)}B")
    return Buyer(
        name, f"buyer{digits}@example.org", f"+1 503 555 {digits}", tuple(lines), "", city, state,
        postcode, "United States",
    )  # fmt: skip


def note(random: Random, *, chinese_shop: bool) -> str:
    """A buyer's message; most leave none."""
    if random.random() < 0.6:  # noqa: PLR2004  a share, said where it is used
        return ""
    return random.choice(NOTES_ZH if chinese_shop else NOTES_EN)
