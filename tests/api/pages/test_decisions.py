"""The pages of decision tables."""

import re
from collections.abc import Callable

from fastapi import FastAPI

from api.auth.csrf import FIELD
from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from tests.api.browser import Browser, Shown
from tests.engine.dmn.builders import a_decision, a_file, a_table, an_input

Visit = Callable[..., Browser]
TABLE = "/decisions/kewenangan_penjabat"
NEARLY = {"in.status_pemangku": "plt", "in.kelas_keputusan": "strategis", "in.masa_bulan": "2"}


def rows(page: Shown) -> list[str]:
    """The rules of the first table."""
    body = page.response.text.partition("<tbody")[2].partition("</tbody>")[0]
    return re.findall(r"<tr.*?</tr>", body, re.DOTALL)


def test_the_tables_are_listed_and_lead_to_their_rules(visit: Visit) -> None:
    ahmad = visit("ahmad")

    assert TABLE in ahmad.get("/decisions").response.text
    page = ahmad.get(TABLE)
    assert "Status pemangku" in page.text
    assert len(rows(page)) == 7


def test_a_designer_tries_inputs_and_sees_which_rule_decides_on_which_basis(visit: Visit) -> None:
    sri = visit("sri")

    page = sri.press(sri.get(TABLE), "Putuskan", NEARLY)

    marked = [row for row in rows(page) if "decision-table__rule--decided" in row]
    assert len(marked) == 1
    assert "menentukan" in marked[0]
    assert "SE BKN" in page.text
    assert 'value="strategis"' in page.response.text


def test_who_is_no_designer_sees_the_table_but_no_form_and_is_refused(visit: Visit) -> None:
    ahmad = visit("ahmad")
    page = ahmad.get(TABLE)

    posted = ahmad.send("POST", TABLE, data={FIELD: page.values(FIELD)[0], **NEARLY})

    assert "Putuskan" not in page.text
    assert posted.status == 403
    assert "perancang_proses" in posted.text


def test_what_was_found_in_a_table_is_shown_on_its_page(app: FastAPI, visit: Visit) -> None:
    table = a_table(["x"], ["y"], [["< 5", "1"]])
    file = BundleFile("celah.dmn", a_file(an_input("x"), a_decision("celah", table, inputs=["x"])))
    deploy_bundle(app.state.runtime, DeployBundle(actor=None, files=[file]))

    page = visit("sri").get("/decisions/celah")

    assert "Tidak ada aturan yang kena untuk x = 5" in page.text


def test_a_table_that_never_was_does_not_exist(visit: Visit) -> None:
    assert visit("sri").get("/decisions/tidak_ada").status == 404
