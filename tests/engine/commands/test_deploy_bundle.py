"""Deploying: all of a bundle or nothing, by those whose it is, with reasons that name the place."""

from typing import Any

import pytest

from engine.authorization.access import MayNotDeploy
from engine.bpmn import Severity
from engine.bundles.files import BundleFile
from engine.bundles.findings import BundleRefused, FileFinding
from engine.commands.deploy_bundle import DeployBundle, Deployed, deploy_bundle
from engine.store import tables
from tests.factories.forms import form_bytes, text
from tests.factories.models import business_rule_task, call_activity, element, end, manual_task, service_task, start
from tests.factories.offices import NO_QUESTIONS, Office, a_case_process, a_task, an_office, two_desks
from tests.factories.together import together

DECISION = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="urn:test">
<decision id="ukuran" name="ukuran"><variable name="ukuran"/><literalExpression><text>1</text></literalExpression>
</decision></definitions>"""
XXE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><documentation>&x;</documentation></definitions>"""
LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><documentation>&c;</documentation></definitions>"""


def deploy(office: Office, files: dict[str, bytes], by: str | None = "desi", **more: Any) -> Deployed:
    actor = None if by is None else office.actor(by)
    given = [BundleFile(path, content) for path, content in files.items()]
    return deploy_bundle(office.runtime, DeployBundle(actor=actor, files=given, **more))


def refused(office: Office, files: dict[str, bytes]) -> list[FileFinding]:
    """The errors of a bundle that is refused, of which nothing is left."""
    with pytest.raises(BundleRefused) as error:
        deploy(office, files)
    for table in (tables.deployment, tables.resource, tables.process_definition, tables.form_definition):
        assert office.rows(table) == []
    return [finding for finding in error.value.findings if finding.severity is Severity.ERROR]


def passing(*elements: Any) -> bytes:
    """A process of elements that follow each other."""
    ids = [each.get("id") for each in elements]
    return a_case_process(start("mulai"), *elements, end("selesai"), flows=[" -> ".join(["mulai", *ids, "selesai"])])


def versions(deployed: Deployed) -> dict[tuple[str, str], tuple[int, bool]]:
    return {(each.kind, each.key): (each.version, each.changed) for each in deployed.definitions}


def test_everything_in_the_bundle_is_stored_as_its_first_version(database_url: str) -> None:
    with an_office(database_url) as office:
        deployed = deploy(office, {"p.bpmn": two_desks(), "k.form": NO_QUESTIONS, "d.dmn": DECISION, "sk.jinja": b"x"})

        assert versions(deployed) == {
            ("process", "proses"): (1, True),
            ("form", "kosong"): (1, True),
            ("decision", "ukuran"): (1, True),
            ("template", "sk"): (1, True),
        }


def test_only_what_changed_becomes_a_new_version(database_url: str) -> None:
    with an_office(database_url) as office:
        deploy(office, {"p.bpmn": two_desks(), "k.form": NO_QUESTIONS})

        again = deploy(office, {"p.bpmn": two_desks(numberPrefix="BARU"), "k.form": NO_QUESTIONS})

        assert versions(again) == {("process", "proses"): (2, True), ("form", "kosong"): (1, False)}
        assert len(office.rows(tables.form_definition)) == 1


def test_one_wrong_file_keeps_all_others_out(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        found = refused(office, {"p.bpmn": two_desks(), "k.form": NO_QUESTIONS, "salah.form": b"{"})

        assert [finding.filename for finding in found] == ["salah.form"]


@pytest.mark.parametrize("username", ["ana", "kepala", "sari", "eka"])
def test_only_designers_deploy(sqlite_url: str, username: str) -> None:
    with an_office(sqlite_url) as office:
        with pytest.raises(MayNotDeploy):
            deploy(office, {"p.bpmn": two_desks(), "k.form": NO_QUESTIONS}, by=username)

        assert office.rows(tables.deployment) == []


def owned(agency: str) -> bytes:
    return f'key = "b"\nowner = "{agency}"\n'.encode()


def test_a_designer_deploys_for_the_own_agency_only(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office, pytest.raises(MayNotDeploy, match="tujuan"):
        deploy(office, {"p.bpmn": two_desks(), "k.form": NO_QUESTIONS, "bundle.toml": owned("tujuan")})


@pytest.mark.parametrize(
    "files",
    [
        {"p.bpmn": two_desks(numberPrefix="LAIN"), "k.form": NO_QUESTIONS},
        {"k.form": form_bytes(text("nama"), id="kosong")},
        {"d.dmn": DECISION.replace(b"<text>1", b"<text>2")},
        {"sk.jinja": b"lain"},
    ],
    ids=["process", "form", "decision", "template"],
)
def test_a_key_belongs_to_the_agency_that_deployed_it_first(database_url: str, files: dict[str, bytes]) -> None:
    with an_office(database_url) as office:
        first = {"p.bpmn": two_desks(), "k.form": NO_QUESTIONS, "d.dmn": DECISION, "sk.jinja": b"x"}
        deploy(office, {**first, "bundle.toml": owned("tujuan")}, by=None)

        with pytest.raises(MayNotDeploy, match="tujuan"):
            deploy(office, files)

        assert len(office.rows(tables.deployment)) == 1


def test_what_another_agency_brought_may_come_along_unchanged(database_url: str) -> None:
    with an_office(database_url) as office:
        deploy(office, {"k.form": NO_QUESTIONS, "bundle.toml": owned("tujuan")}, by=None)

        deployed = deploy(office, {"p.bpmn": two_desks(), "k.form": NO_QUESTIONS})

        assert versions(deployed)["form", "kosong"] == (1, False)


def test_a_finding_names_file_element_and_line(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        process = passing(a_task("periksa", form="tidak_ada")).replace(b"<bpmn:userTask", b"\n\n<bpmn:userTask")

        (finding,) = refused(office, {"p.bpmn": process})

        assert (finding.filename, finding.element_id) == ("p.bpmn", "periksa")
        assert finding.line is not None
        assert finding.line >= 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (XXE, "doctype_refused"),
        (LAUGHS, "doctype_refused"),
        (b"\x00\x01\xff" * 99, "not_xml"),
        (b"", "file_empty"),
        (b"<a/>" + b" " * 20_000_000, "file_too_large"),
    ],
    ids=["external entity", "billion laughs", "binary", "empty", "20 MB"],
)
@pytest.mark.parametrize("name", ["p.bpmn", "d.dmn"])
def test_hostile_files_are_refused(sqlite_url: str, name: str, content: bytes, code: str) -> None:
    with an_office(sqlite_url) as office:
        found = refused(office, {name: content})

        assert [finding.filename for finding in found] == [name]
        if name == "p.bpmn":
            assert [finding.code for finding in found] == [code]


@pytest.mark.parametrize(
    "part",
    [
        element("transaction", "periksa"),
        element("sesuatu", "periksa"),
        element("scriptTask", "periksa", element("script", "s"), scriptFormat="python"),
        a_task("periksa", form="tidak_ada"),
        business_rule_task("periksa", "tidak_ada", "hasil"),
        call_activity("periksa", "tidak_ada"),
        service_task("periksa", "lintas:document", headers={"template": "tidak_ada", "kind": "sk"}),
        service_task("periksa", "lintas:http", headers={"url": "https://tidak-diizinkan.go.id/x"}),
    ],
    ids=["transaction", "unknown element", "Python script", "form", "decision", "process", "template", "host"],
)
def test_what_cannot_be_executed_is_refused(sqlite_url: str, part: Any) -> None:
    with an_office(sqlite_url) as office:
        found = refused(office, {"p.bpmn": passing(part), "k.form": NO_QUESTIONS})

        assert {finding.filename for finding in found} == {"p.bpmn"}


def test_a_flow_to_nowhere_is_refused(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        process = passing(manual_task("periksa")).replace(b'targetRef="selesai"', b'targetRef="hilang"')

        assert refused(office, {"p.bpmn": process})


@pytest.mark.parametrize(
    ("one", "other", "content"),
    [
        ("a.bpmn", "b.bpmn", two_desks()),
        ("a.form", "b.form", form_bytes(text(), id="usul")),
        ("a.dmn", "b.dmn", DECISION),
        ("x/sk.jinja", "y/sk.jinja", b"x"),
    ],
)
def test_the_same_id_in_two_files_is_refused(sqlite_url: str, one: str, other: str, content: bytes) -> None:
    with an_office(sqlite_url) as office:
        found = refused(office, {one: content, other: content, "k.form": NO_QUESTIONS})

        assert [(finding.filename, finding.code) for finding in found] == [(other, "defined_twice")]


def test_an_empty_bundle_is_refused(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        assert [finding.code for finding in refused(office, {})] == ["bundle_empty"]


def test_a_file_of_unknown_kind_is_refused(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        assert [finding.code for finding in refused(office, {"a.exe": b"MZ"})] == ["file_kind_unknown"]


def test_a_wrong_manifest_is_refused(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        files = {"p.bpmn": two_desks(), "k.form": NO_QUESTIONS}

        assert [each.code for each in refused(office, {**files, "bundle.toml": b"="})] == ["manifest_unreadable"]
        assert [each.code for each in refused(office, {**files, "bundle.toml": b"x = 1"})] == ["manifest_invalid"]


def test_two_deployments_at_once_make_two_versions(database_url: str) -> None:
    with an_office(database_url) as office:
        changes = [two_desks(numberPrefix=prefix) for prefix in ("SATU", "DUA", "TIGA")]

        together(*[lambda xml=xml: deploy(office, {"p.bpmn": xml, "k.form": NO_QUESTIONS}) for xml in changes])

        assert sorted(row.version for row in office.rows(tables.process_definition)) == [1, 2, 3]
        assert len(office.rows(tables.form_definition)) == 1


def test_a_designer_is_told_of_work_for_which_there_is_nobody(database_url: str) -> None:
    with an_office(database_url) as office:
        tasks = a_task("periksa", to="petugas@asal"), a_task("arsipkan", to="arsip@asal")
        flows = ["mulai -> periksa -> arsipkan -> selesai"]

        deployed = office.deploy(a_case_process(start("mulai"), *tasks, end("selesai"), flows=flows))

        told = [(each.element_id, str(each.severity)) for each in deployed.findings if each.code == "address_unheld"]
        assert told == [("arsipkan", "warning")]
