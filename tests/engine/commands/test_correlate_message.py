"""Messages from outside: who takes them, who may send them, and how long they wait."""

from datetime import timedelta
from typing import Any

import pytest

from engine.authorization.messages import MayNotSend
from engine.bundles.files import BundleFile
from engine.commands.correlate_message import (
    CorrelatedMessage,
    CorrelateMessage,
    MessageAmbiguous,
    MessageOutcome,
    correlate_message,
)
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.commands.forget_expired import forget_expired
from engine.errors import InvalidInput
from engine.model.actor import Actor
from engine.store import tables
from engine.store.messages import timer_start
from engine.store.start_timers import publish_start
from tests.factories.actors import a_capacity, an_actor
from tests.factories.models import catch, end, message, parallel, start
from tests.factories.offices import NO_QUESTIONS, Office, a_case_process, a_task, an_office
from tests.factories.together import together


def a_waiting_case(key: str = '="K"') -> bytes:
    """start -> siapkan -> waits for the message BerkasLengkap -> tutup."""
    return a_case_process(
        start("mulai"),
        a_task("siapkan"),
        catch("berkas", message("BerkasLengkap", key)),
        a_task("tutup"),
        end("selesai"),
        flows=["mulai -> siapkan -> berkas -> tutup -> selesai"],
    )


def a_case_of_a_message() -> bytes:
    """A process that the message PermohonanMasuk starts."""
    return a_case_process(
        start("masuk", message("PermohonanMasuk", '="K"')),
        a_task("periksa"),
        end("selesai"),
        flows=["masuk -> periksa -> selesai"],
    )


def integration(office: Office, agency: str = "asal") -> Actor:
    """The account of another system of an agency; its positions are those of Budi."""
    budi = office.actor("budi")
    capacity = budi.capacities[0]
    place = {"agency_id": capacity.agency_id, "position_id": capacity.position_id}
    system = an_actor(a_capacity(f"integrasi@{agency}", **place))
    return Actor(
        account_id=budi.account_id,
        person_id=budi.person_id,
        name="Sistem",
        username="sistem",
        language="id",
        capacities=system.capacities,
    )


def send(office: Office, name: str = "BerkasLengkap", key: str = "K", **more: Any) -> CorrelatedMessage:
    actor = more.pop("actor", None) or integration(office)
    payload = more.pop("payload", {})
    return correlate_message(
        office.runtime, CorrelateMessage(actor=actor, name=name, correlation_key=key, payload=payload, **more)
    )


def test_the_case_that_waits_takes_the_message(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_waiting_case())
        office.start("ana")
        office.complete("ana", "siapkan")

        sent = send(office, payload={"berkas": 3})

        assert sent == CorrelatedMessage(MessageOutcome.CORRELATED, office.case)
        assert office.open_tasks() == ["tutup"]
        assert office.value("berkas") == 3
        assert "MessageReceived" in office.kinds()


def test_a_message_starts_the_process_that_begins_with_it(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_case_of_a_message())

        sent = send(office, "PermohonanMasuk", payload={"pemohon": "Sri"})

        office.case = sent.instance_id
        assert sent.outcome is MessageOutcome.STARTED
        assert office.open_tasks() == ["periksa"]
        assert office.value("pemohon") == "Sri"


def test_a_message_that_comes_too_early_is_taken_when_somebody_begins_to_wait(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_waiting_case())
        office.start("ana")
        early = send(office, payload={"berkas": 3})

        office.complete("ana", "siapkan")
        office.work()

        assert early.outcome is MessageOutcome.BUFFERED
        assert office.open_tasks() == ["tutup"]
        assert office.value("berkas") == 3


def test_a_message_for_another_key_is_left_alone(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_waiting_case())
        office.start("ana")
        office.complete("ana", "siapkan")

        sent = send(office, key="lain")
        office.work()

        assert sent.outcome is MessageOutcome.BUFFERED
        assert office.open_tasks() == []


@pytest.mark.parametrize("early", [True, False], ids=["buffered", "taken"])
def test_the_same_message_is_taken_once(database_url: str, early: bool) -> None:
    with an_office(database_url) as office:
        office.deploy(a_waiting_case())
        office.start("ana")
        if not early:
            office.complete("ana", "siapkan")
        send(office, message_id="m1")

        again = send(office, message_id="m1")

        assert again == CorrelatedMessage(MessageOutcome.DUPLICATE, None)
        assert len(office.rows(tables.message)) == 1


def test_the_same_message_sent_twice_at_once_starts_one_case(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_case_of_a_message())

        sent = together(*[lambda: send(office, "PermohonanMasuk", message_id="m1")] * 2)

        assert sorted(each.outcome for each in sent) == [MessageOutcome.DUPLICATE, MessageOutcome.STARTED]
        assert len(office.rows(tables.instance)) == 1


def test_a_message_waits_no_longer_than_it_says(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_waiting_case())
        office.start("ana")
        send(office, lifetime=timedelta(hours=1))
        office.clock.move(timedelta(hours=1))

        office.complete("ana", "siapkan")
        office.work()

        assert office.open_tasks() == []


def test_one_message_reaches_one_of_two_tokens(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        parallel("pisah"),
        catch("kiri", message("BerkasLengkap", '="K"')),
        catch("kanan", message("BerkasLengkap", '="K"')),
        a_task("tutup"),
        end("selesai"),
        flows=["mulai -> pisah -> kiri -> tutup -> selesai", "pisah -> kanan -> tutup"],
    )
    with an_office(database_url) as office:
        office.deploy(process)
        office.start("ana")

        send(office)
        after_one = office.open_tasks()
        send(office)

        assert after_one == ["tutup"]
        assert office.open_tasks() == ["tutup", "tutup"]


def test_two_early_messages_reach_two_cases(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_waiting_case())
        cases = [office.start("ana").instance_id for _ in range(2)]
        send(office)
        send(office)

        for office.case in cases:
            office.complete("ana", "siapkan")
        office.work()

        assert sorted(row.element_id for row in office.rows(tables.user_task)) == ["tutup", "tutup"]


def test_clerks_may_not_send(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_waiting_case())
        office.start("ana")
        office.complete("ana", "siapkan")

        with pytest.raises(MayNotSend):
            send(office, actor=office.actor("ana"))

        assert office.rows(tables.message) == []
        assert office.open_tasks() == []


def test_supervisors_send_to_cases_of_their_agency_only(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_waiting_case())
        with pytest.raises(MayNotSend):
            send(office, actor=office.actor("sari"))
        office.start("ana")
        office.complete("ana", "siapkan")

        assert send(office, actor=office.actor("sari")).outcome is MessageOutcome.CORRELATED


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "timer:mulai"}, "name"),
        ({"name": "condition:mulai"}, "name"),
        ({"key": "x" * 201}, "correlation_key"),
        ({"message_id": ""}, "message_id"),
        ({"message_id": "x" * 201}, "message_id"),
        ({"payload": {"instance": {"agency": "tujuan"}}}, "payload"),
        ({"payload": {"#loops": 1}}, "payload"),
        ({"payload": {"x" * 201: 1}}, "payload"),
        ({"payload": {" ": 1}}, "payload"),
        ({"lifetime": timedelta(days=366)}, "ttl_seconds"),
        ({"lifetime": timedelta(seconds=-1)}, "ttl_seconds"),
    ],
)
def test_wrong_input_is_named(sqlite_url: str, change: dict[str, Any], field: str) -> None:
    with an_office(sqlite_url) as office:
        with pytest.raises(InvalidInput) as refused:
            send(office, **change)

        assert set(refused.value.fields) == {field}


def owned_by_asal(office: Office, *files: bytes, participants: str = "") -> None:
    """Deploy for an agency, with other agencies as participants."""
    manifest = f'key = "urusan"\nowner = "asal"\nparticipants = [{participants}]\n'.encode()
    bundle = [BundleFile("bundle.toml", manifest), BundleFile("kosong.form", NO_QUESTIONS)]
    bundle += [BundleFile(f"p{number}.bpmn", content) for number, content in enumerate(files)]
    deploy_bundle(office.runtime, DeployBundle(actor=None, files=bundle))


@pytest.mark.parametrize("agency", ["asal", "tujuan"])
def test_systems_of_owner_and_participants_reach_a_case(database_url: str, agency: str) -> None:
    with an_office(database_url) as office:
        owned_by_asal(office, a_waiting_case(), participants='"tujuan"')
        office.start("ana")
        office.complete("ana", "siapkan")

        assert send(office, actor=integration(office, agency)).outcome is MessageOutcome.CORRELATED


def test_a_system_without_a_part_in_it_moves_no_case_and_starts_none(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        owned_by_asal(office, a_waiting_case())
        office.start("ana")
        office.complete("ana", "siapkan")
        with pytest.raises(MayNotSend):
            send(office, actor=integration(office, "tujuan"))
        owned_by_asal(office, a_case_of_a_message())

        with pytest.raises(MayNotSend):
            send(office, "PermohonanMasuk", actor=integration(office, "tujuan"))

        assert len(office.rows(tables.instance)) == 1
        assert office.open_tasks() == []


def test_a_message_that_came_early_from_a_stranger_is_passed_over(database_url: str) -> None:
    with an_office(database_url) as office:
        owned_by_asal(office, a_waiting_case())
        office.start("ana")
        send(office, actor=integration(office, "tujuan"), payload={"dari": "tujuan"})
        send(office, payload={"dari": "asal"})

        office.complete("ana", "siapkan")
        office.work()

        assert office.open_tasks() == ["tutup"]
        assert office.value("dari") == "asal"


def test_ids_of_messages_are_each_senders_own(database_url: str) -> None:
    with an_office(database_url) as office:
        sent = [send(office, message_id="m1", actor=integration(office, agency)) for agency in ("asal", "tujuan")]

        assert [each.outcome for each in sent] == [MessageOutcome.BUFFERED] * 2
        assert send(office, message_id="m1").outcome is MessageOutcome.DUPLICATE


def test_who_may_not_send_is_not_told_what_was_sent(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        send(office, message_id="m1")

        with pytest.raises(MayNotSend):
            send(office, message_id="m1", actor=office.actor("ana"))


def test_no_message_from_outside_stands_for_a_time(sqlite_url: str) -> None:
    """Ids of starts by time can be guessed; a message that has one before must not hold the start back."""
    with an_office(sqlite_url) as office:
        due = office.clock.now()
        with pytest.raises(InvalidInput):
            send(office, timer_start("mulai"), "proses", message_id=f"proses:{due.isoformat()}")

        with office.runtime.database.begin() as work:
            work.begin_write()
            assert publish_start(work, "proses", "mulai", due, due)


def two_waiting_cases(office: Office) -> None:
    office.deploy(a_waiting_case())
    for _ in range(2):
        office.start("ana")
        office.complete("ana", "siapkan")


def test_a_message_that_fits_several_cases_is_refused_and_moves_none(database_url: str) -> None:
    with an_office(database_url) as office:
        two_waiting_cases(office)

        with pytest.raises(MessageAmbiguous):
            send(office, message_id="m1")

        assert len(office.rows(tables.subscription)) == 2
        assert office.rows(tables.message) == []


def test_who_may_not_send_is_not_told_how_many_wait(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        two_waiting_cases(office)

        with pytest.raises(MayNotSend):
            send(office, actor=office.actor("eka"))


def test_a_message_that_may_not_wait_expires_at_once(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_waiting_case())
        office.start("ana")

        sent = send(office, lifetime=timedelta(0), message_id="m1")
        office.complete("ana", "siapkan")
        office.work()

        assert sent == CorrelatedMessage(MessageOutcome.EXPIRED, None)
        assert office.open_tasks() == []
        assert send(office, lifetime=timedelta(0), message_id="m1").outcome is MessageOutcome.CORRELATED


def test_a_message_that_nobody_took_in_time_is_told_so_when_it_comes_again(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        send(office, lifetime=timedelta(hours=1), message_id="m1")
        office.clock.move(timedelta(hours=1))

        assert send(office, message_id="m1").outcome is MessageOutcome.EXPIRED


def test_a_delivered_message_is_known_longer_than_it_may_wait(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(a_case_of_a_message())
        send(office, "PermohonanMasuk", message_id="m1", lifetime=timedelta(0))
        office.clock.move(timedelta(days=29))
        forget_expired(office.runtime)

        again = send(office, "PermohonanMasuk", message_id="m1", lifetime=timedelta(0))

        assert again.outcome is MessageOutcome.DUPLICATE
        assert len(office.rows(tables.instance)) == 1
