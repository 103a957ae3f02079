"""Messages that processes throw: they reach only cases in which the agency of the thrower has a part."""

import pytest

from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.store import tables
from engine.store.messages import LIFETIME
from tests.factories.models import call_activity, catch, end, message, send_task, start, throw
from tests.factories.offices import NO_QUESTIONS, Office, a_case_process, a_task, an_office

NAME = "BerkasLengkap"


def waiting(process_id: str = "penunggu", to: str = "petugas@asal") -> bytes:
    """Waits for the message, then has a task."""
    return a_case_process(
        start("mulai"),
        catch("berkas", message(NAME, '="K"')),
        a_task("tutup", to=to),
        end("selesai"),
        flows=["mulai -> berkas -> tutup -> selesai"],
        process_id=process_id,
    )


def throwing(process_id: str = "pengirim") -> bytes:
    """Throws the message and ends."""
    event = throw("kirim", message(NAME, '="K"'))
    return a_case_process(
        start("mulai"), event, end("selesai"), flows=["mulai -> kirim -> selesai"], process_id=process_id
    )


def deploy(office: Office, model: bytes, key: str, owner: str | None, participants: str = "") -> None:
    """A bundle of one process, which an agency owns, or nobody."""
    owned = "" if owner is None else f'owner = "{owner}"\n'
    manifest = f'key = "{key}"\n{owned}participants = [{participants}]\n'.encode()
    form = NO_QUESTIONS.replace(b'"id": "kosong"', f'"id": "kosong_{key}"'.encode())
    model = model.replace(b'formId="kosong"', f'formId="kosong_{key}"'.encode())
    files = [BundleFile("bundle.toml", manifest), BundleFile("f.form", form), BundleFile("p.bpmn", model)]
    deploy_bundle(office.runtime, DeployBundle(actor=None, files=files))


def throw_it(office: Office, by: str = "eka") -> None:
    """A case of the throwing process runs to its end."""
    waits = office.case
    office.start(by, "pengirim")
    office.work()
    office.case = waits


@pytest.mark.parametrize(
    ("receiver", "sender", "by", "participants", "arrives"),
    [
        ("asal", "asal", "eka", "", True),
        ("asal", "tujuan", "eka", '"tujuan"', True),
        ("asal", "tujuan", "ana", "", False),
        ("asal", None, "ana", "", True),
        ("asal", None, "eka", "", False),
        (None, "tujuan", "eka", "", True),
    ],
)
def test_it_reaches_cases_of_its_agency_and_of_those_that_name_it(
    sqlite_url: str, receiver: str | None, sender: str | None, by: str, participants: str, arrives: bool
) -> None:
    """Of a process that nobody owns, the agency that started the case is the sender."""
    with an_office(sqlite_url) as office:
        deploy(office, waiting(), "a", receiver, participants)
        deploy(office, throwing(), "b", sender)
        office.start("ana", "penunggu")

        throw_it(office, by)

        assert office.open_tasks() == (["tutup"] if arrives else [])


def test_a_stranger_who_waited_longer_does_not_get_it(database_url: str) -> None:
    with an_office(database_url) as office:
        deploy(office, waiting("penunggu_asing"), "a", "asal")
        deploy(office, waiting(), "b", "tujuan")
        deploy(office, throwing(), "c", "tujuan")
        stranger = office.start("ana", "penunggu_asing").instance_id
        office.start("eka", "penunggu")

        throw_it(office)

        assert office.open_tasks() == ["tutup"]
        office.case = stranger
        assert office.open_tasks() == []


def test_it_starts_no_process_of_an_agency_that_does_not_name_the_sender(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        begun = a_case_process(
            start("masuk", message(NAME, '="K"')),
            a_task("periksa"),
            end("selesai"),
            flows=["masuk -> periksa -> selesai"],
        )
        deploy(office, begun, "a", "asal")
        deploy(office, throwing(), "b", "tujuan")

        throw_it(office)
        assert len(office.rows(tables.instance)) == 1

        deploy(office, begun, "a", "asal", '"tujuan"')
        throw_it(office)
        assert len(office.rows(tables.instance)) == 3


def test_a_suspended_case_of_a_stranger_keeps_nothing(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        deploy(office, waiting(), "a", "asal")
        deploy(office, throwing(), "b", "tujuan")
        case = office.start("ana", "penunggu").instance_id
        suspend_instance(
            office.runtime, SuspendInstance(instance_id=case, actor=office.actor("sari"), reason="Menunggu berkas.")
        )

        throw_it(office)

        (kept,) = office.rows(tables.message)
        assert (kept.sender, kept.expires_at - kept.received_at) == ("tujuan", LIFETIME)


def test_who_waits_for_what_is_not_theirs_takes_it_from_nobody(database_url: str) -> None:
    with an_office(database_url) as office:
        deploy(office, waiting("pengintip"), "a", "asal")
        deploy(office, waiting(), "b", "tujuan")
        deploy(office, throwing(), "c", "tujuan")
        office.start("ana", "pengintip")
        throw_it(office)

        office.start("eka", "penunggu")
        office.work()

        assert office.open_tasks() == ["tutup"]


def test_a_message_that_nobody_takes_holds_up_none_behind_it(database_url: str) -> None:
    with an_office(database_url) as office:
        deploy(office, waiting(), "a", "asal")
        deploy(office, throwing(), "b", "tujuan")
        deploy(office, throwing("milik_asal"), "c", "asal")
        throw_it(office)
        office.start("ana", "milik_asal")
        office.work()

        office.start("ana", "penunggu")
        office.work()

        assert office.open_tasks() == ["tutup"]


def test_a_process_of_a_stranger_that_would_start_first_bars_no_other(database_url: str) -> None:
    with an_office(database_url) as office:
        for key, owner in (("a_asing", "asal"), ("b_sendiri", "tujuan")):
            flows = ["masuk -> periksa -> selesai"]
            parts = start("masuk", message(NAME, '="K"')), a_task("periksa"), end("selesai")
            deploy(office, a_case_process(*parts, flows=flows, process_id=key), key, owner)
        deploy(office, throwing(), "c", "tujuan")

        throw_it(office)

        (begun,) = office.rows(tables.user_task)
        assert begun.process_key == "b_sendiri"


def test_a_called_process_of_another_agency_answers_the_case_that_called_it(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        answering = a_case_process(
            start("mulai"),
            send_task("kirim", NAME, '="K"'),
            a_task("lanjut"),
            end("selesai"),
            flows=["mulai -> kirim -> lanjut -> selesai"],
            process_id="dipanggil",
        )
        deploy(office, answering, "b", "tujuan")
        caller = a_case_process(
            start("mulai"),
            call_activity("panggil", "dipanggil"),
            catch("berkas", message(NAME, '="K"')),
            a_task("tutup"),
            end("selesai"),
            end("selesai2"),
            flows=["mulai -> panggil -> selesai", "mulai -> berkas -> tutup -> selesai2"],
            process_id="pemanggil",
        )
        deploy(office, caller, "a", "asal")

        office.start("ana", "pemanggil")
        office.work()

        assert office.open_tasks() == ["lanjut", "tutup"]
