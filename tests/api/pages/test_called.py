"""The list of cases with many called processes, at its addresses."""

from collections.abc import Callable

import pytest

from tests.api.browser import Browser

Visit = Callable[..., Browser]


def test_supervisors_find_it_from_their_monitoring_and_take_it_away(visit: Visit) -> None:
    sri = visit("sri")
    page = sri.get(sri.get("/monitor").link("Kasus dengan banyak proses panggilan"))

    assert "Tidak ada kasus berjalan" in page.text
    assert sri.get("/called.csv").response.content.decode("utf-8-sig").startswith("Nomor,")
    assert sri.get("/called.xlsx").response.content.startswith(b"PK")
    assert sri.get("/called?after=lain").status == 422


@pytest.mark.parametrize("path", ["/called", "/called.csv", "/called.xlsx"])
def test_others_are_refused(visit: Visit, path: str) -> None:
    assert visit("bagas").get(path).status == 403
