"""Is what a token waits for the same in another version of its process?"""

from collections.abc import Callable, Sequence

from engine.elements.calls import CallActivity
from engine.elements.catching import Catching
from engine.elements.event_definitions import ConditionEvent, EventDefinition, MessageEvent, SignalEvent, TimerEvent
from engine.elements.events import EventBasedGateway
from engine.elements.formulas import Formula
from engine.elements.lifecycle import Element
from engine.elements.loops import MultiInstance
from engine.elements.process import ProcessSpec
from engine.elements.subprocesses import AdHocSubProcess
from engine.elements.tasks import ServiceTask, UserTask
from engine.model.text import N_, Text

Renamed = Callable[[str], str]
"""The name in the new version of an element of the old one, or of a part of it."""


def other_work(old: Element, new: Element) -> Text | None:
    """Why the answer to what `old` has asked for is none to what `new` asks for; None if it is one."""
    match old, new:
        case ServiceTask(), ServiceTask():
            if old.job.job_type.text != new.job.job_type.text:
                return Text(N_("It waits for a service that the new version does not ask there."))
        case CallActivity(), CallActivity():
            if old.called.text != new.called.text:
                return Text(N_("It waits for a called process that the new version does not call there."))
        case MultiInstance(), MultiInstance():
            if instance_locals(old) != instance_locals(new):
                said = N_("Its instances run, and get their item or give their result otherwise in the new version.")
                return Text(said)
    return None


def addressed_otherwise(old: Element, new: Element) -> bool:
    """The new version gives the task to others."""
    return (
        isinstance(old, UserTask)
        and isinstance(new, UserTask)
        and text_of(old.assignment.candidates) != text_of(new.assignment.candidates)
    )


def same_inside(owner: Element, new_owner: Element, old: ProcessSpec, new: ProcessSpec, renamed: Renamed) -> bool:
    """An ad-hoc sub-process that runs counts what it has started: that must be the same, in the same order."""
    if not isinstance(owner, AdHocSubProcess) or not isinstance(new_owner, AdHocSubProcess):
        return True
    begun = [renamed(flow.target.name) for flow in old.start.flows]
    return owner.sequential == new_owner.sequential and begun == [flow.target.name for flow in new.start.flows]


def instance_locals(loop: MultiInstance) -> tuple[str | None, bool, str | None]:
    """The name of the item, whether results are collected, and what each gives."""
    return loop.input_element, loop.output_collection is None, text_of(loop.output_element)


def text_of(formula: Formula | None) -> str | None:
    """As the model has it."""
    return None if formula is None else formula.text


def same_wait(old: Catching, new: Catching, renamed: Renamed) -> bool:
    """The same is waited for; behind an event gateway the same events follow in the same order."""
    if not same_events(old.events, new.events):
        return False
    if not isinstance(old, EventBasedGateway):
        return True
    return [renamed(flow.target.name) for flow in old.flows] == [flow.target.name for flow in new.flows]


def same_events(old: Sequence[EventDefinition], new: Sequence[EventDefinition]) -> bool:
    """Messages and signals are the same by their name, conditions by their text, times by their kind."""
    return len(old) == len(new) and all(map(same_event, old, new))


def same_event(old: EventDefinition, new: EventDefinition) -> bool:
    """One of them. What a key or a time was evaluated to is kept."""
    if type(old) is not type(new):
        return False
    if isinstance(old, MessageEvent) and isinstance(new, MessageEvent):
        return old.name == new.name and correlation_of(old) == correlation_of(new)
    if isinstance(old, SignalEvent) and isinstance(new, SignalEvent):
        return old.name == new.name
    if isinstance(old, TimerEvent) and isinstance(new, TimerEvent):
        return old.kind is new.kind
    if isinstance(old, ConditionEvent) and isinstance(new, ConditionEvent):
        return old.formula.text == new.formula.text
    return True


def correlation_of(event: MessageEvent) -> tuple[bool, str | None, str | None]:
    """By what its instance is found: a key of its own, or that of a conversation."""
    return event.correlation_key is None, text_of(event.message_key), event.conversation
