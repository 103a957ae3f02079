"""Nodes that die, freeze or are stopped: others take their jobs over, and nothing is written twice."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from engine.ids import new_id
from engine.jobs.presence import Presence
from engine.jobs.runner import execute, run_one
from engine.jobs.tasks import TASKS
from engine.queries.nodes import list_nodes
from engine.runtime import Runtime
from engine.store import tables
from engine.store.job_queue import (
    MOST_ATTEMPTS,
    ClaimedJob,
    Holder,
    claim,
    finish,
    free_expired,
    give_back,
    put_back,
)
from engine.store.jobs import enqueue
from engine.store.nodes import enter, leave, show_life
from engine.store.table_copies import stored_tables
from tests.factories.models import end, service_task, start
from tests.factories.offices import Office, a_case_process, an_office

LEASE = timedelta(seconds=10)
SECOND = timedelta(seconds=1)


def a_node(office: Office, name: str = "a") -> Holder:
    holder = Holder(node_id=new_id(), lease=LEASE)
    with office.runtime.database.begin() as work:
        enter(work, identity(holder), name, 2, office.clock.now())
        work.commit()
    return holder


def identity(holder: Holder) -> UUID:
    assert holder.node_id is not None
    return holder.node_id


def put(office: Office, task: str = "perform_service") -> UUID:
    with office.runtime.database.begin() as work:
        work.begin_write()
        nobody = {"instance_id": str(UUID(int=0)), "execution": 0, "token": 0}
        job = enqueue(work, task, run_at=office.clock.now(), **nobody)
        work.commit()
    return job


def take(office: Office, holder: Holder) -> ClaimedJob | None:
    """As a runner does it: first what others left is put back."""
    with office.runtime.database.begin() as work:
        free_expired(work, office.clock.now(), holder)
        claimed = claim(work, office.clock.now(), holder=holder)
        work.commit()
    if claimed:
        holder.in_hand.add(claimed.id)
    return claimed


def taken(office: Office, holder: Holder) -> ClaimedJob:
    claimed = take(office, holder)
    assert claimed is not None
    return claimed


def beat(office: Office, holder: Holder) -> bool:
    with office.runtime.database.begin() as work:
        known = show_life(work, holder, office.clock.now())
        work.commit()
    return known


def writes(name: str) -> Any:
    """A job that leaves a trace in the database."""

    def task(runtime: Runtime, _: dict[str, Any]) -> None:
        with runtime.database.begin() as work:
            work.begin_write()
            enter(work, new_id(), name, 1, runtime.clock.now())
            work.commit()

    return task


def names(office: Office) -> set[str]:
    return {row.name for row in office.rows(tables.node)}


def test_the_job_of_a_dead_node_is_taken_by_another_when_its_lease_is_over(database_url: str) -> None:
    with an_office(database_url) as office:
        dead, alive = a_node(office), a_node(office)
        job = put(office)
        taken(office, dead)

        office.clock.move(LEASE)
        early = take(office, alive)
        office.clock.move(SECOND)

        assert early is None
        assert taken(office, alive).id == job


def test_a_heartbeat_keeps_what_is_in_hand(database_url: str) -> None:
    with an_office(database_url) as office:
        slow, other = a_node(office), a_node(office)
        put(office)
        taken(office, slow)

        for _ in range(4):
            office.clock.move(LEASE / 2)
            assert beat(office, slow)

        assert take(office, other) is None


def test_a_heartbeat_does_not_keep_what_nobody_does(database_url: str) -> None:
    """The end of a job could not be written down: its lease ends like that of a dead node."""
    with an_office(database_url) as office:
        node = a_node(office)
        put(office)
        node.in_hand.discard(taken(office, node).id)

        office.clock.move(LEASE + SECOND)
        beat(office, node)

        assert take(office, node) is not None


def test_a_late_heartbeat_does_not_make_a_node_do_its_own_jobs_twice(database_url: str) -> None:
    with an_office(database_url) as office:
        node = a_node(office)
        put(office)
        taken(office, node)

        office.clock.move(2 * LEASE)

        assert take(office, node) is None


def test_what_a_frozen_node_writes_late_is_refused(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with an_office(database_url) as office:
        frozen, other = a_node(office, "frozen"), a_node(office, "other")
        put(office)
        old = taken(office, frozen)
        office.clock.move(LEASE + SECOND)
        new = taken(office, other)
        monkeypatch.setitem(TASKS, old.task, writes("late"))

        execute(office.runtime, old)

        assert names(office) == {"frozen", "other"}
        (row,) = office.rows(tables.job)
        assert (row.state, row.attempts, row.node_id) == ("doing", new.attempts, other.node_id)


def test_what_is_written_in_time_is_kept(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with an_office(database_url) as office:
        put(office)
        monkeypatch.setitem(TASKS, "perform_service", writes("in time"))

        assert run_one(office.runtime)

        assert names(office) == {"in time"}


@pytest.mark.parametrize("end", [finish, lambda work, job: put_back(work, job, "late", office_now(work))])
def test_a_frozen_node_does_not_end_the_job_of_another(database_url: str, end: Any) -> None:
    with an_office(database_url) as office:
        frozen, other = a_node(office), a_node(office)
        put(office)
        old = taken(office, frozen)
        office.clock.move(LEASE + SECOND)
        taken(office, other)

        with office.runtime.database.begin() as work:
            end(work, old)
            work.commit()

        (row,) = office.rows(tables.job)
        assert (row.state, row.node_id, row.error) == ("doing", other.node_id, None)


def office_now(work: Any) -> Any:
    """A moment, whichever: the time at which the nodes were seen."""
    return work.connection.scalar(sa.select(sa.func.max(tables.node.c.seen_at, type_=tables.node.c.seen_at.type)))


def test_a_service_with_which_every_node_dies_is_given_up_and_a_supervisor_asked(database_url: str) -> None:
    process = a_case_process(
        start("mulai"),
        service_task("layanan", "lintas:quota-reserve"),
        end("selesai"),
        flows=["mulai -> layanan -> selesai"],
    )
    with an_office(database_url) as office:
        office.deploy(process)
        office.start("ana")
        for _ in range(MOST_ATTEMPTS):
            taken(office, a_node(office))
            office.clock.move(LEASE + SECOND)

        assert run_one(office.runtime)

        assert [row.code for row in office.rows(tables.incident)] == ["worker_failed"]
        assert [row.state for row in office.rows(tables.job)] == ["failed"]
        assert not run_one(office.runtime)


def test_a_node_that_is_stopped_gives_back_what_it_has(database_url: str) -> None:
    with an_office(database_url) as office:
        stopped, other = a_node(office), a_node(office)
        put(office)
        taken(office, stopped)

        with office.runtime.database.begin() as work:
            assert give_back(work, stopped) == 1
            leave(work, identity(stopped))
            work.commit()

        assert take(office, other) is not None
        assert len(office.rows(tables.node)) == 1


def test_nodes_are_told_with_what_they_have_in_hand(database_url: str) -> None:
    with an_office(database_url) as office:
        a_node(office, "silent")
        office.clock.move(LEASE + SECOND)
        put(office)
        taken(office, a_node(office, "busy"))

        seen = [(node.name, node.lives, node.jobs) for node in list_nodes(office.runtime)]

        assert seen == [("silent", False, 0), ("busy", True, 1)]


def test_a_node_that_was_forgotten_comes_back(sqlite_url: str) -> None:
    with an_office(sqlite_url) as office:
        presence = Presence(office.runtime, 1, LEASE)
        presence.beat()
        office.clock.move(timedelta(days=2))
        a_node(office, "younger")
        presence.beat()
        presence.beat()

        assert names(office) == {"younger", presence.name}


def test_no_backup_holds_nodes(database_url: str) -> None:
    with an_office(database_url) as office, office.runtime.database.begin() as work:
        assert "node" not in {table.name for table in stored_tables(work.connection)}
