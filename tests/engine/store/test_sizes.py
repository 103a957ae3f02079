"""What a case leaves in the database when it is over."""

from tests.factories.forms import form_bytes, text
from tests.factories.models import end, start
from tests.factories.offices import Office, a_case_process, a_task, an_office

FORM = form_bytes(text("catatan"), text("alasan"), text("nomor"), id="isian")
ANSWERS = {"catatan": "sudah diperiksa", "alasan": "berkas lengkap", "nomor": "800/17/2026"}
CASES = 40
MOST_BYTES = 6_000


def three_desks() -> bytes:
    return a_case_process(
        start("mulai"),
        a_task("periksa", form="isian"),
        a_task("tinjau", form="isian"),
        a_task("putuskan", to="kepala@asal", form="isian"),
        end("selesai"),
        flows=["mulai -> periksa -> tinjau -> putuskan -> selesai"],
    )


def a_finished_case(office: Office) -> None:
    office.start("ana")
    office.complete("ana", "periksa", ANSWERS)
    office.complete("ana", "tinjau", ANSWERS)
    office.complete("kepala", "putuskan", ANSWERS)
    assert office.status() == "completed"


def bytes_used(office: Office) -> int:
    """Of the pages that hold something."""
    with office.runtime.database.engine.connect() as connection:
        pages, free, size = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("page_count", "freelist_count", "page_size")
        )
    return int((pages - free) * size)


def test_a_finished_case_of_three_tasks_takes_at_most_six_kilobytes_with_its_history(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(three_desks(), FORM)
        a_finished_case(office)
        before = bytes_used(office)

        for _ in range(CASES):
            a_finished_case(office)

        assert (bytes_used(office) - before) / CASES <= MOST_BYTES
