"""Imports are read from beside the model, each file once, and never from anywhere else."""

from pathlib import Path

from engine.bpmn import CheckedModel, Files, check_model, files_beside
from tests.engine.bpmn.standard_cases import OTHER, elsewhere, importing
from tests.factories.bpmn_xml import definitions, element, end, path, process, start, timer


def codes(checked: CheckedModel) -> list[str]:
    return sorted({finding.code for finding in checked.findings if finding.invalid})


def calling(location: str = "lain.bpmn") -> bytes:
    """A model whose call activity calls process q of an imported file."""
    call = element("callActivity", id="task", name="Panggil", calledElement="l:q")
    imported = element(
        "import", location=location, namespace="urn:lain", importType="http://www.omg.org/spec/BPMN/20100524/MODEL"
    )
    return definitions(imported, process(start(), call, end(), path("start", "task", "end")), xmlns__l="urn:lain")


def beside(**files: bytes) -> Files:
    return {name.replace("__", "/") + ".bpmn": content for name, content in files.items()}.get


def test_a_model_that_is_uploaded_alone_only_names_its_imports() -> None:
    checked = check_model(importing())

    assert checked.valid
    assert [finding.code for finding in checked.findings if finding.code.startswith("import")] == ["import_unresolved"]


def test_a_process_of_another_file_is_checked_as_the_one_that_is_called() -> None:
    waiting = elsewhere(process(start("s9", timer()), end("e9"), path("s9", "e9"), id="q"))

    assert codes(check_model(calling(), files=beside(lain=waiting))) == ["called_process_start"]
    assert "called_process_start" not in codes(check_model(calling()))


def test_a_process_that_the_imported_file_lacks_is_found() -> None:
    model = calling().replace(
        b"<bpmn:process ",
        b'<bpmn:collaboration id="col">'
        b'<bpmn:participant id="pool" processRef="l:r"/></bpmn:collaboration>\n<bpmn:process ',
        1,
    )

    assert codes(check_model(model, files=beside(lain=OTHER))) == ["reference_unknown"]
    assert codes(check_model(model)) == []


def test_locations_are_relative_to_the_file_that_imports() -> None:
    inner = importing("lain.bpmn").replace(b"urn:test", b"urn:dalam").replace(b'id="p"', b'id="p7"')
    asked: list[str] = []

    def files(location: str) -> bytes | None:
        asked.append(location)
        return {"dalam/model.bpmn": inner, "dalam/lain.bpmn": OTHER}.get(location)

    checked = check_model(importing("dalam/model.bpmn", namespace="urn:dalam"), files=files)

    assert checked.valid, codes(checked)
    assert asked == ["dalam/model.bpmn", "dalam/lain.bpmn"]


def test_files_that_import_each_other_are_read_once() -> None:
    asked: list[str] = []
    back = importing("lain.bpmn").replace(b"urn:test", b"urn:lain").replace(b'id="p"', b'id="p7"')

    def files(location: str) -> bytes | None:
        asked.append(location)
        return back

    check_model(importing("lain.bpmn"), files=files)

    assert asked == ["lain.bpmn"]


def test_an_address_is_never_asked_for() -> None:
    asked: list[str] = []

    checked = check_model(importing("http://contoh.example/a.bpmn"), files=lambda location: asked.append(location))

    assert codes(checked) == ["import_missing"]
    assert asked == []


def test_files_outside_the_folder_do_not_exist(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (tmp_path / "rahasia.bpmn").write_bytes(OTHER)
    (folder / "lain.bpmn").write_bytes(OTHER)
    (folder / "tautan.bpmn").symlink_to(tmp_path / "rahasia.bpmn")
    files = files_beside(folder / "model.bpmn")

    assert files("lain.bpmn") == OTHER
    assert files("tautan.bpmn") is None
    assert files("../rahasia.bpmn") is None
    assert files(str(tmp_path / "rahasia.bpmn")) is None
    assert files("tidak-ada.bpmn") is None


def test_files_may_be_limited_to_a_folder_further_up(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "lain.bpmn").write_bytes(OTHER)

    assert files_beside(tmp_path / "a" / "model.bpmn", tmp_path)("../lain.bpmn") == OTHER
