"""Changes of what pages say, after which all data are still there: labels, formats, additions."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from tests.drift.labels import UNRELATED, others, translated
from tests.drift.pages import (
    Pages,
    Said,
    cells,
    element,
    headings,
    label_nodes,
    parsed,
    tables,
    value_nodes,
    whole_rows,
    words,
)

_MONEY = re.compile(r"(-?\s?)((?:CN)?[¥$])([\d,]+\.\d\d)")


def changed_label(pages: Pages) -> Said | None:
    """One label in other words."""
    found = [
        *headings(pages),
        *map(words, label_nodes(pages)),
        *map(words, pages.all("//main//h2")),
    ]
    old = pages.pick(label for label in found if others(label))
    if old is None:
        return None
    new = pages.dice.choice(others(old))
    _relabel(pages, {old: new})
    return Said(f"{old!r} is called {new!r}", (old, translated(old, pages.site) or old))


def decorated_labels(pages: Pages) -> Said | None:
    """Colons, stars, units, arrows for sorting, capitals: the same words in another dress."""
    style = pages.dice.choice(
        ("{}:", "{}：", "{} *", "{} ▲", "  {}  ", "UPPER", "{} (CNY)", "{}（元）")
    )
    found = {*headings(pages), *map(words, label_nodes(pages))}
    some = {label for label in sorted(found) if pages.dice.random() < 0.5}
    dress = str.upper if style == "UPPER" else style.format
    _relabel(pages, {label: dress(label) for label in some})
    return Said(f"labels written as {style!r}", tuple(some))


def changed_language(pages: Pages) -> Said | None:
    """Every label and word of the site in its other language."""
    for node in pages.all("//*[not(self::script)]"):
        if len(node) == 0 or (node.text or "").strip():
            text = " ".join((node.text or "").split())
            new = translated(text, pages.site)
            if new is not None and not _is_data(node, pages.site):
                node.text = (node.text or "").replace((node.text or "").strip(), new)
        tail = " ".join((node.tail or "").split())
        if translated(tail, pages.site):
            node.tail = f" {translated(tail, pages.site)}"
    for node in pages.all("//*[not(*)]"):
        day = re.fullmatch(r"(\d{4})年(\d+)月(\d+)日( \d\d:\d\d)?", (node.text or "").strip())
        if day:
            year, month, dom, clock = day.groups()
            node.text = (
                f"{_MONTHS[int(month) - 1]} {int(dom)}, {year}{',' if clock else ''}{clock or ''}"
            )
    return Said("the page in its other language", ())


_MONTHS = (
    "Jan",
    "Feb",
    "March",
    "April",
    "May",
    "June",
    "July",
    "Aug",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
)


def _is_data(node, site: str) -> bool:
    """Titles of goods and the like are data, and are not translated."""
    return node.tag == "td" and not translated((node.text or "").strip(), site)


def number_format(pages: Pages) -> Said | None:
    """Amounts written in another way that means the same."""
    style = pages.dice.choice(
        ("{n}{s}", "CNY {n}", "{n} CNY", "{n}", "￥{n}", "{e} ¥", "{x}", "¥ {n}", "{n}元")
    )
    for node in pages.all("//td|//dd|//th|//b|//span"):
        if node.text and _MONEY.search(node.text):
            node.text = _MONEY.sub(lambda found: _amount(found, style), node.text)
    return Said(f"amounts written as {style}", ("amount", "number", "money"))


def _amount(found: re.Match[str], style: str) -> str:
    minus, sign, number = found.groups()
    european = number.replace(",", " ").replace(".", ",")
    return minus + style.format(n=number, s=sign, e=european, x=number.replace(",", ""))


def date_format(pages: Pages) -> Said | None:
    """Times written in another way that means the same, behind the print too."""
    style = pages.dice.choice(("utc", "iso", "slashes", "dots", "weekday"))
    found = False
    for node in pages.all("//time[@datetime]"):
        found = True
        _redate(node, style)
    return Said(f"times written as {style}", ("time", "date")) if found else None


def _redate(node, style: str) -> None:
    moment = datetime.fromisoformat(node.get("datetime"))
    if style == "utc":
        node.set("datetime", moment.astimezone(UTC).isoformat().replace("+00:00", "Z"))
        return
    node.text = {
        "iso": f"{moment:%Y-%m-%d %H:%M}",
        "slashes": f"{moment:%d/%m/%Y %H:%M}",
        "dots": f"{moment:%Y.%m.%d %H:%M}",
        "weekday": f"{moment:%a}, {moment.day} {moment:%B} {moment:%Y} {moment:%H:%M}",
    }[style]


def _relabel(pages: Pages, new: dict[str, str]) -> None:
    for node in pages.all("//th|//dt|//main//h2"):
        if words(node) in new:
            leaf = node
            while len(leaf):
                leaf = leaf[0]
            leaf.text = new[words(node)]


def added_text(pages: Pages) -> Said | None:
    """A badge, a button to copy, an icon, a hint beside values."""
    kind = pages.dice.choice(("badge", "copy", "icon", "hint"))
    label = pages.pick([*headings(pages), *map(words, label_nodes(pages))])
    if label is None:
        return None
    for node in _values_of(pages, label):
        node.append(_beside(kind))
    return Said(f"a {kind} beside the values of {label!r}", (label, "texts where one was"))


def _beside(kind: str):
    if kind == "copy":
        return element("button", "复制", type="button")
    if kind == "icon":
        return element("i", "", class_="icon")
    if kind == "hint":
        return element("small", "(?)", title="help")
    return element("span", "NEW", class_="badge")


def _values_of(pages: Pages, label: str) -> list:
    found = [
        value for node in label_nodes(pages) if words(node) == label for value in value_nodes(node)
    ]
    for table, heads in tables(pages):
        for place, head in enumerate(heads):
            if words(head) == label:
                rows = whole_rows(table, len(heads))
                found += [cells(row)[place] for row in rows if row is not head.getparent()]
    return found


def added_fact(pages: Pages) -> Said | None:
    """A labelled value more."""
    head = pages.dice.choice(UNRELATED)
    for node in pages.all("//dl"):
        at = pages.dice.choice((0, len(node)))
        node.insert(at, element("dd", "something else"))
        node.insert(at, element("dt", head))
    return Said(f"a value labelled {head!r} more", (head,))


def overlay(pages: Pages) -> Said | None:
    """A promotion over the page, with a table and a form of its own."""
    offer = (
        '<div class="overlay" role="dialog"><h2>Promotion 大促</h2>'
        '<p>Order now! <b class="count">50</b>% off</p>'
        "<table><tr><th>Plan</th><th>Per month</th></tr>"
        "<tr><td>Gold</td><td>¥99.00</td></tr></table>"
        '<form><input name="q"><button>Buy 购买</button></form></div>'
    )
    first = pages.dice.choice((True, False))
    for root in pages.roots:
        body = root.find("body")
        body.insert(0 if first else len(body), parsed(offer).xpath("//div")[0])
    return Said("a promotion over the page", ("Promotion",))
