"""A deadline takes a task away from people, also from somebody who has claimed it."""

from datetime import timedelta

import pytest

from engine.commands.claim_task import ClaimTask, claim_task
from engine.commands.release_task import ReleaseTask, release_task
from engine.commands.save_draft import SaveDraft, save_draft
from engine.errors import NotFound
from engine.queries.inbox import inbox
from engine.queries.task import task_view
from engine.store import tables
from engine.store.task_rows import TaskWithdrawn
from tests.factories.models import boundary, end, start, timer
from tests.factories.offices import Office, a_case_process, a_task, an_office


def withdrawn(office: Office, to: str = "petugas@asal") -> object:
    """The id of a task that Ana had claimed when its deadline passed."""
    process = a_case_process(
        start("mulai"),
        a_task("periksa", to=to),
        boundary("tenggat", "periksa", timer(duration="P1D")),
        a_task("susulan"),
        end("selesai"),
        flows=["mulai -> periksa -> selesai", "tenggat -> susulan -> selesai"],
    )
    office.deploy(process)
    office.start("ana")
    task = office.task("periksa")
    claim_task(office.runtime, ClaimTask(task_id=task, actor=office.actor("ana")))
    save_draft(office.runtime, SaveDraft(task_id=task, actor=office.actor("ana"), fields={"catatan": ["x"]}))
    office.clock.move(timedelta(days=1))
    office.work()
    return task


def test_the_holder_is_told_that_the_process_took_the_task_away(database_url: str) -> None:
    with an_office(database_url) as office:
        task = withdrawn(office)

        with pytest.raises(TaskWithdrawn) as refused:
            office.complete("ana", "periksa", task_id=task)

        assert refused.value.facts == {"at": office.clock.now()}


def test_every_way_to_the_task_says_the_same(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        task, actor = withdrawn(office), office.actor("ana")
        attempts = (
            lambda: claim_task(office.runtime, ClaimTask(task_id=task, actor=actor)),
            lambda: release_task(office.runtime, ReleaseTask(task_id=task, actor=actor)),
            lambda: save_draft(office.runtime, SaveDraft(task_id=task, actor=actor, fields={})),
            lambda: task_view(office.runtime, actor, task, language="id"),
        )
        for attempt in attempts:
            with pytest.raises(TaskWithdrawn):
                attempt()


def test_strangers_are_not_told(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        task = withdrawn(office)

        with pytest.raises(NotFound):
            office.complete("eka", "periksa", task_id=task)


def test_the_task_leaves_the_inbox_with_its_draft(database_url: str) -> None:
    with an_office(database_url) as office:
        withdrawn(office)

        assert [row.name for row in inbox(office.runtime, office.actor("ana")).rows] == ["susulan"]
        assert office.rows(tables.draft) == []
