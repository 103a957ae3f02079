"""Conditions, escalations, compensation and event sub-processes over turns that load and store only what they touch."""

from datetime import timedelta

import pytest

from engine.commands.verify_history import verify_history
from engine.store import tables
from tests.factories.models import (
    Node,
    boundary,
    call_activity,
    compensation,
    condition,
    end,
    error,
    escalation,
    event_sub_process,
    parallel,
    script_task,
    signal,
    start,
    sub_process,
    throw,
    timer,
    undone_by,
)
from tests.factories.offices import Office, a_case_process, a_task, an_office


def test_a_condition_sees_what_another_branch_writes_in_a_later_turn(sqlite_url: str) -> None:
    process = a_case_process(
        start("mulai"), parallel("pisah"), a_task("kerja"), boundary("tepi", "kerja", condition("=nilai = 2")),
        a_task("lain"), a_task("hitung"), script_task("tulis", "=2", "nilai"), end("selesai"),
        flows=[
            "mulai -> pisah -> kerja -> selesai", "tepi -> lain -> selesai", "pisah -> hitung -> tulis -> selesai",
        ],
    )  # fmt: skip
    with an_office(sqlite_url) as office:
        office.deploy(process)
        office.start("ana")

        office.complete("ana", "hitung")

        assert office.open_tasks() == ["lain"]


def calling(event: Node) -> tuple[bytes, bytes]:
    caller = a_case_process(
        start("mulai"), call_activity("panggil", "anak"), event, a_task("tangani"), a_task("sesudah"), end("selesai"),
        flows=["mulai -> panggil -> sesudah -> selesai", "tepi -> tangani -> selesai"],
    )  # fmt: skip
    called = a_case_process(
        start("a"), a_task("teliti"), throw("naik", escalation("ATASAN")), end("z"), flows=["a -> teliti -> naik -> z"],
        process_id="anak",
    )  # fmt: skip
    return caller, called


def test_the_caller_hears_of_an_escalation_before_the_called_process_ends(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(*calling(boundary("tepi", "panggil", escalation("ATASAN"), interrupting=False)))
        office.start("ana")

        office.complete("ana", "teliti")

        assert office.open_tasks() == ["sesudah", "tangani"]
        assert office.status() == "active"


def test_a_caller_that_is_interrupted_by_an_escalation_ends_the_called_process(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(*calling(boundary("tepi", "panggil", escalation("ATASAN"))))
        office.start("ana")

        office.complete("ana", "teliti")

        assert office.open_tasks() == ["tangani"]
        office.complete("ana", "tangani")
        assert office.status() == "completed"


def undone() -> bytes:
    inner = sub_process(
        "dalam", start("d_mulai"), a_task("pesan"), boundary("urung", "pesan", compensation()),
        script_task("balik", '="kembali: " + nama', "hasil", isForCompensation="true"), undone_by("urung", "balik"),
        end("d_selesai"),
        flows=["d_mulai -> pesan -> d_selesai"], inputs={"nama": '="hotel"'},
    )  # fmt: skip
    return a_case_process(
        start("mulai"), script_task("siapkan", '="luar"', "nama"), inner, a_task("jeda"),
        throw("batalkan", compensation()), a_task("sesudah"), end("selesai"),
        flows=["mulai -> siapkan -> dalam -> jeda -> batalkan -> sesudah -> selesai"],
    )  # fmt: skip


def test_a_sub_process_is_undone_turns_later_with_the_variables_it_had(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(undone())
        office.start("ana")
        office.complete("ana", "pesan")

        office.complete("ana", "jeda")

        assert office.value("hasil") == "kembali: hotel"
        assert office.open_tasks() == ["sesudah"]
        assert {row.scope for row in office.rows(tables.variable)} == {""}


def test_an_event_sub_process_interrupts_the_case_when_its_timer_is_due(sqlite_url: str) -> None:
    process = a_case_process(
        start("mulai"), a_task("kerja"), end("selesai"),
        event_sub_process(
            "terlambat", timer(duration="P1D"), a_task("tangani"), end("usai"),
            flows=["terlambat_mulai -> tangani -> usai"],
        ),
        flows=["mulai -> kerja -> selesai"],
    )  # fmt: skip
    with an_office(sqlite_url) as office:
        office.deploy(process)
        office.start("ana")

        office.clock.move(timedelta(days=2))
        office.work()

        assert office.open_tasks() == ["tangani"]
        assert verify_history(office.runtime).faults == ()


def test_an_error_that_ends_a_called_process_starts_the_event_sub_process_of_the_caller(sqlite_url: str) -> None:
    caller = a_case_process(
        start("mulai"), call_activity("panggil", "anak"), end("selesai"),
        event_sub_process(
            "gagal", error("GAGAL"), a_task("tangani"), end("usai"), flows=["gagal_mulai -> tangani -> usai"]
        ),
        flows=["mulai -> panggil -> selesai"],
    )  # fmt: skip
    called = a_case_process(
        start("a"), a_task("teliti"), end("z", error("GAGAL")), flows=["a -> teliti -> z"], process_id="anak"
    )
    with an_office(sqlite_url) as office:
        office.deploy(caller, called)
        office.start("ana")

        office.complete("ana", "teliti")

        assert office.open_tasks() == ["tangani"]


@pytest.mark.parametrize("name", ["Gempa", "G" * 200])
def test_a_signal_starts_every_process_that_waits_for_it_once(database_url: str, name: str) -> None:
    thrower = a_case_process(
        start("mulai"), a_task("siap"), end("panggil", signal(name)), flows=["mulai -> siap -> panggil"]
    )
    started = [
        a_case_process(
            start("gempa", signal(name)),
            a_task("tangani"),
            end("z"),
            flows=["gempa -> tangani -> z"],
            process_id=key,
        )
        for key in ("satu", "dua")
    ]
    with an_office(database_url) as office:
        office.deploy(thrower, *started)
        office.start("ana")
        office.complete("ana", "siap")

        office.work()
        office.work()

        assert sorted(row.element_id for row in office.rows(tables.user_task)) == ["tangani", "tangani"]
        assert len(office.rows(tables.instance)) == 3


def by_the_clock(cycle: str) -> bytes:
    return a_case_process(
        start("pagi", timer(cycle=cycle)), a_task("periksa"), end("z"), flows=["pagi -> periksa -> z"]
    )


def days(office: Office, count: int) -> int:
    """Let days pass, and count the cases that there are then."""
    for _ in range(count):
        office.clock.move(timedelta(days=1))
        office.work()
        office.work()
    return len(office.rows(tables.instance))


def test_a_timer_start_event_starts_a_case_each_time(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(by_the_clock("R2/P1D"))
        assert office.rows(tables.instance) == []

        assert days(office, 1) == 1
        assert days(office, 3) == 2


def test_a_new_version_brings_its_own_times(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(by_the_clock("R/P1D"))
        office.deploy(by_the_clock("R/P3D"))

        assert days(office, 2) == 0
        assert days(office, 1) == 1
