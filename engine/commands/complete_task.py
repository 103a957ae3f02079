"""A person completes a task: the use case that everything else serves."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from engine.authorization.claims import capacity_for
from engine.authorization.decisions import check_decision
from engine.authorization.four_eyes import check_four_eyes
from engine.errors import NotFound
from engine.execution import CompleteUserTask
from engine.forms.submission import Submission, accept
from engine.model.actor import Actor, Capacity, HolderStatus
from engine.model.data import ProcessData
from engine.model.ids import PositionId
from engine.model.work import CaseProgress
from engine.observing import watched
from engine.progress import progress_of
from engine.runtime import Runtime
from engine.store.history import Deed, Event, through
from engine.store.idempotency import fingerprint, recall, remember
from engine.store.task_rows import OpenTask, TaskChanged, TaskTaken, load_task, stranger, what_became_of
from engine.store.unit_of_work import UnitOfWork
from engine.task_forms import task_form
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask:
    """`capacity` is needed where several positions of the person would do. `version`: the task as it was shown.

    `idempotency_key`: the same key brings the same answer, however often it is sent.
    `via`: through whom it is done in the person's name, where it is not the person; it stays in the history.
    """

    task_id: UUID
    actor: Actor
    answers: Submission
    capacity: PositionId | None = None
    version: int | None = None
    idempotency_key: str | None = None
    via: str | None = None


@watched
def complete_task(runtime: Runtime, command: CompleteTask) -> CaseProgress:
    """Take the answers and move the case on until it waits again; all of it is recorded, or none.

    Raises NotFound (also for tasks of others), TaskTaken, TaskGone, TaskWithdrawn, TaskChanged, CaseSuspended,
    InvalidInput with the fields in error, CapacityUnclear, ActingOfficialBarred, FourEyes.
    """
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: CompleteTask) -> CaseProgress:
    now, actor = runtime.clock.now(), command.actor
    request = fingerprint("complete_task", command.task_id, command.answers.content)
    with runtime.database.begin() as work:
        try:
            task, case = load_task(work, command.task_id)
        except NotFound:
            return _given_before(work, command, request)
        if not actor.capacities_for(task.candidates):
            raise stranger(work.connection, task, case, actor.addresses)
        _check_free(task, command)
        case.check_running()
        capacity = capacity_for(actor, task.candidates, command.capacity)
        _check_decision(runtime, work, task, capacity)
        check_four_eyes(actor.person_id, task.decided_by)

        form = task_form(runtime, work, task, case)
        data = accept(command.answers, form.form, form.values, now)

        turn = Turn(runtime, work, case, now)
        turn.run(task.execution, CompleteUserTask(token=task.token, data=data), writes=tuple(data))
        recorded = turn.record(_completed(command, task, capacity, data, form.values))
        progress = progress_of(case, recorded, actor)
        remember(work.connection, actor.account_id, command.idempotency_key, request, progress, now)
        work.commit()
        return progress


def _given_before(work: UnitOfWork, command: CompleteTask, request: bytes) -> CaseProgress:
    """The task is not open: the answer to a repeated request, or what became of the task."""
    actor = command.actor
    known: Any = recall(work.connection, actor.account_id, command.idempotency_key, request)
    if known is not None:
        return CaseProgress.load(known)
    raise what_became_of(work.connection, command.task_id, actor.addresses)


def _check_free(task: OpenTask, command: CompleteTask) -> None:
    """Nobody else holds the task, and it is as it was shown."""
    if task.assignee not in (None, command.actor.person_id):
        raise TaskTaken(by=task.assignee_name, at=task.claimed_at)
    if command.version is not None and command.version != task.version:
        raise TaskChanged


def _check_decision(runtime: Runtime, work: UnitOfWork, task: OpenTask, capacity: Capacity) -> None:
    """What acting officials may not decide. Definitive holders need no look at the table."""
    authority = None
    if capacity.status is not HolderStatus.DEFINITIVE:
        authority = runtime.definitions.authority(work.connection, runtime.clock.now())
    check_decision(capacity, task.decision_class, today=runtime.today(), authority=authority)


def _completed(
    command: CompleteTask, task: OpenTask, capacity: Capacity, data: ProcessData, before: ProcessData
) -> Event:
    """The entry of the history: names of fields for everybody, values apart so that they can be erased."""
    changed = {name: value for name, value in data.items() if before.get(name) != value}
    detail = {"decision_class": task.decision_class, "fields": sorted(data), "changed": sorted(changed)}
    return Event(
        kind="UserTaskCompleted",
        definition_id=task.definition_id,
        execution=task.execution,
        element_id=task.element_id,
        deed=Deed.of(command.actor.person_id, capacity),
        task_id=task.task_id,
        four_eyes=task.four_eyes,
        detail=detail | through(command.via),
        value={"answers": data, "before": {name: before.get(name) for name in changed}},
    )
