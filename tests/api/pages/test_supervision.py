"""What supervisors see and do, and that nobody else does."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.browser import Browser, Shown
from tests.api.leave import NAMES, the_model
from tests.api.pages.test_cases import start
from tests.api.supervising import NAME, REASON, STUCK, a_process_that_gets_stuck, a_supervisor

Visit = Callable[..., Browser]


def rows(page: Shown) -> list[str]:
    """The names in a list."""
    return [each.text_content() for each in page.tree.cssselect(".task-row__name")]


def lines(page: Shown) -> list[list[str]]:
    """The lines of a CSV file."""
    return list(csv.reader(io.StringIO(page.response.content.decode("utf-8-sig"))))


def a_case(browser: Browser, name: str = NAME) -> str:
    """The address of a new case."""
    return start(browser, name).path.partition("?")[0]


def the_task(browser: Browser, case: str, what: str) -> str:
    """The address of a page of its open task."""
    address: str = browser.get(case).all(f"//a[contains(@href, '/{what}?')]/@href")[0]
    return address


def a_stuck_case(browser: Browser, runtime: Any) -> str:
    a_process_that_gets_stuck(runtime)
    page = browser.press(browser.get(f"/start/{STUCK}"), "Ajukan", {"nama": NAME})
    return page.path.partition("?")[0]


PAGES = ["/monitor", "/monitor/cuti", "/incidents", "/incidents.csv", "/incidents.xlsx", "/team", "/team.csv"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_supervisors_are_refused_to_everybody_else(visit: Visit, path: str):
    page = visit("bagas").get(path)

    assert page.status == 403
    assert "penyelia@otorita-ikn" in page.text


def test_the_navigation_leads_supervisors_to_their_pages(visit: Visit):
    def places(username: str) -> list[str]:
        return [str(each) for each in visit(username).get("/start").all("//nav[@class='app-nav']//a/@href")]

    assert places("sri")[-3:] == ["/team", "/monitor", "/incidents"]
    assert places("bagas") == ["/inbox", "/start", "/instances", "/processes"]


@pytest.mark.parametrize("what", ["cancel", "incidents/0/1"])
def test_cases_of_other_agencies_do_not_exist_for_a_supervisor(visit: Visit, runtime: Any, what: str):
    case = a_case(visit("sri"))
    a_supervisor(runtime)

    assert visit("wati").get(f"{case}/{what}").status == 404


def test_a_supervisor_of_another_agency_sees_none_of_it(visit: Visit, runtime: Any):
    sri = visit("sri")
    task = the_task(sri, a_case(sri), "reassign")
    a_supervisor(runtime)
    wati = visit("wati")

    assert rows(wati.get("/team")) == []
    assert lines(wati.get("/instances.csv"))[1:] == []
    assert rows(wati.get("/monitor/cuti")) == []
    assert "0" in wati.get("/monitor").text
    assert wati.get(task).status == 404


def test_the_monitor_counts_what_is_open(visit: Visit):
    sri = visit("sri")
    a_case(sri)
    a_case(sri, "Siti")

    page = sri.get("/monitor")

    cells = [" ".join(each.text_content().split()) for each in page.all("//tbody/tr/*")]
    assert cells[0] == "Cuti pegawai"
    assert [re.match(r"\d+", each)[0] for each in cells[1:]] == ["2", "0", "0"]  # type: ignore[index]


def test_the_monitor_shows_where_cases_stand(visit: Visit):
    sri = visit("sri")
    a_case(sri)

    page = sri.get("/monitor/cuti")
    element = sri.get(page.link(NAMES["periksa"]).partition("#")[0])
    other = sri.get("/monitor/cuti?element=tetapkan")

    assert rows(page) == rows(element) == [f"Cuti {NAME}"]
    assert "Kasus di Periksa usul cuti" in element.text
    assert rows(other) == []


@pytest.mark.parametrize("path", ["/monitor/nothing", "/monitor/cuti?version=9"])
def test_a_process_that_never_was_has_no_monitor(visit: Visit, path: str):
    assert visit("sri").get(path).status == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("process=cuti&version=1&element=periksa", True),
        ("process=cuti&element=tetapkan", False),
        ("agency=bkn", True),
        ("agency=bkn&part=started", True),
        ("agency=otorita-ikn", False),
        ("number=cuti-2026", True),
        ("number=lain", False),
        ("due=overdue", False),
        ("age=1", False),
        ("status=completed", False),
        ("version=1&element=periksa&age=x&holder=x&due=x&sort=x&part=x", True),
        ("v.nip=1", False),
    ],
)
def test_cases_are_filtered_by_the_address(visit: Visit, query: str, found: bool):
    sri = visit("sri")
    a_case(sri)

    assert bool(rows(sri.get(f"/instances?{query}"))) is found


def test_cases_are_sorted_by_the_address(visit: Visit):
    sri = visit("sri")
    a_case(sri, "Budi")
    a_case(sri, "Ani")

    assert rows(sri.get("/instances")) == ["Cuti Ani", "Cuti Budi"]
    assert rows(sri.get("/instances?sort=number")) == ["Cuti Budi", "Cuti Ani"]


def test_a_list_is_saved_exactly_as_it_is_filtered(visit: Visit):
    sri = visit("sri")
    a_case(sri, "Budi")
    a_case(sri, "Ani")
    page = sri.get("/instances?search=budi")

    saved = sri.get(page.link("CSV"))

    assert [line[1] for line in lines(saved)] == ["Judul", "Cuti Budi"]
    assert re.fullmatch(r'attachment; filename="cases-[0-9-]+\.csv"', saved.response.headers["content-disposition"])
    assert saved.response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/instances", "/inbox", "/processes", "/team", "/incidents"])
def test_every_list_is_saved_as_a_workbook(visit: Visit, path: str):
    saved = visit("sri").get(f"{path}.xlsx").response

    assert "xl/worksheets/sheet1.xml" in zipfile.ZipFile(io.BytesIO(saved.content)).namelist()
    assert saved.headers["content-disposition"].endswith('.xlsx"')


def test_a_supervisor_cancels_a_case_with_a_reason(visit: Visit):
    sri = visit("sri")
    case = a_case(sri)
    form = sri.get(sri.get(case).link("Batalkan kasus"))

    short = sri.press(form, "Batalkan kasus", {"reason": "Salah"})
    page = sri.press(form, "Batalkan kasus", {"reason": REASON})

    assert (short.status, short.values("reason")) == (422, ["Salah"])
    assert "20" in short.errors[0]
    assert "Kasus sudah dibatalkan" in page.text
    assert "Dibatalkan" in page.text
    assert REASON in page.text
    assert sri.get(f"{case}/cancel").status == 409


def test_a_form_that_cancels_sent_twice_says_the_same(visit: Visit):
    sri = visit("sri")
    form = sri.get(f"{a_case(sri)}/cancel")

    pages = [sri.press(form, "Batalkan kasus", {"reason": REASON}) for _ in range(2)]

    assert pages[0].path == pages[1].path


def test_somebody_who_takes_part_but_is_no_supervisor_cancels_nothing(visit: Visit):
    sri, bagas = visit("sri"), visit("bagas")
    case = a_case(sri)
    task = sri.press(sri.get(sri.get(case).link(NAMES["periksa"])), "Ambil dan kerjakan")
    sri.press(task, "Selesaikan tugas", {"keputusan": "setuju"})

    token = bagas.get(case).values("_csrf")[0]
    sent = bagas.send("POST", f"{case}/cancel", data={"_csrf": token, "reason": REASON})

    assert bagas.get(case).all("//a[contains(@href, '/cancel')]") == []
    assert (bagas.get(f"{case}/cancel").status, sent.status) == (403, 403)
    assert "Diproses" in bagas.get(case).text


def test_a_supervisor_gives_a_task_to_another_holder(visit: Visit):
    sri = visit("sri")
    form = sri.get(the_task(sri, a_case(sri), "reassign"))
    siti = form.all("//label[contains(., 'Siti Aminah')]/../input/@value")[0]

    nobody = sri.press(form, "Alihkan", {"reason": "Cuti"})
    page = sri.press(form, "Alihkan", {"to": str(siti), "reason": "Sri sedang cuti."})

    assert nobody.errors == ["Pilih siapa yang akan memegang tugas ini."]
    assert "Tugas sudah dialihkan" in page.text
    assert "Siti Aminah" in page.text
    assert NAMES["periksa"] in visit("siti").get("/inbox").text
    assert "Siti Aminah" in sri.get("/team").text


def test_a_task_that_changed_meanwhile_is_not_given_over(visit: Visit):
    sri = visit("sri")
    case = a_case(sri)
    form = sri.get(the_task(sri, case, "reassign"))
    sri.press(sri.get(sri.get(case).link(NAMES["periksa"])), "Ambil dan kerjakan")

    assert sri.press(form, "Alihkan", {"to": "all", "reason": "Kembalikan."}).status == 409


def test_a_supervisor_changes_the_due_time_in_the_zone_of_the_agency(visit: Visit):
    sri = visit("sri")
    case = a_case(sri)
    form = sri.get(the_task(sri, case, "due-date"))

    wrong = sri.press(form, "Ubah tenggat", {"date": "besok", "time": "15:00", "reason": "Libur."})
    past = sri.press(form, "Ubah tenggat", {"date": "2020-01-01", "time": "15:00", "reason": "Libur."})
    page = sri.press(form, "Ubah tenggat", {"date": "2026-12-01", "time": "15:00", "reason": "Libur bersama."})

    assert wrong.errors == ["Isi tanggal dan jam, misalnya 2026-12-01 dan 15:00."]
    assert past.status == 422
    assert past.values("date") == ["2020-01-01"]
    assert "Tenggat sudah diubah" in page.text
    assert "1 Des 2026, 15.00 WIB" in page.text
    assert sri.get("/team").tree.cssselect(".task-row__due")[0].text_content().strip().startswith("Tenggat 1 Des 2026")


def test_an_incident_is_tried_again_from_the_list(visit: Visit, runtime: Any):
    sri = visit("sri")
    a_stuck_case(sri, runtime)
    page = sri.get(f"/incidents?process={STUCK}&element=teliti")

    again = sri.press(page, "Coba lagi")

    assert rows(page) == [NAME]
    assert again.path.startswith("/incidents?")
    assert "Sedang dicoba lagi" in again.text
    assert rows(sri.get("/incidents?code=lain")) == []


def test_corrected_data_set_a_case_going_again(visit: Visit, runtime: Any):
    sri = visit("sri")
    case = a_stuck_case(sri, runtime)
    form = sri.get(sri.get(case).link("Perbaiki data"))

    same = sri.press(form, "Simpan nilai", {"reason": "Data lupa diisi."})
    wrong = sri.press(form, "Simpan nilai", row(form, "alamat", "biro_sdm@bkn"))
    page = sri.press(form, "Simpan nilai", row(form, "alamat", '"biro_sdm@bkn"'))

    assert same.status == 422
    assert "Ini bukan nilai" in wrong.errors[0]
    assert "biro_sdm@bkn" in wrong.values("text")
    assert "Nilai sudah diubah" in page.text
    assert "Teliti urusan" in page.text
    assert page.tree.cssselect(".box--incident") == []


def row(form: Shown, name: str, text: str) -> dict[str, Any]:
    """The form with a new variable in its last row."""
    return {
        "name": [*form.values("name")[:-1], name],
        "text": [*form.values("text")[:-1], text],
        "reason": "Data lupa diisi.",
    }


def test_values_are_shown_as_they_are_typed(visit: Visit, runtime: Any):
    sri = visit("sri")
    page = sri.get(sri.get(a_stuck_case(sri, runtime)).link("Perbaiki data"))

    assert dict(zip(page.values("name"), page.values("text"), strict=True))["nama"] == f'"{NAME}"'
    assert "instance" not in page.values("name")


def test_a_designer_closes_a_process_to_new_cases_and_opens_it_again(visit: Visit):
    sri = visit("sri")
    form = sri.get(sri.get("/processes/cuti").link("Tutup semua versi"))

    empty = sri.press(form, "Tutup bagi kasus baru", {"reason": " "})
    closed = sri.press(form, "Tutup bagi kasus baru", {"reason": "Aturan dicabut."})
    refused = sri.get("/start/cuti").status
    opened = sri.press(sri.get(closed.link("Buka kembali semua versi")), "Buka kembali", {"reason": "Aturan baru."})

    assert empty.status == 422
    assert "Aturan dicabut." in closed.text
    assert refused >= 400
    assert "Proses dibuka kembali" in opened.text
    assert sri.get("/start/cuti").status == 200


def test_nobody_else_closes_a_process(visit: Visit):
    ahmad = visit("ahmad")
    token = ahmad.get("/inbox").values("_csrf")[0]

    assert ahmad.get("/processes/cuti").all("//a[contains(@href, '/close')]") == []
    assert ahmad.get("/processes/cuti/close").status == 403
    assert ahmad.send("POST", "/processes/cuti/close", data={"_csrf": token, "reason": "x"}).status == 403


def test_all_files_of_a_version_can_be_taken_away(visit: Visit):
    answer = visit("ahmad").get("/processes/cuti/files.zip").response

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert the_model() in [archive.read(name) for name in archive.namelist()]
    assert answer.headers["content-disposition"] == 'attachment; filename="cuti-v1.zip"'


def chosen(browser: Browser, deed: str) -> Browser:
    """The page about all tasks of the list."""
    tasks = browser.get("/team").all("//input[@name='task']/@value")
    return browser.get(f"/team/{deed}?" + "&".join(f"task={each}" for each in tasks))


def test_chosen_tasks_go_to_another_holder_together(visit: Visit):
    sri = visit("sri")
    a_case(sri)
    a_case(sri, "Siti")
    form = chosen(sri, "reassign")
    siti = form.all("//label[contains(., 'Siti Aminah')]/../input/@value")[0]

    nobody = sri.press(form, "Alihkan semuanya", {"reason": "Cuti"})
    page = sri.press(form, "Alihkan semuanya", {"to": str(siti), "reason": "Sri sedang cuti."})

    assert nobody.errors == ["Pilih siapa yang akan memegang tugas ini."]
    assert len(nobody.all("//input[@name='shown']")) == 2
    assert page.heading == "Alihkan tugas-tugas ke orang lain"
    assert "2 Menunggu" in page.text or "0 dari 2 selesai" in page.text


def test_due_times_of_chosen_tasks_are_moved_together(visit: Visit):
    sri = visit("sri")
    a_case(sri)
    form = chosen(sri, "due-date")

    past = sri.press(form, "Ubah tenggat", {"date": "2020-01-01", "time": "15:00", "reason": "Libur."})
    page = sri.press(form, "Ubah tenggat", {"date": "2036-01-02", "time": "15:00", "reason": "Libur."})

    assert past.errors == ["Waktu ini sudah lewat. Pilih waktu yang akan datang."]
    assert page.path.startswith("/batches/")


def test_tasks_of_another_agency_cannot_be_chosen(visit: Visit, runtime: Any):
    sri = visit("sri")
    a_case(sri)
    tasks = sri.get("/team").all("//input[@name='task']/@value")
    a_supervisor(runtime)

    page = visit("wati").get(f"/team/reassign?task={tasks[0]}&task=x")

    assert "1 tugas terpilih sudah selesai, ditarik, atau milik instansi lain" in page.text
    assert page.all("//input[@name='shown']") == []
    assert visit("bagas").get(f"/team/reassign?task={tasks[0]}").status == 403
