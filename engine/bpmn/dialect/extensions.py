"""Reading zeebe extensions of an element."""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from engine.bpmn.model import FlowNode, Model, local_name, local_reference
from engine.bpmn.names import GLOBAL_TASKS, bpmn, zeebe

ADDRESS = re.compile(r"[a-z0-9][a-z0-9_-]*@[a-z0-9][a-z0-9-]*")
"""`function@agency`: to whom work is addressed. Never a person."""
STARTER = re.compile(r"[a-z0-9][a-z0-9_-]*@(?:\*|[a-z0-9][a-z0-9-]*)")
"""Who may start a process; `function@*` means that function in every agency."""

DECISION_CLASS = "lintas:decisionClass"
FOUR_EYES = "lintas:fourEyes"
CORRECTIONS = "lintas:corrections"
NAME_EN = "lintas:name.en"
DUE_WORKING_DAYS = "lintas:dueWorkingDays"
"""Of a user task: after how many working days it is due, instead of a due date."""
MISSED_TIMES = "lintas:missedTimes"
"""Of an event with a repeating timer: times that pass while nothing runs happen once (`one`) or each (`all`)."""
STARTABLE_BY = "lintas:startableBy"
NUMBER_PREFIX = "lintas:numberPrefix"
TITLE = "lintas:title"
CANDIDATE_GROUPS = "lintas:candidateGroups"
STEPS = ("lintas:script.before", "lintas:script.after")
"""Of an activity: Python that runs when it begins, and when its work is done."""
ALL_RESULTS = "lintas:allResults"
"""true: what an element gives leaves it, also where output mappings name something."""
WORKED_BY = "lintas:agency"
"""Task header: the code of the agency whose workers do the job, where it is not the owner's."""

BOUND = {"formDefinition": "formId", "calledDecision": "decisionId", "calledElement": "processId"}
"""Extensions that name something deployed by itself, with the attribute that names it."""
LATEST = "latest"


def extensions(node: etree._Element) -> Iterator[etree._Element]:
    """The extension elements of an element, whatever their namespace."""
    for holder in node.findall(bpmn("extensionElements")):
        yield from holder.iterchildren(etree.Element)


def extension(node: etree._Element, name: str) -> etree._Element | None:
    """Its zeebe extension of that name; the first if it has several."""
    return next((child for child in extensions(node) if child.tag == zeebe(name)), None)


def attribute(node: etree._Element, name: str, attribute_name: str) -> str | None:
    """An attribute of its zeebe extension, stripped; None if it is missing or empty."""
    found = extension(node, name)
    value = found.get(attribute_name, "").strip() if found is not None else ""
    return value or None


def properties(node: etree._Element) -> Mapping[str, str]:
    """Its zeebe:properties by name."""
    holder = extension(node, "properties")
    if holder is None:
        return {}
    return {
        child.get("name", "").strip(): child.get("value", "").strip() for child in holder.findall(zeebe("property"))
    }


def headers(node: etree._Element) -> Mapping[str, str]:
    """Its zeebe:taskHeaders by key."""
    holder = extension(node, "taskHeaders")
    if holder is None:
        return {}
    return {child.get("key", ""): child.get("value", "") for child in holder.findall(zeebe("header"))}


def mappings(node: etree._Element, direction: str) -> list[etree._Element]:
    """Its variable mappings of one direction, `input` or `output`."""
    holder = extension(node, "ioMapping")
    return [] if holder is None else holder.findall(zeebe(direction))


def candidate_groups(node: FlowNode) -> str | None:
    """The addresses of a user task: its own, else those of the closest lane around it that names some."""
    own = attribute(node.xml, "assignmentDefinition", "candidateGroups")
    return own or lane_candidate_groups(node)


def lane_candidate_groups(node: FlowNode) -> str | None:
    """The addresses that the closest lane around the node names; a sub-process lies in lanes with all its inside."""
    current: FlowNode | None = node
    while current is not None:
        for lane in current.lanes:
            groups = properties(lane.xml).get(CANDIDATE_GROUPS)
            if groups:
                return groups
        current = current.scope.owner
    return None


def called_process(node: FlowNode) -> str | None:
    """The process that a call activity starts: zeebe's, else the standard's calledElement."""
    own = attribute(node.xml, "calledElement", "processId")
    return own or local_reference(node.xml.get("calledElement", "")) or None


def binding(node: etree._Element) -> str | None:
    """Which version of what it names an element asks for (bindingType); None where it does not say."""
    return next((found for name in BOUND if (found := attribute(node, name, "bindingType"))), None)


def is_late(node: etree._Element) -> bool:
    """Whether it means the newest version there is when it is reached, instead of the one when the case began."""
    return binding(node) == LATEST


def global_task(model: Model, node: FlowNode) -> etree._Element | None:
    """The global task that a call activity calls; None if it calls a process."""
    if node.kind != "callActivity":
        return None
    called = model.by_id.get(called_process(node) or "")
    return called if called is not None and local_name(called) in GLOBAL_TASKS else None


def called_tasks(model: Model) -> Iterator[FlowNode]:
    """Global tasks as flow nodes that stand where executable processes call them.

    One that is called twice from lanes of the same address comes once: what is wrong with it is wrong once.
    """
    seen: set[tuple[int, str | None]] = set()
    for node in model.nodes:
        called = global_task(model, node) if node.scope.executable else None
        if called is not None:
            task = FlowNode(called, node.scope, lanes=node.lanes)
            key = id(called), candidate_groups(task)
            if key not in seen:
                seen.add(key)
                yield task


def split_addresses(text: str) -> list[str]:
    """The parts of a comma list, stripped."""
    return [part.strip() for part in text.split(",")]
