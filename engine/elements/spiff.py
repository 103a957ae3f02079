"""SpiffWorkflow at the door: the names of it that are used here, with the types it does not declare.

At run time these are SpiffWorkflow's own classes; the declarations are what the type checker sees of them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    class TaskState:
        """The states of a task, as bits."""

        FUTURE: int
        WAITING: int
        READY: int
        STARTED: int
        COMPLETED: int
        CANCELLED: int
        FINISHED_MASK: int

    class Task:
        """A token at an element."""

        id: int
        triggered: bool
        internal_data: dict[str, Any]
        data: dict[str, Any]
        thread_id: int
        last_state_change: float
        _state: int
        _parent: int | None
        _children: Any

        @property
        def state(self) -> int: ...
        def complete(self) -> None: ...

    class TaskSpec:
        """An element of a process, shared by all its tasks."""

        name: str
        _wf_spec: Any

        def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None: ...
        def connect(self, taskspec: Any) -> None: ...
        def _update(self, my_task: Any) -> None: ...

    class BpmnTaskSpec(TaskSpec):
        """An element of a BPMN process; `bpmn_id` is None if it is not in the model."""

        bpmn_id: str | None
        bpmn_name: str | None
        lane: str | None

    class BpmnSpecMixin(BpmnTaskSpec): ...  # noqa: D101

    class BpmnStartTask(BpmnTaskSpec): ...  # noqa: D101

    class SimpleBpmnTask(BpmnTaskSpec): ...  # noqa: D101

    class BoundaryEventSplit(BpmnTaskSpec): ...  # noqa: D101

    class UserTask(BpmnSpecMixin): ...  # noqa: D101

    class ManualTask(BpmnSpecMixin): ...  # noqa: D101

    class NoneTask(BpmnSpecMixin): ...  # noqa: D101

    class ScriptTask(BpmnSpecMixin): ...  # noqa: D101

    class ServiceTask(BpmnSpecMixin): ...  # noqa: D101

    class SubWorkflowTask(BpmnSpecMixin):  # noqa: D101
        spec: str

    class ExclusiveGateway(BpmnSpecMixin): ...  # noqa: D101

    class InclusiveGateway(BpmnSpecMixin): ...  # noqa: D101

    class ParallelGateway(BpmnSpecMixin): ...  # noqa: D101

    class EventBasedGateway(BpmnSpecMixin): ...  # noqa: D101

    class StartEvent(BpmnSpecMixin): ...  # noqa: D101

    class EndEvent(BpmnSpecMixin): ...  # noqa: D101

    class IntermediateCatchEvent(BpmnSpecMixin): ...  # noqa: D101

    class IntermediateThrowEvent(BpmnSpecMixin): ...  # noqa: D101

    class SendTask(BpmnSpecMixin): ...  # noqa: D101

    class ReceiveTask(BpmnSpecMixin): ...  # noqa: D101

    class BoundaryEvent(BpmnSpecMixin):  # noqa: D101
        cancel_activity: bool

    class ParallelMultiInstanceTask(BpmnSpecMixin):  # noqa: D101
        task_spec: str

    class SequentialMultiInstanceTask(BpmnSpecMixin):  # noqa: D101
        task_spec: str

    class NoneEventDefinition: ...  # noqa: D101

    class MultipleEventDefinition: ...  # noqa: D101

    class WorkflowSpec:
        """The elements of one process or sub-process by name."""

        name: str
        start: Any
        end: Any
        task_specs: dict[str, Any]

        def __init__(self, name: str | None = None, filename: str | None = None) -> None: ...

    class BpmnProcessSpec(WorkflowSpec):  # noqa: D101
        svg: Any
        description: str | None
        io_specification: Any
        data_objects: dict[str, Any]
        data_stores: dict[str, Any]
        correlation_keys: dict[str, Any]
        bpmn_start_events: list[Any]

    class Workflow:
        """The tasks of one process instance or sub-process."""

        spec: Any
        tasks: dict[int, Any]
        task_tree: Any
        completed: bool
        success: bool
        data: dict[str, Any]

    class BpmnWorkflow(Workflow):  # noqa: D101
        subprocess_specs: dict[str, Any]
        subprocesses: dict[int, Any]

        def __init__(
            self, spec: Any, subprocess_specs: Any = None, script_engine: Any = None, *, deserializing: bool = False
        ) -> None: ...

    class BpmnSubWorkflow(Workflow):  # noqa: D101
        parent_task_id: int
        top_workflow: Any
        depth: int

        def __init__(
            self, spec: Any, parent_task_id: int, top_workflow: Any, *, deserializing: bool = False
        ) -> None: ...
        @property
        def parent_workflow(self) -> Any: ...

    class PythonScriptEngine:
        """What SpiffWorkflow asks to evaluate expressions."""

        def __init__(self) -> None: ...

    class NodeParser:
        """Reads one XML node."""

        node: _Element
        lane: str | None

        @property
        def bpmn_id(self) -> str: ...
        def xpath(self, xpath: str) -> list[_Element]: ...

    class TaskParser(NodeParser):  # noqa: D101
        spec: Any
        spec_class: Any
        process_parser: Any

        def __init__(
            self, process_parser: Any, spec_class: Any, node: Any, nsmap: Any = None, lane: str | None = None
        ) -> None: ...

    class ProcessParser(NodeParser):  # noqa: D101
        parser: Any
        spec: Any
        parent: Any
        filename: str | None
        nsmap: dict[str, str]

        def get_name(self) -> str: ...
        def get_spec(self) -> Any: ...
        def get_boundary_events(self, attached_to_ref: str) -> Sequence[_Element]: ...
        def get_outgoing_sequence_flows(self, source_ref: str) -> Sequence[_Element]: ...
        def get_node_by_id(self, node_id: str) -> _Element | None: ...

    class ValidationException(Exception): ...  # noqa: D101

    class BpmnParser:  # noqa: D101
        process_parsers: dict[str, Any]

        def __init__(self) -> None: ...
        def add_bpmn_xml(self, bpmn: Any, filename: str | None = None) -> None: ...
        def create_parser(self, node: Any, filename: str | None = None, lane: str | None = None) -> None: ...
        def get_spec(self, process_id: str, required: bool = True) -> Any: ...
        def get_subprocess_specs(self, name: str) -> dict[str, Any]: ...

else:
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.parser import BpmnParser
    from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
    from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
    from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
    from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
    from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
    from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit, BpmnStartTask, SimpleBpmnTask
    from SpiffWorkflow.bpmn.specs.defaults import (
        BoundaryEvent,
        EndEvent,
        EventBasedGateway,
        ExclusiveGateway,
        InclusiveGateway,
        IntermediateCatchEvent,
        IntermediateThrowEvent,
        ManualTask,
        NoneTask,
        ParallelGateway,
        ParallelMultiInstanceTask,
        ReceiveTask,
        ScriptTask,
        SendTask,
        SequentialMultiInstanceTask,
        ServiceTask,
        StartEvent,
        SubWorkflowTask,
        UserTask,
    )
    from SpiffWorkflow.bpmn.specs.event_definitions import MultipleEventDefinition, NoneEventDefinition
    from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
    from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
    from SpiffWorkflow.task import Task
    from SpiffWorkflow.util.task import TaskState
    from SpiffWorkflow.workflow import Workflow

__all__ = [
    "BoundaryEvent",
    "BoundaryEventSplit",
    "BpmnParser",
    "BpmnProcessSpec",
    "BpmnSpecMixin",
    "BpmnStartTask",
    "BpmnSubWorkflow",
    "BpmnTaskSpec",
    "BpmnWorkflow",
    "EndEvent",
    "EventBasedGateway",
    "ExclusiveGateway",
    "InclusiveGateway",
    "IntermediateCatchEvent",
    "IntermediateThrowEvent",
    "ManualTask",
    "MultipleEventDefinition",
    "NoneEventDefinition",
    "NoneTask",
    "ParallelGateway",
    "ParallelMultiInstanceTask",
    "ProcessParser",
    "PythonScriptEngine",
    "ReceiveTask",
    "ScriptTask",
    "SendTask",
    "SequentialMultiInstanceTask",
    "ServiceTask",
    "SimpleBpmnTask",
    "StartEvent",
    "SubWorkflowTask",
    "Task",
    "TaskParser",
    "TaskState",
    "UserTask",
    "ValidationException",
    "Workflow",
    "WorkflowSpec",
]
