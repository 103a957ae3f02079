"""What waits costs nothing: the sweep reads what is due and nothing else."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from engine.aside import FIRST_PAUSE
from engine.jobs.runner import run_waiting, sweep_timers
from engine.store import tables
from engine.store.tables.types import microseconds
from tests.factories.many_timers import many_timers
from tests.factories.models import catch, end, start, timer
from tests.factories.offices import Office, a_case_process, an_office
from tests.factories.traffic import traffic

WAITING = 100_000


def a_case_that_waits(office: Office) -> None:
    """One whose timer is due in an hour."""
    office.deploy(
        a_case_process(
            start("mulai"),
            catch("tunggu", timer(duration="PT1H")),
            end("selesai"),
            flows=["mulai -> tunggu -> selesai"],
        )
    )
    office.start("ana")


def test_a_sweep_costs_the_same_however_many_timers_wait(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        a_case_that_waits(office)
        with traffic(office.runtime) as alone:
            run_waiting(office.runtime)
        many_timers(office.runtime, WAITING, microseconds(office.clock.now() + timedelta(days=365)))
        with traffic(office.runtime) as among_many:
            run_waiting(office.runtime)

        assert (among_many.statements, among_many.read) == (alone.statements, alone.read)
        office.clock.move(timedelta(hours=1))
        with traffic(office.runtime) as fired:
            assert sweep_timers(office.runtime) == 1
        assert fired.read < 20
        assert office.status() == "completed"


def test_postgresql_finds_what_is_due_by_its_index(postgresql_url: str) -> None:
    with an_office(postgresql_url) as office:
        a_case_that_waits(office)
        many_timers(office.runtime, WAITING, microseconds(office.clock.now() + timedelta(days=365)))
        with office.runtime.database.begin() as work:
            work.connection.execute(sa.text("analyze timer"))
            due = f"due_at <= {microseconds(office.clock.now())} and not held"
            query = f"explain analyze select token from timer where {due} order by due_at limit 200"
            plan = "\n".join(work.connection.scalars(sa.text(query)))

        assert "ix_timer_due_at" in plan
        assert "Seq Scan" not in plan


def test_a_broken_case_holds_up_no_other(database_url: str) -> None:
    with an_office(database_url) as office:
        a_case_that_waits(office)
        broken, state = office.case, tables.execution.c.state
        with office.runtime.database.begin() as work:
            whole = work.connection.scalar(sa.select(state))
        set_state(office, broken, b"broken")
        office.start("ana")
        office.clock.move(timedelta(hours=1))

        assert office.work() == 1
        assert office.status() == "completed"
        assert [row.instance_id for row in office.rows(tables.timer)] == [broken]

        set_state(office, broken, whole)
        assert office.work() == 0
        office.clock.move(FIRST_PAUSE)
        assert office.work() == 1
        assert office.rows(tables.timer) == []


def set_state(office: Office, case: UUID | None, state: bytes | None) -> None:
    columns = tables.execution.c
    with office.runtime.database.begin() as work:
        work.begin_write()
        work.connection.execute(tables.execution.update().where(columns.instance_id == case).values(state=state))
        work.commit()
