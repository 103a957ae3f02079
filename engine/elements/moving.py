"""What a supervisor does to one token: put it at another element of its scope, or let it pass over one."""

from collections.abc import Mapping

from engine.elements.boundaries import BoundaryEvent, BoundarySplit
from engine.elements.events import EndEvent, IntermediateThrowEvent, SendTask, StartEvent
from engine.elements.lifecycle import Element
from engine.elements.subprocesses import AdHocSubProcess, EventTrigger, SubProcess
from engine.elements.tasks import ManualTask, NoneTask, ScriptTask, ServiceTask
from engine.elements.tokens import UNDONE, Token, Tokens
from engine.errors import InvalidInput
from engine.model.data import Value
from engine.model.text import N_, Text

PASSED_OVER = (ServiceTask, ScriptTask, SendTask, NoneTask, ManualTask, IntermediateThrowEvent, EndEvent)
"""What systems do. What a person decides, a table decides, or somebody else has to send, is never passed over."""
SHADOWS = ("#collector", "#split", "")
"""Endings of the names under which an element is entered, the outermost first."""


class MoveRefused(InvalidInput):
    """The token cannot be moved like that; the field says whether it is the token or where to."""

    code = "move_refused"
    message = N_("The token cannot be moved like that.")


class SkipRefused(InvalidInput):
    """The element is none that a supervisor may pass over, or it is not stuck."""

    code = "skip_refused"
    message = N_("This element cannot be passed over.")


def skip(token: Token, values: Mapping[str, Value]) -> None:
    """Leave the element without its work; `values` are written in place of its results. Raises SkipRefused."""
    check_skip(token)
    element = token.task_spec
    if token.waits_for_answer and isinstance(element, ServiceTask):
        element.close(token)
    token.skip(values)


def check_skip(token: Token) -> None:
    """Raise SkipRefused unless a system's work is stuck there, or waited for."""
    if not isinstance(token.task_spec, PASSED_OVER):
        said = N_(
            "Only what a system does can be passed over. What people and tables decide, and what others have to send,"
            " is not: correct the data and try again, or move the token, which the history then shows."
        )
        raise SkipRefused({"element": Text(said)})
    if token.incident is None and not (token.waits_for_answer and isinstance(token.task_spec, ServiceTask)):
        raise SkipRefused({"element": Text(N_("It neither has an incident nor waits for another system."))})


def move(token: Token, element_id: str) -> None:
    """Interrupt what the token does, and let it enter another element of the same scope. Raises MoveRefused.

    Boundary events of what is left stop waiting; those of what is entered begin.
    """
    check_movable(token)
    entry = entry_of(token.workflow, element_id)
    # Made before the other is gone, so that the scope does not end.
    fresh = token.workflow.task_tree.spawn(entry, 0 if entry.counts_arrivals else None)
    interrupt(token)
    fresh.activate()


def interrupt(token: Token) -> None:
    """Cancel a token, and the boundary events that wait beside it."""
    split = token.parent
    beside = split.children if split is not None and isinstance(split.task_spec, BoundarySplit) else []
    for each in beside:
        if isinstance(each.task_spec, BoundaryEvent) and each.has_not_happened:
            each.cancel()
    token.cancel()


def check_movable(token: Token) -> None:
    """Raise MoveRefused unless the token stands at an element of the model by itself."""
    element, owner = token.task_spec, token.workflow.owner
    if not token.live or element.bpmn_id is None or isinstance(element, EventTrigger):
        raise MoveRefused({"token": Text(N_("It does not stand at an element."))})
    if isinstance(element, BoundaryEvent) and token.has_not_happened:
        raise MoveRefused({"token": Text(N_("A boundary event waits with its activity. Move the activity."))})
    if token.instance_of is not None:
        said = N_("It is one of several instances of its activity, or undoes something: these end with the whole.")
        raise MoveRefused({"token": Text(said)})
    if owner is not None and (isinstance(owner.task_spec, AdHocSubProcess) or UNDONE in owner.internal_data):
        said = N_("What is inside of an ad-hoc sub-process, or undoes something, has no place to be moved to.")
        raise MoveRefused({"token": Text(said)})


def entry_of(tokens: Tokens, element_id: str) -> Element:
    """Where a token enters the element, in this scope. Raises MoveRefused."""
    specs: Mapping[str, Element] = tokens.spec.task_specs
    found = next((specs[f"{element_id}{end}"] for end in SHADOWS if f"{element_id}{end}" in specs), None)
    if found is None:
        said = N_("It is not in the same scope: a token moves neither into a sub-process nor out of one.")
        raise MoveRefused({"to": Text(said)})
    if (found.counts_arrivals and len(found.incoming) != 1) or found.name.endswith("#collector"):
        said = N_("It waits for several tokens. Choose the element behind it.")
        raise MoveRefused({"to": Text(said)})
    body = specs.get(element_id, found)
    event_body = isinstance(body, SubProcess) and body.is_event_subprocess
    if event_body or isinstance(body, StartEvent | BoundaryEvent | EventTrigger):
        said = N_("It begins only with what it waits for. Choose the element behind it.")
        raise MoveRefused({"to": Text(said)})
    if any(each.handler is found for each in specs.values()):
        raise MoveRefused({"to": Text(N_("It only undoes what was done, and is entered by compensation."))})
    return found
