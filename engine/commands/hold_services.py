"""Services of some types get no work for the time being, because they do not answer; a scenario plays such a day."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from engine.observing import watched
from engine.runtime import Runtime
from engine.store.service_jobs import JobToken
from engine.store.tables import job, service_job
from engine.store.waits import service_lock

SILENCE = timedelta(days=10_000)
"""How far a job is put off while its service does not answer."""


@dataclass(frozen=True, slots=True)
class HoldServices:
    """Types of service jobs that are held; all others are released."""

    types: frozenset[str]


@watched
def hold_services(runtime: Runtime, command: HoldServices) -> None:
    """Put off the jobs of the held types; make those that were put off before, and no longer are, due now."""
    now = runtime.clock.now()
    with runtime.database.begin() as work:
        work.begin_write()
        for row in work.connection.execute(sa.select(service_job)).all():
            token = JobToken(instance_id=row.instance_id, execution=row.execution, token=row.token)
            own = job.update().where(job.c.lock == service_lock(token.instance_id, token.execution, token.token))
            if row.job_type in command.types:
                work.connection.execute(own.values(run_at=now + SILENCE))
            else:
                work.connection.execute(own.where(job.c.run_at > now + SILENCE / 2).values(run_at=now))
        work.commit()
