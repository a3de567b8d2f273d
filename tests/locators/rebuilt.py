"""Recordings of rebuilt sites: the same orders behind other names, other nesting, other columns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bots.testing.recordings import Recording

Change = Callable[[LexborHTMLParser, Random], None]
_NAMED = re.compile(r'\b(class|id)="([^"]*)"')
_KEY = re.compile(r'"(\w+)":')


def rebuilt(recording: Recording, seed: int, *changes: str) -> Recording:
    """The recording as the site shows it after these changes, the same ones on every page."""
    taken = []
    for one in recording.taken:
        text, random = one.document.text, Random(seed)
        if "html" in one.document.content_type:
            for name in changes:
                text = HTML[name](text, random)
        elif "json" in one.document.content_type and any("named" in name for name in changes):
            text = _json(text, random)
        taken.append(replace(one, document=replace(one.document, text=text)))
    return replace(recording, taken=tuple(taken))


def prefixed(text: str, random: Random) -> str:
    """Every class and id gets the same words in front or behind."""
    before, after = random.choice([("v2-", ""), ("", "-new"), ("ui_", ""), ("m-", "--x")])
    return _each_name(text, lambda name: f"{before}{name}{after}")


def scrambled(text: str, random: Random) -> str:
    """Every class and id is another, one that says nothing, as build tools make them."""
    salt = random.randrange(10**6)
    return _each_name(text, lambda name: f"c{Random(f'{salt}{name}').randrange(16**6):06x}")


def some_scrambled(text: str, random: Random) -> str:
    """A third of the classes and ids are others."""
    salt = random.randrange(10**6)

    def other(name: str) -> str:
        drawn = Random(f"{salt}{name}")
        return f"c{drawn.randrange(16**6):06x}" if drawn.random() < 1 / 3 else name

    return _each_name(text, other)


def wrapped(text: str, random: Random) -> str:
    """What cells and definitions hold stands in an element of its own."""
    tag = random.choice(["span", "div", "b"])
    return re.sub(
        r"<(td|dd)\b([^>]*)>(.*?)</\1>",
        lambda found: f"<{found[1]}{found[2]}><{tag}>{found[3]}</{tag}></{found[1]}>",
        text,
        flags=re.DOTALL,
    )


def nested(text: str, _random: Random) -> str:
    """The main part of the page and every table stand in further boxes."""
    text = re.sub(r"<table\b", '<div class="box"><div class="inner"><table', text)
    return text.replace("</table>", "</table></div></div>")


def shuffled(text: str, random: Random) -> str:
    """The columns of every table with headings stand in another order, the same on all pages."""
    tree = LexborHTMLParser(text)
    for table in tree.css("table"):
        rows = [_cells(row) for row in table.css("tr")]
        width = len(rows[0]) if rows else 0
        if width > 2 and all(one.tag == "th" for one in rows[0]):
            order = list(range(width))
            Random(f"{random.random()}{width}").shuffle(order)
            for row in rows:
                if len(row) == width and not any(one.attributes.get("colspan") for one in row):
                    _reorder(row, order)
    return tree.html or ""


def relabelled(text: str, random: Random) -> str:
    """Some columns and terms are called something else, the same on all pages."""
    salt = random.randrange(10**6)

    def other(found: re.Match[str]) -> str:
        drawn, words = Random(f"{salt}{found[3]}"), found[3]
        if not words.strip() or drawn.random() > 1 / 6:
            return found[0]
        new = drawn.choice([f"{words} info", f"The {words}", f"{words}2", "Reference", "数据"])
        return f"<{found[1]}{found[2]}>{new}</{found[1]}>"

    return re.sub(r"<(th|dt)\b([^>]*)>([^<]*)</\1>", other, text)


def _each_name(text: str, new: Callable[[str], str]) -> str:
    def names(found: re.Match[str]) -> str:
        return f'{found[1]}="{" ".join(map(new, found[2].split()))}"'

    return _NAMED.sub(names, text)


def _cells(row: LexborNode) -> list[LexborNode]:
    return [one for one in row.iter() if one.tag in {"td", "th"}]


def _reorder(row: list[LexborNode], order: list[int]) -> None:
    parent = row[0].parent
    htmls = [row[place].html or "" for place in order]
    cells = "".join(htmls)
    attributes = "".join(f' {k}="{v or ""}"' for k, v in parent.attributes.items())
    fresh = LexborHTMLParser(f"<table><tbody><tr{attributes}>{cells}</tr></tbody></table>")
    parent.replace_with(fresh.css_first("tr"))


def _json(text: str, random: Random) -> str:
    before, after = random.choice([("v2_", ""), ("", "V2"), ("x", "")])
    return json.dumps(_keys(json.loads(text), before, after))


def _keys(value: object, before: str, after: str) -> object:
    if isinstance(value, dict):
        return {f"{before}{key}{after}": _keys(item, before, after) for key, item in value.items()}
    return [_keys(item, before, after) for item in value] if isinstance(value, list) else value


HTML: dict[str, Callable[[str, Random], str]] = {
    "named anew": prefixed,
    "scrambled": scrambled,
    "some scrambled": some_scrambled,
    "wrapped": wrapped,
    "nested": nested,
    "shuffled": shuffled,
    "relabelled": relabelled,
}
