"""Service tasks: answers, errors of the model, failures that are tried again, and answers that come too late."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine.commands.complete_job import CompleteJob, complete_job
from engine.commands.fail_job import FailJob, fail_job
from engine.commands.retry_incident import RetryIncident, retry_incident
from engine.commands.throw_from_job import ThrowFromJob, throw_from_job
from engine.jobs.services import perform
from engine.store import tables
from engine.store.service_jobs import JobToken
from engine.store.unit_of_work import TurnLost
from engine.turn import RETRIES
from tests.factories.models import boundary, end, error, service_task, start, timer
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.together import together


def a_service(job_type: str = "uji", retries: str = "3") -> bytes:
    """A service task; its error GAGAL and its delay lead to tasks of their own."""
    return a_case_process(
        start("mulai"),
        service_task("layanan", job_type, retries=retries),
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


def waiting(office: Office) -> JobToken:
    (row,) = office.rows(tables.service_job)
    return JobToken(instance_id=row.instance_id, execution=row.execution, token=row.token)


def started(office: Office, *deployed: bytes) -> JobToken:
    office.deploy(*deployed)
    office.start("ana")
    return waiting(office)


def fail(office: Office, token: JobToken, *, final: bool = False) -> bool:
    return fail_job(office.runtime, FailJob(token=token, code="offline", detail="tidak menjawab", final=final))


def incidents(office: Office) -> list[str]:
    return [row.code for row in office.rows(tables.incident)]


def retry(office: Office, username: str = "sari") -> None:
    (row,) = office.rows(tables.incident)
    command = RetryIncident(
        instance_id=row.instance_id, execution=row.execution, token=row.token, actor=office.actor(username)
    )
    retry_incident(office.runtime, command)


def test_an_answer_becomes_variables_and_the_case_goes_on(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office, a_service())

        assert complete_job(office.runtime, CompleteJob(token=token, variables={"hasil": 7}))
        assert office.value("hasil") == 7
        assert office.open_tasks() == ["lanjut"]
        assert office.rows(tables.service_job) == []


def test_an_answer_is_taken_once(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office, a_service())
        complete_job(office.runtime, CompleteJob(token=token, variables={"hasil": 7}))

        assert not complete_job(office.runtime, CompleteJob(token=token, variables={"hasil": 8}))
        assert office.value("hasil") == 7


def test_of_two_answers_at_once_one_is_taken(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office, a_service())

        taken = together(
            lambda: complete_job(office.runtime, CompleteJob(token=token, variables={"hasil": 7})),
            lambda: complete_job(office.runtime, CompleteJob(token=token, variables={"hasil": 8})),
            lambda: throw_from_job(office.runtime, ThrowFromJob(token=token, code="GAGAL", message="")),
            lambda: fail(office, token, final=True),
        )

        assert sorted(taken) == [False, False, False, True]


def test_an_answer_that_comes_after_an_interruption_is_dropped(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office, a_service())
        office.clock.move(timedelta(days=1))
        office.work()

        assert not complete_job(office.runtime, CompleteJob(token=token, variables={"hasil": 7}))
        assert office.open_tasks() == ["susulan"]
        assert office.value("hasil") is None


def test_an_error_of_the_service_goes_where_the_model_says(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office, a_service())

        assert throw_from_job(office.runtime, ThrowFromJob(token=token, code="GAGAL", message="tidak ada"))
        assert office.open_tasks() == ["betulkan"]
        assert office.rows(tables.service_job) == []


def test_an_error_that_nothing_catches_stops_the_case_until_a_supervisor_acts(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office, a_service())

        throw_from_job(office.runtime, ThrowFromJob(token=token, code="LAIN", message="tidak ada"))

        (incident,) = office.rows(tables.incident)
        assert (office.status(), incident.element_id, incident.code) == ("active", "layanan", "uncaught_error")
        assert "ErrorEscaped" in office.rows(tables.history_event)[-1].detail


def test_failures_use_up_the_retries_and_then_raise_an_incident(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office, a_service(retries="3"))

        left = []
        for _ in range(3):
            assert fail(office, token)
            left.append([row.retries for row in office.rows(tables.service_job)])

        assert left == [[2], [1], []]
        assert incidents(office) == ["offline"]


def test_a_failure_is_tried_again_later(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office, a_service())
        queued = len(office.rows(tables.job))

        fail(office, token)

        due = [row.run_at for row in office.rows(tables.job)]
        assert len(due) == queued + 1
        assert max(due) > office.clock.now()


def test_a_final_failure_is_not_tried_again(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office, a_service())

        fail(office, token, final=True)

        assert incidents(office) == ["offline"]
        assert office.rows(tables.service_job) == []


def test_a_supervisor_sets_the_service_going_again(database_url: str) -> None:
    with an_office(database_url) as office:
        fail(office, started(office, a_service()), final=True)

        retry(office)

        assert incidents(office) == []
        assert complete_job(office.runtime, CompleteJob(token=waiting(office), variables={}))
        assert office.open_tasks() == ["lanjut"]


def test_nobody_performs_a_type_of_ours_that_is_gone_so_a_supervisor_is_asked(database_url: str) -> None:
    with an_office(database_url) as office:
        token = started(office, a_service("lintas:siasn-profile"))
        with office.runtime.database.begin() as work:
            work.begin_write()
            work.connection.execute(tables.service_job.update().values(job_type="lintas:lama"))
            work.commit()

        perform(office.runtime, token)

        assert incidents(office) == ["no_worker"]
        assert "lintas:lama" in office.rows(tables.incident)[0].detail


def test_a_type_that_is_not_ours_waits_for_a_worker(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office, a_service("simpeg:ubah"))

        assert office.work() == 0
        (row,) = office.rows(tables.service_job)
        assert (row.external, row.agency, incidents(office)) == (True, "asal", [])


@pytest.mark.parametrize(("nip", "task"), [("199608182022041001", "lanjut"), ("1", "betulkan")])
def test_the_simulated_personnel_system_answers_with_a_profile_or_an_error(
    database_url: str, nip: str, task: str
) -> None:
    process = a_case_process(
        start("mulai"),
        service_task("layanan", "lintas:siasn-profile", inputs={"nip": f'="{nip}"'}),
        boundary("galat", "layanan", error("PROFIL_TIDAK_DITEMUKAN")),
        a_task("lanjut"),
        a_task("betulkan"),
        end("selesai"),
        flows=["mulai -> layanan -> lanjut -> selesai", "galat -> betulkan -> selesai"],
    )
    with an_office(database_url) as office:
        with office.runtime.database.begin() as work:
            work.begin_write()
            row = {"nip": "199608182022041001", "profile": '{"pendidikan":"S-1"}'}
            work.connection.execute(tables.siasn_profile.insert(), row)
            work.commit()
        started(office, process)

        office.work()

        assert office.open_tasks() == [task]
        if task == "lanjut":
            assert office.value("profil") == {"pendidikan": "S-1", "sumber": "SIMULASI SIASN"}


def test_a_service_that_was_too_slow_for_others_has_not_failed(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        token = started(office, a_service("lintas:siasn-profile"))
        busy = iter(range(RETRIES + 1))

        def be_locked(connection: object, cursor: object, statement: str, *_: object) -> None:
            if statement == "BEGIN IMMEDIATE" and next(busy, None) is not None:
                raise sa.exc.OperationalError(statement, {}, Exception("database is locked"))

        sa.event.listen(office.runtime.database.engine, "before_cursor_execute", be_locked)
        with pytest.raises(TurnLost):
            perform(office.runtime, token)
        sa.event.remove(office.runtime.database.engine, "before_cursor_execute", be_locked)

        assert [row.retries for row in office.rows(tables.service_job)] == [3]
