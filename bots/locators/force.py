"""The locators in force: which replacement stands for which selector of which page class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Protocol

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bots.locators.labels import label_of
from bots.page_words import Field

LABELLED = "label "
Root = LexborHTMLParser | LexborNode


class Reader(Protocol):
    """What of a page object matters here.

    Attributes:
        writes: whether it is a page that is pressed; those take what a person approved, alone.
    """

    writes: ClassVar[bool]


@dataclass(frozen=True)
class Replacement:
    """What stands for a declared selector, which matches nothing any more.

    Attributes:
        page: the page class's name.
        selector: as the page object declares it: CSS; a label (`named`); a dotted path for JSON,
            with `[]` for a list's members.
        css: what matches now, likewise.
        label: when given, only what stands under this heading or beside this label.
        score: how much alike what matched and what matches are, 0 to 1.
        approved: whether a person said so.
    """

    page: str
    selector: str
    css: str
    label: str = ""
    score: float = 0.0
    approved: bool = False

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is, apart from how sure anybody is."""
        return self.page, self.selector, self.css, self.label

    def __str__(self) -> str:
        if self.selector.startswith(LABELLED):
            return f"{LABELLED}{self.css}"
        return f"{self.css} under {self.label!r}" if self.label else self.css

    def all(self, root: Root) -> list[LexborNode]:
        """Its matches in `root`, in the order of the page."""
        found = root.css(self.css)
        if not self.label:
            return found
        return [node for node in found if label_of(node) == self.label]


class Locators:
    """Replacements, one a selector of a page class; a later one takes an earlier one's place."""

    def __init__(self, replacements: Iterable[Replacement] = ()) -> None:
        self._all = tuple({(one.page, one.selector): one for one in replacements}.values())

    def __iter__(self) -> Iterator[Replacement]:
        return iter(self._all)

    def __bool__(self) -> bool:
        return bool(self._all)

    def of(self, page: str) -> dict[str, Replacement]:
        """Those of one page class, by selector."""
        return self._by_page.get(page, {})

    def plus(self, more: Iterable[Replacement]) -> Locators:
        """These and `more`."""
        return Locators([*self._all, *more])

    def without(self, one: Replacement) -> Locators:
        """These but one."""
        return Locators(kept for kept in self._all if kept.key != one.key)

    def all(self, page: Reader, css: str, root: Root) -> list[LexborNode]:
        """Every match of `css`; of what stands for it, when there is none."""
        return root.css(css) or self._instead(page, css, root)

    def first(self, page: Reader, css: str, root: Root) -> LexborNode | None:
        """The first match of `css`, or of what stands for it."""
        found = root.css_first(css)
        if found is None and self._all:
            return next(iter(self._instead(page, css, root)), None)
        return found

    def words(
        self, page: Reader, field: Field, here: Mapping[str, Sequence[LexborNode]]
    ) -> frozenset[str]:
        """The words that may label `field`: its own, and what stands in when none is here."""
        if not self._all or field.words & here.keys():
            return field.words
        mine = [one.css for one in self.usable(page) if one.selector == named(field)]
        return field.words.union(mine)

    def usable(self, page: Reader) -> list[Replacement]:
        """What may be used on that page."""
        mine = self.of(type(page).__name__).values()
        return [one for one in mine if one.approved or not page.writes]

    def _instead(self, page: Reader, css: str, root: Root) -> list[LexborNode]:
        if not self._all:
            return []
        fits = [one for one in self.usable(page) if one.selector == css]
        return fits[0].all(root) if fits else []

    @cached_property
    def _by_page(self) -> dict[str, dict[str, Replacement]]:
        pages: dict[str, dict[str, Replacement]] = {}
        for one in self._all:
            pages.setdefault(one.page, {})[one.selector] = one
        return pages


def named(field: Field) -> str:
    """How a field is called that is found by its label."""
    return f"{LABELLED}{field.labels[0]}"


NOTHING_REPLACED = Locators()
