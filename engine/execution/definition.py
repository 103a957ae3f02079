"""An executable process: read once, shared by all its executions in all threads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.elements.event_definitions import ConditionEvent, MessageEvent, SignalEvent, TimerEvent
from engine.elements.events import StartEvent as StartEventElement
from engine.elements.process import ProcessSpec
from engine.elements.reading import read_process


@dataclass(frozen=True, slots=True)
class StartEvent:
    """Where the process can be started, and by what; everything is None for a none start event."""

    element_id: str
    message_name: str | None = None
    signal_name: str | None = None
    timer: str | None = None
    condition: str | None = None

    @property
    def is_none(self) -> bool:
        """Whether it is started by nothing but a person or a caller."""
        return self.message_name is self.signal_name is self.timer is self.condition is None


@dataclass(frozen=True, slots=True, eq=False)
class ExecutableDefinition:
    """Immutable; keep it in a cache by version."""

    process_id: str
    reads: frozenset[str]
    """All names that its expressions read: load those. More is asked for where it is needed."""
    start_events: tuple[StartEvent, ...]
    element_names: Mapping[str, str]
    spec: ProcessSpec
    subprocesses: Mapping[str, ProcessSpec]


def load_definition(xml: bytes, process_id: str) -> ExecutableDefinition:
    """Read one process from normalised XML; raises DefinitionRefused (a ModelError) if it cannot be executed."""
    read = read_process(xml, process_id)
    starts = [flow.target for flow in read.spec.start.flows if isinstance(flow.target, StartEventElement)]
    return ExecutableDefinition(
        process_id=process_id,
        reads=read.reads,
        start_events=tuple(event for start in starts for event in started_by(start)),
        element_names=read.names,
        spec=read.spec,
        subprocesses=read.subprocesses,
    )


def started_by(start: StartEventElement) -> Iterator[StartEvent]:
    """An entry for each event that starts the process there, or one for none."""
    element_id = start.bpmn_id or ""
    if not start.events:
        yield StartEvent(element_id)
    for event in start.events:
        if isinstance(event, MessageEvent):
            yield StartEvent(element_id, message_name=event.name)
        elif isinstance(event, SignalEvent):
            yield StartEvent(element_id, signal_name=event.name)
        elif isinstance(event, TimerEvent):
            yield StartEvent(element_id, timer=event.formula.text)
        elif isinstance(event, ConditionEvent):
            yield StartEvent(element_id, condition=event.formula.text)
