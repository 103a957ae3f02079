"""An executable process: read once, shared by all its executions in all threads."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.elements.events import StartEvent as StartEventElement
from engine.elements.process import ProcessSpec
from engine.elements.reading import read_process


@dataclass(frozen=True, slots=True)
class StartEvent:
    """Where the process can be started; `message_name` is None for a none start event."""

    element_id: str
    message_name: str | None


@dataclass(frozen=True, slots=True, eq=False)
class ExecutableDefinition:
    """Immutable; keep it in a cache by version."""

    process_id: str
    reads: frozenset[str]
    """All names that its expressions read: load those."""
    reads_everything: bool
    """A call activity passes all variables: load them all."""
    start_events: tuple[StartEvent, ...]
    element_names: Mapping[str, str]
    spec: ProcessSpec
    subprocesses: Mapping[str, ProcessSpec]


def load_definition(xml: bytes, process_id: str) -> ExecutableDefinition:
    """Read one process from normalised XML; raises DefinitionRefused (a ModelError) if it cannot be executed."""
    read = read_process(xml, process_id)
    starts = [flow.target for flow in read.spec.start.flows]
    return ExecutableDefinition(
        process_id=process_id,
        reads=read.reads,
        reads_everything=read.reads_everything,
        start_events=tuple(
            StartEvent(start.bpmn_id or "", start.message_name)
            for start in starts
            if isinstance(start, StartEventElement)
        ),
        element_names=read.names,
        spec=read.spec,
        subprocesses=read.subprocesses,
    )
