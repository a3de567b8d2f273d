"""Text files (csv, tsv): the encoding is proved, not assumed; a quote left open is an error."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from bots.sheets.profile import FileRefused

DELIMITERS = ",\t;|"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1 << 16
_CELL_CHARACTERS = 1 << 20
_LATIN = frozenset("‘’“”–—€£©®°ªº¿¡«»·…œŒšŠžŽŸ") | {chr(code) for code in range(0xC0, 0x100)}


def decoded(path: Path, encoding: str | None = None) -> str:
    """The file's text. `encoding` is what a person says it is; else it is proved.

    Raises FileRefused when no encoding, or more than one, can be right.
    """
    data = path.read_bytes()
    found = encoding or _encoding_of(path, data)
    try:
        return data.decode(found)
    except (UnicodeDecodeError, LookupError) as error:
        raise FileRefused(
            path,
            f"it is not all in {found} ({error})",
            remedy="export it again, or save it as UTF-8",
        ) from error


def split(path: Path, text: str, delimiter: str, *, quoted: bool) -> list[list[str]]:
    """The cells. Raises FileRefused for a quote left open: it would swallow what follows."""
    csv.field_size_limit(_CELL_CHARACTERS)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=True,
    )
    try:
        return list(reader)
    except csv.Error as error:
        raise FileRefused(
            path,
            f"its quotes do not pair up (line {reader.line_num}: {error})",
            remedy="it may be cut off: export it again",
        ) from error


def first_lines(text: str, delimiter: str, count: int) -> list[list[str]]:
    """The cells of the first lines, for finding the headings; quotes left open are let pass."""
    return list(
        islice(csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=delimiter), count)
    )


def _encoding_of(path: Path, data: bytes) -> str:
    """The one encoding that `data` can be in."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    if b"\0" in data[:_SAMPLE]:
        return _wide(path, data[:_SAMPLE])
    if _decodes(data, "utf-8"):
        return "utf-8"
    sample = _telling(data)
    likely = [name for name in _USUAL if _plausible(sample, name)]
    if len(likely) == 1:
        return likely[0]
    raise FileRefused(
        path,
        f"its encoding cannot be told ({' or '.join(likely) or 'none that is known'} fits)",
        remedy="open it, check that names look right, and save it as UTF-8",
    )


def _wide(path: Path, sample: bytes) -> str:
    """UTF-16 without a mark: the zero bytes of its commas and digits stand on one side."""
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if second > 4 * first:
        return "utf-16-le"
    if first > 4 * second:
        return "utf-16-be"
    raise FileRefused(path, "it is no table of text", remedy="export it again as CSV or XLSX")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _telling(data: bytes) -> bytes:
    """The lines that say something about the encoding, up to a bound."""
    lines: list[bytes] = []
    size = 0
    for line in data.split(b"\n"):
        if not line.isascii():
            lines.append(line)
            size += len(line)
        if size > _SAMPLE:
            break
    return b"\n".join(lines)


def _plausible(sample: bytes, encoding: str) -> bool:
    """Whether people write such text in `encoding`: 9 of 10 characters must be usual in it.

    Each old encoding decodes most of the others' bytes too, but into text that nobody writes.
    """
    if not _decodes(sample, encoding):
        return False
    text = f" {sample.decode(encoding)} "
    places = [place for place, char in enumerate(text) if char > "\x7f"]
    usual = sum(_USUAL[encoding](text, place) for place in places)
    return usual >= 0.9 * len(places)


def _is_chinese(text: str, place: int) -> bool:
    """A character of GB 2312, the common part of GB 18030."""
    return _encoded(text[place], "gb2312") != b""


def _is_japanese(text: str, place: int) -> bool:
    """Kana, full-width forms and the first level of kanji; no half-width kana."""
    code = _encoded(text[place], "cp932")
    return len(code) > 1 and code[0] <= 0x97  # noqa: PLR2004 - where JIS level 1 ends


def _is_western(text: str, place: int) -> bool:
    """A letter with an accent or a typographic mark, with plain ASCII near it."""
    near = text[place - 1], text[place + 1]
    return text[place] in _LATIN and any(char <= "\x7f" for char in near)


def _encoded(char: str, encoding: str) -> bytes:
    return char.encode(encoding, errors="ignore")


_USUAL: dict[str, Callable[[str, int], bool]] = {
    "gb18030": _is_chinese,
    "cp932": _is_japanese,
    "cp1252": _is_western,
}
