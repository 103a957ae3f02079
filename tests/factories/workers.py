"""Workers of other systems: who they are, and short ways to fetch and answer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from engine.authorization.workers import Worker
from engine.commands.fetch_jobs import FetchJobs, LockedJob, Topic, fetch_jobs
from tests.factories.actors import a_capacity
from tests.factories.offices import Office

MINUTE = timedelta(minutes=1)


def a_worker(office: Office, agency: str = "asal", *job_types: str) -> Worker:
    """A system of the agency, with a token for these patterns of job types; for all where none is named."""
    person = office.actor({"asal": "budi", "tujuan": "eka"}[agency])
    place = {"agency_id": person.capacities[0].agency_id, "position_id": person.capacities[0].position_id}
    system = replace(person, capacities=(a_capacity(f"integrasi@{agency}", **place),))
    return Worker(system, frozenset(job_types or ("*",)))


def fetch(office: Office, worker: Worker | None = None, name: str = "w1", **more: Any) -> list[LockedJob]:
    """Jobs of the type `uji`, locked for a minute."""
    topics = more.pop("topics", [Topic(job_type="uji", lock=MINUTE)])
    return fetch_jobs(
        office.runtime, FetchJobs(worker=worker or a_worker(office), worker_id=name, topics=topics, **more)
    )
