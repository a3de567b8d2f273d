"""Reading values by the labels that stand before them: a list of terms, rows of two, headings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from bots.page import Page
from bots.page_table import same_place, text_of
from bots.page_words import Field, plain

LABELS = "dt, th, h2, h3, h4"
_CLIMBS = 3
_STOPS = frozenset({"dl", "section", "article", "main", "body", "tr", "table"})


class Facts:
    """The labelled values of a page, or of one part of it. Every label asked for must be there.

    An empty value is "" only where its label stands: without the label nobody can tell an empty
    field from one that the page no longer has, or has under another name.
    """

    def __init__(self, page: Page, within: LexborNode | None = None, labels: str = LABELS) -> None:
        self._page = page
        self._within = within
        self._labels: dict[str, list[LexborNode]] = defaultdict(list)
        self._css = labels
        for node in page.all(labels, within):
            self._labels[plain(node.text())].append(node)

    def text(self, field: Field) -> str:
        """The value; ScreenChanged when the label is not there or nothing stands after it."""
        text = self.maybe(field)
        if not text:
            raise self._page.changed(f"has nothing written after {field}")
        return text

    def maybe(self, field: Field) -> str:
        """The value, "" when nothing stands after the label; ScreenChanged without the label."""
        return text_of(self._page, self.node(field))

    def lines(self, field: Field) -> list[str]:
        """The values, where one label has several."""
        return [text_of(self._page, node) for node in self.nodes(field)]

    def node(self, field: Field) -> LexborNode:
        """The one element that holds the value."""
        nodes = self.nodes(field)
        if len(nodes) != 1:
            raise self._page.changed(f"has {len(nodes)} values after {field}, not one")
        return nodes[0]

    def nodes(self, field: Field) -> list[LexborNode]:
        """The elements that hold the values."""
        found = [
            values
            for word in self._page.words(field, self._labels)
            for label in self._labels.get(word, ())
            if (values := list(_after(label, self._css)))
        ]
        if len(found) != 1:
            raise self._page.changed(
                f"has {len(found)} values labelled {field}; which one is meant?"
                if found
                else f"has no value labelled {field}"
            )
        self._check_mark(field, found[0])
        return found[0]

    def _check_mark(self, field: Field, values: list[LexborNode]) -> None:
        marked = self._page.all(field.css, self._within) if field.css else []
        if marked and not all(any(same_place(one, value) for value in values) for one in marked):
            raise self._page.changed(f"has {field.css} somewhere else than after {field}")


def _after(label: LexborNode, labels: str) -> Iterator[LexborNode]:
    """The elements between a label and the next one; of its wrapper, where it stands alone."""
    if label.tag == "th":
        yield from _cells_after(label)
        return
    node = label
    for _ in range(_CLIMBS):
        values = list(_siblings_after(node, labels))
        if values:
            yield from values
            return
        above = node.parent
        if above is None or above.tag in _STOPS:
            return
        node = above


def _cells_after(label: LexborNode) -> Iterator[LexborNode]:
    cell = label.next
    while cell is not None and cell.tag != "th":
        if cell.tag == "td":
            yield cell
        cell = cell.next


def _siblings_after(node: LexborNode, labels: str) -> Iterator[LexborNode]:
    other = node.next
    while other is not None:
        if other.is_element_node:
            if other.css_matches(labels) or other.css_first(labels) is not None:
                return
            yield from other.css("dd") or [other]
        other = other.next
