"""Van der Aalst's patterns of iteration and of triggers."""

import pytest

from engine.execution import DeliverSignal
from tests.engine.patterns.answering import answer, person
from tests.factories.models import (
    Node,
    call_activity,
    catch,
    end,
    exclusive,
    message,
    script_task,
    signal,
    standard_loop,
    start,
    throw,
)
from tests.factories.offices import a_case_process, a_task, an_office
from tests.factories.uploads import on_the_way


@pytest.mark.parametrize(
    ("loop", "begins_with", "ends_with"),
    [
        (standard_loop(until="=n < 3", before=True), 3, 3),
        (standard_loop(until="=n < 3"), 3, 4),
        (standard_loop(until="=n < 3", before=True), 0, 3),
        (standard_loop(until="=n < 3"), 0, 3),
    ],
)
def test_pattern_21_structured_loop(loop: Node, begins_with: int, ends_with: int) -> None:
    """`standardLoopCharacteristics` with `testBefore` (while) or without it (repeat)."""
    play = on_the_way(script_task("hitung", "=n + 1", "n", loop=loop), variables={"n": begins_with})

    assert play.variables["n"] == ends_with
    assert play.ended


def test_pattern_22_recursion(sqlite_url: str) -> None:
    """A `callActivity` that calls the process it stands in."""
    factorial = a_case_process(
        start("mulai"), script_task("awal", "=if n = null then 5 else n", "n"), exclusive("dasar"),
        script_task("satu", "=1", "hasil"), exclusive("lalu"), end("selesai"),
        call_activity("panggil", "proses", inputs={"n": "=n - 1"}, outputs={"hasil": "=(n + 1) * hasil"}),
        flows=[
            "mulai -> awal -> dasar", "dasar -> satu [=n <= 1]", "dasar -> panggil [default]", "satu -> lalu",
            "panggil -> lalu -> selesai",
        ],
    )  # fmt: skip
    with an_office(sqlite_url) as office:
        office.deploy(factorial)

        office.start("ana")

        assert office.value("hasil") == 120
        assert office.status() == "completed"


def test_pattern_23_transient_trigger() -> None:
    """A signal: caught by who waits for it when it is thrown, else lost."""
    play = on_the_way(person("siapkan"), catch("tunggu", signal("Mulai")))

    play.do(DeliverSignal("Mulai"))
    assert answer(play, "siapkan") == ["tunggu"]
    play.do(DeliverSignal("Mulai"))

    assert play.ended


def test_pattern_24_persistent_trigger(sqlite_url: str) -> None:
    """A message: kept until somebody waits for it, and taken once."""
    early = a_case_process(
        start("mulai"), throw("kirim", message("Surat", '="K"')), a_task("siapkan"),
        catch("tunggu", message("Surat", '="K"')), a_task("baca"), catch("lagi", message("Surat", '="K"')),
        end("selesai"), flows=["mulai -> kirim -> siapkan -> tunggu -> baca -> lagi -> selesai"],
    )  # fmt: skip
    with an_office(sqlite_url) as office:
        office.deploy(early)
        office.start("ana")
        office.work()

        office.complete("ana", "siapkan")
        office.work()
        assert office.open_tasks() == ["baca"]
        office.complete("ana", "baca")
        office.work()

        assert office.status() == "active"
