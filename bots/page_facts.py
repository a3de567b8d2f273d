"""Reading values by the labels that stand before them: a list of terms, rows of two, headings.

`LabelledPage` is a page that is read so: it declares its headings and labels, and they prove it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar

from selectolax.lexbor import LexborNode

from bots.page import Page
from bots.page_cells import HEADS, is_head, same_place, text_of
from bots.page_table import Columns, Tables
from bots.page_words import Field, is_misread, plain

LABELS = f"dt, h2, h3, h4, {HEADS}"
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

    def has(self, field: Field) -> bool:
        """Whether the label stands anywhere."""
        return any(map(self._labels.__contains__, self._words(field))) or any(self._in_boxes(field))

    def _words(self, field: Field) -> frozenset[str]:
        return self._page.words(field, self._labels)

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
        labels = [label for word in self._words(field) for label in self._labels.get(word, ())]
        found = [values for label in labels if (values := list(_after(label, self._css)))]
        found = found or list(self._in_boxes(field))
        said = {tuple(value.text() for value in values) for values in found}
        if len(said) != 1:  # the same said twice is for wide screens and for narrow ones
            raise self._page.changed(
                f"has {len(said)} values labelled {field} that differ"
                if found
                else f"has no value labelled {field}"
            )
        self._check_mark(field, [value for values in found for value in values])
        return found[0]

    def _in_boxes(self, field: Field) -> Iterator[list[LexborNode]]:
        """The values after labels that are boxes like any other: told by their words alone."""
        for box in self._page.all("div, span, p, b, strong", self._within):
            if box.first_child is not None and plain(box.text(deep=False)) in field.words:
                values = list(_boxes_after(box))
                if values:
                    yield values

    def _check_mark(self, field: Field, values: list[LexborNode]) -> None:
        marked = self._page.all(field.css, self._within) if field.css else []
        if marked and not all(any(same_place(one, value) for value in values) for one in marked):
            raise self._page.changed(f"has {field.css} somewhere else than after {field}")


class LabelledPage(Page):
    """A page that is read by its headings and labels.

    Attributes:
        columns: the headings of each table that is read; all must be there.
        fields: the labels of single values; all must be there, though a value may be empty.
        labels: the elements that labels stand in.
    """

    columns: ClassVar[tuple[Columns, ...]] = ()
    fields: ClassVar[tuple[Field, ...]] = ()
    labels: ClassVar[str] = LABELS

    def missing(self) -> list[str]:
        """The proofs, headings and labels that this document lacks, in words."""
        headings = [field for columns in self.columns for field in self.tables.lacking(columns)]
        return [
            *super().missing(),
            *(["an encoding that reads"] if is_misread(self.document.text) else []),
            *(f"the heading {field}" for field in headings),
            *(f"the label {field}" for field in self.fields if not self.facts.has(field)),
        ]

    @cached_property
    def tables(self) -> Tables:
        """Its tables."""
        return Tables(self)

    @cached_property
    def facts(self) -> Facts:
        """Its labelled values."""
        return Facts(self, labels=self.labels)

    def is_titled(self, word: str) -> bool:
        """Whether a title of the page has this word, or words, whole."""
        whole = re.compile(rf"(?<![\w./-]){re.escape(' '.join(word.split()))}(?![\w./-])")
        titles = (" ".join(title.text().split()) for title in self.all("h1, h2"))
        return bool(word) and any(whole.search(title) for title in titles)

    def value(self, node: LexborNode) -> str:
        """The one text that stands in a cell; see `text_of`."""
        return text_of(self, node)


def _after(label: LexborNode, labels: str) -> Iterator[LexborNode]:
    """The elements between a label and the next one; of its wrapper, where it stands alone."""
    if is_head(label):
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


def _boxes_after(label: LexborNode) -> Iterator[LexborNode]:
    """The boxes that follow one, up to the next of its own kind, which is the next label."""
    other = label.next
    while other is not None:
        if other.is_element_node:
            if other.tag == label.tag and other.attributes.get("class") == label.attributes.get(
                "class"
            ):
                return
            yield other
        other = other.next


def _cells_after(label: LexborNode) -> Iterator[LexborNode]:
    cell = label.next
    while cell is not None and not (cell.is_element_node and is_head(cell)):
        if cell.is_element_node:
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
