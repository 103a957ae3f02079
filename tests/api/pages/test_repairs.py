"""What supervisors do on the pages to cases that are not where they should be."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.browser import Browser
from tests.api.pages.test_supervision import a_case
from tests.api.supervising import ASKING, NAME, REASON, a_process_with_a_service, a_second_version

Visit = Callable[..., Browser]


def link(browser: Browser, page: str, what: str) -> str:
    """The first address on a page that ends so."""
    ends_so = f"substring(@href, string-length(@href) - {len(what) - 1}) = '{what}'"
    address: str = browser.get(page).all(f"//a[{ends_so}]/@href")[0]
    return address


def test_a_suspended_case_says_so_everywhere_and_its_task_has_no_button(visit: Visit):
    sri = visit("sri")
    case = a_case(sri)

    page = sri.press(sri.get(f"{case}/suspend"), "Tangguhkan kasus", {"reason": REASON})

    assert "Kasus ditangguhkan" in page.text
    assert "Ditangguhkan" in sri.get("/instances").text
    assert "Ditangguhkan" in sri.get("/inbox?box=team").text
    task = sri.get("/inbox?box=team").all("//a[contains(@class, 'task-row__name')]/@href")[0]
    assert "Ambil dan kerjakan" not in sri.get(task).text

    page = sri.press(sri.get(f"{case}/resume"), "Lanjutkan kasus", {"reason": REASON})
    assert "Kasus berjalan lagi" in page.text


def test_a_token_is_moved_after_its_way_was_shown(visit: Visit):
    sri = visit("sri")
    case = a_case(sri)
    address = link(sri, case, "/move")

    shown = sri.get(f"{address}?to=tetapkan")
    page = sri.press(shown, "Pindahkan token", {"reason": REASON})

    assert "dihentikan" in shown.text
    assert "Token telah dipindahkan" in page.text
    assert REASON in page.text


def test_where_a_token_cannot_go_is_said_at_the_field(visit: Visit):
    sri = visit("sri")
    address = link(sri, a_case(sri), "/move")

    page = sri.get(f"{address}?to=mulai")

    assert page.status == 422
    assert page.all("//*[@id='to-error']")


def test_a_service_is_passed_over_and_the_diagram_says_so(visit: Visit, runtime: Any):
    a_process_with_a_service(runtime)
    sri = visit("sri")
    case = sri.press(sri.get(f"/start/{ASKING}"), "Ajukan", {"nama": NAME}).path.partition("?")[0]

    page = sri.press(sri.get(link(sri, case, "/skip")), "Lewati elemen", {"reason": REASON})

    assert "Elemen telah dilewati" in page.text
    assert "Ambil profil: dilewati oleh penyelia, tidak dikerjakan" in page.text


def test_data_is_changed_with_old_and_new_shown(visit: Visit):
    sri = visit("sri")
    case = a_case(sri)
    form = sri.get(f"{case}/variables")

    wrong = sri.press(form, "Ubah data", {"reason": ""})
    assert wrong.status == 422

    fields = {"name": ["nama"], "before": ['"x"'], "text": ['"Rahmat Baru"'], "reason": REASON}
    page = sri.press(form, "Ubah data", fields)
    assert "Data kasus telah diubah" in page.text


def test_cases_are_migrated_after_the_plan_was_shown(visit: Visit, runtime: Any):
    sri = visit("sri")
    case = a_case(sri)
    a_second_version(runtime)

    plan = sri.get("/processes/cuti/migrate?from=1&to=2")
    page = sri.press(plan, "Migrasikan semua kasus berjalan versi 1", {"reason": REASON})

    assert "Dicoba pada 1 kasus: 1 dapat dimigrasikan, 0 tidak" in plan.text
    assert page.path.startswith("/batches/")
    assert "Migrasikan kasus ke versi lain" in page.heading
    assert NAME in sri.get(case).text


@pytest.mark.parametrize("path", ["migrate?from=1", "suspend-cases", "resume-cases"])
def test_pages_for_all_cases_of_a_version_are_for_supervisors(visit: Visit, path: str):
    assert visit("bagas").get(f"/processes/cuti/{path}").status == 403
    assert visit("sri").get(f"/processes/cuti/{path}").status == 200


def test_all_cases_of_a_version_are_suspended_at_once(visit: Visit):
    sri = visit("sri")
    a_case(sri)

    page = sri.press(sri.get("/processes/cuti/suspend-cases?version=1"), "Tangguhkan kasus-kasus", {"reason": REASON})
    nobody = sri.press(sri.get("/processes/cuti/resume-cases?version=1"), "Lanjutkan kasus-kasus", {"reason": REASON})

    assert page.path.startswith("/batches/")
    assert nobody.status == 422


def test_where_there_is_one_version_no_case_can_be_migrated(visit: Visit):
    page = visit("sri").get("/processes/cuti/migrate")

    assert "Baru ada satu versi" in page.text
    assert not page.all("//select")


def test_cases_go_from_the_older_version_to_the_newest_unless_chosen_otherwise(visit: Visit, runtime: Any):
    a_second_version(runtime)

    page = visit("sri").get("/processes/cuti/migrate")

    assert page.all("//*[@id='from']/option[@selected]/@value") == ["1"]
    assert page.all("//*[@id='to']/option[@selected]/@value") == ["2"]
