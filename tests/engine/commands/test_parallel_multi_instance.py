"""Several tasks of one activity at once: one for each item, until all are done or enough are."""

from engine.store import tables
from tests.factories.forms import form_bytes, text
from tests.factories.models import Node, end, multi_instance, start
from tests.factories.offices import Office, a_case_process, a_task, an_office

FORM = form_bytes(text("pendapat"), id="isian")
OPINIONS = {"item": "instansi", "results": "pendapat_semua", "result": "=pendapat"}


def opinions(loop: Node) -> bytes:
    """Five opinions in parallel, then tutup."""
    return a_case_process(
        start("mulai"),
        a_task("pendapat", form="isian", loop=loop),
        a_task("tutup"),
        end("selesai"),
        flows=["mulai -> pendapat -> tutup -> selesai"],
    )


def started(office: Office, loop: Node) -> None:
    office.deploy(opinions(loop), FORM)
    office.start("ana")


def test_each_item_has_a_task_of_its_own(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office, multi_instance("=[1,2,3,4,5]", **OPINIONS))

        assert office.open_tasks() == ["pendapat"] * 5
        assert len({row.token for row in office.rows(tables.user_task)}) == 5


def test_the_case_goes_on_when_all_are_done_and_keeps_every_answer(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office, multi_instance("=[1,2,3,4,5]", **OPINIONS))

        for place in range(5):
            assert office.open_tasks() == ["pendapat"] * (5 - place)
            office.complete("ana", "pendapat", {"pendapat": f"p{place}"})

        assert office.open_tasks() == ["tutup"]
        assert office.value("pendapat_semua") == ["p0", "p1", "p2", "p3", "p4"]


def test_when_enough_are_done_the_others_leave_the_inboxes(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office, multi_instance("=[1,2,3,4,5]", until="=numberOfCompletedInstances >= 2", **OPINIONS))

        office.complete("ana", "pendapat", {"pendapat": "ya"})
        office.complete("budi", "pendapat", {"pendapat": "tidak"})

        assert office.open_tasks() == ["tutup"]
        assert office.kinds().count("UserTaskWithdrawn") == 3
        assert {row.task_id for row in office.rows(tables.task_candidate)} == {office.task("tutup")}


def test_answers_of_one_instance_are_not_seen_by_the_others(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        started(office, multi_instance("=[1,2]", **OPINIONS))

        office.complete("ana", "pendapat", {"pendapat": "ya"})

        assert office.value("pendapat") is None
