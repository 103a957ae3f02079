"""Commands as they are watched from outside: how many, how they ended, how long they took, what they asked for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from opentelemetry import trace
from prometheus_client import Counter, Histogram

from engine.clock import stopwatch
from engine.errors import LintasError

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

COMMANDS = Counter("lintas_commands", "Commands that were carried out or refused.", ["command", "outcome"])
COMMAND_SECONDS = Histogram("lintas_command_seconds", "How long a command took.", ["command"])
JOBS = Counter("lintas_jobs_run", "Jobs that were run, by what they do and how they ended.", ["task", "outcome"])
DONE, FAILED, LOST = "done", "failed", "taken_over"
"""Outcomes beside the codes of refusals."""

tracer = trace.get_tracer("lintas")
"""Does nothing until a provider of traces is installed."""


def watched(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Watch a command. Nothing of what it is given or answers is looked at."""
    name = function.__name__

    @wraps(function)
    def observed(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        elapsed, outcome = stopwatch(), FAILED
        with tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as span:
            try:
                answer = function(*args, **kwargs)
            except LintasError as error:
                outcome = error.code
                raise
            else:
                outcome = DONE
                return answer
            finally:
                span.set_attribute("lintas.outcome", outcome)
                COMMANDS.labels(name, outcome).inc()
                COMMAND_SECONDS.labels(name).observe(elapsed())

    return observed


@dataclass(slots=True)
class Statements:
    """How many statements were sent to the database."""

    count: int = 0


_counting: ContextVar[Statements | None] = ContextVar("lintas_statements", default=None)


@contextmanager
def counting_statements() -> Iterator[Statements]:
    """Count what is sent while the block runs, also in threads that it waits for."""
    statements = Statements()
    token = _counting.set(statements)
    try:
        yield statements
    finally:
        _counting.reset(token)


def count_statement() -> None:
    """A statement is sent."""
    statements = _counting.get()
    if statements is not None:
        statements.count += 1
