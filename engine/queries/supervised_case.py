"""A case as the pages show it on which supervisors change it."""

from uuid import UUID

from engine.authorization.access import MayNotSupervise
from engine.model.actor import Actor
from engine.queries.instance import InstanceView, instance_view
from engine.runtime import Runtime
from engine.store.cases import CaseEnded


def supervised_case(runtime: Runtime, actor: Actor, instance_id: UUID, *, language: str) -> InstanceView:
    """The case, running, for a supervisor of an agency that takes part. Raises NotFound, MayNotSupervise, CaseEnded."""
    view = instance_view(runtime, actor, instance_id, language=language)
    if not view.may_supervise:
        raise MayNotSupervise(agency=agencies_in(view))
    if view.ended_at:
        raise CaseEnded(number=view.number)
    return view


def agencies_in(view: InstanceView) -> str:
    """The agencies that the case waits for, else the one that started it."""
    addresses = {address for wait in view.waiting_for for address in wait.addressed_to}
    return ", ".join(sorted({each.partition("@")[2] for each in addresses})) or view.agency_name or "—"
