"""The pages of one kind as trees that a change is made to: the same change to all of them."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html as lxml_html
from lxml.html import HtmlElement


@dataclass(frozen=True)
class Said:
    """What was changed, in words, and the words one of which an error about it should hold."""

    what: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pages:
    """Trees of one kind of page, and the dice. `language` is what they are written in."""

    roots: list[HtmlElement]
    dice: random.Random
    language: str
    site: str

    def all(self, css_like: str) -> Iterator[HtmlElement]:
        """Every element of that XPath, over all pages."""
        for root in self.roots:
            yield from root.xpath(css_like)

    def pick(self, choices):
        """One of `choices` in a set order, so that a seed means the same everywhere."""
        ordered = sorted(set(choices))
        return self.dice.choice(ordered) if ordered else None


def parsed(text: str) -> HtmlElement:
    """A page as a tree."""
    return lxml_html.document_fromstring(text)


def copied(root: HtmlElement) -> HtmlElement:
    """A tree of its own."""
    return copy.deepcopy(root)


def written(root: HtmlElement) -> str:
    """A tree as a page."""
    return "<!doctype html>\n" + lxml_html.tostring(root, encoding="unicode")


def words(node: HtmlElement) -> str:
    """What is written in an element, blanks folded."""
    return " ".join(node.text_content().split())


def tables(pages: Pages) -> Iterator[tuple[HtmlElement, list[HtmlElement]]]:
    """Every table with a row of headings, and the headings."""
    for table in pages.all("//table"):
        for row in table.xpath("./thead/tr|./tbody/tr|./tr"):
            heads = row.xpath("./th")
            if len(heads) > 1 and len(heads) == len(row.xpath("./td|./th")):
                yield table, heads
                break


def headings(pages: Pages) -> list[str]:
    """Every heading of a column."""
    return [words(head) for _, heads in tables(pages) for head in heads if words(head)]


def cells(row: HtmlElement) -> list[HtmlElement]:
    """A row's cells."""
    return row.xpath("./td|./th")


def whole_rows(table: HtmlElement, width: int) -> list[HtmlElement]:
    """Rows, the headings' too, with a cell of their own in every column."""
    rows = table.xpath(".//tr")
    return [row for row in rows if len(cells(row)) == width and not row.xpath("./*[@colspan]")]


def label_nodes(pages: Pages) -> list[HtmlElement]:
    """The labels of single values: terms, and headings of rows."""
    rows = [
        head
        for head in pages.all("//tr/th")
        if head.getnext() is not None
        and head.getnext().tag == "td"
        and len(cells(head.getparent())) == 2
    ]
    return [*pages.all("//dt"), *rows]


def value_nodes(label: HtmlElement) -> list[HtmlElement]:
    """The elements that hold a label's values."""
    if label.tag == "th":
        return label.getparent().xpath("./td")
    found = []
    node = label.getnext()
    while node is not None and node.tag == "dd":
        found.append(node)
        node = node.getnext()
    return found


def element(tag: str, text: str = "", **attributes: str) -> HtmlElement:
    """A new element."""
    node = lxml_html.Element(tag, **{key.strip("_"): value for key, value in attributes.items()})
    node.text = text
    return node


def wrap(node: HtmlElement, around: HtmlElement) -> None:
    """Put `around` around `node`, which keeps its place."""
    parent = node.getparent()
    around.tail, node.tail = node.tail, None
    parent.replace(node, around)
    around.append(node)


def wrap_content(node: HtmlElement, inner: HtmlElement) -> None:
    """Put `inner` around everything in `node`."""
    inner.text, node.text = node.text, None
    for child in list(node):
        inner.append(child)
    node.append(inner)


def drop(node: HtmlElement) -> None:
    """Take an element out, and leave what follows it."""
    node.drop_tree()
