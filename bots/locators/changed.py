"""The changed pages of one kind, looked at once: their elements and the signs of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from selectolax.lexbor import LexborNode

from bots.locators.signs import Signs, signs_of
from bots.page import Document

_NAME = re.compile(r"^-?[A-Za-z_][\w-]*$", re.ASCII)
_NO_ELEMENTS = frozenset({"script", "style", "head", "meta", "link", "title", "html", "body", "br"})


class Seen:
    """One page; every element's signs are found once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._signs: dict[int, Signs] = {}

    def signs(self, node: LexborNode) -> Signs:
        """The signs of one of its elements."""
        found = self._signs.get(node.mem_id)
        if found is None:
            found = self._signs[node.mem_id] = signs_of(node)
        return found

    def elements(self, root: LexborNode) -> list[LexborNode]:
        """What may be meant, within `root`."""
        return [
            one
            for one in root.css("*")
            if one.tag not in _NO_ELEMENTS and one.mem_id != root.mem_id
        ]

    @cached_property
    def all_signs(self) -> list[Signs]:
        """The signs of everything on it that may be meant."""
        root = self.document.html.body
        return [] if root is None else [self.signs(one) for one in self.elements(root)]

    @cached_property
    def names(self) -> frozenset[str]:
        """Every `#id` and `.class` on it that a selector can name."""
        return frozenset(
            name for node in self.document.html.css("[id], [class]") for name in hooks(node)
        )


def hooks(node: LexborNode) -> Iterator[str]:
    """An element's own `#id` and `.class`es, those that a selector can name."""
    given = node.attributes
    if _NAME.match(given.get("id") or ""):
        yield f"#{given['id']}"
    for name in (given.get("class") or "").split():
        if _NAME.match(name):
            yield f".{name}"


def names_on(pages: Iterable[Seen]) -> frozenset[str]:
    """The names on any of these pages."""
    return frozenset[str]().union(*(page.names for page in pages))
