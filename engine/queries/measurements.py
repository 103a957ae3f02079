"""How much lies in the installation, for those who watch over it. Numbers only: nobody and no case is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from engine.runtime import Runtime
from engine.store.tables import incident, instance, job, node, service_job, timer, user_task

JOB_STATES = ("todo", "doing", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurements:
    """`jobs` by state. `nodes`: living and silent ones.

    `pool` tells of connections to the database: in use, and idle ones that are kept.
    """

    jobs: Mapping[str, int]
    overdue_jobs: int
    overdue_timers: int
    service_jobs: int
    incidents: int
    open_tasks: int
    claimed_tasks: int
    active_instances: int
    nodes: Mapping[str, int]
    pool_in_use: int
    pool_idle: int


def measure(runtime: Runtime) -> Measurements:
    """Count in one statement."""
    now = runtime.clock.now()
    silent = node.c.seen_at < now - timedelta(seconds=runtime.settings.worker_lease_seconds)
    with runtime.database.begin() as work:
        row = work.connection.execute(
            sa.select(
                *(_count(job, job.c.state == state).label(state) for state in JOB_STATES),
                _count(job, job.c.state == "todo", job.c.run_at <= now).label("overdue_jobs"),
                _count(timer, timer.c.due_at <= now).label("overdue_timers"),
                _count(service_job).label("service_jobs"),
                _count(incident).label("incidents"),
                _count(user_task).label("open_tasks"),
                _count(user_task, user_task.c.assignee.is_not(None)).label("claimed_tasks"),
                _count(instance, instance.c.status == "active").label("active_instances"),
                _count(node, ~silent).label("nodes_living"),
                _count(node, silent).label("nodes_silent"),
            )
        ).one()
    pool = runtime.database.engine.pool
    return Measurements(
        jobs={state: row._mapping[state] for state in JOB_STATES},
        overdue_jobs=row.overdue_jobs,
        overdue_timers=row.overdue_timers,
        service_jobs=row.service_jobs,
        incidents=row.incidents,
        open_tasks=row.open_tasks,
        claimed_tasks=row.claimed_tasks,
        active_instances=row.active_instances,
        nodes={"living": row.nodes_living, "silent": row.nodes_silent},
        pool_in_use=pool.checkedout() if isinstance(pool, sa.QueuePool) else 0,
        pool_idle=pool.checkedin() if isinstance(pool, sa.QueuePool) else 0,
    )


def _count(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(table).where(*conditions).scalar_subquery()
