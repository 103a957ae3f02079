"""A process or embedded sub-process as it was read: its elements, frozen and shared by all executions."""

from typing import Any

from engine.elements import spiff
from engine.elements.compensation import GivingUp, Undoing
from engine.elements.gateways import End, Start
from engine.elements.lifecycle import Element


class ProcessSpec(spiff.BpmnProcessSpec):
    """The elements by name. Names of elements that are not in the model begin with #, which no XML id can."""

    task_specs: dict[str, Element]

    def __init__(self, name: str, description: str | None = None, filename: str | None = None) -> None:
        # BpmnProcessSpec's own constructor makes SpiffWorkflow's start and end elements.
        super(spiff.BpmnProcessSpec, self).__init__(name=name, filename=filename)
        self.svg: Any = None
        self.description = description
        self.io_specification = None
        self.data_objects, self.data_stores, self.correlation_keys, self.bpmn_start_events = {}, {}, {}, []
        self.settling_names: tuple[str, ...] = ()
        self.triggers: list[str] = []
        """Names of the start events of its event sub-processes."""
        self.undoing_body: Element | None = None
        """Its compensation event sub-process."""
        self.start = Start(self, "#start")
        self.end = End(self, "#end")
        self.giving_up = GivingUp(self, "#giving-up")
        self.undoing = Undoing(self, "#undoing")
        self.undoing.add_flow(self.end)

    def freeze(self) -> None:
        """Everything was read: from now on nothing changes."""
        for element in self.task_specs.values():
            element.freeze()
        self.settling_names = tuple(name for name, element in self.task_specs.items() if element.settles)
