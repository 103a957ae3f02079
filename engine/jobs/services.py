"""Service tasks by job type: what is built in, and the failure of everything else.

A service that keeps its effect in our own database answers in the transaction of that effect; one that asks another
system asks first, in no transaction, and hands the answer to a command.
"""

from collections.abc import Callable

import structlog

from engine.commands.complete_job import CompleteJob, complete_job
from engine.commands.fail_job import FailJob, fail_job
from engine.commands.issue_document import IssueDocument, issue_document
from engine.commands.release_place import ReleasePlace, release_place
from engine.commands.reserve_place import ReservePlace, reserve_place
from engine.commands.throw_from_job import ThrowFromJob, throw_from_job
from engine.connectors import CONNECTORS, Call, CallFailed, ModelledError
from engine.errors import LintasError
from engine.jobs.siasn_simulator import PROFILE_UNKNOWN, ProfileUnknown, look_up
from engine.logs import failure
from engine.runtime import Runtime
from engine.store.cases import CaseSuspended
from engine.store.external_jobs import is_external
from engine.store.service_jobs import JobToken, ServiceJob, find_job, named_case, note_missed
from engine.store.unit_of_work import TurnLost

log = structlog.get_logger(__name__)

Service = Callable[[Runtime, ServiceJob], None]


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
    except ModelledError as error:
        throw_from_job(
            runtime, ThrowFromJob(token=token, code=error.code, message=error.message, variables=error.variables)
        )
    except CallFailed as failed:
        fail_job(
            runtime,
            FailJob(
                token=token,
                code=failed.code,
                detail=failed.detail,
                final=failed.final,
                pause=failed.pause,
                free=failed.free,
            ),
        )
    except CaseSuspended:
        if not asked_when_resumed(runtime, token):
            raise  # it was resumed just now: the job is done again
    except TurnLost:
        raise  # others were faster: the job is done again, and that is no failure of the service
    except LintasError as error:
        fail_job(runtime, FailJob(token=token, code=error.code, detail=str(error)))


def give_up(runtime: Runtime, token: JobToken) -> None:
    """Have a supervisor look: whoever tried to perform it died with it, or met a fault of ours each time."""
    detail = (
        "Every attempt to perform the service ended with a fault or the death of its node. The operator has the log."
    )
    try:
        fail_job(runtime, FailJob(token=token, code="worker_failed", detail=detail, final=True))
    except CaseSuspended:
        asked_when_resumed(runtime, token)


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
        raise ModelledError(PROFILE_UNKNOWN, str(error)) from error
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


def call_out(runtime: Runtime, job: ServiceJob) -> None:
    """Have a connector ask another system, with no transaction open, and hand its answer over."""
    with runtime.database.begin() as work:
        number, process_key = named_case(work.connection, job.token)
    call = Call(
        key=job.token.key,
        agency=job.agency,
        case_number=number,
        process_key=process_key,
        element_id=job.element_id,
        retries=job.retries,
        created_at=job.created_at,
        now=runtime.clock.now(),
        headers=job.headers,
        inputs=job.variables,
    )
    try:
        variables = CONNECTORS[job.job_type].perform(runtime.settings, call)
    except (CallFailed, ModelledError):
        raise
    except Exception as error:  # noqa: BLE001 - a plug-in's mistake must not leave the case without an incident
        log.error("call_broken", **failure(error))  # noqa: TRY400 - texts of errors may name people
        detail = f"The connector failed with {type(error).__name__}. Ask the operator."
        raise CallFailed("call_broken", detail) from None
    complete_job(runtime, CompleteJob(token=job.token, variables=variables))


SERVICES: dict[str, Service] = {
    "lintas:siasn-profile": siasn_profile,
    "lintas:quota-reserve": quota_reserve,
    "lintas:quota-release": quota_release,
    "lintas:document": document,
    **dict.fromkeys(CONNECTORS, call_out),
}
"""The built-in job types."""
