import io
import zipfile
from collections.abc import Callable, Sequence

import pytest

from engine.bundles.files import BundleFile
from tests.api.browser import Browser, Shown
from tests.api.leave import the_files, the_model

Visit = Callable[..., Browser]
Upload = tuple[str, bytes]


def upload(browser: Browser, files: Sequence[Upload], note: str = "Baru") -> Shown:
    page = browser.get("/deployments/new")
    parts = [("files", (name, content)) for name, content in files]
    return browser.press(page, "Periksa dan terapkan", {"note": note}, files=parts)


def packed(files: Sequence[BundleFile]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(file.path, file.content)
    return target.getvalue()


def changed() -> list[BundleFile]:
    """The leave process with another name on its end."""
    other = the_model().replace(b"Cuti ditetapkan", b"Cuti diberikan")
    return [BundleFile(f.path, other) if f.path.endswith(".bpmn") else f for f in the_files()]


def test_the_processes_are_listed_with_owner_version_and_running_cases(visit: Visit):
    sri = visit("sri")
    sri.press(sri.get("/start/cuti"), "Ajukan", {"nama": "Ani", "hari": "1"})

    page = sri.get("/processes")

    assert "Badan Kepegawaian Negara" in page.text
    assert "Kasus berjalan1" in page.text.replace(" 1", "1")


def test_the_page_of_a_process_tells_who_starts_it_and_its_versions(visit: Visit):
    page = visit("ahmad").get("/processes/cuti")

    assert page.heading == "Cuti pegawai"
    assert "biro_sdm@bkn" in page.text
    assert "versi 1" in page.text


@pytest.mark.parametrize("path", ["/processes/nothing", "/processes/cuti?version=9", "/processes/nothing/model.bpmn"])
def test_a_process_or_version_that_never_was_does_not_exist(visit: Visit, path: str):
    assert visit("sri").get(path).status == 404


def test_the_model_can_be_taken_away_as_it_was_uploaded(visit: Visit):
    answer = visit("sri").get("/processes/cuti/model.bpmn").response

    assert answer.content == the_model()
    assert answer.headers["content-disposition"] == 'attachment; filename="cuti.bpmn"'


def test_a_designer_deploys_a_new_version_from_an_archive(visit: Visit):
    page = upload(visit("sri"), [("cuti.zip", packed(changed()))])

    assert page.path.startswith("/processes/cuti")
    assert "Proses sudah diterapkan" in page.text
    assert "versi 2" in page.text


def test_a_designer_deploys_single_files(visit: Visit):
    page = upload(visit("sri"), [(file.name, file.content) for file in changed()])

    assert "versi 2" in page.text


def test_somebody_who_is_no_designer_is_told_who_is(visit: Visit):
    page = visit("ahmad").get("/deployments/new")

    assert page.all("//input[@type='file']") == []
    assert "Proses diterapkan oleh perancang proses" in page.text


def test_somebody_who_is_no_designer_cannot_deploy(visit: Visit):
    ahmad = visit("ahmad")
    token = ahmad.get("/inbox").values("_csrf")[0]
    parts = [("files", (file.name, file.content)) for file in changed()]

    assert ahmad.send("POST", "/deployments", data={"_csrf": token}, files=parts).status == 403


XXE = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><l>&c;</l>'
)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Pilih berkas-berkas proses"),
        ([("process.bpmn", b"")], "Berkas kosong"),
        ([("process.bpmn", b"no xml")], "tidak dapat dibaca"),
        ([("process.bpmn", XXE)], "DOCTYPE"),
        ([("process.bpmn", LAUGHS)], "DOCTYPE"),
        ([("process.exe", b"MZ")], "Nama berkas tidak menunjukkan jenisnya"),
        ([("x.form", b"{")], "bukan JSON"),
        ([("x.dmn", XXE)], "DOCTYPE"),
        ([("bundle.toml", b"key = ")], "bukan TOML"),
        ([("x.zip", b"PK broken")], "Arsip tidak dapat dipakai"),
    ],
)
def test_what_is_no_process_is_refused_with_the_reason(visit: Visit, files: list[Upload], said: str):
    page = upload(visit("sri"), files)

    assert page.status == 422
    assert said in page.text
    assert page.title.startswith("Galat: ")


def test_findings_name_file_element_and_line(visit: Visit):
    wrong = the_model().replace(b'formId="cuti_periksa"', b'formId="tidak_ada"')
    files = [(file.name, wrong if file.name.endswith(".bpmn") else file.content) for file in the_files()]

    page = upload(visit("sri"), files, note="Catatan saya")

    assert page.status == 422
    line = wrong.decode().splitlines().index('<bpmn:userTask id="periksa" name="Periksa usul cuti">') + 1
    assert "tidak_ada" in page.text
    assert f"process.bpmn · periksa · baris {line}" in page.text
    assert page.values("note") == ["Catatan saya"]


def test_an_archive_that_unpacks_to_far_more_is_refused(visit: Visit):
    page = upload(visit("sri"), [("bomb.zip", packed([BundleFile("a.bpmn", b"0" * 50_000_000)]))])

    assert page.status == 422
    assert "Arsip tidak dapat dipakai" in page.text
