"""Whose turn it is: many jobs of one case or batch stand in one line, and others go between them."""

from uuid import UUID

from engine.jobs.runner import execute
from engine.store import tables
from engine.store.job_queue import ClaimedJob, claim
from engine.store.jobs import enqueue
from tests.factories.models import end, service_task, start
from tests.factories.offices import Office, a_case_process, an_office

MANY = 300


def put(office: Office, share: str | None, count: int = 1) -> None:
    """Jobs of one share, in one transaction."""
    with office.runtime.database.begin() as work:
        work.begin_write()
        for _ in range(count):
            enqueue(work, "perform_service", run_at=office.clock.now(), share=share, **nobody())
        work.commit()


def nobody() -> dict[str, str | int]:
    """The place of a service that does not wait any more."""
    return {"instance_id": str(UUID(int=0)), "execution": 0, "token": 0}


def take(office: Office, count: int) -> list[ClaimedJob]:
    taken = []
    for _ in range(count):
        with office.runtime.database.begin() as work:
            claimed = claim(work, office.clock.now())
            assert claimed is not None
            taken.append(claimed)
            work.commit()
    return taken


def shares(taken: list[ClaimedJob]) -> list[str]:
    return [each.share for each in taken]


def test_a_case_with_very_many_jobs_lets_others_go_between(database_url: str) -> None:
    with an_office(database_url) as office:
        put(office, "large", MANY)
        put(office, "small", 2)

        assert shares(take(office, 5)) == ["large", "small", "large", "small", "large"]


def test_who_comes_late_neither_waits_for_the_line_nor_overtakes_what_is_due_now(database_url: str) -> None:
    with an_office(database_url) as office:
        put(office, "large", 6)
        take(office, 3)

        put(office, "late", 2)

        assert shares(take(office, 5)) == ["large", "late", "large", "late", "large"]


def test_cases_with_a_job_each_keep_their_order(database_url: str) -> None:
    with an_office(database_url) as office:
        for name in "abc":
            put(office, name)

        assert shares(take(office, 3)) == ["a", "b", "c"]


def test_what_a_batch_causes_stands_in_the_line_of_the_batch(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        service_task("satu", "lintas:quota-reserve", retries="3"),
        end("selesai"),
        flows=["mulai -> satu -> selesai"],
    )
    with an_office(database_url) as office:
        office.deploy(process)
        office.start("ana")
        (row,) = office.rows(tables.job)
        with office.runtime.database.begin() as work:
            claimed = claim(work, office.clock.now())
            work.commit()
        assert claimed is not None
        assert claimed.share == str(office.case)

        execute(office.runtime, ClaimedJob(row.id, claimed.task, claimed.arguments, claimed.attempts, "batch:1"))

        assert [each.share for each in office.rows(tables.job)] == ["batch:1"]
