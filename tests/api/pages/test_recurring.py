"""The pages on which people have processes started regularly."""

from collections.abc import Callable

from tests.api.browser import Browser

Visit = Callable[..., Browser]
MONTHLY = {"_often": "monthly", "_time": "07:30", "_day": "1"}
ANSWERS = {"nama": "Rahmat", "hari": "3"}


def test_the_next_five_times_are_shown_before_it_is_laid_down_and_after(visit: Visit) -> None:
    sri = visit("sri")
    form = sri.get(sri.get("/start/cuti").link("Mulai secara berkala"))

    looked = sri.press(form, "Tampilkan lima waktu", MONTHLY | ANSWERS)
    assert looked.text.count("07.30 WIB") == 5
    assert looked.values("nama") == ["Rahmat"]

    page = sri.press(looked, "Ulangi")
    assert page.path == "/recurring?said=repeats"
    assert "30 7 1 * *" in page.text
    assert page.text.count("07.30 WIB") == 5


def test_it_is_paused_and_resumed(visit: Visit) -> None:
    sri = visit("sri")
    page = sri.press(sri.get("/start/cuti/regularly"), "Ulangi", MONTHLY | ANSWERS)

    paused = sri.press(page, "Jeda")
    assert "Dijeda" in paused.text
    assert "30 7 1 * *" in sri.press(paused, "Lanjutkan").text


def test_wrong_times_and_answers_are_said_and_what_was_typed_stays(visit: Visit) -> None:
    sri = visit("sri")

    page = sri.press(sri.get("/start/cuti/regularly"), "Ulangi", {"_often": "cron", "_cron": "setiap hari", **ANSWERS})
    assert page.status == 422
    assert page.values("_cron") == ["setiap hari"]
    assert page.values("nama") == ["Rahmat"]

    assert sri.press(page, "Ulangi", MONTHLY | {"nama": ""}).status == 422


def test_whoever_may_not_start_it_cannot_repeat_it(visit: Visit) -> None:
    assert visit("bagas").get("/start/cuti/regularly").status == 403
