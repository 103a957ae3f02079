"""A supervisor suspends a case: nothing in it goes on, nothing is lost, and after resuming all of it happens."""

from datetime import timedelta

import pytest

from engine.authorization.access import MayNotSupervise
from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.claim_task import ClaimTask, claim_task
from engine.commands.complete_job import CompleteJob, complete_job
from engine.commands.correlate_message import CorrelateMessage, MessageOutcome, correlate_message
from engine.commands.deliver_signal import DeliverSignal, deliver_signal
from engine.commands.edit_and_retry import EditAndRetry, edit_and_retry
from engine.commands.fail_job import FailJob, fail_job
from engine.commands.release_task import ReleaseTask, release_task
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.errors import InvalidInput, NotFound
from engine.jobs.services import perform
from engine.queries.inbox import inbox
from engine.store import tables
from engine.store.cases import CaseEnded, CaseSuspended
from engine.store.codec import load
from engine.store.service_jobs import JobToken
from tests.engine.commands.test_correlate_message import integration
from tests.factories.models import boundary, call_activity, catch, end, message, service_task, signal, start, timer
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks

REASON = "Menunggu hasil pemeriksaan inspektorat."
CANCELLED = "Hasil pemeriksaan: usul tidak sah sejak awal."


def suspend(office: Office, username: str = "sari", reason: str = REASON) -> None:
    assert office.case is not None
    suspend_instance(
        office.runtime, SuspendInstance(instance_id=office.case, actor=office.actor(username), reason=reason)
    )


def resume(office: Office, username: str = "sari") -> None:
    assert office.case is not None
    resume_instance(
        office.runtime, ResumeInstance(instance_id=office.case, actor=office.actor(username), reason=REASON)
    )


def waiting_for(element: object) -> bytes:
    """start -> a catching event or service task `tunggu` -> lanjut -> end."""
    return a_case_process(
        start("mulai"), element, a_task("lanjut"), end("selesai"), flows=["mulai -> tunggu -> lanjut -> selesai"]
    )


def started(office: Office, element: object) -> None:
    office.deploy(waiting_for(element))
    office.start("ana")


def test_nobody_claims_or_completes_a_task_until_the_case_is_resumed(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        suspend(office)

        with pytest.raises(CaseSuspended):
            claim_task(office.runtime, ClaimTask(task_id=office.task("periksa"), actor=office.actor("ana")))
        with pytest.raises(CaseSuspended):
            office.complete("ana", "periksa")
        assert office.open_tasks() == ["periksa"]

        resume(office)
        office.complete("ana", "periksa")
        assert office.open_tasks() == ["putuskan"]


def test_who_holds_a_task_keeps_it_and_may_give_it_back(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")
        task = office.task("periksa")
        claim_task(office.runtime, ClaimTask(task_id=task, actor=office.actor("ana")))
        suspend(office)

        (row,) = inbox(office.runtime, office.actor("ana")).rows
        release_task(office.runtime, ReleaseTask(task_id=task, actor=office.actor("ana")))

        assert (row.mine, row.suspended) == (True, True)
        assert not inbox(office.runtime, office.actor("ana")).rows[0].mine


def test_called_processes_are_suspended_with_it(database_url: str) -> None:
    child = a_case_process(start("a"), a_task("teliti"), end("z"), flows=["a -> teliti -> z"], process_id="anak")
    parent = a_case_process(
        start("mulai"), call_activity("panggil", "anak"), end("selesai"), flows=["mulai -> panggil -> selesai"]
    )
    with an_office(database_url) as office:
        office.deploy(child, parent)
        office.start("ana")
        suspend(office)

        with pytest.raises(CaseSuspended):
            office.complete("ana", "teliti")


def test_a_timer_that_is_due_fires_after_resuming(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office, catch("tunggu", timer(duration="P1D")))
        suspend(office)
        office.clock.move(timedelta(days=2))

        assert office.work() == 0
        resume(office)
        office.work()

        assert office.open_tasks() == ["lanjut"]


def test_a_message_is_kept_beyond_its_own_lifetime_until_the_case_is_resumed(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office, catch("tunggu", message("Berkas", '="K"')))
        suspend(office)
        sent = CorrelateMessage(
            actor=integration(office), name="Berkas", correlation_key="K", payload={"isi": 1}, lifetime=timedelta(0)
        )

        answer = correlate_message(office.runtime, sent)
        office.clock.move(timedelta(days=60))
        office.work()
        resume(office)
        office.work()

        assert answer.outcome is MessageOutcome.BUFFERED
        assert (office.open_tasks(), office.value("isi")) == (["lanjut"], 1)


def test_a_message_of_a_process_is_kept_too(database_url: str) -> None:
    sender = a_case_process(
        start("a"), service_task("kirim", "uji"), end("z", message("Berkas", '="K"')), flows=["a -> kirim -> z"],
        process_id="pengirim",
    )  # fmt: skip
    with an_office(database_url) as office:
        office.deploy(sender)
        started(office, catch("tunggu", message("Berkas", '="K"')))
        waiting = office.case
        suspend(office)
        office.start("ana", "pengirim")
        (row,) = office.rows(tables.service_job)
        token = JobToken(instance_id=row.instance_id, execution=row.execution, token=row.token)
        complete_job(office.runtime, CompleteJob(token=token, variables={}))
        office.work()
        office.clock.move(timedelta(days=60))

        office.case = waiting
        before = office.open_tasks()
        resume(office)
        office.work()

        assert (before, office.open_tasks()) == ([], ["lanjut"])


def test_a_running_case_that_waits_for_the_same_message_takes_it(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office, catch("tunggu", message("Berkas", '="K"')))
        suspend(office)
        office.start("ana")

        answer = correlate_message(
            office.runtime,
            CorrelateMessage(actor=integration(office), name="Berkas", correlation_key="K", payload={}),
        )

        assert answer.instance_id == office.case


def test_a_signal_that_came_meanwhile_is_delivered_once_after_resuming(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office, catch("tunggu", signal("Pengumuman")))
        assert office.case is not None
        suspend(office)
        broadcast = DeliverSignal(
            instance_id=office.case, execution=0, name="Pengumuman", payload={"isi": 2}, broadcast="satu"
        )
        for _ in range(2):
            deliver_signal(office.runtime, broadcast)

        kept = office.rows(tables.kept_signal)
        resume(office)
        office.work()

        assert len(kept) == 1
        assert (office.open_tasks(), office.value("isi")) == (["lanjut"], 2)
        assert office.rows(tables.kept_signal) == []


def test_a_service_is_asked_after_resuming_and_an_answer_on_its_way_is_not_taken(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office, service_task("tunggu", "lintas:siasn-profile", inputs={"nip": '="0"'}))
        (row,) = office.rows(tables.service_job)
        token = JobToken(instance_id=row.instance_id, execution=row.execution, token=row.token)
        suspend(office)

        with pytest.raises(CaseSuspended):
            complete_job(office.runtime, CompleteJob(token=token, variables={}))
        with pytest.raises(CaseSuspended):
            fail_job(office.runtime, FailJob(token=token, code="offline", detail="tidak menjawab"))
        perform(office.runtime, token)
        office.work()
        (held,) = office.rows(tables.service_job)
        resume(office)
        office.work()

        assert (held.held, held.missed, held.retries) == (True, True, row.retries)
        assert office.rows(tables.service_job) == []


def test_a_suspended_case_can_be_cancelled(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office, catch("tunggu", signal("Pengumuman")))
        assert office.case is not None
        suspend(office)
        deliver_signal(
            office.runtime, DeliverSignal(instance_id=office.case, execution=0, name="Pengumuman", payload={})
        )

        cancel_instance(
            office.runtime, CancelInstance(instance_id=office.case, actor=office.actor("sari"), reason=CANCELLED)
        )

        assert office.status() == "cancelled"
        assert office.rows(tables.kept_signal) == []
        with pytest.raises(CaseEnded):
            resume(office)


def test_the_history_says_who_suspended_and_resumed_it_and_why(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")

        suspend(office)
        suspend(office)
        resume(office)

        assert office.kinds()[-2:] == ["CaseSuspended", "CaseResumed"]
        entry = next(row for row in office.rows(tables.history_event) if row.kind == "CaseSuspended")
        assert (entry.person_id, load(entry.value)) == (office.actor("sari").person_id, {"reason": REASON})


def test_only_supervisors_of_agencies_that_take_part_may(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana")

        with pytest.raises(MayNotSupervise):
            suspend(office, "ana")
        with pytest.raises(NotFound):
            suspend(office, "tari")
        with pytest.raises(InvalidInput):
            suspend(office, reason=" ")


def test_what_is_opened_in_a_suspended_case_is_held_too(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(
            a_case_process(
                start("mulai"),
                a_task("periksa", to="=alamat"),
                boundary("lama", "periksa", timer(duration="P1D")),
                end("selesai"),
                end("lewat"),
                flows=["mulai -> periksa -> selesai", "lama -> lewat"],
            )
        )
        office.start("ana")
        suspend(office)
        (incident,) = office.rows(tables.incident)

        edit_and_retry(
            office.runtime,
            EditAndRetry(
                instance_id=incident.instance_id,
                execution=incident.execution,
                token=incident.token,
                actor=office.actor("sari"),
                values={"alamat": "petugas@asal"},
                reason=REASON,
            ),
        )

        assert [row.held for row in office.rows(tables.user_task)] == [True]
        with pytest.raises(CaseSuspended):
            office.complete("ana", "periksa")
