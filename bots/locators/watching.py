"""Locators that note which page object looked for what, and what it found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bots.locators.force import Locators, Reader, Replacement, Root, named
from bots.page import Document, Page
from bots.page_words import Field


@dataclass(frozen=True)
class Use:
    """One look of a page object: `nodes` is what it got for `css` in `root`."""

    page: str
    css: str
    document: Document
    root: LexborNode | None
    nodes: tuple[LexborNode, ...]


@dataclass(frozen=True)
class Naming:
    """One look for a field by its label: `here` are the labels there were, as they compare."""

    page: str
    field: Field
    document: Document
    here: Mapping[str, Sequence[LexborNode]]

    @property
    def selector(self) -> str:
        """How the field is called among selectors."""
        return named(self.field)

    @property
    def nodes(self) -> list[LexborNode]:
        """The labels of the field's own that were there."""
        return [node for word in self.field.words for node in self.here.get(word, ())]


class Watching(Locators):
    """Locators that keep the documents of each page class, and every look at those.

    Args:
        most: of the documents of one class; later ones are left out.
    """

    def __init__(self, replacements: Iterable[Replacement] = (), most: int = 40) -> None:
        super().__init__(replacements)
        self._most = most
        self.documents: dict[str, list[Document]] = defaultdict(list)
        self.classes: dict[str, type[Page]] = {}
        self.uses: list[Use] = []
        self.namings: list[Naming] = []

    def all(self, page: Reader, css: str, root: Root) -> list[LexborNode]:
        """As ever; noted."""
        found = super().all(page, css, root)
        self._note(page, css, root, found)
        return found

    def first(self, page: Reader, css: str, root: Root) -> LexborNode | None:
        """As ever; noted."""
        found = super().first(page, css, root)
        self._note(page, css, root, [] if found is None else [found])
        return found

    def words(
        self, page: Reader, field: Field, here: Mapping[str, Sequence[LexborNode]]
    ) -> frozenset[str]:
        """As ever; noted."""
        document = self._keeps(page)
        if document is not None:
            self.namings.append(Naming(type(page).__name__, field, document, here))
        return super().words(page, field, here)

    def usable(self, page: Reader) -> list[Replacement]:
        """As ever; noted: a page of JSON asks for all of its own at once."""
        self._keeps(page)
        return super().usable(page)

    def _note(self, page: Reader, css: str, root: Root, found: list[LexborNode]) -> None:
        document = self._keeps(page)
        if document is not None:
            within = None if isinstance(root, LexborHTMLParser) else root
            self.uses.append(Use(type(page).__name__, css, document, within, tuple(found)))

    def _keeps(self, page: Reader) -> Document | None:
        """The page's document, when it is one of those kept."""
        if not isinstance(page, Page):
            return None
        name = type(page).__name__
        self.classes[name] = type(page)
        kept = self.documents[name]
        if not any(one is page.document for one in kept):
            if len(kept) >= self._most:
                return None
            kept.append(page.document)
        return page.document
