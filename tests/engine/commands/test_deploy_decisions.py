"""Deploying decision models: what they import is pinned, and tables that would fail are refused."""

import pytest

from engine.bpmn import Severity
from engine.bundles.files import BundleFile
from engine.bundles.findings import BundleRefused, FileFinding
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.model.data import Value
from engine.store import tables
from engine.store.pins import newest
from tests.engine.dmn.builders import a_decision, a_file, a_literal, a_table, an_import, an_input
from tests.factories.offices import Office, an_office


def rate(number: int) -> bytes:
    """A model that others import."""
    return a_file(a_decision("tarif", a_literal(str(number))), own="urn:tarif")


BILL = a_file(
    an_import("urn:tarif", "t"),
    a_decision("tagihan", a_literal("t.tarif + 1"), decisions=["tarif"]).replace("#tarif", "urn:tarif#tarif"),
)


def deploy(office: Office, files: dict[str, bytes], by: str = "desi") -> dict[str, int]:
    """Deploy, and tell the versions of the decisions."""
    given = [BundleFile(path, content) for path, content in files.items()]
    deployed = deploy_bundle(office.runtime, DeployBundle(actor=office.actor(by), files=given))
    return {each.key: each.version for each in deployed.definitions}


def refused(office: Office, files: dict[str, bytes], by: str = "desi") -> FileFinding:
    """The only finding of a bundle that is refused."""
    with pytest.raises(BundleRefused) as error:
        deploy(office, files, by)
    (found,) = error.value.findings
    return found


def bill(office: Office) -> Value:
    """What the newest version of the importing decision gives."""
    with office.runtime.database.begin() as work:
        identity = newest(work.connection, tables.decision_definition, ["tagihan"])["tagihan"]
        chosen = office.runtime.definitions.decision(work.connection, identity)
    return chosen.model.evaluate(chosen.key, {}).result


def test_a_decision_keeps_to_the_models_it_was_deployed_with(database_url: str) -> None:
    with an_office(database_url) as office:
        deploy(office, {"tagihan.dmn": BILL, "tarif.dmn": rate(10)})

        deploy(office, {"tarif.dmn": rate(20)})
        kept = bill(office)
        versions = deploy(office, {"tagihan.dmn": BILL})

        assert (kept, versions, bill(office)) == (11, {"tagihan": 2}, 21)


def test_deploying_the_same_models_again_makes_no_new_version(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        first = deploy(office, {"tagihan.dmn": BILL, "tarif.dmn": rate(10)})

        assert deploy(office, {"tagihan.dmn": BILL, "tarif.dmn": rate(10)}) == first


def test_what_is_not_there_is_refused_at_the_import(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        found = refused(office, {"tagihan.dmn": BILL})

        assert (found.filename, found.code, found.element_id) == ("tagihan.dmn", "model_import_missing", "import_t")
        assert found.line == 3


def test_what_only_another_agency_deployed_is_not_imported(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        deploy(office, {"tarif.dmn": rate(10)}, by="dodi")

        assert refused(office, {"tagihan.dmn": BILL}).code == "model_import_missing"


def test_a_file_that_is_wrong_itself_is_told_once_and_at_its_import(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office, pytest.raises(BundleRefused) as error:
        deploy(office, {"tagihan.dmn": BILL, "tarif.dmn": rate(10).replace(b">10<", b">10 +<")})

    codes = sorted((each.filename, each.code) for each in error.value.findings)
    assert codes == [("tagihan.dmn", "model_import_invalid"), ("tarif.dmn", "syntax")]


def test_a_table_that_would_fail_is_refused_at_the_rule(sqlite_url: str) -> None:
    table = a_table(["x"], ["y"], [["< 5", "1"], ["3", "2"]])
    with an_office(sqlite_url) as office, pytest.raises(BundleRefused) as error:
        deploy(office, {"d.dmn": a_file(an_input("x"), a_decision("d", table, inputs=["x"]))})

    wrong = [(each.code, each.element_id) for each in error.value.findings if each.severity is Severity.ERROR]
    assert wrong == [("rules_overlap", "table_2")]
