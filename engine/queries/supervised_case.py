"""A case as the pages show it on which supervisors change it."""

from dataclasses import dataclass
from uuid import UUID

from engine.authorization.access import MayNotSupervise
from engine.errors import NotFound
from engine.model.actor import Actor
from engine.model.text import Named
from engine.queries.instance import InstanceView, instance_view
from engine.queries.standing import Standing, targets
from engine.queries.variable_texts import VariableText, variables_as_text
from engine.queries.waiting import executions_of
from engine.runtime import Runtime
from engine.store.cases import CaseEnded


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token of a case. `targets`: id and name of the elements of its process that tokens are moved to."""

    case: InstanceView
    token: Standing
    targets: tuple[tuple[str, Named], ...]


def supervised_case(runtime: Runtime, actor: Actor, instance_id: UUID, *, language: str) -> InstanceView:
    """The case, running, for a supervisor of an agency that takes part. Raises NotFound, MayNotSupervise, CaseEnded."""
    view = instance_view(runtime, actor, instance_id, language=language)
    if not view.may_supervise:
        raise MayNotSupervise(agency=agencies_in(view))
    if view.ended_at:
        raise CaseEnded(number=view.number)
    return view


def supervised_token(
    runtime: Runtime, actor: Actor, instance_id: UUID, execution: int, token: int, *, language: str
) -> TokenView:
    """A token, for a supervisor. Raises what `supervised_case` raises, and NotFound where it stands nowhere."""
    view = supervised_case(runtime, actor, instance_id, language=language)
    found = next((each for each in view.tokens if (each.execution, each.token) == (execution, token)), None)
    if found is None:
        raise NotFound
    with runtime.database.begin() as work:
        process = runtime.definitions.process(work.connection, executions_of(work.connection, instance_id)[execution])
    return TokenView(view, found, targets(process))


def supervised_variables(runtime: Runtime, instance_id: UUID) -> tuple[VariableText, ...]:
    """The variables of a case that its supervisor may change; ask `supervised_case` first whether that is one."""
    with runtime.database.begin() as work:
        return variables_as_text(work.connection, instance_id, 0)


def agencies_in(view: InstanceView) -> str:
    """The agencies that the case waits for, else the one that started it."""
    addresses = {address for wait in view.waiting_for for address in wait.addressed_to}
    return ", ".join(sorted({each.partition("@")[2] for each in addresses})) or view.agency_name or "—"
