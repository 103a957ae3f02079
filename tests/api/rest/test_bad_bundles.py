"""Bundles that are refused: what is wrong stands in the answer, place by place, and nothing is deployed."""

import io
import zipfile
from typing import Any

import pytest

from tests.api.leave import the_files
from tests.api.rest.program import Program, assert_problem
from tests.factories import bpmn_xml as xml

EXTERNAL = b"""<?xml version="1.0"?>
<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><documentation>&x;</documentation></definitions>"""
LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><documentation>&c;</documentation></definitions>"""
SCRIPT = xml.script_text("script", "execution.x = 1")
JAVASCRIPT = xml.element("scriptTask", SCRIPT, id="task", scriptFormat="javascript")
MULTIPART = "multipart/form-data; boundary=x"


def upload(office: Program, *files: tuple[str, bytes], by: str = "sri", **more: Any) -> Any:
    return office.send(by, "POST", "/deployments", files=[("files", file) for file in files], **more)


def archive(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def damaged(content: bytes) -> bytes:
    """An archive whose first file cannot be unpacked: a block of a type that deflate does not have."""
    start = content.index(b"process.bpmn") + len(b"process.bpmn")
    return content[:start] + b"\x07" + content[start + 1 :]


@pytest.mark.parametrize(
    ("name", "content", "code", "element_id"),
    [
        ("proses.bpmn", EXTERNAL, "doctype_refused", None),
        ("proses.bpmn", LAUGHS, "doctype_refused", None),
        ("tabel.dmn", EXTERNAL, "doctype", None),
        ("proses.bpmn", xml.around(xml.element("tugasAjaib", id="task")), "schema", "task"),
        ("proses.bpmn", xml.around(xml.user_task(form="tidak_ada")), "form_unknown", "task"),
        ("proses.bpmn", xml.around(JAVASCRIPT), "expression_language", "task"),
        ("proses.bpmn", b"", "file_empty", None),
        ("isian.form", b"{", "form_refused", None),
        ("isian.form", b"[" * 100_000, "form_refused", None),
        ("bundle.toml", b"\xff= =", "manifest_unreadable", None),
        ("proses.exe", b"MZ", "file_kind_unknown", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_file_is_refused_with_its_place(
    office: Program, name: str, content: bytes, code: str, element_id: str | None
) -> None:
    before = office.row_counts()

    problem = assert_problem(upload(office, (name, content)), 422, "bundle_refused")

    finding = next(each for each in problem["findings"] if each["code"] == code)
    assert (finding["filename"], finding["severity"], finding["element_id"]) == (name, "error", element_id)
    assert finding["text"]
    assert (finding["line"] or 0) > 0 or element_id is None
    assert office.row_counts() == before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 and no more", "archive_refused"),
        (damaged(archive(process__bpmn=b"<definitions/>" * 50)), "archive_refused"),
        (archive(process__bpmn=b"\0" * 50_000_000), "archive_refused"),
        (archive(process__bpmn=EXTERNAL), "bundle_refused"),
        (archive(), "bundle_empty"),
    ],
    ids=["cut off", "damaged", "bomb", "XXE inside", "empty"],
)
def test_a_bad_archive_is_refused(embedded_office: Program, content: bytes, code: str) -> None:
    before = embedded_office.row_counts()

    headers = {"Content-Type": "application/zip"}
    answer = embedded_office.send("sri", "POST", "/deployments", content=content, headers=headers)

    assert_problem(answer, 422, code)
    assert embedded_office.row_counts() == before


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"json": {}}, 415),
        ({}, 415),
        ({"content": b"x", "headers": {"Content-Type": MULTIPART}}, 400),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400),
        ({"data": {"note": "kosong"}, "files": [("files", ("", b""))]}, 422),
    ],
    ids=["JSON", "nothing", "no part", "no boundary", "no file"],
)
def test_a_request_without_files_is_refused(embedded_office: Program, request_: dict[str, Any], status: int) -> None:
    assert_problem(embedded_office.send("sri", "POST", "/deployments", **request_), status)


def test_twenty_megabytes_are_refused_while_they_arrive(office: Program) -> None:
    before = office.row_counts()

    problem = assert_problem(upload(office, ("proses.bpmn", b" " * 20_000_000)), 413)

    assert "8 MB" in problem["detail"]
    assert office.row_counts() == before


def test_only_designers_deploy(office: Program) -> None:
    before = office.row_counts()

    answer = upload(office, *((file.name, file.content) for file in the_files()), by="bagas")

    assert_problem(answer, 403, "may_not_deploy")
    assert office.row_counts() == before


def test_a_good_bundle_is_deployed_from_files_and_from_an_archive(office: Program) -> None:
    files = {file.name: file.content for file in the_files()}
    files["process.bpmn"] = files["process.bpmn"].replace(b"Cuti ditetapkan", b"Cuti sudah ditetapkan")

    by_form = upload(office, *files.items(), data={"note": "Nama akhir diperjelas"})
    headers = {"Content-Type": "application/zip"}
    again = office.send("sri", "POST", "/deployments", content=archive(**files), headers=headers)

    assert (by_form.status_code, again.status_code) == (201, 201), by_form.text
    assert by_form.json()["key"] == "cuti"
    versions = {each["key"]: (each["version"], each["changed"]) for each in by_form.json()["definitions"]}
    assert versions["cuti"] == (2, True)
    assert versions["cuti_usul"] == (1, False)
    assert [each["changed"] for each in again.json()["definitions"]] == [False] * 4
    process = office.get("bagas", "/process-definitions/cuti")
    assert [(each["version"], each["note"]) for each in process["versions"]] == [
        (2, "Nama akhir diperjelas"),
        (1, None),
    ]
    assert office.get("bagas", "/process-definitions/cuti?version=1")["version"] == 1
