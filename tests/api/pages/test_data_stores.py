"""Data stores of an agency on the pages of its supervisors."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from engine.store import tables
from engine.store.data_stores import declare_stores
from engine.store.facts import DataStoreFacts
from tests.api.browser import Browser
from tests.api.supervising import REASON, a_supervisor

Visit = Callable[..., Browser]
STORE = "/data-stores/bkn/register"


@pytest.fixture
def store(runtime: Any) -> None:
    with runtime.database.begin() as work:
        work.begin_write()
        owner = work.connection.scalar(sa.select(tables.agency.c.id).where(tables.agency.c.code == "bkn"))
        declare_stores(
            work.connection, owner, [DataStoreFacts("register", "Register mutasi", True)], runtime.clock.now()
        )
        work.commit()


def corrected(browser: Browser, text: str, reason: str = REASON) -> Browser:
    return browser.press(browser.get(f"{STORE}/correct"), "Koreksi", {"value": text, "reason": reason})


@pytest.mark.usefixtures("store")
def test_a_supervisor_corrects_what_it_holds_and_reads_how_it_came_about(visit: Visit) -> None:
    sri = visit("sri")
    listed = sri.get(sri.get("/monitor").link("Penyimpanan data"))

    page = corrected(sri, '["M-1"]')

    assert listed.link("Register mutasi") == STORE
    assert page.path == f"{STORE}?said=store_corrected"
    assert '["M-1"]' in page.text
    assert "Sri Rahayu" in page.text
    assert REASON in page.text


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("text", ["M-1", "{1", '"M-1"'])
def test_what_is_no_value_or_of_another_kind_is_said_at_the_field(visit: Visit, text: str) -> None:
    page = corrected(visit("sri"), text)

    assert page.status == 422
    assert page.all("//*[@id='value-error']")
    assert page.values("value") == [text]


@pytest.mark.usefixtures("store")
def test_what_changed_since_it_was_shown_is_not_overwritten(visit: Visit) -> None:
    sri = visit("sri")
    form = sri.get(f"{STORE}/correct")
    corrected(sri, '["M-1"]')

    assert sri.press(form, "Koreksi", {"value": "[]", "reason": REASON}).status == 409


@pytest.mark.usefixtures("store")
def test_nobody_else_learns_of_it(visit: Visit, runtime: Any) -> None:
    a_supervisor(runtime)

    assert visit("bagas").get("/data-stores").status == 403
    assert "Register mutasi" not in visit("wati").get("/data-stores").text
    assert visit("wati").get(STORE).status in (403, 404)
    assert visit("wati").get(f"{STORE}/correct").status in (403, 404)
