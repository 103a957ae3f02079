"""Places that run out: the last one goes to one case, and comes back to whoever waits first."""

from uuid import UUID

import pytest

from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.jobs.services import perform
from engine.store import tables
from engine.store.service_jobs import JobToken
from tests.factories.models import boundary, catch, end, error, exclusive, message, service_task, start, timer
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.together import together

QUOTA = {"quota": '="gelombang-1"'}


def a_queue() -> bytes:
    """pesan (reserve) -> kuota?: with a place pakai, else wait for the message, then kembalikan or batal."""
    return a_case_process(
        start("mulai"),
        service_task("pesan", "lintas:quota-reserve", inputs=QUOTA),
        exclusive("dapat"),
        catch("tunggu", message("KuotaDibuka", "=instance.number")),
        a_task("pakai"),
        boundary("lewat", "pakai", timer(duration="P9D")),
        service_task("kembalikan", "lintas:quota-release", inputs=QUOTA),
        end("selesai"),
        end("gagal", error("TERLAMBAT")),
        flows=[
            "mulai -> pesan -> dapat",
            'dapat -> pakai [=quota_result.status = "reserved"]',
            "dapat -> tunggu [default]",
            "tunggu -> pakai -> kembalikan -> selesai",
            "lewat -> gagal",
        ],
    )


def set_up(office: Office, capacity: int) -> None:
    office.deploy(a_queue())
    with office.runtime.database.begin() as work:
        work.begin_write()
        row = {"key": "gelombang-1", "name": "Gelombang 1", "capacity": capacity}
        work.connection.execute(tables.quota.insert(), row)
        work.commit()


def a_case(office: Office) -> UUID:
    """A case that has asked for its place."""
    case = office.start("ana").instance_id
    office.work()
    return case


def claims(office: Office) -> dict[UUID, str]:
    return {row.instance_id: row.status for row in office.rows(tables.quota_claim)}


def reserved(office: Office) -> int:
    (row,) = office.rows(tables.quota)
    return int(row.reserved)


def test_who_asks_first_gets_the_place_and_the_next_ones_wait_in_order(database_url: str) -> None:
    with an_office(database_url) as office:
        set_up(office, 1)
        cases = [a_case(office) for _ in range(3)]

        answers = []
        for office.case in cases:
            answers.append(office.value("quota_result"))

        assert answers == [
            {"status": "reserved", "position": None},
            {"status": "waiting", "position": 1},
            {"status": "waiting", "position": 2},
        ]
        assert reserved(office) == 1


def test_a_place_that_is_given_back_goes_to_the_first_who_waits(database_url: str) -> None:
    with an_office(database_url) as office:
        set_up(office, 1)
        first, second, third = (a_case(office) for _ in range(3))

        office.case = first
        office.complete("ana", "pakai")
        office.work()

        assert claims(office) == {second: "reserved", third: "waiting"}
        assert reserved(office) == 1
        office.case = second
        assert office.open_tasks() == ["pakai"]
        office.case = third
        assert office.open_tasks() == []


def test_a_case_that_stands_still_keeps_its_place_until_it_is_cancelled(database_url: str) -> None:
    with an_office(database_url) as office:
        set_up(office, 1)
        first, second = a_case(office), a_case(office)
        (row,) = office.rows(tables.timer)
        office.clock.at = row.due_at

        office.work()

        (incident,) = office.rows(tables.incident)
        assert (incident.instance_id, incident.code) == (first, "uncaught_error")
        assert claims(office) == {first: "reserved", second: "waiting"}

        reason = "Batas waktu lewat dan tempatnya diperlukan."
        cancel_instance(office.runtime, CancelInstance(instance_id=first, actor=office.actor("sari"), reason=reason))
        office.work()

        assert claims(office) == {second: "reserved"}
        office.case = second
        assert office.open_tasks() == ["pakai"]


def test_a_free_place_stays_free_when_nobody_waits(database_url: str) -> None:
    with an_office(database_url) as office:
        set_up(office, 1)
        a_case(office)

        office.complete("ana", "pakai")
        office.work()

        assert (reserved(office), claims(office)) == (0, {})
        assert office.status() == "completed"


def test_an_unknown_quota_is_an_incident_in_the_end(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_queue())
        office.start("ana")
        for _ in range(3):
            office.work()
            office.clock.at = max([row.run_at for row in office.rows(tables.job)] or [office.clock.at])

        assert [row.code for row in office.rows(tables.incident)] == ["unknown_quota"]


def job_tokens(office: Office) -> list[JobToken]:
    return [
        JobToken(instance_id=row.instance_id, execution=row.execution, token=row.token)
        for row in office.rows(tables.service_job)
    ]


@pytest.mark.parametrize("capacity", [1, 2])
def test_the_last_place_goes_to_one_of_those_who_ask_at_once(database_url: str, capacity: int) -> None:
    with an_office(database_url) as office:
        set_up(office, capacity)
        for _ in range(capacity - 1):
            a_case(office)
        for _ in range(5):
            office.start("ana"), office.start("ana")
            one, other = job_tokens(office)

            together(lambda one=one: perform(office.runtime, one), lambda two=other: perform(office.runtime, two))

            mine = {one.instance_id, other.instance_id}
            assert sorted(status for case, status in claims(office).items() if case in mine) == ["reserved", "waiting"]
            assert reserved(office) == capacity
            clear(office, mine)


def clear(office: Office, cases: set[UUID]) -> None:
    """Forget the claims of these cases."""
    with office.runtime.database.begin() as work:
        work.begin_write()
        columns = tables.quota_claim.c
        gone = work.connection.execute(
            tables.quota_claim.delete().where(columns.instance_id.in_(cases)).returning(columns.status)
        ).all()
        freed = sum(row.status == "reserved" for row in gone)
        work.connection.execute(tables.quota.update().values(reserved=tables.quota.c.reserved - freed))
        work.commit()
