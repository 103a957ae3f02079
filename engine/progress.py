"""What a person is told after a turn: where the case stands, who is next, and whether it is the same person."""

from engine.model.actor import Actor
from engine.model.work import CaseProgress, NextWork, TaskLink
from engine.store.cases import Case
from engine.turn import Recorded


def progress_of(case: Case, recorded: Recorded, actor: Actor) -> CaseProgress:
    """From what a turn recorded, without asking the database again."""
    own = [task for task in recorded.opened if not actor.addresses.isdisjoint(task.candidates)]
    return CaseProgress(
        instance_id=case.instance_id,
        number=case.number,
        status=case.status,
        next_task=TaskLink(own[0].task_id, own[0].name, own[0].name_en) if own else None,
        waiting_for=tuple(NextWork(task.name, task.name_en, task.candidates) for task in recorded.opened),
    )
