import gzip
from collections.abc import Callable

import pytest

from tests.api.browser import Browser, Shown

Visit = Callable[..., Browser]


def start(browser: Browser, *names: str) -> None:
    for name in names:
        browser.press(browser.get("/start/cuti"), "Ajukan", {"nama": name, "hari": "1"})


def titles(page: Shown) -> list[str]:
    return [row.text_content() for row in page.tree.cssselect(".task-row__main > span:not(.task-row__case)")]


def counts(page: Shown) -> list[str]:
    return [each.text_content() for each in page.tree.cssselect(".tabs .app-nav__count")]


def test_the_boxes_are_counted_and_a_claim_moves_a_task_from_one_to_the_other(visit: Visit):
    sri = visit("sri")
    start(sri, "Ani", "Budi")
    page = sri.get("/inbox?box=team")
    assert counts(page) == ["0", "2"]

    after = sri.press(page, "Ambil")

    assert after.path.startswith("/inbox?box=team")
    assert counts(after) == ["1", "1"]
    assert titles(sri.get("/inbox?box=mine")) == ["Cuti Ani"]


def test_somebody_with_nothing_taken_begins_with_the_team(visit: Visit):
    sri = visit("sri")
    start(sri, "Ani")

    assert titles(sri.get("/inbox")) == ["Cuti Ani"]


def test_search_and_filters_stand_in_the_address_and_in_the_form(visit: Visit):
    sri = visit("sri")
    start(sri, "Ani", "Budi")

    page = sri.get("/inbox?box=team&search=budi&process=cuti&due=")

    assert titles(page) == ["Cuti Budi"]
    assert page.values("search") == ["budi"]
    assert page.values("process") == ["cuti"]
    assert "search=budi" in page.link("Tugas saya")


@pytest.mark.parametrize(
    ("query", "sentence", "action"),
    [
        ("box=mine", "Tidak ada tugas untuk Anda saat ini", "Lihat tugas tim"),
        ("box=team", "Tidak ada tugas untuk tim Anda saat ini", "Mulai proses"),
        ("box=team&search=x", "Tidak ada tugas yang cocok", "Hapus saringan"),
    ],
)
def test_an_empty_list_says_so_and_where_to_go(visit: Visit, query: str, sentence: str, action: str):
    page = visit("sri").get(f"/inbox?{query}")

    assert sentence in page.text
    assert page.link(action)


def test_a_list_that_has_not_changed_is_not_sent_again(visit: Visit):
    sri = visit("sri")
    start(sri, "Ani")
    first = sri.get("/inbox?box=team").response
    tag = {"If-None-Match": first.headers["etag"]}

    assert sri.get("/inbox?box=team", headers=tag).status == 304
    start(sri, "Budi")
    assert sri.get("/inbox?box=team", headers=tag).status == 200


def test_the_tag_of_one_person_is_no_use_to_another(visit: Visit):
    tag = visit("sri").get("/inbox?box=team").response.headers["etag"]

    assert visit("siti").get("/inbox?box=team", headers={"If-None-Match": tag}).status == 200


def test_more_tasks_than_a_page_holds_are_a_link_away(visit: Visit):
    sri = visit("sri")
    start(sri, *(f"Nama {at}" for at in range(51)))

    first = sri.get("/inbox?box=team")
    second = sri.get(first.link("Halaman berikutnya"))

    assert len(titles(first)) == 50
    assert len(titles(second)) == 1
    assert not set(titles(first)) & set(titles(second))


def test_a_page_of_the_list_that_never_was_is_refused(visit: Visit):
    page = visit("sri").get("/inbox?after=nonsense")

    assert page.status == 422
    assert "Mulai kembali dari halaman pertama" in page.text


def test_a_full_page_is_light_enough_for_a_slow_line(visit: Visit):
    sri = visit("sri")
    start(sri, *(f"Pegawai ke-{at}" for at in range(50)))

    answer = sri.get("/inbox?box=team", headers={"Accept-Encoding": "gzip"}).response

    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(answer.content, 6)) <= 6 * 1024
