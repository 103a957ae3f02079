"""Starts that people repeat: in their name, while they may, once for each time."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from engine.authorization.access import MayNotStart
from engine.commands.close_definition import CloseDefinition, close_definition
from engine.commands.repeat_start import RepeatStart, repeat_start
from engine.commands.turn_recurring_start import NotTheRepeater, TurnRecurringStart, turn_recurring_start
from engine.errors import InvalidInput, NotFound
from engine.forms.submission import DataAnswers
from engine.jobs.recurring import start_again
from engine.queries.recurring_starts import recurring_starts
from engine.store import tables
from tests.factories.offices import Office, an_office, two_desks
from tests.factories.working_days import REASON

EIGHT = "0 8 * * *"
DAY = timedelta(days=1)


def repeated(office: Office, by: str = "ana", cron: str = EIGHT, **more: Any) -> UUID:
    answers = more.pop("answers", DataAnswers({}))
    command = RepeatStart(process_key="proses", actor=office.actor(by), answers=answers, cron=cron, **more)
    return repeat_start(office.runtime, command).id


def turned(office: Office, identity: UUID, by: str, *, on: bool) -> None:
    turn_recurring_start(office.runtime, TurnRecurringStart(id=identity, actor=office.actor(by), on=on))


def cases(office: Office) -> int:
    return len(office.rows(tables.instance))


def after(office: Office, time: timedelta) -> int:
    office.clock.move(time)
    office.work()
    return cases(office)


def test_each_time_starts_one_case_in_the_persons_name(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        repeated(office)

        assert [after(office, DAY) for _ in range(3)] == [1, 2, 3]
        assert {row.started_by for row in office.rows(tables.instance)} == {office.actor("ana").person_id}


def test_the_next_five_times_are_shown_in_the_zone_of_the_agency(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks())
        repeated(office)

        (row,) = recurring_starts(office.runtime, office.actor("ana"))

        assert row.times == tuple(datetime(2026, 11, day, 1, 0, tzinfo=UTC) for day in (25, 26, 27, 28, 29))
        assert row.own


@pytest.mark.parametrize(("every", "started"), [(False, 1), (True, 3)])
def test_after_a_standstill_one_case_is_started_or_each(sqlite_url: str, every: bool, started: int) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks())
        repeated(office, every=every)

        office.clock.move(3 * DAY)
        for _ in range(5):
            office.work()

        assert cases(office) == started


def test_killed_before_it_was_noted_the_same_case_is_found_again(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks())
        identity = repeated(office)
        due_at = office.rows(tables.recurring_start)[0].next_at
        after(office, DAY)
        with office.runtime.database.begin() as work:
            work.begin_write()
            work.connection.execute(sa.update(tables.recurring_start).values(next_at=due_at))
            work.commit()

        assert start_again(office.runtime, identity)

        assert cases(office) == 1


def test_whoever_lost_the_position_starts_nothing_any_more(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks())
        repeated(office)
        with office.runtime.database.begin() as work:
            work.begin_write()
            ana = office.actor("ana").person_id
            holder = tables.holder
            until = office.runtime.today()
            work.connection.execute(holder.update().where(holder.c.person_id == ana).values(until=until))
            work.commit()

        assert after(office, DAY) == 0

        (row,) = recurring_starts(office.runtime, office.actor("sari"))
        assert (row.paused, row.refusal) == (True, "may_not_start")


def test_a_closed_process_pauses_what_is_repeated(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks(), by="desi")
        repeated(office)
        close_definition(
            office.runtime, CloseDefinition(process_key="proses", actor=office.actor("desi"), reason=REASON)
        )

        assert after(office, DAY) == 0
        assert [row.paused for row in recurring_starts(office.runtime, office.actor("ana"))] == [True]


def test_supervisors_pause_it_and_only_the_person_lets_it_go_on(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks())
        identity = repeated(office)

        turned(office, identity, "sari", on=False)
        assert after(office, 2 * DAY) == 0
        with pytest.raises(NotTheRepeater):
            turned(office, identity, "sari", on=True)
        turned(office, identity, "ana", on=True)

        assert cases(office) == 0, "what passed is not made up for"
        assert after(office, DAY) == 1


@pytest.mark.parametrize("by", ["budi", "tari"], ids=["a colleague", "a supervisor of another agency"])
def test_nobody_else_sees_or_turns_it(sqlite_url: str, by: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks())
        identity = repeated(office)

        assert recurring_starts(office.runtime, office.actor(by)) == ()
        with pytest.raises(NotFound):
            turned(office, identity, by, on=False)


@pytest.mark.parametrize("cron", ["*/5 * * * *", "0,30 8 * * *", "besok", "0 0 31 2 *"])
def test_times_that_cannot_be_read_or_come_too_often_are_refused(sqlite_url: str, cron: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks())

        with pytest.raises(InvalidInput):
            repeated(office, cron=cron)


def test_only_who_may_start_it_repeats_it_and_with_answers_that_the_form_takes(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(two_desks())

        with pytest.raises(MayNotStart):
            repeated(office, by="kepala")
        with pytest.raises(InvalidInput):
            repeated(office, answers=DataAnswers({"tak_dikenal": 1}))
