"""Service jobs for workers of other systems."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.json_values import ProcessValue
from api.schemas.told import Sent, Told
from engine.commands.fetch_jobs import LockedJob
from engine.queries.external_jobs import JobPage

WORKER = "The name of the worker: whoever fetched a job answers it under the same one."


class TopicRequest(Sent):
    """Jobs of one type."""

    type: str = Field(min_length=1, max_length=200, examples=["simpeg:ubah"])
    lock_seconds: int = Field(
        60, ge=1, le=86_400, description="For how long nobody else gets the job, by the server's clock."
    )
    variables: list[str] | None = Field(None, description="Which variables are told; all that the task maps if null.")


class FetchRequest(Sent):
    """Which jobs, and how long to wait for one."""

    worker_id: str = Field(description=WORKER, examples=["simpeg-1"])
    topics: list[TopicRequest] = Field(examples=[[{"type": "simpeg:ubah", "lock_seconds": 120}]])
    max_jobs: int = Field(10, description="1 to 100.")
    wait_seconds: int = Field(
        0, ge=0, le=600, description="How long to wait while there is none; the server may answer earlier."
    )


class WorkerRequest(Sent):
    """Who gives the job back."""

    worker_id: str = Field(description=WORKER, examples=["simpeg-1"])


class ExtendRequest(WorkerRequest):
    """How long from now the job stays locked."""

    lock_seconds: int = Field(ge=1, le=86_400, examples=[300])


class CompleteJobRequest(WorkerRequest):
    """The answer; output mappings of the task see its names."""

    variables: dict[str, ProcessValue] = Field(default_factory=dict, examples=[{"nomor": "SK-7/2026"}])


class FailJobRequest(WorkerRequest):
    """What went wrong. With no retry left a supervisor is asked."""

    detail: str = Field(
        description="For supervisors; without secrets and personal data.", examples=["SIMPEG tidak menjawab (502)."]
    )
    retries: int | None = Field(None, description="How often to offer it again; null: one time less than before.")
    retry_after_seconds: int | None = Field(None, description="Not before; null: longer after each failure.")


class JobErrorRequest(WorkerRequest):
    """An error that the model may catch."""

    code: str = Field(examples=["NIP_TIDAK_DIKENAL"])
    message: str = Field("", max_length=2000)
    variables: dict[str, ProcessValue] = Field(default_factory=dict)


class FetchedJob(Told):
    """A job that is locked for its worker."""

    id: UUID
    type: str
    worker_id: str
    locked_until: datetime
    retries: int = Field(description="Attempts that are left, this one among them.")
    failure: str | None = Field(description="What was said of the last failure.")
    instance_id: UUID
    case_number: str
    process_key: str
    version: int
    element_id: str
    agency: str = Field(description="Code of the agency whose workers do it.")
    created_at: datetime
    headers: Mapping[str, str] = Field(description="Task headers of the model.")
    variables: Mapping[str, ProcessValue] = Field(description="The mapped inputs of the task.")
    idempotency_key: str = Field(description="The same for every attempt: give it to whatever you ask in turn.")

    @classmethod
    def of(cls, job: LockedJob) -> Self:
        """From the engine's view."""
        return cls(
            id=job.id,
            type=job.job_type,
            worker_id=job.worker,
            locked_until=job.locked_until,
            retries=job.retries,
            failure=job.failure,
            instance_id=job.instance_id,
            case_number=job.case_number,
            process_key=job.process_key,
            version=job.version,
            element_id=job.element_id,
            agency=job.agency,
            created_at=job.created_at,
            headers=job.headers,
            variables=job.variables,
            idempotency_key=job.idempotency_key,
        )


class FetchedJobs(Told):
    """The jobs; empty where none came in time."""

    jobs: list[FetchedJob]


class Lock(Told):
    """How long the job is locked."""

    locked_until: datetime


class OpenJobRow(Told):
    """A job that waits."""

    id: UUID
    job_type: str
    agency: str
    state: str = Field(
        description="`offered`, `locked` (a worker has it), `resting` (after a failure) or `held` (suspended)."
    )
    worker: str | None
    until: datetime | None = Field(description="When the lock or the rest ends.")
    retries: int
    failure: str | None
    instance_id: UUID
    number: str
    process_key: str
    version: int
    element_id: str
    created_at: datetime


class OpenJobs(Told):
    """A page of them, the oldest first."""

    jobs: list[OpenJobRow]
    next: str | None = Field(description="`after` of the next page; null on the last one.")

    @classmethod
    def of(cls, page: JobPage) -> Self:
        """From the engine's view."""
        return cls(jobs=[OpenJobRow.model_validate(row) for row in page.rows], next=page.next)
