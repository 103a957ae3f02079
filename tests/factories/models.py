"""Processes as designers would draw them, written in a few lines.

    a_process(
        start("mulai"), user_task("periksa"), exclusive("pilih"), end("setuju"), end("tolak"),
        flows=["mulai -> periksa -> pilih", "pilih -> setuju [=disetujui]", "pilih -> tolak [default]"],
    )

Ids of sequence flows are `source-target`.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from lxml import etree
from lxml.builder import ElementMaker

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
NAMESPACES = {"bpmn": BPMN, "zeebe": ZEEBE}
B = ElementMaker(namespace=BPMN, nsmap=NAMESPACES)
Z = ElementMaker(namespace=ZEEBE, nsmap=NAMESPACES)
FORMAL = {"{http://www.w3.org/2001/XMLSchema-instance}type": "bpmn:tFormalExpression"}
"""What tells an expression that is evaluated from one that people read."""
Node = etree._Element
Mappings = Mapping[str, str]
"""Target variable to source."""


def a_process(*elements: Node, flows: Sequence[str], process_id: str = "proses") -> bytes:
    """A complete BPMN file with one executable process, and the messages, signals, errors ... it refers to."""
    process = B.process(*elements, id=process_id, name="Proses", isExecutable="true")
    add_flows(process, flows)
    roots: dict[str, Node] = {}
    for node in process.iter():
        for kind in ("message", "signal", "error", "escalation"):
            reference = node.get(f"{kind}Ref")
            if reference:
                roots[reference] = root_element(kind, reference, node.attrib.pop("key", None))
    return etree.tostring(B.definitions(*roots.values(), process, id="definisi", targetNamespace="lintas"))


def root_element(kind: str, reference: str, key: str | None) -> Node:
    name = reference.removeprefix(f"{kind}_")
    if kind == "error":
        return B.error(id=reference, name=name, errorCode=name)
    if kind == "escalation":
        return B.escalation(id=reference, name=name, escalationCode=name)
    root = B(kind, id=reference, name=name)
    if key is not None:
        root.append(B.extensionElements(Z.subscription(correlationKey=key)))
    return root


def add_flows(scope: Node, flows: Sequence[str]) -> None:
    """`a -> b -> c`, with a condition or the word default in brackets behind."""
    nodes = {node.get("id"): node for node in scope}
    for text in flows:
        path, _, bracket = text.partition("[")
        remark = bracket.strip().removesuffix("]")
        for source, target in pairwise(step.strip() for step in path.split("->")):
            flow = B.sequenceFlow(id=f"{source}-{target}", sourceRef=source, targetRef=target)
            if remark == "default":
                nodes[source].set("default", f"{source}-{target}")
            elif remark:
                flow.append(formal("conditionExpression", remark))
            scope.append(flow)
    for association in scope.findall(f"{{{BPMN}}}association"):
        scope.append(association)  # the standard wants artifacts behind everything else


def formal(tag: str, text: str) -> Node:
    """An expression."""
    return B(tag, text, FORMAL)


def element(
    tag: str,
    element_id: str,
    *children: Node,
    extensions: Sequence[Node] = (),
    inputs: Mappings | None = None,
    outputs: Mappings | None = None,
    loop: Node | None = None,
    **attributes: str,
) -> Node:
    """Any BPMN element with its extension elements, mappings and loop."""
    inner = [*extensions]
    if inputs or outputs:
        inner.append(
            Z.ioMapping(
                *(Z.input(source=source, target=target) for target, source in (inputs or {}).items()),
                *(Z.output(source=source, target=target) for target, source in (outputs or {}).items()),
            )
        )
    parts = [B.extensionElements(*inner)] if inner else []
    return B(
        tag, *parts, *([loop] if loop is not None else []), *children, id=element_id, name=element_id, **attributes
    )


def task(element_id: str, **more: object) -> Node:
    return element("task", element_id, **more)  # type: ignore[arg-type]


def manual_task(element_id: str, **more: object) -> Node:
    return element("manualTask", element_id, **more)  # type: ignore[arg-type]


def user_task(
    element_id: str,
    *,
    candidates: str | None = "biro_sdm@otorita-ikn",
    form: str | None = None,
    due: str | None = None,
    priority: str | None = None,
    properties: Mappings | None = None,
    **more: object,
) -> Node:
    extensions = []
    if candidates is not None:
        extensions.append(Z.assignmentDefinition(candidateGroups=candidates))
    if form is not None:
        extensions.append(Z.formDefinition(formId=form))
    if due is not None:
        extensions.append(Z.taskSchedule(dueDate=due))
    if priority is not None:
        extensions.append(Z.priorityDefinition(priority=priority))
    if properties:
        extensions.append(Z.properties(*(Z.property(name=name, value=value) for name, value in properties.items())))
    return element("userTask", element_id, extensions=extensions, **more)  # type: ignore[arg-type]


def service_task(
    element_id: str, job_type: str = "uji", *, retries: str = "3", headers: Mappings | None = None, **more: object
) -> Node:
    extensions = [Z.taskDefinition(type=job_type, retries=retries)]
    if headers:
        extensions.append(Z.taskHeaders(*(Z.header(key=key, value=value) for key, value in headers.items())))
    return element("serviceTask", element_id, extensions=extensions, **more)  # type: ignore[arg-type]


def script_task(element_id: str, expression: str, result: str, **more: object) -> Node:
    extensions = [Z.script(expression=expression, resultVariable=result)]
    return element("scriptTask", element_id, extensions=extensions, **more)  # type: ignore[arg-type]


def python_task(element_id: str, script: str, **more: object) -> Node:
    return element("scriptTask", element_id, B.script(script), scriptFormat="python", **more)  # type: ignore[arg-type]


def business_rule_task(element_id: str, decision: str, result: str, **more: object) -> Node:
    extensions = [Z.calledDecision(decisionId=decision, resultVariable=result)]
    return element("businessRuleTask", element_id, extensions=extensions, **more)  # type: ignore[arg-type]


def call_activity(
    element_id: str, called: str, *, passes_all: bool = True, takes_all: bool = True, **more: object
) -> Node:
    extension = Z.calledElement(
        processId=called,
        propagateAllParentVariables=str(passes_all).lower(),
        propagateAllChildVariables=str(takes_all).lower(),
    )
    return element("callActivity", element_id, extensions=[extension], **more)  # type: ignore[arg-type]


def sub_process(element_id: str, *elements: Node, flows: Sequence[str], **more: object) -> Node:
    scope = element("subProcess", element_id, *elements, **more)  # type: ignore[arg-type]
    add_flows(scope, flows)
    return scope


def event_sub_process(
    element_id: str, event: Node, *elements: Node, flows: Sequence[str], interrupting: bool = True, **more: object
) -> Node:
    """Its start event is `<id>_mulai`."""
    first = element("startEvent", f"{element_id}_mulai", event, isInterrupting=str(interrupting).lower())
    return sub_process(element_id, first, *elements, flows=flows, triggeredByEvent="true", **more)


def transaction(element_id: str, *elements: Node, flows: Sequence[str], **more: object) -> Node:
    scope = element("transaction", element_id, *elements, **more)  # type: ignore[arg-type]
    add_flows(scope, flows)
    return scope


def ad_hoc(
    element_id: str, *elements: Node, flows: Sequence[str] = (), until: str | None = None, **attributes: str
) -> Node:
    """`attributes`: ordering, cancelRemainingInstances."""
    scope = element("adHocSubProcess", element_id, *elements, **attributes)
    add_flows(scope, flows)
    if until is not None:
        scope.append(formal("completionCondition", until))
    return scope


def undone_by(event_id: str, handler: str) -> Node:
    """The association from a compensation boundary event to what it starts."""
    return B.association(id=f"{event_id}-{handler}", associationDirection="One", sourceRef=event_id, targetRef=handler)


def standard_loop(*, until: str | None = None, most: int | None = None, before: bool = False) -> Node:
    """What makes an activity run again while `until` holds, at most so many times."""
    condition = [] if until is None else [formal("loopCondition", until)]
    loop = B.standardLoopCharacteristics(*condition, testBefore=str(before).lower())
    if most is not None:
        loop.set("loopMaximum", str(most))
    return loop


def times(cardinality: str, *, sequential: bool = False, **attributes: str) -> Node:
    """What makes an activity run a number of times."""
    return B.multiInstanceLoopCharacteristics(
        formal("loopCardinality", cardinality), isSequential=str(sequential).lower(), **attributes
    )


def multi_instance(
    collection: str,
    *,
    item: str | None = None,
    results: str | None = None,
    result: str | None = None,
    until: str | None = None,
    sequential: bool = False,
) -> Node:
    """What makes an activity run once for each item of a collection."""
    characteristics = Z.loopCharacteristics(inputCollection=collection)
    for name, value in (("inputElement", item), ("outputCollection", results), ("outputElement", result)):
        if value is not None:
            characteristics.set(name, value)
    condition = [] if until is None else [formal("completionCondition", until)]
    return B.multiInstanceLoopCharacteristics(
        B.extensionElements(characteristics), *condition, isSequential=str(sequential).lower()
    )


def exclusive(element_id: str) -> Node:
    return element("exclusiveGateway", element_id)


def parallel(element_id: str) -> Node:
    return element("parallelGateway", element_id)


def inclusive(element_id: str) -> Node:
    return element("inclusiveGateway", element_id)


def event_gateway(element_id: str, **attributes: str) -> Node:
    return element("eventBasedGateway", element_id, **attributes)


def complex_gateway(element_id: str, activation: str | None = None) -> Node:
    condition = [] if activation is None else [formal("activationCondition", activation)]
    return element("complexGateway", element_id, *condition)


# Events. What they wait for or throw is made by `message`, `signal`, `timer`, `error`, `terminate`.


def start(element_id: str, *definitions: Node, **more: object) -> Node:
    return element("startEvent", element_id, *definitions, **more)  # type: ignore[arg-type]


def end(element_id: str, *definitions: Node, **more: object) -> Node:
    return element("endEvent", element_id, *definitions, **more)  # type: ignore[arg-type]


def catch(element_id: str, *definitions: Node, **more: object) -> Node:
    return element("intermediateCatchEvent", element_id, *definitions, **more)  # type: ignore[arg-type]


def throw(element_id: str, *definitions: Node, **more: object) -> Node:
    return element("intermediateThrowEvent", element_id, *definitions, **more)  # type: ignore[arg-type]


def boundary(element_id: str, host: str, *definitions: Node, interrupting: bool = True, **more: object) -> Node:
    return element(
        "boundaryEvent",
        element_id,
        *definitions,
        attachedToRef=host,
        cancelActivity=str(interrupting).lower(),
        **more,  # type: ignore[arg-type]
    )


def receive_task(element_id: str, name: str, key: str = "=nomor", **more: object) -> Node:
    return element("receiveTask", element_id, messageRef=f"message_{name}", key=key, **more)  # type: ignore[arg-type]


def send_task(element_id: str, name: str, key: str = "=nomor", **more: object) -> Node:
    return element("sendTask", element_id, messageRef=f"message_{name}", key=key, **more)  # type: ignore[arg-type]


def message(name: str, key: str = "=nomor") -> Node:
    return B.messageEventDefinition(messageRef=f"message_{name}", key=key)


def signal(name: str) -> Node:
    return B.signalEventDefinition(signalRef=f"signal_{name}")


def error(code: str | None = None) -> Node:
    return B.errorEventDefinition(**({} if code is None else {"errorRef": f"error_{code}"}))


def escalation(code: str | None = None) -> Node:
    return B.escalationEventDefinition(**({} if code is None else {"escalationRef": f"escalation_{code}"}))


def condition(text: str) -> Node:
    return B.conditionalEventDefinition(formal("condition", text))


def compensation(activity: str | None = None, *, waits: bool = True) -> Node:
    definition = B.compensateEventDefinition(waitForCompletion=str(waits).lower())
    if activity is not None:
        definition.set("activityRef", activity)
    return definition


def cancel() -> Node:
    return B.cancelEventDefinition()


def link(name: str) -> Node:
    return B.linkEventDefinition(name=name)


def terminate() -> Node:
    return B.terminateEventDefinition()


def timer(*, date: str | None = None, duration: str | None = None, cycle: str | None = None) -> Node:
    texts = (("timeDate", date), ("timeDuration", duration), ("timeCycle", cycle))
    return B.timerEventDefinition(*(formal(tag, text) for tag, text in texts if text is not None))
