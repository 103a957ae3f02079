"""Many cases started from a table, and incidents tried again together, as people see it."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from engine.jobs.runner import run_waiting
from tests.api.browser import Browser, Shown
from tests.api.pages.test_supervision import a_stuck_case, lines

Visit = Callable[..., Browser]
HEADING = "Nama pegawai;Jumlah hari"


def hand_in(browser: Browser, *rows: str, fields: dict[str, str] | None = None) -> Shown:
    """Upload a table of starts."""
    page = browser.get("/start/cuti/many")
    content = "\n".join(rows).encode()
    return browser.press(page, "Periksa dan mulai", fields, files=[("file", ("usul.csv", content))])


def items(page: Shown) -> list[Sequence[str]]:
    """State, case and reason of each item on the page."""
    found = page.tree.cssselect("tbody tr")
    return [[" ".join(cell.text_content().split()) for cell in row.findall("td")] for row in found]


def test_every_row_becomes_a_case(visit: Visit, runtime: Any) -> None:
    sri = visit("sri")

    page = hand_in(sri, HEADING, "Rahmat Hidayat;3", "Tuti Amelia;5")
    assert page.path.startswith("/batches/")
    assert "0 dari 2 selesai" in page.text

    run_waiting(runtime)
    done = sri.get(page.path)
    assert "2 dari 2 selesai" in done.text
    assert [row[0] for row in items(done)] == ["Berhasil", "Berhasil"]
    assert "Cuti Rahmat Hidayat" in items(done)[0][1]
    assert len(sri.get("/instances").tree.cssselect(".task-row")) == 2


def test_wrong_rows_are_told_by_number_and_nothing_is_started(visit: Visit, runtime: Any) -> None:
    sri = visit("sri")

    page = hand_in(sri, HEADING, "Rahmat Hidayat;3", ";lima")

    assert page.status == 422
    assert "1 baris benar, 1 perlu diperbaiki" in page.text
    assert "3" in page.tree.cssselect("tbody th")[0].text_content()
    assert items(page) == [["Isi Nama pegawai.Tulis Jumlah hari sebagai angka, misalnya 1.234.567,89."]]
    run_waiting(runtime)
    assert "Belum ada kasus" in sri.get("/instances").text


def test_right_rows_are_started_where_the_person_wants_it(visit: Visit, runtime: Any) -> None:
    sri = visit("sri")

    page = hand_in(sri, HEADING, "Rahmat Hidayat;3", ";lima", fields={"right_rows": "yes"})
    run_waiting(runtime)

    assert "1 dari 1 selesai" in sri.get(page.path).text


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        (["Nama pegawai;Golongan", "Rahmat;IV"], "Kolom “Golongan” bukan isian formulir. Mulailah dengan templat."),
        ([HEADING], "Tabel tidak punya baris di bawah judul kolom."),
        ([], "Pilih berkas berisi tabel."),
    ],
)
def test_a_table_that_is_none_is_sent_back_with_the_reason(visit: Visit, rows: list[str], error: str) -> None:
    page = hand_in(visit("sri"), *rows)

    assert (page.status, page.errors) == (422, [error])


def test_the_template_can_be_filled_in_and_handed_in(visit: Visit) -> None:
    template = visit("sri").get("/start/cuti/many/template.csv")

    assert template.response.content.decode("utf-8-sig").strip() == HEADING


def test_handing_in_the_same_page_twice_asks_once(visit: Visit) -> None:
    sri = visit("sri")
    page = sri.get("/start/cuti/many")
    file = [("file", ("usul.csv", f"{HEADING}\nRahmat;3".encode()))]

    first, second = (sri.press(page, "Periksa dan mulai", files=file) for _ in range(2))

    assert first.path == second.path


@pytest.mark.parametrize("path", ["/start/cuti/many", "/start/cuti/many/template.csv"])
def test_tables_are_for_those_who_may_start(visit: Visit, path: str) -> None:
    assert visit("bagas").get(path).status == 403


def test_a_batch_is_stopped_and_resumed_on_its_page(visit: Visit, runtime: Any) -> None:
    sri = visit("sri")
    page = hand_in(sri, HEADING, "Rahmat Hidayat;3")

    stopped = sri.press(page, "Hentikan")
    assert "Dihentikan" in stopped.text
    run_waiting(runtime)
    resumed = sri.press(stopped, "Lanjutkan")
    run_waiting(runtime)

    assert "1 dari 1 selesai" in sri.get(resumed.path).text


def test_a_batch_of_others_does_not_exist(visit: Visit) -> None:
    path = hand_in(visit("sri"), HEADING, "Rahmat Hidayat;3").path
    bagas = visit("bagas")

    assert [bagas.get(each).status for each in (path, f"{path}.csv", "/batches")] == [404, 404, 200]
    assert path not in bagas.get("/batches").response.text


def test_items_are_saved_as_a_file(visit: Visit, runtime: Any) -> None:
    sri = visit("sri")
    page = hand_in(sri, HEADING, "Rahmat Hidayat;3")
    run_waiting(runtime)

    saved = lines(sri.get(f"{page.path}.csv"))

    assert saved[1][:2] == ["1", "Berhasil"]
    assert saved[1][3] == "Cuti Rahmat Hidayat"


def test_incidents_of_a_list_are_tried_again_together(visit: Visit, runtime: Any) -> None:
    sri = visit("sri")
    a_stuck_case(sri, runtime)

    page = sri.press(sri.get("/incidents"), "Coba lagi semua ini")
    run_waiting(runtime)

    assert page.path.startswith("/batches/")
    assert "1 dari 1 selesai" in sri.get(page.path).text
