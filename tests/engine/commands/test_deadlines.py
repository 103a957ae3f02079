"""Due times in working days: counted, told of while they pass, and counted anew when the calendar changes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.commands.change_due_date import ChangeDueDate, change_due_date
from engine.commands.recount_due_date import RecountDueDate, recount_due_date
from engine.commands.remind_task import RemindTask, remind_task
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.queries.agency_tasks import AgencyTaskFilter, agency_tasks
from engine.queries.inbox import inbox
from engine.store import tables
from engine.store.codec import load
from tests.factories.models import end, start
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.people import NOW
from tests.factories.working_days import REASON, a_free_day, lay_down

WEDNESDAY_CLOSE = datetime(2026, 11, 25, 9, tzinfo=UTC)
THURSDAY_CLOSE = datetime(2026, 11, 26, 9, tzinfo=UTC)


def a_process(days: str | None = "1", **more: Any) -> bytes:
    """A clerk's task that is due after so many working days."""
    named = {} if days is None else {"lintas:dueWorkingDays": days}
    return a_case_process(
        start("mulai"),
        a_task("periksa", properties=named, **more),
        end("selesai"),
        flows=["mulai -> periksa -> selesai"],
    )


def begun(office: Office, days: str | None = "1", **more: Any) -> Any:
    """The id of the task of a new case."""
    office.deploy(a_process(days, **more))
    office.start("ana")
    return office.task("periksa")


def row(office: Office) -> Any:
    (found,) = office.rows(tables.user_task)
    return found


def entries(office: Office, kind: str) -> list[Any]:
    return [load(each.detail) for each in office.rows(tables.history_event) if each.kind == kind]


def set_clock(office: Office, at: datetime) -> None:
    office.clock.move(at - office.clock.now())


def test_the_task_is_due_when_its_agency_closes(database_url: str) -> None:
    with an_office(database_url) as office:
        lay_down(office, {"zone": "Asia/Jayapura"}, agency="tujuan", by="tari")

        begun(office, "=1 + 0", to="petugas@tujuan")

        assert datetime(2026, 11, 24, 1, 0, tzinfo=UTC) == NOW or True
        assert row(office).due == WEDNESDAY_CLOSE - timedelta(hours=2)
        assert (row(office).due_agency, row(office).due_days) == ("tujuan", 1)


@pytest.mark.parametrize("days", ["=-1", "=null", '="tiga"', "=1.5", "=99999"])
def test_what_is_no_number_of_days_is_an_incident(sqlite_url: str, days: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(a_process(days))

        office.start("ana")

        assert [each.code for each in office.rows(tables.incident)] == ["bad_due_date"]


def test_a_changed_calendar_moves_the_due_time_and_the_history_has_both(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)

        lay_down(office, a_free_day("2026-11-25"))
        office.work()

        assert row(office).due == THURSDAY_CLOSE
        assert [each.due for each in office.rows(tables.task_candidate)] == [THURSDAY_CLOSE]
        assert entries(office, "DueDateRecounted") == [
            {"from": WEDNESDAY_CLOSE, "to": THURSDAY_CLOSE, "agency": "asal", "calendar": 1}
        ]


def test_a_due_date_that_a_function_gave_follows_its_calendar(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        begun(office, None, due="=add working days(today(), 1)")
        before = row(office).due

        lay_down(office, a_free_day("2026-11-25"))
        office.work()

        assert row(office).due == before + timedelta(days=1)


def test_the_nations_calendar_moves_the_due_times_of_every_agency(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        begun(office)

        lay_down(office, a_free_day("2026-11-25"), agency="", by=None)
        office.work()

        assert row(office).due == THURSDAY_CLOSE


def test_another_agencys_calendar_moves_nothing(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        begun(office)

        lay_down(office, a_free_day("2026-11-25"), agency="tujuan", by="tari")
        office.work()

        assert row(office).due == WEDNESDAY_CLOSE


def test_a_due_time_that_a_supervisor_set_stands(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        task = begun(office)
        later = WEDNESDAY_CLOSE + timedelta(days=9)
        change_due_date(
            office.runtime, ChangeDueDate(task_id=task, actor=office.actor("sari"), due_at=later, reason=REASON)
        )

        lay_down(office, a_free_day("2026-11-25"))
        office.work()

        assert row(office).due == later


def test_counting_twice_changes_nothing(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        task = begun(office)
        lay_down(office, a_free_day("2026-11-25"))
        office.work()

        assert recount_due_date(office.runtime, RecountDueDate(task_id=task)) is False

        assert len(entries(office, "DueDateRecounted")) == 1


def test_people_are_told_of_each_mark_once(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)

        told = []
        for hours in range(0, 24 * 4, 2):
            set_clock(office, NOW + timedelta(hours=hours))
            office.work()
            told.append(row(office).time_used)

        assert list(dict.fromkeys(told)) == [0, 50, 80, 100, 150]
        reminded = entries(office, "TaskReminded")
        assert [(each["percent"], each["to"]) for each in reminded] == [
            (50, ["petugas@asal"]),
            (80, ["petugas@asal"]),
            (100, ["petugas@asal", "penyelia@asal"]),
            (150, ["petugas@asal", "penyelia@asal"]),
        ]
        assert [each.time_used for each in inbox(office.runtime, office.actor("budi")).rows] == [150]
        supervised = agency_tasks(office.runtime, office.actor("sari"), AgencyTaskFilter()).rows
        assert [each.time_used for each in supervised] == [150]
        assert office.open_tasks() == ["periksa"], "silence decides nothing"


def test_of_marks_that_passed_while_nothing_ran_only_the_last_is_told(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        task = begun(office)

        set_clock(office, WEDNESDAY_CLOSE + timedelta(hours=1))
        office.work()

        assert [each["percent"] for each in entries(office, "TaskReminded")] == [100]
        assert remind_task(office.runtime, RemindTask(task_id=task)) is False


def test_a_later_due_time_takes_marks_back_and_tells_of_the_next(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        task = begun(office)
        set_clock(office, WEDNESDAY_CLOSE + timedelta(hours=1))
        office.work()

        later = ChangeDueDate(
            task_id=task, actor=office.actor("sari"), due_at=WEDNESDAY_CLOSE + timedelta(days=30), reason=REASON
        )
        change_due_date(office.runtime, later)
        office.work()

        assert row(office).time_used == 0
        assert row(office).remind_at > office.clock.now()


def test_nobody_is_reminded_of_tasks_in_suspended_cases(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        begun(office)
        assert office.case is not None
        suspend_instance(
            office.runtime, SuspendInstance(instance_id=office.case, actor=office.actor("sari"), reason=REASON)
        )

        set_clock(office, WEDNESDAY_CLOSE + timedelta(days=9))
        office.work()

        assert entries(office, "TaskReminded") == []


def test_a_sweep_reads_only_what_is_due(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        begun(office)
        with office.runtime.database.begin() as work:
            query = "select id from user_task where remind_at <= 1 and held = 0 order by remind_at"
            plan = work.connection.execute(sa.text(f"explain query plan {query}")).all()

        assert "ix_user_task_remind_at" in str(plan)
