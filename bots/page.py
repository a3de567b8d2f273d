"""Page objects: a document, what proves that it is the page, and how to read it."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from typing import Any, ClassVar, Self, TypeAlias, TypeVar

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bots.errors import ScreenChanged
from bots.locators import NOTHING_REPLACED, Locators
from bots.locators.json_paths import grafted
from bots.page_words import Field
from bots.settings import SiteSettings

P = TypeVar("P", bound="Page")
Json: TypeAlias = Any
"""A JSON value; its shape is for the page object to prove."""
_MISSING = object()
_CELL_CHARACTERS = 1 << 20
_LONGEST_COUNT = 12  # digits of how many there are
_LONGEST_URL = 120


@dataclass(frozen=True)
class Document:
    """What a transport brings, or a recording holds.

    Attributes:
        url: where it came from at last, after redirects.
        headers: of the answer, names in lower case.
        damaged: bytes of it were no text in the encoding that it names.
        locators: what page objects consult where a selector of theirs matches nothing.
    """

    url: str
    status: int = 200
    content_type: str = "text/html"
    text: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    damaged: bool = False
    locators: Locators = field(default=NOTHING_REPLACED, repr=False, compare=False)

    @cached_property
    def html(self) -> LexborHTMLParser:
        """The body as parsed HTML."""
        return LexborHTMLParser(self.text)

    @cached_property
    def json(self) -> Json:
        """The body as JSON. Raises ScreenChanged when it is none."""
        try:
            return json.loads(self.text)
        except ValueError as error:
            raise ScreenChanged(
                f"{self.url} answered {self.content_type or 'something'} that is no JSON",
                remedy="look at the saved page: the site may have changed, or signed us out",
            ) from error

    def csv_rows(self, delimiter: str = ",") -> list[list[str]]:
        """The body as CSV: its rows. Raises ScreenChanged when it is none."""
        csv.field_size_limit(_CELL_CHARACTERS)
        text = StringIO(self.text.removeprefix("\ufeff"), newline="")
        try:
            return list(csv.reader(text, delimiter=delimiter))
        except csv.Error as error:
            raise ScreenChanged(
                f"{self.url} answered CSV that does not read: {error}",
                remedy="look at the saved page: the site may have changed, or signed us out",
            ) from error


class PageChanged(ScreenChanged):
    """The ScreenChanged of a page object; carries the document, from which evidence is made."""

    def __init__(self, message: str, document: Document, *, site: str) -> None:
        super().__init__(
            message,
            reference=site,
            remedy=f"look at the evidence, then run: bots check {site}",
        )
        self.document = document


class Page:
    """A page object: it proves itself and reads; it never fetches nor clicks.

    Attributes:
        proof: CSS selectors that must all match, or this is not the page.
        writes: whether what it reads decides what is pressed: then no locator stands in for one
            of its own that a person has not approved.
    """

    proof: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[bool] = False

    def __init__(self, document: Document, site: SiteSettings) -> None:
        self.document = document
        self.site = site

    def missing(self) -> list[str]:
        """The proofs that this document fails, empty when it is the page."""
        return [css for css in self.proof if self.maybe_one(css) is None]

    def is_here(self) -> bool:
        """Whether the document is this page."""
        return not self.missing()

    def prove(self) -> Self:
        """This page, or ScreenChanged that names what is missing."""
        missing = self.missing()
        if missing:
            raise self.changed(f"lacks {', '.join(missing)}")
        return self

    def changed(self, what: str) -> PageChanged:
        """The error of this page when it is not as it was; `what` says how."""
        return PageChanged(
            f"{self.site.name}: {type(self).__name__} at {_short(self.document.url)} "
            f"(status {self.document.status}) {what}",
            self.document,
            site=self.site.name,
        )

    def maybe_one(self, css: str, within: LexborNode | None = None) -> LexborNode | None:
        """The first match, or None."""
        return self.document.locators.first(self, css, within or self.document.html)

    def one(self, css: str, within: LexborNode | None = None) -> LexborNode:
        """The first match; without one, ScreenChanged."""
        node = self.maybe_one(css, within)
        if node is None:
            raise self.changed(f"lacks {css}")
        return node

    def all(self, css: str, within: LexborNode | None = None) -> list[LexborNode]:
        """Every match, in the order of the page."""
        return self.document.locators.all(self, css, within or self.document.html)

    def words(self, field: Field, here: Mapping[str, Sequence[LexborNode]]) -> frozenset[str]:
        """The words to look for as the label of `field`, where these labels are."""
        return self.document.locators.words(self, field, here)

    def text(self, css: str, within: LexborNode | None = None) -> str:
        """The first match's text, stripped; ScreenChanged when there is none or it is empty."""
        text = self.one(css, within).text().strip()
        if not text:
            raise self.changed(f"has nothing written at {css}")
        return text

    def written(self, css: str, within: LexborNode | None = None) -> str:
        """The first match's text, stripped, which may be empty; ScreenChanged without a match."""
        return self.one(css, within).text().strip()

    def attribute(self, node: LexborNode, name: str) -> str:
        """An attribute of `node`; ScreenChanged when it has none."""
        value = node.attributes.get(name)
        if value is None:
            raise self.changed(f"has a {node.tag} without {name}")
        return value

    def whole_number(self, css: str) -> int:
        """The number written at `css`; ScreenChanged when it is none."""
        text = self.text(css)
        if not text.isdecimal() or len(text) > _LONGEST_COUNT:
            raise self.changed(f"has no number at {css}")
        return int(text)

    def maybe(self, css: str, within: LexborNode | None = None) -> str:
        """The first match's text, stripped; "" when there is no match."""
        node = self.maybe_one(css, within)
        return "" if node is None else node.text().strip()


def _short(url: str) -> str:
    """An address as it is told: some are a screen long."""
    return url if len(url) <= _LONGEST_URL else f"{url[:_LONGEST_URL]}…"


class JsonPage(Page):
    """A page object over a JSON body; `proof` holds dotted paths that must exist."""

    def missing(self) -> list[str]:
        """The dotted paths that this body lacks."""
        return [path for path in self.proof if self._find(path) is _MISSING]

    def value(self, path: str) -> Json:
        """The value at a dotted path (`data.items.0.sku`); ScreenChanged when there is none."""
        value = self._find(path)
        if value is _MISSING:
            raise self.changed(f"lacks {path}")
        return value

    @cached_property
    def body(self) -> Json:
        """The JSON, with what is now elsewhere also in the places where it was."""
        return grafted(self.document.json, self.document.locators.usable(self))

    def _find(self, path: str) -> Json:
        value = self.body
        for key in path.split("."):
            value = _step(value, key)
        return value


def _step(value: Json, key: str) -> Json:
    if isinstance(value, dict):
        return value.get(key, _MISSING)
    if isinstance(value, list) and key.isdigit() and int(key) < len(value):
        return value[int(key)]
    return _MISSING
