"""How recipient and buyer's note share the one comment of a sale, and come apart again."""

from __future__ import annotations

from bots.model.record import normalised_text

_SHIP_TO = "Ship to:"
_NOTE = "Note:"
# Every line of content is indented, so that no content can pass for a heading.
_INDENT = "  "


def to_comment(ship_to: str, note: str) -> str:
    """The comment's text; empty when there is nothing to say."""
    parts = [
        "\n".join([heading, *(_INDENT + line for line in normalised_text(content).split("\n"))])
        for heading, content in ((_SHIP_TO, ship_to), (_NOTE, note))
        if normalised_text(content)
    ]
    return "\n".join(parts)


def from_comment(comment: str) -> tuple[str, str]:
    """Recipient and note. A comment that `to_comment` did not write is all note."""
    lines = comment.replace("\r\n", "\n").split("\n")
    sections: dict[str, list[str]] = {}
    for line in lines:
        if line in (_SHIP_TO, _NOTE) and line not in sections:
            current = sections.setdefault(line, [])
        elif sections and (line.startswith(_INDENT) or not line.strip()):
            current.append(line.removeprefix(_INDENT))
        else:
            return "", comment
    return "\n".join(sections.get(_SHIP_TO, [])), "\n".join(sections.get(_NOTE, []))
