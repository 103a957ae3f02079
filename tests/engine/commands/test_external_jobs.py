"""Service jobs for workers of other systems: who may fetch them, for how long they are locked, and who may answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.authorization.workers import JobTypeClosed, MayNotWork, Worker
from engine.commands.complete_external_job import CompleteExternalJob, complete_external_job
from engine.commands.extend_job_lock import ExtendJobLock, extend_job_lock
from engine.commands.fail_external_job import FailExternalJob, fail_external_job
from engine.commands.fetch_jobs import Topic
from engine.commands.throw_from_external_job import ThrowFromExternalJob, throw_from_external_job
from engine.commands.unlock_job import UnlockJob, unlock_job
from engine.errors import InvalidInput, LintasError
from engine.ids import new_id
from engine.store import tables
from engine.store.external_jobs import JobGone, JobLockLost, listeners
from tests.factories.models import Node, boundary, end, error, service_task, start, timer
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.together import together
from tests.factories.workers import MINUTE, a_worker, fetch

THE_TASK = service_task("layanan", "uji", inputs={"nip": '="1985"', "nama": '="Rahmat"'})


def a_service(task: Node = THE_TASK) -> bytes:
    """A service task of the type `uji`; its error GAGAL and its delay lead to tasks of their own."""
    return a_case_process(
        start("mulai"),
        task,
        boundary("galat", "layanan", error("GAGAL")),
        boundary("lama", "layanan", timer(duration="P1D")),
        a_task("lanjut"),
        a_task("betulkan"),
        a_task("susulan"),
        end("selesai"),
        flows=[
            "mulai -> layanan -> lanjut -> selesai",
            "galat -> betulkan -> selesai",
            "lama -> susulan -> selesai",
        ],
    )


def started(office: Office, task: Node = THE_TASK) -> None:
    office.deploy(a_service(task))
    office.start("ana")


def complete(office: Office, job: UUID, worker: Worker | None = None, name: str = "w1", **more: Any) -> None:
    variables = more.pop("variables", {"hasil": 7})
    command = CompleteExternalJob(
        worker=worker or a_worker(office), worker_id=name, job_id=job, variables=variables, **more
    )
    complete_external_job(office.runtime, command)


def fail(office: Office, job: UUID, **more: Any) -> None:
    command = FailExternalJob(worker=a_worker(office), worker_id="w1", job_id=job, detail="tidak menjawab", **more)
    fail_external_job(office.runtime, command)


def extend(office: Office, job: UUID, name: str = "w1", lock: timedelta = MINUTE) -> None:
    extend_job_lock(office.runtime, ExtendJobLock(worker=a_worker(office), worker_id=name, job_id=job, lock=lock))


def unlock(office: Office, job: UUID, name: str = "w1") -> None:
    unlock_job(office.runtime, UnlockJob(worker=a_worker(office), worker_id=name, job_id=job))


def throw(office: Office, job: UUID, code: str = "GAGAL", name: str = "w1") -> None:
    command = ThrowFromExternalJob(worker=a_worker(office), worker_id=name, job_id=job, code=code)
    throw_from_external_job(office.runtime, command)


def test_a_worker_gets_what_the_task_maps_and_its_answer_moves_the_case(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)

        (job,) = fetch(office)
        complete(office, job.id)

        assert (job.job_type, job.element_id, job.agency) == ("uji", "layanan", "asal")
        assert job.variables == {"nip": "1985", "nama": "Rahmat"}
        assert job.locked_until == office.clock.now() + MINUTE
        assert office.value("hasil") == 7
        assert office.open_tasks() == ["lanjut"]
        assert "ServiceAnswered" in office.kinds()


def test_only_the_wanted_variables_are_told(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        started(office)

        (job,) = fetch(office, topics=[Topic(job_type="uji", lock=MINUTE, variables=("nama", "lain"))])

        assert job.variables == {"nama": "Rahmat"}


def test_a_locked_job_is_not_fetched_again_before_its_lock_is_over(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)
        (job,) = fetch(office)

        before = fetch(office, name="w2")
        office.clock.move(MINUTE)
        (again,) = fetch(office, name="w2")

        assert before == []
        assert (again.id, again.idempotency_key) == (job.id, job.idempotency_key)


def test_of_two_workers_at_once_one_gets_the_job(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)

        fetched = together(*[lambda name=name: fetch(office, name=name) for name in ("w1", "w2")])

        assert sorted(len(each) for each in fetched) == [0, 1]


ANSWERS: list[Callable[[Office, UUID], None]] = [complete, fail, throw, extend, unlock]


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_worker_that_comes_late_is_refused_and_changes_nothing(sqlite_url: str, answer: Any) -> None:
    with an_office(sqlite_url) as office:
        started(office)
        (job,) = fetch(office)
        office.clock.move(MINUTE)
        (other,) = fetch(office, name="w2")

        with pytest.raises(JobLockLost):
            answer(office, job.id)

        (row,) = office.rows(tables.service_job)
        assert (row.worker, row.available_at) == ("w2", other.locked_until)


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_lock_that_is_over_is_over_even_if_nobody_else_came(sqlite_url: str, answer: Any) -> None:
    with an_office(sqlite_url) as office:
        started(office)
        (job,) = fetch(office)
        office.clock.move(MINUTE)

        with pytest.raises(JobLockLost):
            answer(office, job.id)


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_job_that_was_answered_or_interrupted_is_gone(sqlite_url: str, answer: Any) -> None:
    with an_office(sqlite_url) as office:
        started(office)
        (job,) = fetch(office, topics=[Topic(job_type="uji", lock=timedelta(days=1))])
        office.clock.move(timedelta(days=1))
        office.work()

        with pytest.raises(JobGone):
            answer(office, job.id)

        assert office.open_tasks() == ["susulan"]


def test_of_two_answers_at_once_one_is_taken(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)
        (job,) = fetch(office)

        taken = together(lambda: complete(office, job.id), lambda: throw(office, job.id), lambda: fail(office, job.id))

        assert [each for each in taken if each is None] == [None]
        assert all(isinstance(each, JobGone | JobLockLost) for each in taken if each is not None), taken


def test_an_answer_with_a_key_is_taken_once_and_answered_the_same(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)
        (job,) = fetch(office)

        for _ in range(2):
            complete(office, job.id, idempotency_key="k")

        assert office.kinds().count("ServiceAnswered") == 1


def test_fetching_again_with_a_key_gives_the_same_jobs(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)

        first = fetch(office, idempotency_key="k")

        assert fetch(office, idempotency_key="k") == first != []


def test_a_worker_writes_no_variable_that_the_case_keeps_for_itself(sqlite_url: str) -> None:
    """By `instance` work is addressed: a worker that wrote it could send the case to another agency."""
    with an_office(sqlite_url) as office:
        started(office)
        (job,) = fetch(office)
        told: dict[str, Any] = {"worker": a_worker(office), "worker_id": "w1", "job_id": job.id}
        told["variables"] = {"instance": {"agency": "tujuan"}}

        with pytest.raises(InvalidInput) as completing:
            complete_external_job(office.runtime, CompleteExternalJob(**told))
        with pytest.raises(InvalidInput) as throwing:
            throw_from_external_job(office.runtime, ThrowFromExternalJob(code="GAGAL", **told))

        assert set(completing.value.fields) == set(throwing.value.fields) == {"variables"}
        assert office.value("instance")["agency"] == "asal"


def test_an_extended_lock_holds_from_now(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        started(office)
        (job,) = fetch(office)
        office.clock.move(MINUTE / 2)

        extend(office, job.id)
        office.clock.move(MINUTE * 0.9)

        assert fetch(office, name="w2") == []
        complete(office, job.id)


def test_a_job_that_is_given_back_is_offered_at_once(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)
        (job,) = fetch(office)

        unlock(office, job.id)

        assert [(each.id, each.retries) for each in fetch(office, name="w2")] == [(job.id, 3)]


def test_failures_are_offered_again_later_until_a_supervisor_is_asked(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)
        seen = []
        for _ in range(3):
            (job,) = fetch(office)
            fail(office, job.id)
            seen.append((job.retries, fetch(office)))
            office.clock.move(timedelta(hours=1))

        assert seen == [(3, []), (2, []), (1, [])]
        assert [(row.code, row.detail) for row in office.rows(tables.incident)] == [("worker_failed", "tidak menjawab")]
        assert "ServiceFailed" in office.kinds()


def test_a_worker_says_how_often_and_when_a_job_is_offered_again(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        started(office)
        (job,) = fetch(office)

        fail(office, job.id, retries=7, pause=timedelta(seconds=90))
        early = fetch(office)
        office.clock.move(timedelta(seconds=90))
        (again,) = fetch(office)

        assert early == []
        assert (again.retries, again.failure) == (7, "tidak menjawab")


def test_a_failure_without_retries_is_an_incident_at_once(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        started(office)
        (job,) = fetch(office)

        fail(office, job.id, retries=0)

        assert [row.code for row in office.rows(tables.incident)] == ["worker_failed"]
        assert office.rows(tables.service_job) == []


def test_an_error_goes_where_the_model_says(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)
        (job,) = fetch(office)

        throw(office, job.id)

        assert office.open_tasks() == ["betulkan"]


def test_nobody_fetches_jobs_of_another_agency(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)
        (job,) = fetch(office)

        assert fetch(office, a_worker(office, "tujuan"), name="w2") == []
        with pytest.raises(JobGone):
            complete(office, job.id, a_worker(office, "tujuan"))


def test_the_model_may_address_a_job_at_another_agency_and_then_only_that_one_does_it(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office, service_task("layanan", "uji", headers={"lintas:agency": "tujuan"}))

        assert fetch(office) == []
        assert [job.agency for job in fetch(office, a_worker(office, "tujuan"))] == ["tujuan"]


def test_a_person_without_the_function_of_systems_fetches_nothing(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office, pytest.raises(MayNotWork):
        fetch(office, Worker(office.actor("budi"), frozenset({"*"})))


@pytest.mark.parametrize(
    ("pattern", "opens"), [("uji", True), ("u*", True), ("*", True), ("uj", False), ("lain*", False)]
)
def test_a_token_opens_the_job_types_that_it_was_issued_for(sqlite_url: str, pattern: str, opens: bool) -> None:
    with an_office(sqlite_url) as office:
        started(office)
        worker = a_worker(office, "asal", pattern)

        if opens:
            assert len(fetch(office, worker)) == 1
        else:
            (job,) = fetch(office)
            with pytest.raises(JobTypeClosed):
                fetch(office, worker)
            with pytest.raises(JobGone):
                complete(office, job.id, worker)


def test_jobs_that_lintas_does_itself_are_offered_to_nobody(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        started(office, service_task("layanan", "lintas:siasn-profile"))

        assert fetch(office, topics=[Topic(job_type="lintas:siasn-profile", lock=MINUTE)]) == []


def test_a_fetch_in_vain_writes_nothing(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        assert fetch(office, idempotency_key="k") == []
        assert office.rows(tables.idempotency) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "worker_id"),
        ({"most": 0}, "max_jobs"),
        ({"topics": []}, "topics"),
        ({"topics": [Topic(job_type="uji", lock=timedelta(0))]}, "topics"),
        ({"topics": [Topic(job_type="uji", lock=MINUTE)] * 2}, "topics"),
    ],
)
def test_a_wrong_request_names_what_is_wrong(sqlite_url: str, wrong: dict[str, Any], field: str) -> None:
    with an_office(sqlite_url) as office, pytest.raises(InvalidInput) as refused:
        fetch(office, **wrong)

    assert set(refused.value.fields) == {field}


def test_whoever_waits_is_told_of_new_and_returned_jobs_after_the_commit(sqlite_url: str) -> None:
    heard: list[tuple[frozenset[str], int]] = []
    with an_office(sqlite_url) as office:
        listeners.append(listen := lambda types: heard.append((types, len(office.rows(tables.service_job)))))
        try:
            started(office)
            (job,) = fetch(office)
            unlock(office, job.id)
        finally:
            listeners.remove(listen)

    assert heard == [(frozenset({"uji"}), 1)] * 2


def test_a_made_up_job_is_refused_like_one_that_is_gone(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office, pytest.raises(LintasError) as refused:
        complete(office, new_id())

    assert refused.value.code == "job_gone"
