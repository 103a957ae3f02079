"""Nobody sees a case without taking part in it; what is looked at is written down."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from engine.authorization.claims import NotAddressed
from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.errors import NotFound
from engine.queries.document import document_view
from engine.queries.history import history
from engine.queries.instance import instance_view
from engine.queries.instances import InstanceFilter, instances
from engine.queries.task import task_view
from engine.store import tables
from tests.factories.models import end, service_task, start
from tests.factories.offices import NO_QUESTIONS, Office, a_case_process, a_task, an_office, two_desks


def a_case_with_a_letter(office: Office) -> UUID:
    """The id of a letter of a case at which only asal works."""
    letter = service_task("surat", "lintas:document", headers={"template": "sk", "kind": "sk"})
    process = a_case_process(
        start("mulai"),
        letter,
        a_task("periksa"),
        a_task("putuskan", to="kepala@asal"),
        end("selesai"),
        flows=["mulai -> surat -> periksa -> putuskan -> selesai"],
    )
    files = [
        BundleFile("p.bpmn", process),
        BundleFile("kosong.form", NO_QUESTIONS),
        BundleFile("sk.jinja", b"<p>Surat</p>"),
    ]
    deploy_bundle(office.runtime, DeployBundle(actor=None, files=files))
    office.start("ana")
    office.work()
    return next(row.id for row in office.rows(tables.document))


def ways(office: Office, username: str, letter: UUID) -> list[Callable[[], Any]]:
    """Every query that shows something of the case."""
    actor, case = office.actor(username), office.case
    assert case is not None
    return [
        lambda: instance_view(office.runtime, actor, case),
        lambda: history(office.runtime, actor, case),
        lambda: document_view(office.runtime, actor, letter),
    ]


@pytest.mark.parametrize("username", ["eka", "desi", "kepala", "plt"])
def test_nobody_sees_a_case_without_taking_part(database_url: str, username: str) -> None:
    with an_office(database_url) as office:
        letter = a_case_with_a_letter(office)

        for way in ways(office, username, letter):
            with pytest.raises(NotFound):
                way()
        with pytest.raises(NotFound):
            task_view(office.runtime, office.actor(username), office.task("periksa"), language="id")
        assert instances(office.runtime, office.actor(username)).rows == ()


@pytest.mark.parametrize("username", ["ana", "budi", "sari"])
def test_functions_that_take_part_and_their_supervisors_see_it(database_url: str, username: str) -> None:
    with an_office(database_url) as office:
        letter = a_case_with_a_letter(office)

        for way in ways(office, username, letter):
            assert way()
        assert [row.id for row in instances(office.runtime, office.actor(username)).rows] == [office.case]


def test_who_takes_part_later_sees_it_from_then_on(database_url: str) -> None:
    with an_office(database_url) as office:
        letter = a_case_with_a_letter(office)

        office.complete("ana", "periksa")

        for username in ("kepala", "plt", "ana"):
            assert all(way() for way in ways(office, username, letter))


def test_a_supervisor_sees_the_case_but_not_the_task(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")

        with pytest.raises((NotFound, NotAddressed)):
            task_view(office.runtime, office.actor("sari"), office.task("periksa"), language="id")


def test_looking_is_written_down(database_url: str) -> None:
    with an_office(database_url) as office:
        letter = a_case_with_a_letter(office)
        actor, task = office.actor("ana"), office.task("periksa")

        instance_view(office.runtime, actor, office.case)  # type: ignore[arg-type]
        document_view(office.runtime, actor, letter)
        task_view(office.runtime, actor, task, language="id")

        looked = {(row.subject, row.subject_id, row.person_id) for row in office.rows(tables.access_log)}
        assert looked == {
            ("instance", office.case, actor.person_id),
            ("document", letter, actor.person_id),
            ("task", task, actor.person_id),
        }


def test_a_case_of_several_functions_is_listed_once_and_pages_lead_to_the_end(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        started = [office.start("ana").instance_id for _ in range(5)]
        for office.case in started:
            office.complete("ana", "periksa")

        found, after = [], None
        while True:
            page = instances(office.runtime, office.actor("sari"), InstanceFilter(limit=2, after=after))
            found += [row.id for row in page.rows]
            if page.next is None:
                break
            after = page.next

        assert found == sorted(started, reverse=True)
