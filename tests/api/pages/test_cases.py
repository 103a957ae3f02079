import re
from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.api.browser import Browser, Shown
from tests.api.leave import NAMES

Visit = Callable[..., Browser]


def start(browser: Browser, name: str = "Rahmat Hidayat") -> Shown:
    return browser.press(browser.get("/start/cuti"), "Ajukan", {"nama": name, "hari": "3"})


def test_the_catalogue_holds_what_a_person_may_start(visit: Visit):
    assert visit("sri").get("/start").link("Cuti pegawai") == "/start/cuti"
    assert "Tidak satu pun jabatan Anda memulai proses" in visit("bagas").get("/start").text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_starting_what_one_may_not_is_refused_with_the_reason(visit: Visit, method: str):
    bagas = visit("bagas")
    token = bagas.get("/start").values("_csrf")[0]

    page = bagas.send(method, "/start/cuti", data={"_csrf": token, "nama": "x", "hari": "1"})

    assert page.status == 403
    assert "biro_sdm@bkn" in page.text


def test_a_process_that_never_was_cannot_be_started(visit: Visit):
    assert visit("sri").get("/start/nothing").status == 404


def test_a_start_form_with_mistakes_starts_nothing_and_keeps_what_was_typed(visit: Visit):
    sri = visit("sri")

    page = sri.press(sri.get("/start/cuti"), "Ajukan", {"nama": "", "hari": "tiga"})

    assert page.status == 422
    assert page.errors == ["Isi Nama pegawai.", "Tulis Jumlah hari sebagai angka, misalnya 1.234.567,89."]
    assert page.values("hari") == ["tiga"]
    assert "Belum ada kasus" in sri.get("/instances").text


def test_a_start_form_sent_twice_starts_one_case(visit: Visit):
    sri = visit("sri")
    form = sri.get("/start/cuti")

    pages = [sri.press(form, "Ajukan", {"nama": "Rahmat", "hari": "3"}) for _ in range(2)]

    assert pages[0].path == pages[1].path
    assert len(sri.get("/instances").tree.cssselect(".task-row")) == 1


def test_the_page_of_a_case_says_who_is_next_and_what_happened(visit: Visit):
    page = start(visit("sri"))

    assert page.heading == "Cuti Rahmat Hidayat"
    assert "Diproses" in page.text
    assert page.link(NAMES["periksa"]).startswith("/tasks/")
    assert "Sri Rahayu (analis_sdm, Badan Kepegawaian Negara)" in page.text
    assert "Kasus dimulai Sri Rahayu, analis_sdm, Badan Kepegawaian Negara24 November 2026, 10.00 WIB" in page.text
    assert re.search(r"Periksa usul cuti\s*diproses", page.text)


def test_times_are_told_in_the_zone_of_the_readers_agency(visit: Visit):
    sri, bagas = visit("sri"), visit("bagas")
    case = start(sri)
    task = sri.press(sri.get(case.link(NAMES["periksa"])), "Ambil dan kerjakan")
    sri.press(task, "Selesaikan tugas", {"keputusan": "setuju"})

    assert "24 November 2026, 11.00 WITA" in bagas.get(case.path).text


def test_a_case_of_others_does_not_exist(visit: Visit):
    case = start(visit("sri"))

    assert visit("ahmad").get(case.path).status == 404
    assert visit("sri").get(f"/instances/{uuid4()}").status == 404


def test_a_case_that_has_not_changed_is_not_sent_again(visit: Visit):
    sri = visit("sri")
    path = start(sri).path.partition("?")[0]
    tag = {"If-None-Match": sri.get(path).response.headers["etag"]}

    assert sri.get(path, headers=tag).status == 304
    sri.press(sri.get(sri.get(path).link(NAMES["periksa"])), "Ambil dan kerjakan")
    assert sri.get(path, headers=tag).status == 200


def test_cases_are_found_by_number_title_and_state(visit: Visit):
    sri = visit("sri")
    start(sri, "Ani")
    start(sri, "Budi")

    assert [row.text for row in sri.get("/instances?search=ani").tree.cssselect(".task-row__name")] == ["Cuti Ani"]
    assert len(sri.get("/instances?status=active").tree.cssselect(".task-row")) == 2
    assert "Tidak ada kasus yang cocok" in sri.get("/instances?status=completed").text


def test_an_incident_that_is_not_there_cannot_be_tried_again(visit: Visit):
    sri = visit("sri")
    case = start(sri)
    token = case.values("_csrf")[0]

    answer = sri.send("POST", f"{case.path.partition('?')[0]}/incidents/0/1/retry", data={"_csrf": token})

    assert answer.status == 404


def test_a_document_that_never_was_does_not_exist(visit: Visit):
    assert visit("sri").get(f"/documents/{uuid4()}").status == 404


def test_a_reader_who_chooses_english_reads_english_from_then_on(visit: Visit):
    sri = visit("sri")
    start(sri)

    page = sri.press(sri.get("/inbox?box=team"), "English")

    assert page.path == "/inbox?box=team"
    assert page.tree.get("lang") == "en"
    assert page.heading == "Inbox"
    assert "Check the leave proposal" in page.text
    assert "Leave of staff" in page.text
    sri.press(page, "Sign out")
    assert sri.get("/sign-in").heading == "Sign in"


def test_a_stranger_reads_the_language_of_the_browser(visit: Visit):
    assert visit(language="en-GB,en;q=0.9").get("/sign-in").heading == "Sign in"
    assert visit(language="fr").get("/sign-in").heading == "Masuk"


def test_a_language_that_is_not_there_is_refused(visit: Visit):
    sri = visit("sri")
    token = sri.get("/inbox").values("_csrf")[0]

    assert sri.send("POST", "/settings/language", data={"_csrf": token, "language": "fr"}).status == 422
