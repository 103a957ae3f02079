"""A supervisor corrects variables and sets a token going again, in one turn."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from engine.authorization.supervision import capacity_to_supervise, check_reason
from engine.errors import InvalidInput
from engine.execution import RetryIncident as Retry
from engine.execution import SetVariables
from engine.feel import FeelError, compile_expression
from engine.model.actor import Actor
from engine.model.data import ProcessData, Value
from engine.model.ids import PositionId
from engine.model.text import N_, Text
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.cases import Case, load_case, load_execution, load_variables
from engine.store.codec import UnstorableValue, dump
from engine.store.history import Deed, Event
from engine.store.idempotency import Done, fingerprint, recall, remember
from engine.store.incidents import find_incident
from engine.store.task_rows import addresses_of_instance
from engine.store.unit_of_work import UnitOfWork
from engine.store.user_tasks import UNKNOWN_ADDRESS, readdress_task
from engine.turn import Turn, retrying

MOST_VALUES = 50
LONGEST_NAME = 200
OWN_NAMES = frozenset({"instance"})
"""Variables that the product keeps and nobody edits."""

NO_VALUE = N_('This is no value. Write JSON (text in double quotes), or a FEEL literal such as =date("2026-12-01").')


@dataclass(frozen=True, slots=True, kw_only=True)
class EditAndRetry:
    """The token that has the incident, and new values of variables of its execution, which may be new ones.

    A value is what JSON can say, fractions as Decimal; a text that begins with `=` is a FEEL literal.
    """

    instance_id: UUID
    execution: int
    token: int
    actor: Actor
    values: Mapping[str, Any]
    reason: str
    capacity: PositionId | None = None
    idempotency_key: str | None = None


@watched
def edit_and_retry(runtime: Runtime, command: EditAndRetry) -> None:
    """Write the values, then try again; a new failure raises a new incident, and the values stay.

    Raises NotFound where there is no such incident (any more), MayNotSupervise, InvalidInput with the names in error.
    """
    retrying(partial(_attempt, runtime, command))


def value_of_text(text: str) -> Any:
    """What a person typed into a field, as `EditAndRetry.values` takes it: JSON, or FEEL behind `=`.

    Raises InvalidInput.
    """
    if text.lstrip().startswith("="):
        return text.strip()
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidInput({"value": Text(NO_VALUE)}) from error
    return f"={json.dumps(value)}" if isinstance(value, str) and value.startswith("=") else value


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _attempt(runtime: Runtime, command: EditAndRetry) -> None:
    now = runtime.clock.now()
    account_id, key = command.actor.account_id, command.idempotency_key
    values_sent = repr(sorted(command.values.items()))
    request = fingerprint(
        "edit_and_retry", command.instance_id, command.execution, command.token, command.reason, values_sent
    )
    with runtime.database.begin() as work:
        if recall(work.connection, account_id, key, request) is not None:
            return
        case = load_case(work, command.instance_id, command.execution)
        participating = addresses_of_instance(work.connection, case.instance_id)
        capacity = capacity_to_supervise(command.actor, participating, command.capacity)
        incident = find_incident(work.connection, command.instance_id, command.execution, command.token)
        reason = check_reason(command.reason)
        values = typed(command.values)
        before = _before(work, case, command.execution, values)

        turn = Turn(runtime, work, case, now, supervised=True)
        turn.run(command.execution, SetVariables(values=values), writes=tuple(values))
        if incident.code != UNKNOWN_ADDRESS:
            turn.run(command.execution, Retry(token=command.token))
        turn.record(
            Event(
                kind="IncidentEdited",
                definition_id=case.loaded[command.execution].definition_id,
                execution=command.execution,
                element_id=incident.element_id,
                deed=Deed.of(command.actor.person_id, capacity),
                detail={"code": incident.code, "changed": sorted(values)},
                value={"reason": reason, "values": values, "before": before},
            )
        )
        if incident.code == UNKNOWN_ADDRESS:
            readdress_task(work.connection, case, command.execution, command.token)
        remember(work.connection, account_id, key, request, Done(), now)
        work.commit()


def typed(values: Mapping[str, Any]) -> ProcessData:
    """The values with their types. Raises InvalidInput with the names in error."""
    errors: dict[str, Text] = {}
    found: ProcessData = {}
    if not 0 < len(values) <= MOST_VALUES:
        text = Text(N_("Give between 1 and %(most)s variables."), {"most": MOST_VALUES})
        raise InvalidInput({"values": text})
    for name, value in values.items():
        if not name.strip() or len(name) > LONGEST_NAME or name in OWN_NAMES:
            errors[name] = Text(N_("A variable of this name cannot be edited."))
            continue
        try:
            found[name] = literal(value[1:]) if isinstance(value, str) and value.startswith("=") else value
            dump(found[name])
        except (InvalidLiteral, UnstorableValue, TypeError, ValueError, RecursionError):
            errors[name] = Text(NO_VALUE)
    if errors:
        raise InvalidInput(errors)
    return found


class InvalidLiteral(ValueError):
    """The text is no FEEL literal."""


def literal(text: str) -> Value:
    """The value of a FEEL text that reads no variables. Raises InvalidLiteral."""
    try:
        expression = compile_expression(text)
        if expression.names:
            raise InvalidLiteral(text)
        evaluated = expression.evaluate({})
    except FeelError as error:
        raise InvalidLiteral(text) from error
    if evaluated.warnings:
        raise InvalidLiteral(text)
    return evaluated.value


def _before(work: UnitOfWork, case: Case, number: int, values: ProcessData) -> ProcessData:
    """What the variables were."""
    own = load_execution(work, case, number)
    load_variables(work, case, own, values.keys())
    return {name: own.values.get(("", name)) for name in values}
