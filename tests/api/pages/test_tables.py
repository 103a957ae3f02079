"""A list uploaded as a table in the form that starts a case."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.store import tables
from tests.api.browser import Browser, Shown
from tests.api.leave import CHECK, a_field, a_form
from tests.factories import bpmn_xml as xml
from tests.factories.people import rows

Visit = Callable[..., Browser]
ANI = "199308172018012020"
HERE = "/start/rombongan"


@pytest.fixture
def sri(visit: Visit, runtime: Any) -> Browser:
    """Somebody who may start the process with a list."""
    columns = [a_field("nip", label="NIP", properties={"validate": "nip"}), a_field("nama", label="Nama pegawai")]
    staff = {
        "id": "pegawai",
        "path": "pegawai",
        "type": "dynamiclist",
        "label": "Daftar pegawai",
        "components": columns,
        "properties": {"rows": "file", "required": "true"},
    }
    form = a_form("rombongan_usul", a_field("nama_unit", label="Nama unit"), staff)
    model = xml.definitions(
        xml.process(
            xml.start("mulai", xml.extensions(xml.element("zeebe:formDefinition", formId="rombongan_usul"))),
            xml.user_task("teliti", candidates="biro_sdm@bkn", form="cuti_periksa", name="Teliti daftar"),
            xml.end("selesai"),
            xml.path("mulai", "teliti", "selesai"),
            id="rombongan",
            name="Rombongan",
            named={
                "lintas:startableBy": "biro_sdm@bkn",
                "lintas:numberPrefix": "RMB",
                "lintas:title": "=nama_unit + string(count(pegawai))",
            },
        )
    )
    deploy_bundle(runtime, DeployBundle(actor=None, files=[BundleFile("rombongan.bpmn", model), form, CHECK]))
    return visit("sri")


def uploaded(browser: Browser, *lines: str, button: str = "Ajukan") -> Shown:
    files = [("pegawai", ("daftar.csv", "\n".join(lines).encode()))]
    return browser.press(browser.get(HERE), button, {"nama_unit": "Biro A", "pegawai": []}, files=files)


def test_the_uploaded_rows_are_a_list_of_the_case(sri: Browser, runtime: Any) -> None:
    page = uploaded(sri, "NIP;Nama pegawai", f"{ANI};Ani", "198705172012011003;Budi")

    assert "Biro A2" in page.text
    assert [row.title for row in rows(runtime, tables.instance)] == ["Biro A2"]


def test_wrong_rows_come_back_as_a_report_and_start_nothing(sri: Browser, runtime: Any) -> None:
    page = uploaded(sri, "NIP;Nama pegawai", "123;Ani")

    assert page.status == 422
    assert page.errors == ["Daftar pegawai: 1 sel perlu diperbaiki. Perbaiki tabelnya, lalu unggah lagi."]
    cells = [" ".join(cell.text_content().split()) for cell in page.tree.cssselect("tbody th, tbody td")]
    assert cells == ["2", "NIP", "NIP harus 18 angka. Periksa kembali."]
    assert rows(runtime, tables.instance) == []


def test_the_report_can_be_taken_away_for_the_file_that_was_uploaded(sri: Browser) -> None:
    page = uploaded(sri, "NIP;Nama pegawai", "123;Ani")

    report = sri.press(page, "Unduh semua perbaikan sebagai CSV")

    assert report.response.content.decode("utf-8-sig").splitlines() == [
        "Baris,Kolom,Yang salah",
        "2,NIP,NIP harus 18 angka. Periksa kembali.",
    ]
    assert sri.press(page, "Unduh semua perbaikan sebagai XLSX").response.content.startswith(b"PK")


def test_a_corrected_table_replaces_the_first_one(sri: Browser, runtime: Any) -> None:
    page = uploaded(sri, "NIP;Nama pegawai", "123;Ani")
    files = [("pegawai", ("daftar.csv", f"NIP;Nama pegawai\n{ANI};Ani".encode()))]

    sri.press(page, "Ajukan", files=files)

    assert [row.title for row in rows(runtime, tables.instance)] == ["Biro A1"]


def test_the_template_has_the_headings_of_the_form(sri: Browser) -> None:
    template = sri.get(f"{HERE}/tables/pegawai/template.csv")

    assert template.response.content.decode("utf-8-sig") == "NIP;Nama pegawai\r\n"
    assert sri.get(f"{HERE}/tables/nama_unit/template.csv").status == 404


def test_nobody_learns_the_headings_of_what_they_may_not_start(sri: Browser, visit: Visit) -> None:
    assert visit("bagas").get(f"{HERE}/tables/pegawai/template.csv").status == 403
