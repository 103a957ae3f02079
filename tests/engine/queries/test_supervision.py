"""What supervisors look at: tasks of their agency, incidents of all cases, counts by element."""

from typing import Any

import pytest

from engine.authorization.access import MayNotSupervise
from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.claim_task import ClaimTask, claim_task
from engine.errors import InvalidInput, NotFound
from engine.queries.agency_tasks import AgencyTaskFilter, agency_tasks
from engine.queries.element_counts import element_counts
from engine.queries.incidents import IncidentFilter, incidents
from engine.queries.task_holders import task_holders
from engine.store.pins import UnknownProcess
from tests.factories.models import (
    call_activity,
    catch,
    end,
    exclusive,
    message,
    multi_instance,
    parallel,
    start,
    sub_process,
)
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks


def a_process_that_sticks() -> bytes:
    return a_case_process(
        start("mulai"),
        exclusive("pilih"),
        end("satu"),
        end("dua"),
        flows=["mulai -> pilih", "pilih -> satu [=jumlah > 3]", "pilih -> dua [=jumlah <= 3]"],
    )


def tasks(office: Office, by: str = "sari", **wanted: Any) -> list[tuple[str, str | None]]:
    rows = agency_tasks(office.runtime, office.actor(by), AgencyTaskFilter(**wanted)).rows
    return [(row.element_id, row.assignee_name) for row in rows]


def counts(office: Office, by: str = "sari", key: str = "proses") -> dict[str, int]:
    return dict(element_counts(office.runtime, office.actor(by), key).tokens)


def test_a_supervisor_sees_all_tasks_of_the_agency_and_who_holds_them(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        office.complete("ana", "periksa")
        office.start("ana")
        claim_task(office.runtime, ClaimTask(task_id=office.task("periksa"), actor=office.actor("budi")))

        assert tasks(office) == [("putuskan", None), ("periksa", "Budi")]
        assert tasks(office, "tari") == []


def test_a_task_for_two_functions_of_the_agency_is_one_task(database_url: str) -> None:
    both = a_case_process(
        start("mulai"), a_task("periksa", to="petugas@asal, kepala@asal"), end("z"), flows=["mulai -> periksa -> z"]
    )
    with an_office(database_url) as office:
        office.deploy(both)
        office.start("ana")

        assert tasks(office) == [("periksa", None)]


def test_the_tasks_of_an_agency_are_filtered(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        office.complete("ana", "periksa")
        office.start("ana")
        claim_task(office.runtime, ClaimTask(task_id=office.task("periksa"), actor=office.actor("budi")))

        assert tasks(office, element="putuskan", process_key="proses") == [("putuskan", None)]
        assert tasks(office, holder=office.actor("budi").person_id) == [("periksa", "Budi")]
        assert tasks(office, unassigned=True) == [("putuskan", None)]
        assert tasks(office, function="kepala@asal") == [("putuskan", None)]
        assert tasks(office, search="PERIKSA") == [("periksa", "Budi")]
        assert tasks(office, due="overdue") == []


def test_pages_of_tasks_follow_each_other(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        for _ in range(5):
            office.start("ana")

        seen, after = [], None
        for _ in range(3):
            page = agency_tasks(office.runtime, office.actor("sari"), AgencyTaskFilter(limit=2, after=after))
            seen += [row.task_id for row in page.rows]
            after = page.next

        assert len(set(seen)) == 5
        assert after is None


def test_only_supervisors_see_the_tasks_of_an_agency_and_only_of_theirs(database_url: str) -> None:
    with an_office(database_url) as office:
        for username, wanted in [("ana", {}), ("sari", {"agency": "tujuan"})]:
            with pytest.raises(MayNotSupervise):
                tasks(office, username, **wanted)


def test_a_task_is_offered_to_the_holders_of_its_functions(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        task = office.task("periksa")
        claim_task(office.runtime, ClaimTask(task_id=task, actor=office.actor("budi")))

        options = task_holders(office.runtime, office.actor("sari"), task)

        assert [(each.person_name, each.holding) for each in options] == [("Ana", False), ("Budi", True)]
        with pytest.raises(MayNotSupervise):
            task_holders(office.runtime, office.actor("ana"), task)
        with pytest.raises(NotFound):
            task_holders(office.runtime, office.actor("tari"), task)


def test_incidents_of_all_visible_cases_are_listed_newest_first(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_process_that_sticks())
        first, second = office.start("ana").number, office.start("ana").number

        page = incidents(office.runtime, office.actor("sari"), IncidentFilter(limit=1))
        rest = incidents(office.runtime, office.actor("sari"), IncidentFilter(limit=1, after=page.next))

        assert [row.number for row in (*page.rows, *rest.rows)] == [second, first]
        assert rest.next is None
        assert (page.rows[0].element_id, page.rows[0].may_act) == ("pilih", True)
        assert not incidents(office.runtime, office.actor("ana")).rows[0].may_act
        assert incidents(office.runtime, office.actor("tari")).rows == ()


def test_incidents_are_filtered(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_process_that_sticks())
        office.start("ana")

        def number_of(**wanted: Any) -> int:
            return len(incidents(office.runtime, office.actor("sari"), IncidentFilter(**wanted)).rows)

        code = incidents(office.runtime, office.actor("sari")).rows[0].code
        assert number_of(process_key="proses", version=1, element="pilih", code=code, agency="asal") == 1
        assert [number_of(**wanted) for wanted in ({"element": "satu"}, {"code": "x"}, {"agency": "tujuan"})] == [0] * 3
        with pytest.raises(InvalidInput):
            number_of(version=1)


def test_tokens_are_counted_where_they_stand(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        parallel("bagi"),
        sub_process(
            "bagian",
            start("a"),
            a_task("dalam"),
            end("b"),
            flows=["a -> dalam -> b"],
            loop=multi_instance("=[1, 2, 3]"),
        ),
        catch("tunggu", message("Datang", '="x"')),
        call_activity("panggil", "anak"),
        a_task("periksa"),
        parallel("gabung"),
        end("selesai"),
        flows=[
            "mulai -> bagi -> bagian -> gabung -> selesai",
            "bagi -> tunggu -> gabung",
            "bagi -> panggil -> gabung",
            "bagi -> periksa -> gabung",
        ],
    )
    child = a_case_process(start("a"), a_task("teliti"), end("z"), flows=["a -> teliti -> z"], process_id="anak")
    with an_office(database_url) as office:
        office.deploy(child, process)
        office.start("ana")
        before = counts(office)

        office.complete("ana", "periksa")

        standing = {"bagian": 3, "dalam": 3, "tunggu": 1, "panggil": 1}
        assert before == {**standing, "periksa": 1}
        assert {key: value for key, value in counts(office).items() if key != "gabung"} == standing
        assert counts(office, key="anak") == {"teliti": 1}


def test_a_cancelled_case_has_no_tokens(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        case = office.start("ana").instance_id
        command = CancelInstance(instance_id=case, actor=office.actor("sari"), reason="Diajukan dua kali; ini salinan.")

        cancel_instance(office.runtime, command)

        assert counts(office) == {}


def test_incidents_are_counted_beside_the_tokens(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_process_that_sticks())
        office.start("ana")

        found = element_counts(office.runtime, office.actor("sari"), "proses")

        assert (dict(found.tokens), dict(found.incidents)) == ({"pilih": 1}, {"pilih": 1})


def test_counts_are_of_one_version_and_of_visible_cases(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        office.deploy(a_case_process(start("mulai"), a_task("lain"), end("z"), flows=["mulai -> lain -> z"]))

        assert counts(office) == {}
        assert dict(element_counts(office.runtime, office.actor("sari"), "proses", 1).tokens) == {"periksa": 1}
        assert dict(element_counts(office.runtime, office.actor("tari"), "proses", 1).tokens) == {}
        with pytest.raises(UnknownProcess):
            element_counts(office.runtime, office.actor("sari"), "proses", 3)
