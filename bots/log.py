"""Logs: readable on a terminal, JSON lines in a file per run; every line is redacted first."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

import structlog
from rich.console import Console
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

from bots.harmless import json_text
from bots.redact import processor as redact

_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
)


def start_log(file: Path | None, console: Console | None, level: int = logging.INFO) -> None:
    """Send this process's logs to `file` (all of ours, and others' from INFO on) and to `console`.

    Args:
        file: JSON lines; made with mode 0600, for its owner alone.
        console: human-readable lines from `level` on; None: nothing is shown.
        level: a level of `logging`.
    """
    stop_log()
    structlog.configure(
        processors=[*_SHARED, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    logging.getLogger("bots").setLevel(logging.DEBUG)
    if file is not None:
        root.addHandler(_file_handler(file))
    if console is not None:
        root.addHandler(_console_handler(console, level))
    for noisy in ("aiohttp", "httpx", "httpcore", "asyncio", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def stop_log() -> None:
    """Close what `start_log` opened."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one.formatter, ProcessorFormatter)]:
        root.removeHandler(handler)
        handler.close()


def _file_handler(file: Path) -> logging.Handler:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(
        _formatter(
            structlog.processors.format_exc_info,
            redact,
            _as_json,
        )
    )
    return handler


def _console_handler(console: Console, level: int) -> logging.Handler:
    handler = _ConsoleHandler(console)
    handler.setLevel(level)
    renderer = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, pad_level=False)
    handler.setFormatter(_formatter(_without_trace, redact, _short, renderer))
    return handler


def _formatter(*last: Processor) -> ProcessorFormatter:
    return ProcessorFormatter(
        foreign_pre_chain=list(_SHARED),
        processors=[ProcessorFormatter.remove_processors_meta, *last],
    )


def _as_json(_logger: object, _method: str, event: structlog.typing.EventDict) -> str:
    """One line: an order's text may hold what other programs take for the end of one."""
    return json_text(event, default=repr)


def _without_trace(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """A trace is for the file; a person gets the kind of error."""
    error = event.pop("exc_info", None)
    if error:
        found = sys.exc_info()[1] if error is True else error
        kind = found[0] if isinstance(found, tuple) else type(found)
        event["error"] = getattr(kind, "__name__", "see the log file")
    return event


def _short(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """A person sees the time of day, and neither the logger's name nor the day."""
    event.pop("logger", None)
    event["timestamp"] = str(event.get("timestamp", ""))[11:19]
    return event


class _ConsoleHandler(logging.Handler):
    """Prints above a progress bar, not through it."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        self._console.print(self.format(record), markup=False, highlight=False, soft_wrap=True)
