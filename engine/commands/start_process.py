"""A person starts a process with its start form."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from engine.authorization.access import capacity_to_start
from engine.forms.submission import Submission, accept
from engine.model.actor import Actor, Capacity
from engine.model.data import ProcessData
from engine.model.ids import PositionId
from engine.model.work import CaseProgress
from engine.observing import watched
from engine.organisation.addresses import AddressPattern
from engine.progress import progress_of
from engine.runtime import Runtime
from engine.starting import Starter, case_number, new_case
from engine.store.groups import Group, groups_of
from engine.store.history import Deed, Event, through
from engine.store.idempotency import RepeatedMeanwhile, fingerprint, recall, remember
from engine.store.pins import newest, newest_process, require
from engine.store.tables import form_definition
from engine.store.unit_of_work import TurnLost, UnitOfWork
from engine.store.user_tasks import open_to
from engine.turn import Turn, retrying


@dataclass(frozen=True, slots=True, kw_only=True)
class StartProcess:
    """`capacity` is needed where several positions of the person may start it.

    `via`: through whom it is done in the person's name, where it is not the person; it stays in the history.
    """

    process_key: str
    actor: Actor
    answers: Submission
    capacity: PositionId | None = None
    idempotency_key: str | None = None
    via: str | None = None


@watched
def start_process(runtime: Runtime, command: StartProcess) -> CaseProgress:
    """Start the newest version and run it until it waits.

    Raises UnknownProcess, MayNotStart, CapacityUnclear, InvalidInput with the fields in error, DefinitionMissing.
    """
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: StartProcess) -> CaseProgress:
    now, actor = runtime.clock.now(), command.actor
    request = fingerprint("start_process", command.process_key, command.answers.content)
    with runtime.database.begin() as work:
        known = recall(work.connection, actor.account_id, command.idempotency_key, request)
        if known is not None:
            return CaseProgress.load(known)
        process = runtime.definitions.process(work.connection, newest_process(work.connection, command.process_key))
        patterns = tuple(AddressPattern.parse(text) for text in process.facts.startable_by)
        capacity = capacity_to_start(actor, patterns, command.capacity)
        data = _start_data(runtime, work, process.facts.start_form, command, now)

        number = case_number(runtime, process, now)
        starter = Starter(agency_id=capacity.agency_id, agency_code=capacity.agency_code, person_id=actor.person_id)
        case, variables = new_case(runtime, work, process, number, starter, data)
        turn = Turn(runtime, work, case, now)
        turn.begin(variables)
        recorded = turn.record(
            Event(
                kind="ProcessStarted",
                definition_id=process.id,
                deed=Deed.of(actor.person_id, capacity),
                detail={"fields": sorted(data)} | through(command.via),
                value={"answers": data},
            )
        )
        open_to(work.connection, case.instance_id, _starting_groups(work, capacity, patterns))
        progress = progress_of(case, recorded, actor)
        try:
            remember(work.connection, actor.account_id, command.idempotency_key, request, progress, now)
        except RepeatedMeanwhile as error:
            raise TurnLost from error
        work.commit()
        return progress


def _start_data(
    runtime: Runtime, work: UnitOfWork, form_key: str | None, command: StartProcess, now: datetime
) -> ProcessData:
    """The answers of the start form."""
    form = None
    if form_key is not None:
        forms = newest(work.connection, form_definition, {form_key})
        require("forms", {form_key}, forms)
        form = runtime.definitions.form(work.connection, forms[form_key])
    return accept(command.answers, form, {}, now)


def _starting_groups(work: UnitOfWork, capacity: Capacity, patterns: tuple[AddressPattern, ...]) -> set[Group]:
    """The functions in which the person starts: their holders may look at the case from now on."""
    addresses = [each for each in capacity.addresses if any(pattern.matches(each) for pattern in patterns)]
    return set(groups_of(work.connection, addresses).values())
