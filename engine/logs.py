"""Logs for machines, without personal data: only facts under names that are on the list get through."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "request_id", "method", "route", "status", "milliseconds",
        "statements", "code", "command", "outcome", "error", "places", "job", "task", "attempt", "version",
        "count", "node",
    }
)  # fmt: skip
"""What a line may tell. A name is put here only if what stands under it can never be somebody's."""
LONGEST = 300
MOST_PLACES = 12
SPOKEN_FOR = ("uvicorn", "alembic")
"""Libraries whose messages are taken as they are; of all others only the template is, without what was filled in."""


def configure_logs(level: str, *, colours: bool | None = None) -> None:
    """Write lines to the error stream: JSON, or coloured text where a person watches."""
    watched = sys.stderr.isatty() if colours is None else colours
    number = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.dev.ConsoleRenderer() if watched else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=_ErrorStream,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_FromLibraries()]
    root.setLevel(max(number, logging.INFO))
    logging.getLogger("alembic").setLevel(logging.WARNING)


def only_allowed(_logger: Any, _method: str, facts: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what is not on the list or not there; of what is no plain value only the kind is told."""
    return {name: _plain(value) for name, value in facts.items() if name in ALLOWED and value is not None}


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return value[:LONGEST]
        case list() | tuple():
            return [str(each)[:LONGEST] for each in value[:MOST_PLACES]]
        case _:
            return type(value).__name__


def failure(error: BaseException) -> dict[str, Any]:
    """Where it happened, not what was in it: messages and values may name people."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "places": places[-MOST_PLACES:]}


class _ErrorStream:
    """Writes to whatever the error stream is at that moment."""

    def __init__(self, *_: Any) -> None:
        pass

    def msg(self, message: str) -> None:
        """A line."""
        sys.stderr.write(message + "\n")
        sys.stderr.flush()

    debug = info = warning = error = critical = msg


class _FromLibraries(logging.Handler):
    """Takes what libraries log in the way of the standard library."""

    def emit(self, record: logging.LogRecord) -> None:
        event = record.getMessage() if record.name.startswith(SPOKEN_FOR) else str(record.msg)
        facts = failure(record.exc_info[1]) if record.exc_info and record.exc_info[1] else {}
        structlog.get_logger().log(record.levelno, event.strip(), logger=record.name, **facts)
