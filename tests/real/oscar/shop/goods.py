"""What the shop sells and to whom: English, Chinese, and hostile but legal."""

# partner SKU, UPC, title, price. Codes that begin with one another are there on purpose.
PRODUCTS = (
    ("SCR-M4-10", "6901234500011", "Screw M4×10, zinc", "0.12"),
    ("SCR-M4-100", "6901234500028", "Screw M4×100, zinc", "0.95"),
    ("SCR-M4-10-A2", "6901234500035", "螺丝 M4×10（不锈钢 A2）", "0.31"),
    ("NUT-M4", "6901234500042", "六角螺母 M4", "0.08"),
    ("DRL-18V", "6901234500059", 'The "Builder" & Sons drill, 18 V', "1299.00"),
    ("BIT-SET-32", "6901234500066", "Bit set <32 pcs> & case", "88.50"),
    ("GLV-L", "", "手套 L 号 🧤", "15.90"),
    ("TAPE-50M", "6901234500080", "<script>alert('tape')</script> 50 m", "6.66"),
    ("LAMP-𠮷", "6901234500097", "𠮷祥 lamp, 220 V", "245.75"),
    ("CBL-2.5", "6901234500103", "Cable 2.5 mm², per piece", "3.05"),
)

# first name, last name
PEOPLE = (
    ("Seán", "O'Brien"),
    ("伟", "张"),
    ("Jeanne", "d'Arc <b>"),
    ('the "Builder"', "& Sons"),
    ("𠮷郎", "𠮷野"),
    ("秀英", "欧阳"),
    ("Zoë", "Müller-Łukasiewicz"),
    ("Robert'); DROP TABLE orders;--", "Tables"),
    ("娜", "李（收）"),
    ("Ana María 🌻", "Núñez"),
)

# line1, line2, city, state, postcode, country
PLACES = (
    ("天河区体育西路 123 号", "A&B 大厦 5 楼", "广州市", "广东省", "510620", "CN"),
    ("1 High Street", "", "Bristol", "", "BS1 4DJ", "GB"),
    ("Flat <2>, 7 O'Connell St", 'c/o "The Yard"', "Dublin", "", "D01 F5P2", "IE"),
    ("朝阳区建国路８８号，Ｂ座", "", "北京市", "北京市", "100022", "CN"),
    ("77 Main St.; Suite 4", "𠮷 Building", "Springfield", "Illinois", "62701", "US"),
)
COUNTRIES = {
    "CN": ("CHN", "156", "China"),
    "GB": ("GBR", "826", "United Kingdom"),
    "IE": ("IRL", "372", "Ireland"),
    "US": ("USA", "840", "United States of America"),
}
PHONES = ("+8613800138000", "", "+441179496000", "+85223456789", "")

INSTRUCTIONS = (
    "",
    "Leave it with the neighbour.\nRing twice!",
    "请放门口，谢谢。\n\n周末不要送！🙏",
    "<script>alert('note')</script> & <b>bold</b>",
    "",
    '-- "quoted" -- it\'s 5 > 4 && 3 < 4',
    "full-width：（一）；「二」　三",
)
