"""Where the tokens of a saved state stand."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from engine.elements.boundaries import BoundaryEvent
from engine.elements.calls import CallActivity
from engine.elements.lifecycle import Element
from engine.elements.loops import MultiInstance
from engine.elements.spiff import TaskState
from engine.elements.subprocesses import EventTrigger
from engine.elements.tokens import LIVE
from engine.execution.definition import ExecutableDefinition
from engine.execution.state import State
from engine.model.ids import TokenId


def standing_in(definition: ExecutableDefinition, states: Iterable[State]) -> Counter[str]:
    """How many tokens stand in each element; events that wait beside something are none, of a loop each instance is.

    `states` are the state of an execution and the parts of all its items.
    """
    elements = elements_of(definition)
    found: Counter[str] = Counter()
    for state in states:
        for _, rows in ((0, state["tokens"]), *state["subs"]):
            for row in rows:
                element = elements[row[3]]
                beside = isinstance(element, BoundaryEvent | EventTrigger) and row[2] == TaskState.WAITING
                if row[2] & LIVE and element.bpmn_id is not None and not (beside or element.is_loop_body):
                    found[element.bpmn_id] += 1
    return found


@dataclass(frozen=True, slots=True)
class CallLoop:
    """A parallel multi-instance that calls a process for each item. `token` is that of the loop."""

    token: TokenId
    element_id: str
    total: int
    completed: int


def call_loops(definition: ExecutableDefinition, state: State) -> list[CallLoop]:
    """Those of an execution that go on, outside of the items of others."""
    elements = elements_of(definition)
    return [
        CallLoop(row[0], element.bpmn_id, row[5]["n"], row[5]["done"])
        for _, rows in ((0, state["tokens"]), *state["subs"])
        for row in rows
        if isinstance(element := elements[row[3]], MultiInstance)
        and isinstance(element.instance, CallActivity)
        and element.bpmn_id is not None
        and not element.sequential
        and row[2] & LIVE
        and "n" in row[5]
    ]


def elements_of(definition: ExecutableDefinition) -> dict[str, Element]:
    """What tokens of a definition can stand in, by the name that states have."""
    specs = (definition.spec, *definition.subprocesses.values())
    return {name: element for spec in specs for name, element in spec.task_specs.items()}
