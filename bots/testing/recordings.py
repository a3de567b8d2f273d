"""Recordings: a shop's pages saved once, redacted, with what must be read from them.

A folder holds `recording.json` (which documents, how they were asked for), a file for each
document, and `expected.json` (the orders). `expected.json` counts only when a person has looked
at it and written their name into `reviewed_by`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Self

from bots.errors import BusinessError, SettingsError
from bots.model import Order
from bots.page import Document
from bots.scaffold.make import checkout
from bots.settings import ShopSettings

By = Literal["get", "listen"]


def recordings_folder(named: Path | None) -> Path:
    """Where the recordings lie, a folder a platform: where the settings say, else this checkout's.

    Raises SettingsError for an installed copy whose settings name no place.
    """
    return named or checkout() / "tests" / "recordings"


@dataclass(frozen=True)
class Taken:
    """One document, and how the adapter came by it.

    Attributes:
        asked: the path below the site's root that was asked for.
        page: the page class that read it, "" when the adapter built that itself.
    """

    asked: str
    by: By
    page: str
    document: Document


@dataclass(frozen=True)
class Recording:
    """What one reading of a shop's orders in [since, until) fetched."""

    shop: ShopSettings
    since: datetime
    until: datetime
    taken: tuple[Taken, ...]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a recording's folder. Raises SettingsError when there is none."""
        manifest = folder / "recording.json"
        if not manifest.exists():
            raise SettingsError(
                f"no recording in {folder}", remedy="make one: bots record SHOP --since 6h"
            )
        kept = json.loads(manifest.read_text(encoding="utf-8"))
        return cls(
            shop=ShopSettings.model_validate(kept["shop"]),
            since=datetime.fromisoformat(kept["since"]),
            until=datetime.fromisoformat(kept["until"]),
            taken=tuple(_taken(folder, row) for row in kept["documents"]),
        )

    def save(self, folder: Path) -> None:
        """Write the documents and the list of them; `expected.json` is another's to write."""
        folder.mkdir(parents=True, exist_ok=True)
        rows = [_row(folder, number, one) for number, one in enumerate(self.taken, start=1)]
        manifest = {
            "shop": self.shop.model_dump(mode="json"),
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "documents": rows,
        }
        _write_json(folder / "recording.json", manifest)

    def with_document(self, index: int, document: Document) -> Recording:
        """The same recording with one document put in another's place."""
        taken = list(self.taken)
        taken[index] = replace(taken[index], document=document)
        return replace(self, taken=tuple(taken))


@dataclass(frozen=True)
class Expected:
    """What must be read from a recording, in no set order; `reviewed_by` is a person's name."""

    reviewed_by: str
    orders: tuple[Any, ...]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read `expected.json` of a recording's folder."""
        kept = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        return cls(kept["reviewed_by"], tuple(kept["orders"]))

    def save(self, folder: Path) -> None:
        """Write `expected.json`."""
        kept = {"reviewed_by": self.reviewed_by, "orders": list(self.orders)}
        _write_json(folder / "expected.json", kept)


def as_data(read: Order | BusinessError) -> dict[str, Any]:
    """An order, or what was wrong with one, as plain data for `expected.json`."""
    if isinstance(read, Order):
        data: dict[str, Any] = read.model_dump(mode="json")
        return data
    return {"refused": read.rule, "reference": read.reference}


def _taken(folder: Path, row: dict[str, Any]) -> Taken:
    text = (folder / row["file"]).read_bytes().decode("utf-8")
    document = Document(row["url"], row["status"], row["content_type"], text)
    return Taken(row["asked"], row["by"], row["page"], document)


def _row(folder: Path, number: int, taken: Taken) -> dict[str, Any]:
    document = taken.document
    name = f"{number:03d}-{(taken.page or taken.by).lower()}{_suffix(document.content_type)}"
    (folder / name).write_bytes(document.text.encode("utf-8"))  # line ends stay as they came
    return {
        "asked": taken.asked,
        "by": taken.by,
        "page": taken.page,
        "url": document.url,
        "status": document.status,
        "content_type": document.content_type,
        "file": name,
    }


def _suffix(content_type: str) -> str:
    for word, suffix in (("html", ".html"), ("json", ".json"), ("csv", ".csv")):
        if word in content_type:
            return suffix
    return ".txt"


def _write_json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=False)
    path.write_text(text + "\n", encoding="utf-8")
