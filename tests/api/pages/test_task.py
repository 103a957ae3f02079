from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from engine.store import tables
from tests.api.browser import Browser, Shown
from tests.api.leave import NAMES
from tests.factories.people import rows

Visit = Callable[..., Browser]

DECISION = {
    "nomor": "1/SK/2026",
    "tanggal-day": "1",
    "tanggal-month": "12",
    "tanggal-year": "2026",
    "tempat": "Nusantara",
    "catatan": "",
}


@pytest.fixture
def sri(visit: Visit) -> Browser:
    """Somebody who has started a case."""
    browser = visit("sri")
    browser.press(browser.get("/start/cuti"), "Ajukan", {"nama": "Rahmat Hidayat", "hari": "3"})
    return browser


def first_task(browser: Browser) -> Shown:
    """The first task of the team."""
    return browser.get(browser.get("/inbox?box=team").tree.cssselect(".task-row__name")[0].get("href"))


def claimed(browser: Browser) -> Shown:
    return browser.press(first_task(browser), "Ambil dan kerjakan")


def decided(sri: Browser) -> None:
    """Carry the case on to the decision."""
    sri.press(claimed(sri), "Selesaikan tugas", {"keputusan": "setuju"})


def test_looking_at_a_task_does_not_take_it(sri: Browser):
    page = first_task(sri)

    assert page.heading == NAMES["periksa"]
    assert page.buttons() == ["Ambil dan kerjakan"]
    assert page.all("//main//fieldset[@disabled]//input[@type='radio']")


def test_a_claimed_task_can_be_filled_in_kept_or_given_back(sri: Browser):
    page = claimed(sri)

    assert page.buttons() == ["Selesaikan tugas", "Simpan draf", "Lepas tugas"]
    assert "Tugas ini sekarang milik Anda" in page.text


def test_a_completed_task_says_what_happens_next_and_leaves_the_inbox(sri: Browser):
    done = sri.press(claimed(sri), "Selesaikan tugas", {"keputusan": "setuju"})

    assert done.heading == "Tugas selesai"
    assert NAMES["tetapkan"] in done.text
    assert "Bagas Pratama (kepala, Otorita IKN)" in done.text
    assert sri.get("/inbox?box=mine").tree.cssselect(".task-row") == []


def test_handing_in_twice_shows_the_same_page_and_does_it_once(sri: Browser, runtime: Any):
    page = claimed(sri)

    first = sri.press(page, "Selesaikan tugas", {"keputusan": "setuju"})
    again = sri.press(page, "Selesaikan tugas", {"keputusan": "setuju"})

    assert (first.heading, again.heading) == ("Tugas selesai", "Tugas selesai")
    assert len([event for event in rows(runtime, tables.history_event) if event.kind == "UserTaskCompleted"]) == 1


def test_missing_answers_are_marked_and_what_was_typed_is_kept(sri: Browser):
    page = sri.press(claimed(sri), "Selesaikan tugas", {"keputusan": "tolak", "alasan": ""})

    assert page.status == 422
    assert page.title.startswith("Galat: ")
    assert page.errors == ["Isi Alasan."]
    anchor = page.all("//*[contains(@class, 'error-summary')]//a")[0].get("href").lstrip("#")
    assert page.all(f"//textarea[@id='{anchor}' and @aria-invalid='true']")
    assert page.values("keputusan") == ["tolak"]


def test_an_answer_outside_the_choices_or_the_form_is_refused(sri: Browser):
    page = sri.press(claimed(sri), "Selesaikan tugas", {"keputusan": "mungkin", "typename": "x", "asing": "y"})

    assert page.status == 422
    assert len(page.errors) >= 2


def test_a_draft_is_there_when_the_task_is_opened_again(sri: Browser):
    kept = sri.press(claimed(sri), "Simpan draf", {"keputusan": "tolak", "alasan": "Berkas belum"})

    assert "Draf Anda tersimpan" in kept.text
    assert kept.values("keputusan") == ["tolak"]
    assert kept.values("alasan") == ["Berkas belum"]


def test_a_released_task_is_back_with_the_team(sri: Browser):
    released = sri.press(claimed(sri), "Lepas tugas")

    assert released.path.startswith("/inbox?box=team")
    assert len(released.tree.cssselect(".task-row")) == 1


def test_a_task_that_a_colleague_has_is_shown_but_not_given(sri: Browser, visit: Visit):
    task = claimed(sri)
    siti = visit("siti")

    page = siti.get(task.path)

    assert "Sri Rahayu mengerjakan tugas ini sejak 24 November 2026" in page.text
    assert page.buttons() == []


def test_claiming_too_late_tells_who_was_faster_and_when(sri: Browser, visit: Visit):
    siti = visit("siti")
    seen = first_task(siti)
    claimed(sri)

    page = siti.press(seen, "Ambil dan kerjakan")

    assert page.status == 409
    assert "Sri Rahayu mengambil tugas ini pada 24 November 2026, 10.00 WIB" in page.text


def test_handing_in_too_late_tells_what_happened_and_shows_the_answers(sri: Browser, visit: Visit, runtime: Any):
    page = claimed(sri)
    sri.press(page, "Lepas tugas")
    siti = visit("siti")
    siti.press(claimed(siti), "Selesaikan tugas", {"keputusan": "setuju"})

    late = sri.press(page, "Selesaikan tugas", {"keputusan": "tolak", "alasan": "Sudah ditulis panjang"})

    assert late.status == 409
    assert "sudah diselesaikan oleh Siti Aminah" in late.text
    assert "Sudah ditulis panjang" in late.text


def test_a_page_that_is_older_than_the_task_is_refused_and_keeps_the_answers(sri: Browser):
    page = claimed(sri)
    sri.press(page, "Lepas tugas")
    claimed(sri)

    stale = sri.press(page, "Selesaikan tugas", {"keputusan": "tolak", "alasan": "Sudah ditulis panjang"})

    assert stale.status == 409
    assert "Sudah ditulis panjang" in stale.text


@pytest.mark.parametrize("what", ["", "/claim", "/release", "/draft", "/preview", "/check", "/edit"])
def test_the_task_of_another_agency_does_not_exist(sri: Browser, visit: Visit, what: str):
    path = first_task(sri).path
    stranger = visit("ahmad")
    token = stranger.get("/inbox").values("_csrf")[0]

    assert stranger.get(path).status == 404
    assert stranger.send("POST", path + what, data={"_csrf": token, "keputusan": "setuju"}).status == 404


@pytest.mark.parametrize("task", ["0192f000-0000-7000-8000-000000000000", "x", "1", "%00"])
def test_a_task_that_never_was_does_not_exist(visit: Visit, task: str):
    assert visit("sri").get(f"/tasks/{task}").status == 404


def test_an_acting_official_sees_the_legal_basis_instead_of_the_button(sri: Browser, visit: Visit):
    decided(sri)
    laras = visit("laras")

    page = claimed(laras)

    assert "Sebagai Plt. Anda tidak berwenang memutuskan dalam kelas sk_pemindahan" in page.text
    assert "SPR-1/2026" in page.text
    assert "Dasar hukum: SE BKN 2/SE/VII/2019" in page.text
    assert page.buttons() == ["Simpan draf", "Lepas tugas"]


def test_an_acting_official_who_sends_the_form_anyway_is_refused(sri: Browser, visit: Visit, runtime: Any):
    decided(sri)
    laras = visit("laras")
    page = claimed(laras)
    action, sent = laras.filled(page, "Simpan draf", DECISION)

    refused = laras.send("POST", action.removesuffix("/draft"), data=sent)

    assert refused.status == 403
    assert "tidak berwenang" in refused.text
    assert "1/SK/2026" in refused.text
    assert [row.element_id for row in rows(runtime, tables.user_task)] == ["tetapkan"]


def test_a_long_form_is_shown_again_before_it_is_handed_in(sri: Browser, visit: Visit):
    decided(sri)
    bagas = visit("bagas")

    check = bagas.press(claimed(bagas), "Periksa jawaban", DECISION)

    assert check.heading == "Periksa jawaban Anda"
    assert "1 Desember 2026" in check.text
    changed = bagas.get(check.link("Ubah"))
    assert changed.values("nomor") == ["1/SK/2026"]
    done = bagas.press(check, "Selesaikan tugas")
    assert "Kasus sudah berakhir: Cuti ditetapkan" in done.text


def test_a_long_form_with_mistakes_is_not_shown_for_checking(sri: Browser, visit: Visit):
    decided(sri)
    bagas = visit("bagas")

    page = bagas.press(claimed(bagas), "Periksa jawaban", {**DECISION, "tanggal-day": "31", "tanggal-month": "2"})

    assert page.status == 422
    assert page.errors == ["Tanggal keputusan harus tanggal yang benar, misalnya 24 11 2026."]
    assert page.values("tanggal-day") == ["31"]


def test_the_preview_shows_what_an_answer_brings_up_without_keeping_it(sri: Browser):
    page = claimed(sri)
    assert page.values("alasan") == []
    _, sent = sri.filled(page, "Selesaikan tugas", {"keputusan": "tolak"})

    preview = sri.send("POST", f"{page.path.partition('?')[0]}/preview", data=sent)

    assert preview.all("//*[@id='fields']//textarea[@name='alasan']")
    assert preview.errors == []
    assert sri.get(page.path).values("alasan") == []


def test_an_overdue_task_is_marked(sri: Browser, runtime: Any):
    with runtime.database.begin() as work:
        work.begin_write()
        at = runtime.clock.now() - timedelta(days=1)
        work.connection.execute(tables.user_task.update().values(due=at))
        work.connection.execute(tables.task_candidate.update().values(due=at))
        work.commit()

    assert "Terlambat" in first_task(sri).text
    assert sri.get("/inbox?box=team&due=overdue").tree.cssselect(".task-row--late")
