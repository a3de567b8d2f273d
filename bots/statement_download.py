"""A settlement file that a site answers with, put where only its owner can read it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from bots.page import Document, PageChanged

_ODD = re.compile(r"[^\w.-]+")


def keep_file(document: Document, site: str, name: str, folder: Path) -> Path:
    """Write the answer as UTF-8 text. Raises ScreenChanged for what is no CSV file, or damaged."""
    if document.status != 200 or "csv" not in document.content_type:  # noqa: PLR2004 - HTTP's OK
        raise PageChanged(
            f"{site}: the download of statement {name} answered {document.status} "
            f"{document.content_type or 'something'}, no CSV file",
            document,
            site=site,
        )
    if document.damaged:
        raise PageChanged(
            f"{site}: statement {name} holds bytes that are no text", document, site=site
        )
    path = folder / f"{_ODD.sub('_', f'{site}-{name}')}.csv"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", newline="") as file:
        file.write(document.text)
    return path
