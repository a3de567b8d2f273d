"""How a page's content is brought, and what every answer is checked for on its way in."""

from __future__ import annotations

import re
import time
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple, Protocol

from bots.errors import PersonNeeded, SessionExpired, TryAgain
from bots.page import Document
from bots.session_words import SignIn
from bots.settings import SiteSettings

ANSWER_SECONDS = 30.0
NO_HEADERS: Mapping[str, str] = {}

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524})
_SMALL = 30_000
_HEAD = 2_000
_REFUSED = 400
_CHALLENGES = (
    "/cdn-cgi/challenge-platform/",
    "cf-chl-",
    "_____tmd_____",
    "/punish?",
    "x5secdata",
    "aliyun_waf",
    "geetest_",
    "captcha-delivery.com",
    "px-captcha",
    "data-bot-challenge",
)
_CHALLENGE_TITLE = re.compile(
    r"<title>\s*(?:just a moment|attention required|are you (?:a )?(?:human|robot)|"
    r"checking your browser|security check|人机验证|安全验证|滑块验证)",
    re.IGNORECASE,
)

_MARKS = {BOM_UTF8: "utf-8", BOM_UTF16_LE: "utf-16-le", BOM_UTF16_BE: "utf-16-be"}
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
_META = re.compile(r"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
# Pages use more characters than the encoding they name has, and browsers read them by the wider one
# (https://encoding.spec.whatwg.org/#names-and-labels).
_WIDER = {
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk"), "gb18030"),
    **dict.fromkeys(("iso-8859-1", "latin1", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987"), "cp949"),
}


class Transport(Protocol):
    """One way to bring content. Raises TryAgain for whatever may pass by itself."""

    async def bring(self, url: str, headers: Mapping[str, str], proof: tuple[str, ...]) -> Document:
        """The answer of `url`; `proof` is what a rendered page is waited for."""
        ...

    async def close(self) -> None:
        """Let go of what it holds."""
        ...


def check(document: Document, site: SiteSettings, sign_in: SignIn) -> Document:
    """`document`, if it is an answer to the question and not trouble.

    Raises:
        PersonNeeded: the site wants proof that a person is there.
        TryAgain: too busy, failing, or the body was cut short.
        SessionExpired: it is the sign-in page.
    """
    # First, as sign-in pages may hold a captcha of their own, which `SignIn.press` deals with.
    if sign_in.is_signed_out(document):
        raise SessionExpired(f"{site.name}: signed out", reference=site.name)
    if is_challenge(document):
        raise PersonNeeded(
            f"{site.name}: the site asks whether a person is there (status {document.status})",
            need="captcha",
            reference=site.name,
            remedy=f"sign in to {site.url} with `bots doctor --headed`, pass the check, try again",
        )
    if document.status in _PASSING:
        raise TryAgain(
            f"{site.name}: {_path(document)} answered {document.status}",
            retry_after=retry_after(document.headers.get("retry-after", "")),
            reference=site.name,
        )
    if is_cut_short(document):
        raise TryAgain(f"{site.name}: {_path(document)} came cut short", reference=site.name)
    return document


def is_challenge(document: Document) -> bool:
    """Whether this is a bot challenge instead of the page; those are small and tell themselves."""
    suspect = document.status >= _REFUSED or len(document.text) < _SMALL
    if not suspect or "html" not in document.content_type:
        return False
    text = document.text[:_SMALL]
    by_title = _CHALLENGE_TITLE.search(text[:_HEAD]) is not None
    return by_title or any(word in text for word in _CHALLENGES)


def is_cut_short(document: Document) -> bool:
    """Whether the body ends before its own end: HTML without `</html>`, JSON left open."""
    if document.status in {204, 304}:
        return False
    end = document.text[-_HEAD:].rstrip()
    if "json" in document.content_type:
        return not end or _left_open(document.text.lstrip()[:1], end[-1:])
    if "html" in document.content_type and "<html" in document.text[:_HEAD].lower():
        return "</html" not in end.lower()
    return False


def _left_open(first: str, last: str) -> bool:
    return {"{": "}", "[": "]", '"': '"'}.get(first, last) != last


def retry_after(value: str) -> float | None:
    """Seconds that a Retry-After header (seconds or a date) asks for; None without one."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


class Decoded(NamedTuple):
    """A body as text; `damaged` where bytes stand for no character, and U+FFFD in their place."""

    text: str
    damaged: bool


def decode(body: bytes, content_type: str) -> Decoded:
    """A body as text as a browser reads it: by its mark, the header, the page's own, or UTF-8."""
    for mark, by_mark in _MARKS.items():
        if body.startswith(mark):
            return _decoded(body[len(mark) :], by_mark)
    named = _CHARSET.search(content_type) or _META.search(body[:_HEAD].decode("latin-1"))
    label = named[1].lower() if named else "utf-8"
    try:
        return _decoded(body, _WIDER.get(label, label))
    except LookupError:
        return _decoded(body, "utf-8")


def _decoded(body: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(body.decode(encoding), damaged=False)
    except UnicodeDecodeError:
        return Decoded(body.decode(encoding, errors="replace"), damaged=True)


def _path(document: Document) -> str:
    return document.url.partition("?")[0]


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def seconds(self) -> float:
        """Seconds since then."""
        return time.monotonic() - self._start
