"""When a process starts by a condition over data stores (BPMN 2.0.2, 10.5.2)."""

from collections.abc import Mapping
from datetime import datetime

from engine.elements.event_definitions import ConditionEvent
from engine.elements.events import StartEvent
from engine.elements.failures import TechnicalFailure
from engine.elements.services import Services
from engine.execution.definition import ExecutableDefinition
from engine.model.data import Value


def start_condition_holds(
    definition: ExecutableDefinition, element_id: str, values: Mapping[str, Value], services: Services, now: datetime
) -> bool:
    """Whether a condition of the start event is true over `values`, by name; one that can not be computed is not."""
    for flow in definition.spec.start.flows:
        if isinstance(flow.target, StartEvent) and flow.target.bpmn_id == element_id:
            return any(
                condition_holds(event, values, services, now)
                for event in flow.target.events
                if isinstance(event, ConditionEvent)
            )
    return False


def condition_holds(event: ConditionEvent, values: Mapping[str, Value], services: Services, now: datetime) -> bool:
    """Whether the one condition is true; only true is."""
    local_now = now.astimezone(services.zone)
    try:
        result = event.formula.evaluate(dict(values), services.functions, local_now, services.run_python)
    except TechnicalFailure:
        return False
    return result.value is True
