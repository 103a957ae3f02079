"""Service jobs: workers of other systems fetch and answer them, supervisors see them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from api.dependencies import Onlooker, TheRuntime, TheWorker
from api.rest.bodies import IdempotencyKey, body_of, takes
from api.rest.parameters import NO_NUL, After, Limit, OfAgency, OfProcess
from api.routing import API, RouterBelow
from api.schemas.jobs import (
    CompleteJobRequest,
    ExtendRequest,
    FailJobRequest,
    FetchedJob,
    FetchedJobs,
    FetchRequest,
    JobErrorRequest,
    Lock,
    OpenJobs,
    WorkerRequest,
)
from api.schemas.told import answer, next_page
from engine.clock import stopwatch
from engine.commands.complete_external_job import CompleteExternalJob, complete_external_job
from engine.commands.extend_job_lock import ExtendJobLock, extend_job_lock
from engine.commands.fail_external_job import FailExternalJob, fail_external_job
from engine.commands.fetch_jobs import FetchJobs, Topic, fetch_jobs
from engine.commands.throw_from_external_job import ThrowFromExternalJob, throw_from_external_job
from engine.commands.unlock_job import UnlockJob, unlock_job
from engine.jobs.listening import listening
from engine.queries.external_jobs import JobFilter, JobState, external_jobs
from engine.runtime import Runtime

router = RouterBelow("/jobs", root=API, tags=["jobs"])

OfType = Annotated[str | None, Query(alias="type", max_length=200, pattern=NO_NUL, description="A job type.")]
DONE: dict[str, Any] = {"status_code": 204, "response_class": Response}


@router.post("/fetch", operation_id="fetchJobs", response_model=FetchedJobs, openapi_extra=takes(FetchRequest))
async def fetch(
    request: Request,
    runtime: TheRuntime,
    worker: TheWorker,
    body: Annotated[FetchRequest, Depends(body_of(FetchRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Lock jobs of the agency's processes and get what they ask, waiting up to `wait_seconds` for the first.

    For integration accounts (`integrasi`), and the job types that the token was issued for.
    """
    topics = [
        Topic(
            job_type=each.type,
            lock=timedelta(seconds=each.lock_seconds),
            variables=None if each.variables is None else tuple(each.variables),
        )
        for each in body.topics
    ]
    command = FetchJobs(
        worker=worker,
        worker_id=body.worker_id,
        topics=topics,
        most=body.max_jobs,
        idempotency_key=idempotency_key,
    )
    wait_seconds = min(body.wait_seconds, runtime.settings.job_wait_seconds)
    return await _first_answer(request, runtime, command, wait_seconds)


async def _first_answer(request: Request, runtime: Runtime, command: FetchJobs, wait_seconds: int) -> Response:
    """Look until there are jobs or the time is over; between two looks nothing is held. Who has gone gets no job."""
    elapsed: Callable[[], float] = stopwatch()
    with listening([each.job_type for each in command.topics]) as heard:
        while True:
            heard.clear()
            jobs = await run_in_threadpool(fetch_jobs, runtime, command)
            left = wait_seconds - elapsed()
            if jobs or left <= 0:
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(heard.wait(), min(left, runtime.settings.worker_poll_seconds))
            if await request.is_disconnected():
                break
    return answer(FetchedJobs(jobs=[FetchedJob.of(job) for job in jobs]))


@router.post("/{job_id}/complete", operation_id="completeJob", openapi_extra=takes(CompleteJobRequest), **DONE)
def complete(
    job_id: UUID,
    runtime: TheRuntime,
    worker: TheWorker,
    body: Annotated[CompleteJobRequest, Depends(body_of(CompleteJobRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Give the answer; the case goes on. 409 `job_lock_lost` where the lock is over, `job_gone` where nobody waits."""
    command = CompleteExternalJob(
        worker=worker,
        worker_id=body.worker_id,
        job_id=job_id,
        variables=body.variables,
        idempotency_key=idempotency_key,
    )
    complete_external_job(runtime, command)
    return Response(status_code=204)


@router.post("/{job_id}/fail", operation_id="failJob", openapi_extra=takes(FailJobRequest), **DONE)
def fail(
    job_id: UUID,
    runtime: TheRuntime,
    worker: TheWorker,
    body: Annotated[FailJobRequest, Depends(body_of(FailJobRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Say that it could not be done: it is offered again later, or becomes an incident."""
    rest = body.retry_after_seconds
    command = FailExternalJob(
        worker=worker,
        worker_id=body.worker_id,
        job_id=job_id,
        detail=body.detail,
        retries=body.retries,
        pause=None if rest is None else timedelta(seconds=min(max(rest, -1), 10**9)),
        idempotency_key=idempotency_key,
    )
    fail_external_job(runtime, command)
    return Response(status_code=204)


@router.post("/{job_id}/error", operation_id="throwJobError", openapi_extra=takes(JobErrorRequest), **DONE)
def throw(
    job_id: UUID,
    runtime: TheRuntime,
    worker: TheWorker,
    body: Annotated[JobErrorRequest, Depends(body_of(JobErrorRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Answer with a BPMN error that a boundary event or event sub-process of the model catches."""
    command = ThrowFromExternalJob(
        worker=worker,
        worker_id=body.worker_id,
        job_id=job_id,
        code=body.code,
        message=body.message,
        variables=body.variables,
        idempotency_key=idempotency_key,
    )
    throw_from_external_job(runtime, command)
    return Response(status_code=204)


@router.post("/{job_id}/extend", operation_id="extendJobLock", response_model=Lock, openapi_extra=takes(ExtendRequest))
def extend(
    job_id: UUID,
    runtime: TheRuntime,
    worker: TheWorker,
    body: Annotated[ExtendRequest, Depends(body_of(ExtendRequest))],
) -> Response:
    """Keep the job for so long from now. A lock that is over is not extended."""
    lock = timedelta(seconds=body.lock_seconds)
    until = extend_job_lock(runtime, ExtendJobLock(worker=worker, worker_id=body.worker_id, job_id=job_id, lock=lock))
    return answer(Lock(locked_until=until))


@router.post("/{job_id}/unlock", operation_id="unlockJob", openapi_extra=takes(WorkerRequest), **DONE)
def unlock(
    job_id: UUID,
    runtime: TheRuntime,
    worker: TheWorker,
    body: Annotated[WorkerRequest, Depends(body_of(WorkerRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Give the job back: it is offered again at once."""
    command = UnlockJob(worker=worker, worker_id=body.worker_id, job_id=job_id, idempotency_key=idempotency_key)
    unlock_job(runtime, command)
    return Response(status_code=204)


@router.get("", operation_id="listJobs", response_model=OpenJobs)
def list_jobs(
    request: Request,
    runtime: TheRuntime,
    actor: Onlooker,
    job_type: OfType = None,
    process: OfProcess = None,
    agency: OfAgency = None,
    state: JobState | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Jobs that wait for workers in the cases of the supervisor's agencies, the oldest first."""
    wanted = JobFilter(job_type=job_type, process_key=process, agency=agency, state=state, after=after, limit=limit)
    page = OpenJobs.of(external_jobs(runtime, actor, wanted))
    return answer(page, headers=next_page(request, page.next))
