"""Taking and giving back tasks, and keeping drafts."""

import pytest

from engine.commands.claim_task import ClaimTask, claim_task
from engine.commands.release_task import ReleaseTask, release_task
from engine.commands.save_draft import DraftTooLarge, SaveDraft, save_draft
from engine.errors import NotFound
from engine.queries.inbox import InboxFilter, inbox
from engine.store import tables
from engine.store.task_rows import TaskTaken
from tests.factories.offices import Office, an_office, two_desks


def claim(office: Office, username: str) -> None:
    claim_task(office.runtime, ClaimTask(task_id=office.task("periksa"), actor=office.actor(username)))


def release(office: Office, username: str) -> None:
    release_task(office.runtime, ReleaseTask(task_id=office.task("periksa"), actor=office.actor(username)))


def test_a_claimed_task_leaves_the_team_and_is_mine(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")

        claim(office, "ana")

        mine = inbox(office.runtime, office.actor("ana"), InboxFilter(box="mine"))
        team = inbox(office.runtime, office.actor("budi"), InboxFilter(box="team"))
        assert [row.mine for row in mine.rows] == [True]
        assert team.rows == ()
        assert (mine.counts.mine, team.counts.team) == (1, 0)


def test_the_second_who_claims_is_told_by_whom_it_was_taken(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        claim(office, "ana")

        with pytest.raises(TaskTaken) as refused:
            claim(office, "budi")

        assert refused.value.facts == {"by": office.actor("ana").name, "at": office.clock.now()}


def test_claiming_twice_changes_nothing(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        claim(office, "ana")
        before = office.kinds()

        claim(office, "ana")

        assert office.kinds() == before


def test_a_released_task_is_everybodys_again(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        claim(office, "ana")

        release(office, "ana")
        claim(office, "budi")

        assert office.kinds()[-3:] == ["UserTaskClaimed", "UserTaskReleased", "UserTaskClaimed"]


def test_only_the_holder_releases(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        claim(office, "ana")

        with pytest.raises(TaskTaken):
            release(office, "budi")


def test_outsiders_cannot_claim(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")

        with pytest.raises(NotFound):
            claim(office, "eka")


def test_a_draft_replaces_the_one_before_and_goes_with_the_task(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        task, actor = office.task("periksa"), office.actor("ana")
        for words in ("satu", "dua"):
            fields = {"catatan": [words], "_csrf": ["rahasia"]}
            save_draft(office.runtime, SaveDraft(task_id=task, actor=actor, fields=fields))

        kept = office.rows(tables.draft)
        office.complete("ana", "periksa")

        assert [row.fields for row in kept] == ['{"catatan":["dua"]}']
        assert office.rows(tables.draft) == []


def test_a_draft_has_a_limit(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        fields = {"catatan": ["x" * 600_000]}
        command = SaveDraft(task_id=office.task("periksa"), actor=office.actor("ana"), fields=fields)

        with pytest.raises(DraftTooLarge):
            save_draft(office.runtime, command)
