"""A message and the case that begins to wait for it at the same moment find each other, whichever commits first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
import sqlalchemy as sa

from engine.commands.correlate_message import MessageOutcome
from tests.engine.commands.test_correlate_message import a_waiting_case, send
from tests.factories.offices import Office, an_office
from tests.factories.together import PATIENCE


@contextmanager
def overlapping(office: Office, late: Callable[[], Any]) -> Iterator[list[Any]]:
    """Whoever commits inside does so while `late` runs: just before it would have to wait, or when it is done."""
    answers: list[Any] = []
    reached = Event()
    engine = office.runtime.database.engine

    def run() -> None:
        try:
            answers.append(late())
        finally:
            reached.set()

    other = Thread(target=run)

    def hold(*_: Any) -> None:
        if other.ident is None:
            other.start()
            assert reached.wait(PATIENCE)

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement == "COMMIT":
            hold()
        elif other.ident is not None and ("pg_advisory_xact_lock" in statement or statement == "BEGIN IMMEDIATE"):
            reached.set()

    sa.event.listen(engine, "before_cursor_execute", note)
    if engine.dialect.name == "postgresql":
        sa.event.listen(engine, "commit", hold)
    try:
        yield answers
        other.join(PATIENCE)
        assert not other.is_alive()
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
        if engine.dialect.name == "postgresql":
            sa.event.remove(engine, "commit", hold)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with an_office(database_url) as given:
        given.deploy(a_waiting_case())
        given.start("ana")
        yield given


def test_a_message_that_comes_while_a_case_begins_to_wait_reaches_it(office: Office) -> None:
    with overlapping(office, lambda: send(office)) as sent:
        office.complete("ana", "siapkan")
    office.work()

    assert [each.outcome for each in sent] == [MessageOutcome.CORRELATED]
    assert office.open_tasks() == ["tutup"]


def test_a_case_that_begins_to_wait_while_a_message_comes_gets_it(office: Office) -> None:
    with overlapping(office, lambda: office.complete("ana", "siapkan")):
        sent = send(office)
    office.work()

    assert sent.outcome is MessageOutcome.BUFFERED
    assert office.open_tasks() == ["tutup"]
