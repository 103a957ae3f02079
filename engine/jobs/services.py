"""Service tasks by job type: what is built in, and the failure of everything else.

A service that keeps its effect in our own database answers in the transaction of that effect; one that asks another
system asks first, in no transaction, and hands the answer to a command.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.commands.complete_job import CompleteJob, complete_job
from engine.commands.fail_job import FailJob, fail_job
from engine.commands.issue_document import IssueDocument, issue_document
from engine.commands.release_place import ReleasePlace, release_place
from engine.commands.reserve_place import ReservePlace, reserve_place
from engine.commands.throw_from_job import ThrowFromJob, throw_from_job
from engine.errors import LintasError
from engine.jobs.siasn_simulator import PROFILE_UNKNOWN, ProfileUnknown, look_up
from engine.model.data import ProcessData
from engine.runtime import Runtime
from engine.store.cases import CaseSuspended
from engine.store.external_jobs import is_external
from engine.store.service_jobs import JobToken, ServiceJob, find_job, note_missed
from engine.store.unit_of_work import TurnLost

Service = Callable[[Runtime, ServiceJob], None]


@dataclass(frozen=True, slots=True)
class BpmnError(Exception):
    """A service answers with an error that the model may handle. Data, not a failure."""

    code: str
    message: str
    variables: ProcessData = field(default_factory=dict)


def perform(runtime: Runtime, token: JobToken) -> None:
    """Find out what is asked and do it. What cannot be done becomes a retry, then an incident."""
    with runtime.database.begin() as work:
        job = find_job(work, token)
    if job is None or is_external(job.job_type) or (job.held and asked_when_resumed(runtime, token)):
        return
    service = SERVICES.get(job.job_type)
    if service is None:
        detail = f"Nothing performs jobs of the type {job.job_type}. Deploy the process with a known type, then retry."
        fail_job(runtime, FailJob(token=token, code="no_worker", detail=detail, final=True))
        return
    try:
        service(runtime, job)
    except BpmnError as error:
        throw_from_job(
            runtime, ThrowFromJob(token=token, code=error.code, message=error.message, variables=error.variables)
        )
    except CaseSuspended:
        if not asked_when_resumed(runtime, token):
            raise  # it was resumed just now: the job is done again
    except TurnLost:
        raise  # others were faster: the job is done again, and that is no failure of the service
    except LintasError as error:
        fail_job(runtime, FailJob(token=token, code=error.code, detail=str(error)))


def asked_when_resumed(runtime: Runtime, token: JobToken) -> bool:
    """Put the service off for as long as its case is suspended. False where the case is not (any more)."""
    with runtime.database.begin() as work:
        missed = note_missed(work, token)
        work.commit()
    return missed


def siasn_profile(runtime: Runtime, job: ServiceJob) -> None:
    """The profile of an employee. SIMULATION: stands in for BKN's SIASN, whose interface is not public."""
    nip = str(job.variables.get("nip") or "")
    try:
        profile = look_up(runtime, nip)
    except ProfileUnknown as error:
        raise BpmnError(PROFILE_UNKNOWN, str(error)) from error
    complete_job(runtime, CompleteJob(token=job.token, variables={"profil": profile}))


def quota_reserve(runtime: Runtime, job: ServiceJob) -> None:
    """A place in a quota, or in its waiting list."""
    reserve_place(runtime, ReservePlace(token=job.token, quota=str(job.variables.get("quota") or "")))


def quota_release(runtime: Runtime, job: ServiceJob) -> None:
    """Give a place back."""
    release_place(runtime, ReleasePlace(token=job.token, quota=str(job.variables.get("quota") or "")))


def document(runtime: Runtime, job: ServiceJob) -> None:
    """Write a numbered letter from a template."""
    issue_document(runtime, IssueDocument(token=job.token, headers=job.headers, data=job.variables))


SERVICES: dict[str, Service] = {
    "lintas:siasn-profile": siasn_profile,
    "lintas:quota-reserve": quota_reserve,
    "lintas:quota-release": quota_release,
    "lintas:document": document,
}
"""The built-in job types."""
