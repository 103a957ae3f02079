"""Every element of BPMN's processes, in every position: is it executed, refused, or no BPMN at all?

Nothing is listed by hand: each construct is put into a small model, which is checked, and loaded if it is accepted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from lxml import etree

from engine.bpmn import check_model
from engine.bpmn.findings import Kind, Severity
from engine.execution import load_definition
from tests.factories import models as m
from tests.factories.data_stores import with_store
from tests.factories.random_models import VALID

EXECUTED, REFUSED, NOT_BPMN = "executed", "refused", "not BPMN"
DRAWN = "drawn, nothing to execute"
ONLY_DRAWN = {"dataStoreReference", "laneSet, nested", "textAnnotation, group, association", "choreography"}
"""What is accepted because nothing of it would be executed by anyone."""
Nodes = list[m.Node]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a construct stands: `answer` is executed, refused or invalid; `why` the message to the designer."""

    answer: str
    why: str = ""


def judge(model: bytes) -> Standing:
    """What becomes of a model; an accepted one is also loaded as for execution."""
    checked = check_model(model)
    errors = [finding for finding in checked.findings if finding.severity is Severity.ERROR]
    for kind, answer in ((Kind.STANDARD, NOT_BPMN), (Kind.EXECUTION, REFUSED), (Kind.DIALECT, REFUSED)):
        told = [str(finding.text) for finding in errors if finding.kind is kind]
        if told:
            return Standing(answer, told[0])
    assert checked.normalised is not None
    for process in checked.processes:
        if process.executable and process.process_id:
            load_definition(checked.normalised, process.process_id)
    return Standing(EXECUTED)


def definitions() -> Mapping[str, Callable[[], Nodes]]:
    """Event definitions by name, in the order of the standard's table 10.93."""
    return {
        "none": list,
        "message": lambda: [m.message("Surat")],
        "timer": lambda: [m.timer(duration="PT1H")],
        "error": lambda: [m.error("E")],
        "escalation": lambda: [m.escalation("X")],
        "cancel": lambda: [m.cancel()],
        "compensate": lambda: [m.compensation()],
        "conditional": lambda: [m.condition("=x > 1")],
        "link": lambda: [m.link("L")],
        "signal": lambda: [m.signal("S")],
        "terminate": lambda: [m.terminate()],
        "multiple": lambda: [m.message("Surat"), m.signal("S")],
        "parallel multiple": lambda: [m.message("Surat"), m.signal("S")],
    }


def _attributes(definition: str) -> dict[str, str]:
    return {"parallelMultiple": "true"} if definition == "parallel multiple" else {}


def _start(definition: str, events: Nodes) -> bytes:
    model = m.a_process(
        m.start("mulai", *events, **_attributes(definition)), m.end("selesai"), flows=["mulai -> selesai"]
    )
    return with_store(model, "x") if definition == "conditional" else model


def _catch(definition: str, events: Nodes) -> bytes:
    if definition == "link":
        nodes = [m.start("mulai"), m.throw("lompat", m.link("L")), m.catch("acara", *events), m.end("selesai")]
        return m.a_process(*nodes, flows=["mulai -> lompat", "acara -> selesai"])
    event = m.catch("acara", *events, **_attributes(definition))
    return m.a_process(m.start("mulai"), event, m.end("selesai"), flows=["mulai -> acara -> selesai"])


def _throw(definition: str, events: Nodes) -> bytes:
    if definition == "link":
        return _catch(definition, events)
    event = m.throw("acara", *events, **_attributes(definition))
    return m.a_process(m.start("mulai"), event, m.end("selesai"), flows=["mulai -> acara -> selesai"])


def _end(definition: str, events: Nodes) -> bytes:
    nodes = [m.start("mulai"), m.end("selesai", *events, **_attributes(definition))]
    if definition != "cancel":
        return m.a_process(*nodes, flows=["mulai -> selesai"])
    inside = m.transaction("transaksi", *nodes, flows=["mulai -> selesai"])
    around = [m.start("awal"), inside, m.end("akhir"), m.boundary("batal", "transaksi", m.cancel()), m.end("gagal")]
    return m.a_process(*around, flows=["awal -> transaksi -> akhir", "batal -> gagal"])


def _boundary(definition: str, events: Nodes, *, interrupting: bool) -> bytes:
    if definition == "cancel" and interrupting:
        return _end(definition, events)
    event = m.boundary("acara", "kerja", *events, interrupting=interrupting, **_attributes(definition))
    nodes = [m.start("mulai"), m.user_task("kerja", **VALID), m.end("selesai"), event]
    if definition == "compensate":
        undo = [m.user_task("urung", isForCompensation="true", **VALID), m.undone_by("acara", "urung")]
        return m.a_process(*nodes, *undo, flows=["mulai -> kerja -> selesai"])
    return m.a_process(*nodes, m.end("usai"), flows=["mulai -> kerja -> selesai", "acara -> usai"])


def _event_sub_process(definition: str, events: Nodes, *, interrupting: bool) -> bytes:
    first = m.start("terjadi", *events, isInterrupting=str(interrupting).lower(), **_attributes(definition))
    inside = m.sub_process("darurat", first, m.end("usai"), flows=["terjadi -> usai"], triggeredByEvent="true")
    around = m.sub_process(
        "dalam",
        m.start("awal"),
        m.user_task("kerja", **VALID),
        m.end("akhir"),
        inside,
        flows=["awal -> kerja -> akhir"],
    )
    return m.a_process(m.start("mulai"), around, m.end("selesai"), flows=["mulai -> dalam -> selesai"])


POSITIONS: Mapping[str, Callable[[str, Nodes], bytes]] = {
    "start": _start,
    "start of an event sub-process, interrupting": lambda name, events: _event_sub_process(
        name, events, interrupting=True
    ),
    "start of an event sub-process, not interrupting": (
        lambda name, events: _event_sub_process(name, events, interrupting=False)
    ),
    "catch": _catch,
    "boundary, interrupting": lambda name, events: _boundary(name, events, interrupting=True),
    "boundary, not interrupting": lambda name, events: _boundary(name, events, interrupting=False),
    "throw": _throw,
    "end": _end,
}
"""Where an event may stand, and the model that has one there."""


@cache
def events() -> Mapping[str, Mapping[str, Standing]]:
    """For every event definition how it stands in each position."""
    return {
        name: {position: judge(model(name, made())) for position, model in POSITIONS.items()}
        for name, made in definitions().items()
    }


def between(*nodes: m.Node, flows: tuple[str, ...] | None = None, more: bytes = b"") -> bytes:
    """A process with something between its start and its end; the first node is on the way unless flows are given."""
    way = flows if flows is not None else (f"mulai -> {nodes[0].get('id')} -> selesai",)
    model = m.a_process(m.start("mulai"), *nodes, m.end("selesai"), flows=way)
    return model.replace(b"</bpmn:process>", b"</bpmn:process>" + more)


def _splitting(gateway: m.Node, *, conditions: bool) -> bytes:
    first = "pintu -> satu [=x > 1]" if conditions else "pintu -> satu"
    second = "pintu -> dua [default]" if conditions else "pintu -> dua"
    joining = etree.fromstring(etree.tostring(gateway))
    joining.set("id", "gabung")
    nodes = [gateway, m.task("satu"), m.task("dua"), joining]
    return between(*nodes, flows=("mulai -> pintu", first, second, "satu -> gabung -> selesai", "dua -> gabung"))


def _racing(gateway: m.Node, *, instantiating: bool = False) -> bytes:
    caught = [m.catch("satu", m.message("Surat")), m.catch("dua", m.message("Telegram"))]
    if instantiating:
        return m.a_process(gateway, *caught, m.task("lalu"), flows=("pintu -> satu -> lalu", "pintu -> dua -> lalu"))
    flows = ("mulai -> pintu", "pintu -> satu -> selesai", "pintu -> dua -> selesai")
    return between(gateway, *caught, flows=flows)


def _called_global(kind: str) -> bytes:
    inside = {
        "globalScriptTask": [m.Z.script(expression="=1", resultVariable="x")],
        "globalBusinessRuleTask": [m.Z.calledDecision(decisionId="aturan", resultVariable="x")],
        "globalUserTask": [
            m.Z.formDefinition(formId="formulir"),
            m.Z.assignmentDefinition(candidateGroups="biro_sdm@bkn"),
            m.Z.properties(m.Z.property(name="lintas:decisionClass", value="verifikasi")),
        ],
    }.get(kind, [])
    called = m.element(kind, "bersama", extensions=inside)
    return between(m.element("callActivity", "panggil", calledElement="bersama"), more=etree.tostring(called))


@cache
def activities() -> Mapping[str, Standing]:
    """Tasks, sub-processes, gateways and markers."""
    inner = {"flows": ["awal -> akhir"]}
    wait = [m.user_task("kerja", **VALID)]
    models: dict[str, Callable[[], bytes]] = {
        "task": lambda: between(m.task("kerja")),
        "userTask": lambda: between(*wait),
        "manualTask": lambda: between(m.manual_task("kerja")),
        "serviceTask": lambda: between(m.service_task("kerja")),
        "scriptTask": lambda: between(m.script_task("kerja", "=1", "x")),
        "businessRuleTask": lambda: between(m.business_rule_task("kerja", "aturan", "x")),
        "sendTask": lambda: between(m.send_task("kerja", "Surat")),
        "receiveTask": lambda: between(m.receive_task("kerja", "Surat")),
        "receiveTask that instantiates": lambda: m.a_process(
            m.receive_task("kerja", "Surat", instantiate="true"), m.task("lalu"), flows=["kerja -> lalu"]
        ),
        "callActivity of a process": lambda: between(m.call_activity("panggil", "proses")),
        **{
            f"callActivity of a {kind}": lambda kind=kind: _called_global(kind)  # type: ignore[misc]
            for kind in (
                "globalTask",
                "globalManualTask",
                "globalUserTask",
                "globalScriptTask",
                "globalBusinessRuleTask",
            )
        },
        "subProcess": lambda: between(m.sub_process("dalam", m.start("awal"), m.end("akhir"), **inner)),
        "subProcess without start and end event": lambda: between(m.sub_process("dalam", m.task("kerja"), flows=[])),
        "transaction": lambda: between(m.transaction("dalam", m.start("awal"), m.end("akhir"), **inner)),
        "adHocSubProcess": lambda: between(m.ad_hoc("dalam", *wait)),
        "exclusiveGateway": lambda: _splitting(m.exclusive("pintu"), conditions=True),
        "inclusiveGateway": lambda: _splitting(m.inclusive("pintu"), conditions=True),
        "parallelGateway": lambda: _splitting(m.parallel("pintu"), conditions=False),
        "complexGateway": lambda: _splitting(m.complex_gateway("pintu", "=activationCount >= 1"), conditions=True),
        "eventBasedGateway": lambda: _racing(m.event_gateway("pintu")),
        "eventBasedGateway that instantiates, exclusive": lambda: _racing(
            m.event_gateway("pintu", instantiate="true"), instantiating=True
        ),
        "eventBasedGateway that instantiates, parallel": lambda: _racing(
            m.event_gateway("pintu", instantiate="true", eventGatewayType="Parallel"), instantiating=True
        ),
        "conditional sequence flow from an activity": lambda: between(
            m.task("kerja"),
            m.end("lain"),
            flows=("mulai -> kerja", "kerja -> selesai [=x > 1]", "kerja -> lain [default]"),
        ),
        "several sequence flows from an activity": lambda: between(
            m.task("kerja"), m.end("lain"), flows=("mulai -> kerja -> selesai", "kerja -> lain")
        ),
        "multiInstanceLoopCharacteristics, parallel": lambda: between(m.service_task("kerja", loop=m.times("=3"))),
        "multiInstanceLoopCharacteristics, sequential": lambda: between(
            m.service_task("kerja", loop=m.times("=3", sequential=True))
        ),
        **{
            f"multiInstanceLoopCharacteristics behavior={behavior}": lambda behavior=behavior: _behaving(behavior)  # type: ignore[misc]
            for behavior in ("None", "One", "Complex")
        },
        "standardLoopCharacteristics": lambda: between(m.service_task("kerja", loop=m.standard_loop(most=3))),
        "isForCompensation": lambda: _boundary("compensate", [m.compensation()], interrupting=True),
        "startQuantity, completionQuantity": lambda: between(
            m.task("kerja", startQuantity="1", completionQuantity="2")
        ),
        "process without start event": lambda: m.a_process(m.task("kerja"), m.task("lalu"), flows=["kerja -> lalu"]),
        "several start events": lambda: between(
            m.start("lain", m.message("Surat")), flows=("mulai -> selesai", "lain -> selesai")
        ),
    }
    return {name: judge(model()) for name, model in models.items()}


@cache
def data_and_containers() -> Mapping[str, Standing]:
    """What holds data, and what stands around and beside a process."""
    b = m.B
    object_ = [b.dataObject(id="benda"), b.dataObjectReference(id="berkas", dataObjectRef="benda")]
    store = b.dataStoreReference(id="gudang", name="Gudang")
    models: dict[str, Callable[[], bytes]] = {
        "dataObject, dataObjectReference": lambda: between(m.task("kerja"), *object_),
        "dataInputAssociation, ioSpecification": lambda: between(_reading("berkas"), *object_),
        "property of a process": lambda: m.a_process(
            b.property(id="p", name="p"), m.start("mulai"), m.end("selesai"), flows=["mulai -> selesai"]
        ),
        "dataStoreReference": lambda: between(m.task("kerja"), store),
        "data association with a data store": lambda: with_store(between(_reading("gudang_acuan")), "gudang"),
        "laneSet, nested": lambda: m.a_process(
            b.laneSet(
                b.lane(
                    b.childLaneSet(b.lane(b.flowNodeRef("kerja"), id="dalam", name="D"), id="set2"), id="luar", name="L"
                ),
                id="set",
            ),
            m.start("mulai"),
            m.user_task("kerja", **VALID),
            m.end("selesai"),
            flows=["mulai -> kerja -> selesai"],
        ),
        "textAnnotation, group, association": _annotated,
        "collaboration of pools with message flows": lambda: _pools(),
        "correlationProperty, correlationKey, correlationSubscription": _correlated,
        "choreographyTask in a process": lambda: between(
            b.choreographyTask(b.participantRef("a"), b.participantRef("b"), id="tari", initiatingParticipantRef="a"),
            flows=("mulai -> selesai",),
        ),
        "choreography": lambda: between(m.task("kerja"), more=etree.tostring(b.choreography(id="tari", name="Tari"))),
        "process with isExecutable=false": lambda: between(m.task("kerja")).replace(
            b'isExecutable="true"', b'isExecutable="false"'
        ),
    }
    found = {name: judge(model()) for name, model in models.items()}
    drawn = {name for name, standing in found.items() if name in ONLY_DRAWN and standing.answer == EXECUTED}
    return found | dict.fromkeys(drawn, Standing(DRAWN))


def _annotated() -> bytes:
    root = etree.fromstring(between(m.task("kerja")))
    process = root.find(f"{{{m.BPMN}}}process")
    assert process is not None
    process.append(m.B.group(id="kelompok"))
    process.append(m.B.textAnnotation(m.B.text("Catatan"), id="catatan"))
    process.append(m.undone_by("kerja", "catatan"))
    return etree.tostring(root)


def _reading(source: str) -> m.Node:
    b = m.B
    inputs = b.ioSpecification(
        b.dataInput(id="masukan", name="masukan"), b.inputSet(b.dataInputRefs("masukan")), b.outputSet()
    )
    read = b.dataInputAssociation(b.sourceRef(source), b.targetRef("masukan"), id="baca")
    return m.element("task", "kerja", inputs, read)


def _correlated() -> bytes:
    b = m.B
    found = b.correlationPropertyRetrievalExpression(m.formal("messagePath", "=nomor"), messageRef="message_Surat")
    root = etree.fromstring(_pools(b.correlationKey(b.correlationPropertyRef("nomor"), id="kunci")))
    etree.strip_elements(root, "{*}subscription", with_tail=False)  # the key of the conversation takes its place
    root.insert(0, b.correlationProperty(found, id="nomor", name="nomor", type="string"))
    process = root.find(f"{{{m.BPMN}}}process")
    assert process is not None
    binding = b.correlationPropertyBinding(m.formal("dataPath", "=nomor"), correlationPropertyRef="nomor")
    process.append(b.correlationSubscription(binding, id="langganan", correlationKeyRef="kunci"))
    return etree.tostring(root)


def _pools(*keys: m.Node) -> bytes:
    b = m.B
    pools = b.collaboration(
        b.participant(id="kolam", name="Kami", processRef="proses"),
        b.participant(id="luar", name="Warga"),
        b.messageFlow(id="arus", sourceRef="luar", targetRef="kerja"),
        *keys,
        id="kerja_sama",
    )
    root = etree.fromstring(between(m.receive_task("kerja", "Surat")))
    place = root.find(f"{{{m.BPMN}}}process")
    assert place is not None
    place.addprevious(pools)
    return etree.tostring(root)


def _behaving(behavior: str) -> bytes:
    loop = m.times("=3", behavior=behavior)
    if behavior == "One":
        loop.set("oneBehaviorEventRef", "sekali")
    if behavior == "None":
        loop.set("noneBehaviorEventRef", "sekali")
    model = between(m.service_task("kerja", loop=loop))
    return model.replace(
        b"<bpmn:process",
        b'<bpmn:signalEventDefinition id="sekali" signalRef="S"/><bpmn:signal id="S" name="S"/><bpmn:process',
    )
