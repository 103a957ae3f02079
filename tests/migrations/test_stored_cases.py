"""Cases of an older schema are found by what a newer one looks for."""

from typing import Any

from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.queries.element_counts import element_counts
from engine.queries.instances import InstanceFilter, instances
from engine.queries.process_download import process_download
from engine.store import tables
from tests.engine.dmn.builders import a_decision, a_file, a_literal, an_import, an_input
from tests.factories.models import call_activity, catch, end, message, parallel, start
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.migrations.test_schema import move


def a_running_case(office: Office) -> None:
    """Tokens in a task, before a message, in a call and in the called process."""
    process = a_case_process(
        start("mulai"),
        parallel("bagi"),
        a_task("periksa"),
        catch("tunggu", message("Datang", '="x"')),
        call_activity("panggil", "anak"),
        end("selesai"),
        flows=["mulai -> bagi -> periksa -> selesai", "bagi -> tunggu -> selesai", "bagi -> panggil -> selesai"],
    )
    child = a_case_process(start("a"), a_task("teliti"), end("z"), flows=["a -> teliti -> z"], process_id="anak")
    office.deploy(child, process)
    office.start("ana")


RATE = a_file(an_input("x"), a_decision("tarif", a_literal("x * 10"), inputs=["x"]), own="urn:tarif")
IMPORTING = a_file(an_import("urn:tarif", "t"), a_decision("biaya", a_literal("1")), own="urn:biaya")


def positions(office: Office) -> set[Any]:
    return {(row.execution, row.token, row.element_id) for row in office.rows(tables.token_position)}


def test_where_tokens_stand_is_read_from_the_histories(database_url: str) -> None:
    with an_office(database_url) as office:
        a_running_case(office)
        before = positions(office)

        move(database_url, "downgrade", "0001")
        move(database_url, "upgrade", "head")

        assert before
        assert positions(office) == before
        tokens = element_counts(office.runtime, office.actor("sari"), "proses").tokens
        assert tokens == {"periksa": 1, "tunggu": 1, "panggil": 1}


def test_agencies_files_and_imports_of_old_rows_are_filled_in(database_url: str) -> None:
    with an_office(database_url) as office:
        a_running_case(office)
        models = [BundleFile("biaya.dmn", IMPORTING), BundleFile("tarif.DMN", RATE)]
        deploy_bundle(office.runtime, DeployBundle(actor=None, files=models))

        move(database_url, "downgrade", "0001")
        move(database_url, "upgrade", "head")

        assert len(instances(office.runtime, office.actor("sari"), InstanceFilter(agency="asal")).rows) == 1
        assert all(row.agency_id for row in office.rows(tables.task_candidate))
        assert process_download(office.runtime, office.actor("ana"), "proses").content
        namespaces = {row.path: row.namespace for row in office.rows(tables.deployment_file)}
        assert len(namespaces) == 5
        assert (namespaces["biaya.dmn"], namespaces["tarif.DMN"]) == ("urn:biaya", "urn:tarif")
        imports = {row.key: row.imports for row in office.rows(tables.decision_definition)}
        assert imports == {"tarif": "[]", "biaya": None}
