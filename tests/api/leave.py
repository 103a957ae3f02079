"""A small process in two agencies, and the people who carry it: enough for every page."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from engine.bundles.files import BundleFile, read_folder
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.model.actor import HolderStatus
from engine.settings import resources_root
from engine.store import tables
from engine.store.groups import intern_groups
from tests.factories import bpmn_xml as xml
from tests.factories.people import a_holder, a_position, a_runtime, an_account, an_agency, insert

NAMES = {
    "periksa": "Periksa usul cuti",
    "tetapkan": "Tetapkan keputusan cuti",
}


def a_field(key: str, kind: str = "textfield", *, label: str, required: bool = True, **more: Any) -> dict[str, Any]:
    """A component of a form."""
    return {"id": key, "key": key, "type": kind, "label": label, "validate": {"required": required}, **more}


def a_form(form_id: str, *components: dict[str, Any]) -> BundleFile:
    """A form file."""
    form = {"id": form_id, "type": "default", "schemaVersion": 19, "components": components}
    return BundleFile(f"forms/cuti/{form_id}.form", json.dumps(form).encode())


def choices(**labels: str) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in labels.items()]


START = a_form(
    "cuti_usul", a_field("nama", label="Nama pegawai"), a_field("hari", "number", label="Jumlah hari", decimalDigits=0)
)
CHECK = a_form(
    "cuti_periksa",
    a_field("keputusan", "radio", label="Keputusan", values=choices(setuju="Setujui", tolak="Tolak")),
    a_field("alasan", "textarea", label="Alasan", conditional={"hide": '=keputusan != "tolak"'}),
)
DECIDE = a_form(
    "cuti_tetapkan",
    a_field("nomor", label="Nomor keputusan"),
    a_field("tanggal", "datetime", label="Tanggal keputusan", subtype="date", dateLabel="Tanggal keputusan"),
    a_field("tempat", label="Tempat"),
    a_field("catatan", "textarea", label="Catatan", required=False),
)


def the_model() -> bytes:
    """Proposed, checked in one agency, decided in another."""
    return xml.definitions(
        xml.process(
            xml.start("mulai", xml.extensions(xml.element("zeebe:formDefinition", formId="cuti_usul"))),
            xml.user_task(
                "periksa",
                candidates="biro_sdm@bkn",
                form="cuti_periksa",
                decision_class="verifikasi",
                name=NAMES["periksa"],
                more={"lintas:name.en": "Check the leave proposal"},
            ),
            xml.user_task(
                "tetapkan",
                candidates="ppk@otorita-ikn",
                form="cuti_tetapkan",
                decision_class="sk_pemindahan",
                name=NAMES["tetapkan"],
                more={"lintas:name.en": "Decide on the leave"},
            ),
            xml.end("selesai", name="Cuti ditetapkan"),
            xml.path("mulai", "periksa", "tetapkan", "selesai"),
            id="cuti",
            name="Cuti pegawai",
            named={
                "lintas:startableBy": "biro_sdm@bkn",
                "lintas:numberPrefix": "CUTI",
                "lintas:title": '="Cuti " + nama',
                "lintas:name.en": "Leave of staff",
            },
        )
    )


def the_files() -> list[BundleFile]:
    """The whole bundle."""
    manifest = b'key = "cuti"\nowner = "bkn"\n[title]\nid = "Cuti pegawai"\nen = "Leave of staff"\n'
    return [
        BundleFile("processes/cuti/bundle.toml", manifest),
        BundleFile("processes/cuti/process.bpmn", the_model()),
        START,
        CHECK,
        DECIDE,
    ]


def set_up(runtime: Any) -> None:
    """Two agencies, their people, the process, and the table of what acting officials may decide."""
    bkn = an_agency(
        runtime, "bkn", zone="Asia/Jakarta", name="Badan Kepegawaian Negara", name_en="Civil Service Agency"
    )
    ikn = an_agency(runtime, "otorita-ikn", name="Otorita IKN", name_en="Nusantara Authority")
    staff = a_position(runtime, bkn, "analis_sdm", "biro_sdm", "perancang_proses", "penyelia")
    head = a_position(runtime, ikn, "kepala", "ppk")
    clerk = a_position(runtime, ikn, "arsiparis")
    a_holder(runtime, somebody(runtime, "sri", "Sri Rahayu"), staff)
    a_holder(runtime, somebody(runtime, "siti", "Siti Aminah"), staff)
    a_holder(runtime, somebody(runtime, "bagas", "Bagas Pratama"), head)
    acting = somebody(runtime, "laras", "Laras Ayu")
    a_holder(runtime, acting, head, status=HolderStatus.PLT, since=date(2026, 11, 1), decree_number="SPR-1/2026")
    a_holder(runtime, somebody(runtime, "ahmad", "Ahmad Fauzi"), clerk)
    with runtime.database.begin() as work:
        work.begin_write()
        intern_groups(work.connection)
        work.commit()
    deploy_bundle(runtime, DeployBundle(actor=None, files=the_files()))
    deploy_bundle(runtime, DeployBundle(actor=None, files=read_folder(resources_root(), "authority")))


def fill_with_leave(url: str) -> None:
    """Set up in the migrated database `url`."""
    with a_runtime(url, worker=False) as runtime:
        set_up(runtime)


def somebody(runtime: Any, username: str, name: str) -> UUID:
    """A person with a demonstration account; returns the account."""
    person = insert(runtime, tables.person, name=name, employment="pns")
    return an_account(runtime, username, person_id=person, demonstration=True)
