"""Signals to many cases: in bounded jobs, to who waited when they were thrown, once."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.jobs import signals
from engine.jobs.runner import run_one
from engine.jobs.signals import broadcast, deliver_batch
from engine.store import tables
from engine.store.tables.types import microseconds
from tests.factories.models import catch, end, signal, start
from tests.factories.offices import Office, a_case_process, a_task, an_office

BATCH = 4
OF_A_JOB = 2
"""Statements of a job that gives a signal to a batch, beside those for each receiver."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signals, "BATCH", BATCH)


def listening(office: Office, cases: int) -> None:
    """Cases that wait for the signal and then for a person."""
    office.deploy(
        a_case_process(
            start("mulai"), catch("dengar", signal("Bunyi")), a_task("tutup"), end("selesai"),
            flows=["mulai -> dengar -> tutup -> selesai"],
        )
    )  # fmt: skip
    for _ in range(cases):
        office.start("ana")


def thrown(office: Office) -> dict[str, Any]:
    now = microseconds(office.clock.now())
    return {"name": "Bunyi", "payload": "{}", "broadcast": "b1", "thrown_at": now}


def moved(office: Office) -> int:
    return len(office.rows(tables.user_task))


def test_many_receivers_are_reached_in_jobs_of_a_bounded_size(database_url: str) -> None:
    with an_office(database_url) as office:
        listening(office, 2 * BATCH + 1)

        broadcast(office.runtime, thrown(office))
        reached = [moved(office)]
        while run_one(office.runtime):
            reached.append(moved(office))

        assert reached == [0, BATCH, 2 * BATCH, 2 * BATCH + 1]
        assert office.rows(tables.subscription) == []


def test_few_receivers_are_reached_at_once(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        listening(office, BATCH)

        broadcast(office.runtime, thrown(office))

        assert (moved(office), office.rows(tables.job)) == (BATCH, [])


def test_a_receiver_costs_the_same_however_many_there_are(sqlite_url: str) -> None:
    costs = []
    with an_office(sqlite_url) as office:
        listening(office, BATCH)
        for cases in (0, 3 * BATCH):
            for _ in range(cases):
                office.start("ana")
            costs.append(statements(office, thrown(office)))

    assert costs[1] <= 3 * costs[0] + 3 * OF_A_JOB, costs


def statements(office: Office, arguments: dict[str, Any]) -> int:
    """How many statements giving a signal to all takes, with the jobs that it makes."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")) and " job" not in statement:
            sent.append(statement)

    engine = office.runtime.database.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        broadcast(office.runtime, arguments)
        while run_one(office.runtime):
            pass
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def test_who_begins_to_wait_afterwards_does_not_get_it(database_url: str) -> None:
    with an_office(database_url) as office:
        listening(office, 1)
        arguments = thrown(office)
        office.clock.move(timedelta(seconds=1))
        office.start("ana")

        broadcast(office.runtime, arguments)

        assert (moved(office), len(office.rows(tables.subscription))) == (1, 1)


def test_a_batch_that_runs_twice_moves_nobody_twice(database_url: str) -> None:
    with an_office(database_url) as office:
        listening(office, BATCH + 1)
        arguments = thrown(office)
        for _ in range(2):
            broadcast(office.runtime, arguments)
        while run_one(office.runtime):
            pass

        broadcast(office.runtime, arguments)

        assert moved(office) == BATCH + 1
        (first, *_, last) = sorted((row.instance_id, 0) for row in office.rows(tables.user_task))
        deliver_batch(office.runtime, arguments | signals.place("first", first) | signals.place("last", last))
        assert moved(office) == BATCH + 1
