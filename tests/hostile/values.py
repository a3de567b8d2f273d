"""Text that breaks weak software, as buyers and platforms may write it."""

from __future__ import annotations

# Reach the ERP unchanged: they are data, whatever they look like.
TEXTS = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "end of field": "</textarea></p>\"'><b>",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-2+3+cmd",
    "at": "@SUM(A1:A9)",
    "carriage return": "one\rtwo\r\nthree\r\n\r\nfive",
    "headings of ours": "Note:\nShip to:\n  indented",
    "path": "../../../etc/passwd",
    "windows path": "C:\\Windows\\System32\\..\\x",
    "control": "a\x01\x02\x07\x08\x0b\x0c\x0e\x1f\x7fb",
    "ansi": "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x1b[0m",
    "c1": "a\x9b2J\x85b\x90c",
    "bidi": "abc\u202egnp.exe\u202c \u2066x\u2069\u200e\u200f",
    "zero width": "a\u200b\u200c\u200d\u2060\ufeffb",
    "line separators": "a\u2028b\u2029c",
    "right to left": "محمد بن سلمى, שלום",
    "beyond the plane": "👩\u200d👩\u200d👧 𠮷 𝒳 🏴\u200d☠️",
    "combining": "Z" + "\u0334\u0335\u0336" * 40,
    "decomposed": "e\u0301 Å \u1112\u1161\u11ab",
    "not characters": "\ufffe\uffff",
    "markup": "[red]x[/red] [/] [bold",
    "csv": 'a,"b";\'c\'|d\te, ""f""',
    "entities": "&lt;b&gt; &amp;amp; &#x41; &nbsp;&zwj;",
    "template": "{{7*7}} ${7*7} #{7*7} <%= 7*7 %> {% raw %}",
    "sql": "'; DROP TABLE orders;-- \" OR 1=1",
    "percent": "%s %n %00 %0a %(x)s {0} {x!r}",
    "json": '{"a": "\\u0041\\n"}',
    "nothing": "null",
    "a long letter": "长" * 20_000,
}
# A page that holds this was decoded wrongly, by the shop or by us: nobody can tell what it said.
UNDECODED = "caf\ufffd"
# In an id: what a platform could call an order.
NUMBERS = (
    "=1+1",
    "[red]N1[/red]",
    "𠮷-👩\u200d👧",
    "a'b\"c;--",
    "{{7*7}}%20%2F&x=1#y?z",
    "N\u202e1\u200f",
    "شماره-1",
    "..x",
)
# SKUs that nobody mapped: they are shown on the terminal and in the report.
SKUS = ("=cmd|'!A0", "[bold]S[/]", "S\u202e1", "<b>S</b>", "../S", "%s{0}", "-1", "𠮷")


# What no record holds: refused for its order alone. Field -> the wish.
REFUSED = {
    "note": {"note": "10 MB " + "x" * (10 << 20)},
    "lines.title": {"title": "t" * 70_000},
    "lines.sku": {"sku": "S" * 5_000},
    "ship_to.name": {"name": "n" * 70_000},
    "ship_to.lines.0": {"lines": ["l" * 70_000]},
}
# What a page cannot carry, and JSON can.
REFUSED_IN_JSON = {
    "note": {"note": "a\0b"},
    "lines.sku": {"sku": "a\x1b[31mb"},
    "lines.title": {"title": "\0"},
}
