"""Where the tokens of a saved state stand."""

from collections import Counter
from collections.abc import Iterable

from engine.elements.boundaries import BoundaryEvent
from engine.elements.lifecycle import Element
from engine.elements.spiff import TaskState
from engine.elements.subprocesses import EventTrigger
from engine.elements.tokens import LIVE
from engine.execution.definition import ExecutableDefinition
from engine.execution.state import State


def standing_in(definition: ExecutableDefinition, states: Iterable[State]) -> Counter[str]:
    """How many tokens stand in each element; events that wait beside something are none, of a loop each instance is.

    `states` are the state of an execution and the parts of all its items.
    """
    specs = (definition.spec, *definition.subprocesses.values())
    elements: dict[str, Element] = {name: element for spec in specs for name, element in spec.task_specs.items()}
    found: Counter[str] = Counter()
    for state in states:
        for _, rows in ((0, state["tokens"]), *state["subs"]):
            for row in rows:
                element = elements[row[3]]
                beside = isinstance(element, BoundaryEvent | EventTrigger) and row[2] == TaskState.WAITING
                if row[2] & LIVE and element.bpmn_id is not None and not (beside or element.is_loop_body):
                    found[element.bpmn_id] += 1
    return found
