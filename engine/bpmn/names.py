"""Namespaces of the files, and the words of the standard by family."""

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
OPERATON = "http://operaton.org/schema/1.0/bpmn"
SPIFFWORKFLOW = "http://spiffworkflow.org/bpmn/schema/1.0/core"
MODELER = "http://camunda.org/schema/modeler/1.0"

VENDORS = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://operaton.org/schema/1.0/bpmn": "operaton",
    "http://activiti.org/bpmn": "activiti",
    "http://flowable.org/bpmn": "flowable",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "spiffworkflow",
}
"""Other engines whose extensions would change what a process does, by namespace."""

TASKS = frozenset(
    ["task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"]
)
GLOBAL_TASKS = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}
"""Tasks outside of processes, with what a call of one becomes."""
SUB_PROCESSES = frozenset(["subProcess", "transaction", "adHocSubProcess"])
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset(["exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"])
CATCH_EVENTS = frozenset(["startEvent", "intermediateCatchEvent", "boundaryEvent"])
THROW_EVENTS = frozenset(["intermediateThrowEvent", "endEvent"])
EVENTS = CATCH_EVENTS | THROW_EVENTS | {"event", "implicitThrowEvent"}
CHOREOGRAPHY = frozenset(["choreographyTask", "subChoreography", "callChoreography"])
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS | CHOREOGRAPHY
SCOPES = SUB_PROCESSES | {"process"}
ARTIFACTS = frozenset(["association", "group", "textAnnotation"])
DATA = frozenset(["dataObject", "dataObjectReference", "dataStoreReference"])
EVENT_DEFINITIONS = frozenset(
    ["cancel", "compensate", "conditional", "error", "escalation", "link", "message", "signal", "terminate", "timer"]
)
"""First words of the names of event definitions: `messageEventDefinition`."""

DEFINITION_SUFFIX = "EventDefinition"


def bpmn(name: str) -> str:
    """The tag of a BPMN element, as lxml writes it."""
    return f"{{{BPMN}}}{name}"


def zeebe(name: str) -> str:
    """The tag of a zeebe extension element or attribute, as lxml writes it."""
    return f"{{{ZEEBE}}}{name}"


def split_tag(tag: str) -> tuple[str, str]:
    """Namespace (may be empty) and local name of an lxml tag."""
    if tag.startswith("{"):
        namespace, _, name = tag[1:].partition("}")
        return namespace, name
    return "", tag
