"""A supervisor moves the due time of a task."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.authorization.access import MayNotSupervise
from engine.commands.change_due_date import ChangeDueDate, change_due_date
from engine.errors import InvalidInput
from engine.queries.inbox import inbox
from engine.store import tables
from engine.store.codec import load
from tests.factories.offices import Office, an_office, two_desks

REASON = "Berkas terlambat."
LATER = datetime(2026, 12, 24, 8, 0, tzinfo=UTC)


def change(office: Office, due_at: datetime | None = LATER, by: str = "sari", reason: str = REASON) -> None:
    task = office.task("periksa")
    change_due_date(office.runtime, ChangeDueDate(task_id=task, actor=office.actor(by), due_at=due_at, reason=reason))


def begun(office: Office) -> None:
    office.deploy(two_desks())
    office.start("ana")


def test_everybodys_inbox_shows_the_new_time(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)

        change(office)

        assert [row.due_at for row in inbox(office.runtime, office.actor("budi")).rows] == [LATER]
        assert [row.due for row in office.rows(tables.task_candidate)] == [LATER]


def test_the_due_time_can_be_taken_away(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)
        change(office)

        change(office, None)

        assert [row.due_at for row in inbox(office.runtime, office.actor("budi")).rows] == [None]


def test_the_history_has_both_times_and_the_reason(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)

        change(office)

        entry = office.rows(tables.history_event)[-1]
        assert (entry.kind, load(entry.detail)) == ("DueDateChanged", {"from": None, "to": LATER})
        assert load(entry.value) == {"reason": REASON}


@pytest.mark.parametrize(
    "due_at",
    [LATER.replace(tzinfo=None), LATER - timedelta(days=365)],
    ids=["without zone", "past"],
)
def test_a_time_without_zone_or_in_the_past_is_refused(database_url: str, due_at: datetime) -> None:
    with an_office(database_url) as office:
        begun(office)

        with pytest.raises(InvalidInput) as refused:
            change(office, due_at)

        assert set(refused.value.fields) == {"due_at"}


def test_who_does_the_task_does_not_move_its_due_time(database_url: str) -> None:
    with an_office(database_url) as office:
        begun(office)

        with pytest.raises(MayNotSupervise):
            change(office, by="ana")
