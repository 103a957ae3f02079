"""The queue of jobs: each is done once it is due, again when it failed, and by one runner at a time."""

from datetime import timedelta
from threading import Event
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.jobs.runner import Runner, run_one, run_waiting
from engine.store import tables
from engine.store.job_queue import LEASE, MOST_ATTEMPTS, ClaimedJob, claim, free_expired
from engine.store.jobs import enqueue
from tests.factories.models import catch, end, service_task, signal, start, throw
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.together import together

SECOND = timedelta(seconds=1)


def put(
    office: Office, task: str = "perform_service", *, after: timedelta = timedelta(0), lock: str | None = None
) -> UUID:
    """A job; one of the default kind finds nothing that waits for it, and one of an unknown kind fails."""
    arguments = {"instance_id": str(UUID(int=0)), "execution": 0, "token": 0}
    with office.runtime.database.begin() as work:
        work.begin_write()
        job = enqueue(work, task, run_at=office.clock.now() + after, lock=lock, **arguments)
        work.commit()
    return job


def take(office: Office) -> ClaimedJob | None:
    with office.runtime.database.begin() as work:
        claimed = claim(work, office.clock.now())
        work.commit()
    return claimed


def states(office: Office) -> list[Any]:
    return [row.state for row in office.rows(tables.job)]


def test_a_job_that_is_done_leaves_the_queue(database_url: str) -> None:
    with an_office(database_url) as office:
        put(office)

        assert run_one(office.runtime)
        assert states(office) == []


def test_a_job_is_left_alone_until_it_is_due(database_url: str) -> None:
    with an_office(database_url) as office:
        put(office, after=SECOND)

        assert not run_one(office.runtime)
        office.clock.move(SECOND)
        assert run_one(office.runtime)


def test_the_job_that_is_due_longest_comes_first(database_url: str) -> None:
    with an_office(database_url) as office:
        later, sooner = put(office, after=2 * SECOND), put(office, after=SECOND)
        office.clock.move(3 * SECOND)

        taken = [take(office), take(office)]

        assert [each and each.id for each in taken] == [sooner, later]


def test_a_job_that_fails_is_tried_again_later_and_later_and_then_given_up(database_url: str) -> None:
    with an_office(database_url) as office:
        put(office, "unknown")
        pauses = []
        for _ in range(MOST_ATTEMPTS):
            assert run_one(office.runtime)
            (row,) = office.rows(tables.job)
            pauses.append(row.run_at - office.clock.now())
            office.clock.at = row.run_at

        assert pauses == sorted(pauses)
        assert states(office) == ["failed"]
        assert not run_one(office.runtime)


def test_a_job_that_fails_does_not_hold_up_the_next(database_url: str) -> None:
    with an_office(database_url) as office:
        put(office, "unknown")
        put(office)

        run_waiting(office.runtime)

        assert [row.task for row in office.rows(tables.job)] == ["unknown"]


def test_a_job_whose_runner_died_is_done_when_its_lease_is_over(database_url: str) -> None:
    with an_office(database_url) as office:
        put(office)
        assert take(office) is not None

        assert not run_one(office.runtime)
        office.clock.move(LEASE + SECOND)
        assert run_one(office.runtime)
        assert states(office) == []


def test_a_lease_that_still_runs_is_not_broken(database_url: str) -> None:
    with an_office(database_url) as office:
        put(office)
        take(office)

        with office.runtime.database.begin() as work:
            assert free_expired(work, office.clock.now()) == 0


def test_jobs_of_one_lock_are_done_one_after_the_other(database_url: str) -> None:
    with an_office(database_url) as office:
        first, _, free = put(office, lock="a"), put(office, lock="a"), put(office, lock="b")

        taken = [take(office), take(office), take(office)]

        assert [each and each.id for each in taken] == [first, free, None]


def test_runners_that_look_at_once_take_different_jobs(database_url: str) -> None:
    with an_office(database_url) as office:
        for _ in range(4):
            put(office)

        taken = together(*[lambda: take(office)] * 4)

        assert len({each.id for each in taken if each}) == len([each for each in taken if each])
        assert not any(isinstance(each, Exception) for each in taken)


def test_runners_that_look_at_once_take_one_job_of_a_lock(database_url: str) -> None:
    with an_office(database_url) as office:
        for _ in range(3):
            put(office, lock="a")

        taken = together(*[lambda: take(office)] * 3)

        assert [type(each) for each in taken if each is not None] == [ClaimedJob]


def test_a_signal_reaches_every_case_that_waits_for_it(database_url: str) -> None:
    listener = a_case_process(
        start("mulai"), catch("dengar", signal("Bunyi")), a_task("tutup"), end("selesai"),
        flows=["mulai -> dengar -> tutup -> selesai"],
    )  # fmt: skip
    caller = a_case_process(
        start("a"), throw("bunyikan", signal("Bunyi")), end("z"), flows=["a -> bunyikan -> z"], process_id="pemanggil"
    )
    with an_office(database_url) as office:
        office.deploy(listener, caller)
        office.start("ana"), office.start("ana")

        office.start("ana", "pemanggil")
        office.work()

        assert [row.element_id for row in office.rows(tables.user_task)] == ["tutup", "tutup"]
        assert office.rows(tables.subscription) == []


def test_a_runner_begins_as_soon_as_something_is_committed(sqlite_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        service_task("layanan", "lintas:quota-reserve", retries="1"),
        end("selesai"),
        flows=["mulai -> layanan -> selesai"],
    )
    with an_office(sqlite_url) as office:
        office.deploy(process)
        done = Event()

        def notice(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            if statement.startswith("INSERT INTO incident"):
                done.set()

        sa.event.listen(office.runtime.database.engine, "after_cursor_execute", notice)
        runner = Runner(office.runtime, threads=1, poll_seconds=3600)
        runner.start()
        try:
            office.start("ana")
            assert done.wait(30)
        finally:
            runner.stop()

        assert [row.code for row in office.rows(tables.incident)] == ["unknown_quota"]
