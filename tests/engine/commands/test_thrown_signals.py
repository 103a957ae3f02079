"""Signals that processes throw: they reach only cases in which the agency of the thrower has a part."""

import pytest

from engine.store import tables
from tests.engine.commands.test_thrown_messages import deploy, throw_it
from tests.factories.models import catch, end, signal, start, throw
from tests.factories.offices import a_case_process, a_task, an_office

NAME = "GelombangDitutup"


def waiting() -> bytes:
    """Waits for the signal, then has a task."""
    return a_case_process(
        start("mulai"), catch("dengar", signal(NAME)), a_task("tutup"), end("selesai"),
        flows=["mulai -> dengar -> tutup -> selesai"], process_id="penunggu",
    )  # fmt: skip


def started() -> bytes:
    """The signal starts it."""
    return a_case_process(
        start("masuk", signal(NAME)), a_task("tutup"), end("selesai"),
        flows=["masuk -> tutup -> selesai"], process_id="penunggu",
    )  # fmt: skip


def throwing() -> bytes:
    """Throws the signal and ends."""
    event = throw("kirim", signal(NAME))
    flows = ["mulai -> kirim -> selesai"]
    return a_case_process(start("mulai"), event, end("selesai"), flows=flows, process_id="pengirim")


@pytest.mark.parametrize(
    ("sender", "participants", "arrives"),
    [("asal", "", True), ("tujuan", '"tujuan"', True), ("tujuan", "", False)],
    ids=["the owner", "a participant", "a stranger"],
)
def test_it_reaches_cases_of_its_agency_and_of_those_that_name_it(
    database_url: str, sender: str, participants: str, arrives: bool
) -> None:
    with an_office(database_url) as office:
        deploy(office, waiting(), "a", "asal", participants)
        deploy(office, throwing(), "b", sender)
        office.start("ana", "penunggu")

        throw_it(office)

        assert office.open_tasks() == (["tutup"] if arrives else [])


@pytest.mark.parametrize(("sender", "begins"), [("asal", 1), ("tujuan", 0)])
def test_it_starts_processes_of_its_agency_only(database_url: str, sender: str, begins: int) -> None:
    with an_office(database_url) as office:
        deploy(office, started(), "a", "asal")
        deploy(office, throwing(), "b", sender)

        throw_it(office)

        assert len(office.rows(tables.user_task)) == begins
