"""What a failed step leaves, redacted: page, screenshot, trace, the last requests."""

from __future__ import annotations

import json
import os
import shutil
import time
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import structlog
from playwright.async_api import BrowserContext
from playwright.async_api import Error as PlaywrightError

from bots.harmless import json_text
from bots.page import Document
from bots.redact import EVERYWHERE, MASK, Tree
from bots.redact_page import redact_body, redact_url
from bots.requests_seen import RequestsSeen

_log = structlog.get_logger(__name__)
_DAY = 86_400
_TYPED = frozenset(
    [
        "value",
        "text",
        "arg",
        "args",
        "expression",
        "result",
        "html",
        "content",
        "script",
        "source",
        "body",
        "postData",
        "headers",
        "headerValue",
        "cookies",
        "credentials",
        "username",
        "password",
        "files",
        "buffer",
        "localPaths",
    ]
)
_TRACE_LOGS_KEPT = ("waiting for", "attempting", "scrolling")
_TRACE_DROPPED = frozenset({"resource-snapshot", "frame-snapshot", "screencast-frame", "console"})
_HTML = "text/html"


@dataclass(frozen=True)
class Scene:
    """What there is to keep of a failed step.

    Attributes:
        document: the page as it was, not yet redacted.
        context: the browser context, for the picture and the trace; None when it is dead.
    """

    site: str
    error: BaseException
    document: Document | None = None
    context: BrowserContext | None = None
    requests: RequestsSeen = field(default_factory=RequestsSeen)


class Evidence:
    """Evidence of one run: each failed step in a folder of its own below `folder`, mode 0700."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def keep(self, scene: Scene) -> Path:
        """Write the scene down, redacted; the folder it is in. Files have mode 0600."""
        place = self._new_folder(scene.site)
        _write(place / "error.json", json_text(_about(scene), indent=1))
        rows = "\n".join(json_text(row) for row in scene.requests.rows())
        _write(place / "requests.jsonl", rows)
        if scene.context is not None:
            await _keep_trace(place / "trace.zip", scene.context)
        if scene.document is not None:
            await self._keep_page(place, scene, scene.document)
        return place

    def _new_folder(self, site: str) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-")
        plain = "".join(char if char.isalnum() else "-" for char in site)
        return Path(mkdtemp(prefix=f"{stamp}{plain}-", dir=self.folder))

    async def _keep_page(self, place: Path, scene: Scene, document: Document) -> None:
        text = redact_body(document.text, document.content_type, EVERYWHERE)
        is_html = _HTML in document.content_type
        _write(place / ("page.html" if is_html else "body.txt"), text)
        if is_html and scene.context is not None:
            await _picture(place / "page.png", scene.context, document.url, text)


def prune(root: Path, days: float) -> int:
    """Delete evidence and pictures below `root` older than `days`; how many folders went."""
    oldest = time.time() - days * _DAY
    old = [one.parent for one in root.rglob("error.json") if _older(one, oldest)]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    for picture in root.rglob("*.png"):  # what people were asked with
        if _older(picture, oldest):
            picture.unlink(missing_ok=True)
    return len(old)


def _older(path: Path, than: float) -> bool:
    try:
        return path.stat().st_mtime < than
    except FileNotFoundError:  # another run deletes too
        return False


def _about(scene: Scene) -> Tree:
    error = scene.error
    return EVERYWHERE.redact_tree(
        {
            "kind": getattr(error, "kind", type(error).__name__),
            "message": getattr(error, "message", type(error).__name__),
            "reference": getattr(error, "reference", None),
            "remedy": getattr(error, "remedy", None),
            "site": scene.site,
            "url": redact_url(scene.document.url, EVERYWHERE) if scene.document else None,
            "status": scene.document.status if scene.document else None,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
    )


async def _picture(path: Path, context: BrowserContext, url: str, redacted: str) -> None:
    # The redacted page is rendered afresh: nothing that the redaction missed can be in the
    # picture, and the page that is being worked on is not touched.
    try:
        page = await context.new_page()
        try:
            await page.set_content(_with_base(redacted, url), wait_until="load", timeout=5_000)
            _write(path, await page.screenshot(timeout=5_000))
        finally:
            await page.close()
    except PlaywrightError:
        _log.warning("no picture could be taken of the failed step", kept=str(path.parent))


def _with_base(text: str, url: str) -> str:
    base = f'<base href="{redact_url(url, EVERYWHERE)}">'
    head = text.lower().find("<head>")
    return text[: head + 6] + base + text[head + 6 :] if head >= 0 else base + text


async def _keep_trace(path: Path, context: BrowserContext) -> None:
    raw = path.with_suffix(".raw")
    try:
        await context.tracing.stop_chunk(path=raw)
        await context.tracing.start_chunk()
        redact_trace(raw, path)
    except PlaywrightError:
        _log.warning("no trace could be kept of the failed step", kept=str(path.parent))
    finally:
        raw.unlink(missing_ok=True)


def redact_trace(raw: Path, kept: Path) -> None:
    """Copy a Playwright trace without what was typed, sent, answered or shown.

    Actions, their times and locators stay; sources, snapshots and bodies do not.
    """
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name.endswith((".trace", ".network")):
                lines = old.read(name).decode().splitlines()
                new.writestr(name, "\n".join(filter(None, map(_trace_line, lines))))
    kept.chmod(0o600)


def _trace_line(line: str) -> str:
    event = json.loads(line)
    if event.get("type") in _TRACE_DROPPED:
        return ""
    if event.get("type") == "log" and not _harmless(event.get("message", "")):
        event["message"] = MASK
    return json_text(EVERYWHERE.redact_tree(_without_typed(event)))


def _harmless(message: str) -> bool:
    return message.strip().startswith(_TRACE_LOGS_KEPT)


def _without_typed(value: Tree) -> Tree:
    match value:
        case dict():
            return {
                key: MASK if key in _TYPED else _without_typed(item) for key, item in value.items()
            }
        case list():
            return [_without_typed(item) for item in value]
        case str() if value.startswith(("http:", "https:")):
            return redact_url(value, EVERYWHERE)
        case _:
            return value


def _write(path: Path, content: str | bytes) -> None:
    data = content.encode() if isinstance(content, str) else content
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
