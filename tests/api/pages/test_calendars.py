"""The working calendar of an agency, and the page on which its supervisors change it."""

from collections.abc import Callable
from typing import Any

from tests.api.browser import Browser
from tests.api.supervising import REASON, a_supervisor

Visit = Callable[..., Browser]
BUTTON = "Tetapkan kalender"


def test_everybody_sees_when_an_agency_works(visit: Visit) -> None:
    page = visit("bagas").get("/calendars/bkn?year=2026")

    assert "07:30-11:30, 13:00-16:30" in page.text
    assert "17 Agustus 2026Hari Kemerdekaan Republik Indonesia" in page.text
    assert "Ubah kalender" not in page.text


def test_a_supervisor_changes_hours_and_days(visit: Visit) -> None:
    sri = visit("sri")
    form = sri.get(sri.get(sri.get("/team").link("Badan Kepegawaian Negara")).link("Ubah kalender"))

    days = "\n2026-12-31; libur; Libur kantor; SE 4/2026"
    fields = {"hours": "own", "hours-monday": "08:00-12:00", "days": days, "reason": REASON}
    page = sri.press(form, BUTTON, fields)

    assert page.path == "/calendars/bkn?said=calendar"
    assert "08:00-12:00" in page.text
    assert "31 Desember 2026Libur kantorSE 4/2026" in page.text
    assert REASON in page.text
    again = sri.get("/calendars/bkn/change")
    assert again.values("days") == ["2026-12-31; libur; Libur kantor; SE 4/2026"]
    assert again.values("hours-monday") == ["08:00-12:00"]
    assert again.values("hours-tuesday") == ["07:30-12:00, 13:00-16:00"]


def test_hours_stay_those_of_the_nation_until_own_ones_are_chosen(visit: Visit) -> None:
    sri = visit("sri")
    form = sri.get("/calendars/bkn/change")

    sri.press(form, BUTTON, {"hours-monday": "08:00-12:00", "reason": REASON})

    assert form.values("hours-friday") == ["07:30-11:30, 13:00-16:30"]
    assert sri.get("/calendars/bkn/change").values("hours-monday") == ["07:30-12:00, 13:00-16:00"]


def test_what_is_wrong_is_said_at_its_line_and_what_was_typed_stays(visit: Visit) -> None:
    sri = visit("sri")
    days = "\n\n2026-12-31; libur; Libur kantor; SE 4/2026\n2026-12-26; kerja; Pengganti; SE 4/2026"

    page = sri.press(sri.get("/calendars/bkn/change"), BUTTON, {"days": days, "reason": REASON})

    assert page.status == 422
    assert [each.partition(":")[0] for each in page.errors] == ["Baris 4"]
    assert page.values("days") == [days]
    torn = sri.press(page, BUTTON, {"days": "31 Desember", "ramadan": ""})
    assert "2026-12-31; libur" in torn.errors[0]


def test_the_page_that_changes_is_for_supervisors_of_the_agency(visit: Visit, runtime: Any) -> None:
    a_supervisor(runtime)

    assert visit("bagas").get("/calendars/bkn/change").status == 403
    assert visit("wati").get("/calendars/bkn/change").status == 403
    assert visit("wati").get("/calendars/_nation/change").status == 403
    assert visit("wati").get("/calendars/tidak-ada").status == 404
