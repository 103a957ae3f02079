"""What supervisors look at: people of other agencies, and a process in which cases get stuck."""

from typing import Any

import sqlalchemy as sa

from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.store import tables
from engine.store.groups import intern_groups
from tests.api.leave import CHECK, a_field, a_form, somebody, the_files
from tests.factories import bpmn_xml as xml
from tests.factories.people import a_holder, a_position

STUCK, ASKING = "urusan", "tanya"
REASON = "Pegawai mengundurkan diri dari seleksi."
NAME = "Rahmat Hidayat"


def a_supervisor(runtime: Any, username: str = "wati", agency: str = "otorita-ikn") -> None:
    """Somebody who supervises one agency and has no other function."""
    with runtime.database.begin() as work:
        agency_id = work.connection.scalar(sa.select(tables.agency.c.id).where(tables.agency.c.code == agency))
    position = a_position(runtime, agency_id, f"penyelia-{username}", "penyelia")
    a_holder(runtime, somebody(runtime, username, username.title()), position)
    with runtime.database.begin() as work:
        work.begin_write()
        intern_groups(work.connection)
        work.commit()


def a_process_that_gets_stuck(runtime: Any) -> None:
    """Its task has no address while the variable `alamat` is not set."""
    start = a_form("urusan_usul", a_field("nama", label="Nama pegawai"))
    model = xml.definitions(
        xml.process(
            xml.start("mulai", xml.extensions(xml.element("zeebe:formDefinition", formId="urusan_usul"))),
            xml.user_task("teliti", candidates="=alamat", form="cuti_periksa", name="Teliti urusan"),
            xml.end("selesai"),
            xml.path("mulai", "teliti", "selesai"),
            id=STUCK,
            name="Urusan lain",
            named={"lintas:startableBy": "biro_sdm@bkn", "lintas:numberPrefix": "URUSAN", "lintas:title": "=nama"},
        )
    )
    files = [BundleFile("urusan.bpmn", model), start, CHECK]
    deploy_bundle(runtime, DeployBundle(actor=None, files=files))


def a_process_with_a_service(runtime: Any) -> None:
    """Its service `ambil` is asked for and does not answer."""
    start = a_form("tanya_usul", a_field("nama", label="Nama pegawai"))
    model = xml.definitions(
        xml.process(
            xml.start("mulai", xml.extensions(xml.element("zeebe:formDefinition", formId="tanya_usul"))),
            xml.service_task("ambil", type="sistem-lain", name="Ambil profil"),
            xml.user_task("teliti", candidates="biro_sdm@bkn", form="cuti_periksa", name="Teliti urusan"),
            xml.end("selesai"),
            xml.path("mulai", "ambil", "teliti", "selesai"),
            id=ASKING,
            name="Tanya sistem lain",
            named={"lintas:startableBy": "biro_sdm@bkn", "lintas:numberPrefix": "TANYA", "lintas:title": "=nama"},
        )
    )
    files = [BundleFile("tanya.bpmn", model), start, CHECK]
    deploy_bundle(runtime, DeployBundle(actor=None, files=files))


def a_second_version(runtime: Any) -> None:
    """The leave process once more, with another name for its first task."""
    files = [
        BundleFile(each.path, each.content.replace(b"Periksa usul cuti", b"Telaah usul cuti")) for each in the_files()
    ]
    deploy_bundle(runtime, DeployBundle(actor=None, files=files))
