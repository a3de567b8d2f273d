"""Pages, JSON bodies and traces without the data that people typed or that is about people.

What is unknown is taken for personal: of a page its structure, labels, headings, amounts and
dates stay, and every other word is masked. So a page that could not be read, whose buyer nobody
knows yet, still leaves nothing.
"""

from __future__ import annotations

import json
import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bots.redact import MASK, Redactor, Tree

_KEPT = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?"  # a date
    r"|\d{4}年\d{1,2}月\d{1,2}日"
    r"|(?<!\w)\d{1,2}:\d\d(?::\d\d)?(?!\w)"  # a time
    r"|[¥$€£]\s?\d[\d,]*(?:\.\d+)?"  # money
    r"|(?<![\w.])\d{1,3}(?:,?\d{3}){0,3}\.\d\d(?![\w.])"
    r"|(?<!\w)\d{1,3}(?!\w)"  # a small number
    r"|\w"
)
_LABELS = frozenset(["th", "label", "legend", "button", "caption", "dt", "summary", "title", "h1"])
_INLINE = frozenset(
    ["b", "strong", "i", "em", "small", "span", "u", "br", "sup", "sub", "abbr", "code"]
)
_GONE = frozenset(["script", "noscript", "template", "iframe", "object", "svg", "canvas"])
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_PLAIN_ATTRIBUTES = frozenset(
    [
        "id",
        "class",
        "name",
        "type",
        "role",
        "for",
        "method",
        "rel",
        "colspan",
        "rowspan",
        "scope",
        "disabled",
        "checked",
        "selected",
        "required",
        "readonly",
        "style",
        "lang",
        "dir",
        "charset",
        "media",
        "hidden",
        "open",
        "tabindex",
    ]
)
_LINKS = frozenset(["href", "action"])
_WRITTEN = re.compile(r"content\s*:[^;}]*", re.IGNORECASE)  # text that a style writes
_LONGEST_NUMBER = 6


def mask_words(text: str, redactor: Redactor) -> str:
    """`text` with every letter and long number masked; amounts, dates and small numbers stay."""
    return _KEPT.sub(_one, redactor.redact(text))


def _one(match: re.Match[str]) -> str:
    return match[0] if len(match[0]) > 1 or (match[0].isdigit() and _alone(match)) else "█"


def _alone(match: re.Match[str]) -> bool:
    around = match.string[max(0, match.start() - 1) : match.end() + 1]
    return sum(map(str.isalnum, around)) == 1


def redact_url(url: str, redactor: Redactor) -> str:
    """`url` without the values of its query and fragment; `tel:` and `mailto:` go whole."""
    try:
        parts = urlsplit(url)
    except ValueError:  # a page may link to anything; nothing of what is no address is kept
        return MASK
    if parts.scheme not in {"", "http", "https", "ws", "wss"}:
        return f"{parts.scheme}:{MASK}"
    query = urlencode([(key, _plain_number(value)) for key, value in parse_qsl(parts.query)])
    host = parts.netloc.rpartition("@")[2]
    return redactor.redact(urlunsplit((parts.scheme, host, parts.path, query, "")))


def _plain_number(value: str) -> str:
    return value if value.isdigit() and len(value) <= _LONGEST_NUMBER else "x"


def redact_html(text: str, redactor: Redactor) -> str:
    """The page's structure and labels, its data masked, its scripts and comments gone."""
    writer = _Writer(redactor)
    writer.feed(text)
    writer.close()
    return "".join(writer.out)


def redact_body(text: str, content_type: str, redactor: Redactor) -> str:
    """A body by its kind: HTML, JSON, or plain text."""
    if "html" in content_type:
        return redact_html(text, redactor)
    try:
        tree = json.loads(text)
    except ValueError:
        return mask_words(text, redactor)
    return json.dumps(mask_tree(tree, redactor), ensure_ascii=False, indent=1)


def mask_tree(value: Tree, redactor: Redactor) -> Tree:
    """JSON with its keys as they are and the words of its values masked."""
    match value:
        case dict():
            return {redactor.redact(key): mask_tree(item, redactor) for key, item in value.items()}
        case list():
            return [mask_tree(item, redactor) for item in value]
        case str():
            return mask_words(value, redactor)
        case int() if not isinstance(value, bool) and len(str(abs(value))) > _LONGEST_NUMBER:
            return MASK
        case _:
            return value


class _Writer(HTMLParser):
    """Writes a page again while reading it; what it does not know to be harmless is masked."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._redactor = redactor
        self._label = False
        self._style = False
        self._gone = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._gone:
            self._depth += tag == self._gone
        elif tag in _GONE:
            self._gone, self._depth = tag, 1
        else:
            self._label = tag in _LABELS or (tag in _INLINE and self._label)
            self._style = tag == "style"
            written = "".join(self._attribute(tag, name, value or "") for name, value in attrs)
            self.out.append(f"<{tag}{written}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID or tag not in _GONE:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._gone:
            self._depth -= tag == self._gone
            if not self._depth:
                self._gone = ""
            return
        if tag not in _INLINE:
            self._label = False
        self._style = False
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._gone:
            return
        if self._style:
            self.out.append(_WRITTEN.sub('content:"█"', data))
        elif self._label:
            self.out.append(escape(self._redactor.redact(data), quote=False))
        else:
            self.out.append(escape(mask_words(data, self._redactor), quote=False))

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def _attribute(self, tag: str, name: str, value: str) -> str:
        if name.startswith("on") or name in {"src", "srcset", "srcdoc", "ping"}:
            return ""
        if name in _LINKS:
            value = redact_url(value, self._redactor)
        elif name in _PLAIN_ATTRIBUTES or (tag == "link" and name == "type"):
            value = self._redactor.redact(value)
        else:
            value = mask_words(value, self._redactor)
        return f' {name}="{escape(value)}"'
