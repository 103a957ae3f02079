"""Commands and jobs that are broken off: how to come before each, and how to do it. Doing it again does no harm."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from engine.commands.cancel_instance import CancelInstance, cancel_instance
from engine.commands.claim_task import ClaimTask, claim_task
from engine.commands.complete_task import CompleteTask, complete_task
from engine.commands.correlate_message import CorrelateMessage, correlate_message
from engine.commands.reassign_task import ReassignTask, reassign_task
from engine.commands.release_task import ReleaseTask, release_task
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.save_draft import SaveDraft, save_draft
from engine.commands.start_process import StartProcess, start_process
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.errors import LintasError
from engine.forms.submission import DataAnswers
from engine.runtime import Runtime
from engine.store import tables
from tests.factories.models import (
    boundary,
    call_activity,
    catch,
    end,
    message,
    parallel,
    script_task,
    service_task,
    start,
    throw,
    timer,
)
from tests.factories.offices import Office, a_case_process, a_task
from tests.factories.workers import a_worker

REASON = "Pegawai mengundurkan diri dari seleksi."
TASKS = frozenset({"buka", "periksa", "tutup", "teliti"})
EVENTS = frozenset({"tenggat", "tunggu"})
AN_HOUR, OVERDUE = timedelta(hours=1), timedelta(days=31)


def the_process(url: str) -> bytes:
    """After buka: a task with a deadline, a call to another system, a subscription, a called process, a message."""
    return a_case_process(
        start("mulai"),
        a_task("buka"),
        throw("kabari", message("Kabar", '="K"')),
        script_task("hitung", "=1 + 1", "jumlah"),
        parallel("pisah"),
        a_task("periksa"),
        boundary("tenggat", "periksa", timer(duration="P30D")),
        service_task("layanan", "lintas:http", headers={"url": url, "method": "POST"}),
        catch("tunggu", message("Balasan", "=instance.number")),
        call_activity("panggil", "anak"),
        a_task("tutup"),
        end("selesai"),
        flows=[
            "mulai -> buka -> kabari -> hitung -> pisah -> periksa -> tutup -> selesai",
            "pisah -> layanan -> selesai",
            "pisah -> tunggu -> selesai",
            "pisah -> panggil -> selesai",
            "tenggat -> selesai",
        ],
    )


def the_called() -> bytes:
    """A process of one task."""
    return a_case_process(start("a"), a_task("teliti"), end("z"), flows=["a -> teliti -> z"], process_id="anak")


@dataclass(slots=True)
class Round:
    """A case of the office just before a deed; `key` is the idempotency key of whatever is sent, however often."""

    office: Office
    key: str
    tasks: Mapping[str, UUID]

    @property
    def runtime(self) -> Runtime:
        """Where the deed is done."""
        return self.office.runtime

    @property
    def case(self) -> UUID:
        """The case that is acted on."""
        assert self.office.case is not None
        return self.office.case


@dataclass(frozen=True, slots=True)
class Deed:
    """`before` leads a new case to where `act` can be done."""

    before: Callable[[Office], object]
    act: Callable[[Round], object]


def begin(deed: Deed, office: Office, key: str) -> Round:
    """A new case just before the deed."""
    office.case = None
    deed.before(office)
    rows = office.rows(tables.user_task) if office.case else []
    return Round(office, key, {row.element_id: row.id for row in rows if row.instance_id == office.case})


def repeat(deed: Deed, at: Round) -> None:
    """Ask for it again, as people and programs do that got no answer, and let what it caused come to an end."""
    with suppress(LintasError):
        deed.act(at)
    at.office.clock.move(AN_HOUR)
    at.office.work()


def _nothing(_: Office) -> None:
    pass


def _at_buka(office: Office) -> None:
    office.start("ana")


def _held(office: Office) -> None:
    _at_buka(office)
    claim_task(office.runtime, ClaimTask(task_id=office.task("buka"), actor=office.actor("ana")))


def _calling(office: Office) -> None:
    _at_buka(office)
    office.complete("ana", "buka")


def _spread(office: Office) -> None:
    _calling(office)
    office.work()


def _suspended(office: Office) -> None:
    _spread(office)
    assert office.case is not None
    command = SuspendInstance(instance_id=office.case, actor=office.actor("sari"), reason=REASON)
    suspend_instance(office.runtime, command)


def _overdue(office: Office) -> None:
    _spread(office)
    office.clock.move(OVERDUE)


def _start(at: Round) -> None:
    actor, answers = at.office.actor("ana"), DataAnswers({})
    command = StartProcess(process_key="proses", actor=actor, answers=answers, idempotency_key=at.key)
    at.office.case = start_process(at.runtime, command).instance_id


def _claim(at: Round) -> None:
    claim_task(at.runtime, ClaimTask(task_id=at.tasks["buka"], actor=at.office.actor("ana")))


def _release(at: Round) -> None:
    release_task(at.runtime, ReleaseTask(task_id=at.tasks["buka"], actor=at.office.actor("ana")))


def _draft(at: Round) -> None:
    command = SaveDraft(task_id=at.tasks["buka"], actor=at.office.actor("ana"), fields={"catatan": ["separuh"]})
    save_draft(at.runtime, command)


def _reassign(at: Round) -> None:
    to, actor = at.office.actor("budi").person_id, at.office.actor("sari")
    command = ReassignTask(task_id=at.tasks["buka"], actor=actor, to=to, reason=REASON, idempotency_key=at.key)
    reassign_task(at.runtime, command)


def _complete(at: Round) -> None:
    actor, answers = at.office.actor("ana"), DataAnswers({})
    complete_task(
        at.runtime, CompleteTask(task_id=at.tasks["buka"], actor=actor, answers=answers, idempotency_key=at.key)
    )


def _send(at: Round) -> None:
    number = next(row.number for row in at.office.rows(tables.instance) if row.id == at.case)
    actor = a_worker(at.office).actor
    correlate_message(
        at.runtime,
        CorrelateMessage(
            actor=actor, name="Balasan", correlation_key=number, payload={}, message_id=at.key, idempotency_key=at.key
        ),
    )


def _suspend(at: Round) -> None:
    actor = at.office.actor("sari")
    command = SuspendInstance(instance_id=at.case, actor=actor, reason=REASON, idempotency_key=at.key)
    suspend_instance(at.runtime, command)


def _resume(at: Round) -> None:
    actor = at.office.actor("sari")
    command = ResumeInstance(instance_id=at.case, actor=actor, reason=REASON, idempotency_key=at.key)
    resume_instance(at.runtime, command)


def _cancel(at: Round) -> None:
    cancel_instance(at.runtime, CancelInstance(instance_id=at.case, actor=at.office.actor("sari"), reason=REASON))


def _work(at: Round) -> None:
    at.office.work()


DEEDS: Mapping[str, Deed] = {
    "start": Deed(_nothing, _start),
    "claim": Deed(_at_buka, _claim),
    "release": Deed(_held, _release),
    "draft": Deed(_at_buka, _draft),
    "reassign": Deed(_at_buka, _reassign),
    "complete": Deed(_at_buka, _complete),
    "message": Deed(_spread, _send),
    "suspend": Deed(_spread, _suspend),
    "resume": Deed(_suspended, _resume),
    "cancel": Deed(_spread, _cancel),
    "jobs": Deed(_calling, _work),
    "timer": Deed(_overdue, _work),
}
"""`jobs`: a thrown message is delivered, another system is called, its answer mapped."""
