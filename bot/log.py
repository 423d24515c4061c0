"""The log: one line per happening, and never a name.

Only fields on the list below are written. Of an exception, its type and where it was raised: its text
may hold what somebody wrote. Other packages' lines keep their place and level, not their text: slack_bolt,
for one, puts a whole message in a warning.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

ROOT = Path(__file__).parents[1]
FIELDS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "at",
        "attempts",
        "code",
        "count",
        "error",
        "event_id",
        "host",
        "kind",
        "library",
        "on",
        "operation",
        "outbox_id",
        "platform",
        "port",
        "seconds",
    }
)


def configure_log(stream: TextIO | None = None) -> None:
    """Lines go to standard error: standard output is for machines."""
    target = stream or sys.stderr
    renderer = (
        structlog.dev.ConsoleRenderer(colors=True)
        if target.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_listed_fields,
            renderer,
        ],
        logger_factory=lambda *_: structlog.PrintLogger(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Libraries()], level=logging.WARNING, force=True)


def only_listed_fields(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name in FIELDS}


def describe(error: BaseException) -> dict[str, str]:
    """What may be said of an exception: its type, and the last place in our own code."""
    return {"error": type(error).__name__, "at": _place(error.__traceback__)}


def _place(trace: TracebackType | None) -> str:
    place = ""
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
            place = f"{path.relative_to(ROOT)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


class _Libraries(logging.Handler):
    """Passes on that another package had something to say, and where; not what."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        told = describe(error) if error else {"at": f"{record.module}:{record.lineno}"}
        log = structlog.get_logger()
        (log.error if record.levelno >= logging.ERROR else log.warning)(
            "library", library=record.name, **told
        )
