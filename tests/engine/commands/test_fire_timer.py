"""Timers: fired when they are due, once, and not when nobody waits for them any more."""

from datetime import timedelta
from uuid import UUID

from engine.commands.fire_timer import FireTimer, fire_timer
from engine.ids import new_id
from engine.store import tables
from tests.factories.models import boundary, catch, end, start, timer
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.together import together

DAY = timedelta(days=1)


def a_pause() -> bytes:
    """start -> waits for a day -> tutup."""
    return a_case_process(
        start("mulai"),
        catch("jeda", timer(duration="P1D")),
        a_task("tutup"),
        end("selesai"),
        flows=["mulai -> jeda -> tutup -> selesai"],
    )


def a_reminder(interrupting: bool, **trigger: str) -> bytes:
    """periksa, with a timer at its boundary that leads to ingatkan."""
    return a_case_process(
        start("mulai"),
        a_task("periksa"),
        boundary("tenggat", "periksa", timer(**trigger), interrupting=interrupting),
        a_task("ingatkan"),
        end("selesai"),
        flows=["mulai -> periksa -> selesai", "tenggat -> ingatkan -> selesai"],
    )


def fire(office: Office) -> bool:
    (row,) = office.rows(tables.timer)
    return fire_timer(office.runtime, as_command(row.instance_id, row.execution, row.token, row.part))


def as_command(instance_id: UUID, execution: int, token: int, part: int) -> FireTimer:
    return FireTimer(instance_id=instance_id, execution=execution, token=token, part=part)


def test_a_timer_fires_when_its_time_has_come(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_pause())
        office.start("ana")
        office.clock.move(DAY)

        assert fire(office)
        assert office.open_tasks() == ["tutup"]
        assert office.rows(tables.timer) == []


def test_a_timer_does_not_fire_before(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_pause())
        office.start("ana")
        office.clock.move(DAY - timedelta(microseconds=1))

        assert not fire(office)
        assert office.work() == 0
        assert office.open_tasks() == []


def test_a_timer_that_is_gone_fires_nothing(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_reminder(interrupting=True, duration="P1D"))
        office.start("ana")
        (row,) = office.rows(tables.timer)
        office.complete("ana", "periksa")
        office.clock.move(DAY)

        assert not fire_timer(office.runtime, as_command(row.instance_id, row.execution, row.token, row.part))
        assert not fire_timer(office.runtime, as_command(new_id(), 0, 1, 0))
        assert office.status() == "completed"


def test_a_timer_fires_once_when_two_runners_see_it(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_pause())
        office.start("ana")
        office.clock.move(DAY)
        (row,) = office.rows(tables.timer)
        command = as_command(row.instance_id, row.execution, row.token, row.part)

        fired = together(*[lambda: fire_timer(office.runtime, command)] * 2)

        assert sorted(fired) == [False, True]
        assert office.open_tasks() == ["tutup"]


def test_a_reminder_leaves_the_task_where_it_is(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_reminder(interrupting=False, duration="P1D"))
        office.start("ana")
        office.clock.move(DAY)

        office.work()

        assert office.open_tasks() == ["ingatkan", "periksa"]
        assert office.rows(tables.timer) == []


def test_a_cycle_is_armed_again_until_it_has_run_out(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_reminder(interrupting=False, cycle="R2/P1D"))
        office.start("ana")
        seen = []
        for _ in range(3):
            office.clock.move(DAY)
            office.work()
            seen.append((office.open_tasks().count("ingatkan"), len(office.rows(tables.timer))))

        assert seen == [(1, 1), (2, 0), (2, 0)]


def test_timers_of_a_task_that_is_done_leave_with_it(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_reminder(interrupting=False, cycle="R/P1D"))
        office.start("ana")

        office.complete("ana", "periksa")

        assert office.rows(tables.timer) == []
