"""Errors and escalations go outwards through every call; what catches them says how the calls on the way end."""

from collections.abc import Iterator

import pytest

from engine.commands.verify_history import verify_history
from engine.store import tables
from tests.factories.models import Node, boundary, call_activity, end, error, escalation, start, throw
from tests.factories.offices import Office, a_case_process, a_task, an_office


@pytest.fixture
def office(sqlite_url: str) -> Iterator[Office]:
    with an_office(sqlite_url) as office:
        yield office


def three_deep(thrown: Node, *caught: Node) -> list[bytes]:
    """`proses` calls `ibu`, which calls `anak`; that throws after its task. Only `proses` may catch."""
    catching = ["tepi -> tangani -> selesai"] if caught else []
    outer = a_case_process(
        start("mulai"), call_activity("panggil", "ibu"), *caught, *([a_task("tangani")] if caught else []),
        end("selesai"),
        flows=["mulai -> panggil -> selesai", *catching],
    )  # fmt: skip
    middle = a_case_process(
        start("i1"), call_activity("turun", "anak"), a_task("lanjut"), end("i2"), flows=["i1 -> turun -> lanjut -> i2"],
        process_id="ibu",
    )  # fmt: skip
    path = ["a1 -> teliti -> lempar", *(["lempar -> a2"] if "Throw" in str(thrown.tag) else [])]
    last = [end("a2")] if "Throw" in str(thrown.tag) else []
    inner = a_case_process(start("a1"), a_task("teliti"), thrown, *last, flows=path, process_id="anak")
    return [inner, middle, outer]


def played(office: Office, thrown: Node, *caught: Node) -> None:
    for model in three_deep(thrown, *caught):
        office.deploy(model)
    office.start("ana")
    office.complete("ana", "teliti")


def executions(office: Office) -> int:
    return len(office.rows(tables.execution))


def test_an_error_is_caught_by_the_callers_caller_and_ends_both_calls(office: Office) -> None:
    played(office, end("lempar", error("GAGAL")), boundary("tepi", "panggil", error("GAGAL")))

    assert office.open_tasks() == ["tangani"]
    assert executions(office) == 1
    assert office.rows(tables.incident) == []


def test_an_escalation_that_interrupts_ends_both_calls(office: Office) -> None:
    played(office, throw("lempar", escalation("ATASAN")), boundary("tepi", "panggil", escalation("ATASAN")))

    assert office.open_tasks() == ["tangani"]
    assert executions(office) == 1


def test_an_escalation_that_does_not_interrupt_lets_both_go_on(office: Office) -> None:
    caught = boundary("tepi", "panggil", escalation("ATASAN"), interrupting=False)
    played(office, throw("lempar", escalation("ATASAN")), caught)

    assert office.open_tasks() == ["lanjut", "tangani"]
    assert executions(office) == 2

    for element in ("lanjut", "tangani"):
        office.complete("ana", element)
    assert office.status() == "completed"


def test_an_error_that_no_caller_catches_stands_where_it_was_thrown(office: Office) -> None:
    played(office, end("lempar", error("GAGAL")))

    (incident,) = office.rows(tables.incident)
    assert (incident.code, incident.element_id) == ("uncaught_error", "lempar")
    assert executions(office) == 3
    assert office.status() == "active"


def test_the_history_of_what_passed_through_verifies(office: Office) -> None:
    played(office, end("lempar", error("GAGAL")), boundary("tepi", "panggil", error("GAGAL")))

    assert verify_history(office.runtime).faults == ()
