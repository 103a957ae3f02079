"""A model that breaks each rule, where it breaks it, and its nearest neighbour that does not."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.bpmn import CheckedModel, check_model
from tests.factories.bpmn_xml import (
    a_model,
    around,
    definitions,
    element,
    end,
    extensions,
    flow,
    mapping,
    message,
    path,
    process,
    properties,
    script_task,
    script_text,
    service_task,
    start,
    timer,
    user_task,
)


@dataclass(frozen=True, slots=True)
class Case:
    """`at` is a text on the line of the finding; `deployable` says that the good model has no error at all."""

    code: str
    bad: bytes
    element_id: str | None
    at: str
    good: bytes
    deployable: bool = True
    files: Mapping[str, bytes] | None = None
    """Files beside the model, for rules about imports."""

    def check(self, xml: bytes) -> CheckedModel:
        """What is found in one of its two models."""
        return check_model(xml, files=None if self.files is None else self.files.get)


def case(code: str, bad: bytes, element_id: str | None, at: str, good: bytes = b"", *, deployable: bool = True) -> Case:
    return Case(code, bad, element_id, at, good or GOOD, deployable)


GOOD = around(user_task())
PYTHON = element("scriptTask", script_text("script", "1 + 1"), id="task", name="Hitung", scriptFormat="python")
BOTH = extensions(element("zeebe:script", expression="=1", resultVariable="x")) + "<bpmn:script>"


def with_end(*parts: str, root: tuple[str, ...] = ()) -> bytes:
    return a_model(start(), *parts, end(), root=root)


def gateway(kind: str, id: str = "g", **attributes: str | None) -> str:  # noqa: A002
    return element(kind, id=id, name="Layak?", **attributes)


def choice(kind: str = "exclusiveGateway", *flows: str, default: str | None = "g_b", extra: str = "") -> bytes:
    """start -> g -> a or b -> end."""
    ways = flows or (flow("g", "a", condition="=x > 1", name="ya"), flow("g", "b", name="tidak"))
    return with_end(
        gateway(kind, default=default),
        user_task("a"),
        user_task("b"),
        extra,
        path("start", "g"),
        *ways,
        path("a", "end"),
        path("b", "end"),
    )


def event_gateway(*targets: str, flows: tuple[str, ...] = ()) -> bytes:
    """start -> g -> each of c1, c2 ... -> end."""
    ids = [f"c{index}" for index in range(1, len(targets) + 1)]
    ways = [flow("g", i) for i in ids] + [flow(i, "end") for i in ids]
    return with_end(gateway("eventBasedGateway"), *targets, path("start", "g"), *ways, *flows, root=(message(),))


def catch(id: str = "c1", definition: str | None = None, **attributes: str | None) -> str:  # noqa: A002
    return element("intermediateCatchEvent", definition or timer(), id=id, name="Menunggu", **attributes)


def boundary(definition: str | None = None, id: str = "b", host: str = "task", **attributes: str | None) -> str:  # noqa: A002
    return element("boundaryEvent", definition or timer(), id=id, name="Terlambat", attachedToRef=host, **attributes)


def repeating(missed: str) -> str:
    """A boundary event each hour that says what becomes of hours in which nothing runs."""
    said = extensions(properties({"lintas:missedTimes": missed}))
    hourly = timer("R/PT1H", "timeCycle")
    return element(
        "boundaryEvent", said, hourly, id="b", name="Terlambat", attachedToRef="task", cancelActivity="false"
    )


def with_boundary(event: str, *parts: str, root: tuple[str, ...] = ()) -> bytes:
    return with_end(user_task(), event, *parts, path("start", "task", "end"), flow("b", "end"), root=root)


def sub(*parts: str, id: str = "sub", **attributes: str | None) -> str:  # noqa: A002
    return element("subProcess", *parts, id=id, name="Siapkan", **attributes)


def inner(*parts: str) -> tuple[str, ...]:
    return (start("s1"), user_task("t1"), *parts, end("e1"), path("s1", "t1", "e1"))


def event_sub(*parts: str, id: str = "esub", **attributes: str | None) -> str:  # noqa: A002
    return element("subProcess", *parts, id=id, name="Bila ditarik", triggeredByEvent="true", **attributes)


def beside(*parts: str, root: tuple[str, ...] = ()) -> bytes:
    """A process that can be deployed, with more parts in it."""
    return with_end(user_task(), path("start", "task", "end"), *parts, root=root)


def definition(word: str, **attributes: str | None) -> str:
    return element(f"{word}EventDefinition", **attributes)


def multi(*parts: str, **attributes: str | None) -> str:
    characteristics = element(
        "zeebe:loopCharacteristics", **{"inputCollection": "=daftar", "inputElement": "butir", **attributes}
    )
    return element("multiInstanceLoopCharacteristics", extensions(characteristics), *parts)


def pools(*flows: str, first: str = "p", second: str = "q") -> bytes:
    collaboration = element(
        "collaboration",
        element("participant", id="pool1", processRef=first),
        element("participant", id="pool2", processRef=second),
        *flows,
        id="col",
    )
    one = process(start(), user_task(), end(), path("start", "task", "end"))
    other = process(start("s2"), user_task("t2"), end("e2"), path("s2", "t2", "e2"), id="q", executable=False)
    return definitions(collaboration, one, other)


EVENT_SUB_PARTS = (start("s1", definition("signal")), end("e1"), path("s1", "e1"))
EVENT_SUB = event_sub(*EVENT_SUB_PARTS)
NONE_IN_EVENT_SUB = event_sub(start("s1"), end("e1"), path("s1", "e1"))
FAILURE = element("error", id="err", name="Gagal", errorCode="GAGAL")
SIGNAL = element("signal", id="sig", name="PendaftaranDibuka")
LINK_OUT = element("intermediateThrowEvent", definition("link", name="L"), id="out", name="L")
LINK_IN = element("intermediateCatchEvent", definition("link", name="L"), id="in", name="L")


def lanes(*ids: str, second: tuple[str, ...] = ()) -> str:
    refs = [script_text("flowNodeRef", i) for i in ids]
    parts = [element("lane", *refs, id="lane1", name="Biro SDM")]
    if second:
        parts.append(element("lane", *(script_text("flowNodeRef", i) for i in second), id="lane2", name="PPK"))
    return element("laneSet", *parts, id="lanes")


def in_lanes(lane_set: str) -> bytes:
    return a_model(lane_set, start(), user_task(), end(), path("start", "task", "end"))


def listed(*entries: str) -> bytes:
    return with_end(user_task("task", *entries), path("start", "task", "end"))


STRUCTURE = [
    case(
        "duplicate_id", with_end(user_task(), user_task(form="lain"), path("start", "task", "end")), "task", 'id="task"'
    ),
    case(
        "missing_id",
        with_end(user_task(), '<bpmn:task name="Tanpa id"/>', path("start", "task", "end")),
        "p",
        "Tanpa id",
    ),
    case("flow_source_unknown", beside(flow("nobody", "task", id="f")), "f", 'id="f"'),
    case("flow_target_unknown", beside(flow("task", "nobody", id="f")), "f", 'id="f"'),
    case(
        "flow_not_listed",
        listed(
            script_text("incoming", "start_task"),
            script_text("outgoing", "start_task"),
            script_text("outgoing", "task_end"),
        ),
        "task",
        "<bpmn:outgoing>start_task",
        listed(script_text("incoming", "start_task"), script_text("outgoing", "task_end")),
        deployable=False,
    ),
    case("flow_missing_in_list", listed(script_text("incoming", "start_task")), "task", 'id="task"', listed()),
    case(
        "reference_unknown",
        with_boundary(boundary(definition("message", messageRef="nobody"))),
        "b",
        'messageRef="nobody"',
        with_boundary(boundary(definition("message", messageRef="m")), root=(message(),)),
    ),
    case(
        "event_definition_unknown",
        with_boundary(boundary(script_text("eventDefinitionRef", "nobody"))),
        "b",
        "nobody",
    ),
    case("default_unknown", choice(default="start_g"), "g", 'id="g"', choice()),
    case(
        "boundary_host_unknown",
        beside(boundary(host="start"), flow("b", "end")),
        "b",
        'id="b"',
        with_boundary(boundary()),
    ),
    case("lane_reference_unknown", in_lanes(lanes("task", "nobody")), "lane1", "nobody", in_lanes(lanes("task"))),
    case(
        "lane_twice",
        in_lanes(lanes("task", second=("task",))),
        "lane2",
        "flowNodeRef>task",
        in_lanes(lanes("task", second=("start",))),
    ),
    case(
        "message_flow_end_unknown",
        pools(element("messageFlow", id="mf", sourceRef="task", targetRef="nobody")),
        "mf",
        'id="mf"',
        pools(element("messageFlow", id="mf", sourceRef="task", targetRef="t2")),
    ),
    case(
        "message_flow_inside_pool",
        pools(element("messageFlow", id="mf", sourceRef="start", targetRef="task")),
        "mf",
        'id="mf"',
        pools(element("messageFlow", id="mf", sourceRef="task", targetRef="pool2")),
    ),
    case(
        "message_flow_end_kind",
        pools(element("messageFlow", id="mf", sourceRef="task", targetRef="e2")),
        "mf",
        'id="mf"',
        pools(element("messageFlow", id="mf", sourceRef="task", targetRef="t2")),
    ),
    case(
        "choreography_in_process",
        beside(
            element(
                "choreographyTask",
                script_text("participantRef", "x"),
                script_text("participantRef", "y"),
                id="ct",
                initiatingParticipantRef="x",
            )
        ),
        "ct",
        'id="ct"',
    ),
    case(
        "import_unresolved",
        definitions(
            element(
                "import",
                namespace="urn:x",
                location="lain.bpmn",
                importType="http://www.omg.org/spec/BPMN/20100524/MODEL",
            ),
            process(start(), user_task(), end(), path("start", "task", "end")),
        ),
        "definitions",
        "lain.bpmn",
    ),
    case(
        "diagram_reference_unknown",
        definitions(
            process(start(), user_task(), end(), path("start", "task", "end")),
            element(
                "bpmndi:BPMNDiagram",
                element(
                    "bpmndi:BPMNPlane",
                    element(
                        "bpmndi:BPMNShape",
                        element("dc:Bounds", x="0", y="0", width="9", height="9"),
                        id="sh",
                        bpmnElement="nobody",
                    ),
                    id="pl",
                    bpmnElement="p",
                ),
            ),
        ),
        "sh",
        'id="sh"',
    ),
]

FLOWS = [
    case(
        "flow_crosses_border",
        with_end(sub(*inner()), path("start", "sub", "end"), flow("t1", "end", id="f")),
        "f",
        'id="f"',
        with_end(sub(*inner()), path("start", "sub", "end")),
    ),
    case(
        "flow_in_wrong_scope",
        with_end(
            sub(start("s1"), user_task("t1"), end("e1"), path("s1", "t1")),
            path("start", "sub", "end"),
            flow("t1", "e1", id="f"),
        ),
        "f",
        'id="f"',
        with_end(sub(*inner()), path("start", "sub", "end")),
    ),
    case(
        "condition_not_allowed",
        a_model(start(), user_task(), end(), flow("start", "task", id="f", condition="=x"), path("task", "end")),
        "f",
        'id="f"',
    ),
    case(
        "single_conditional_flow",
        with_end(user_task(), path("start", "task"), flow("task", "end", condition="=x")),
        "task",
        'id="task"',
    ),
]

EVENTS = [
    case("start_event_incoming", beside(flow("task", "start")), "start", 'id="start"'),
    case("end_event_outgoing", beside(flow("end", "task")), "end", 'id="end"'),
    case(
        "boundary_event_incoming",
        with_boundary(boundary(), flow("task", "b")),
        "b",
        'id="b"',
        with_boundary(boundary()),
    ),
    case(
        "start_event_trigger",
        a_model(start("start", definition("error")), user_task(), end(), path("start", "task", "end")),
        "start",
        'id="start"',
    ),
    case(
        "sub_process_start_trigger",
        with_end(sub(start("s1", timer()), end("e1"), path("s1", "e1")), path("start", "sub", "end")),
        "s1",
        'id="s1"',
        with_end(sub(start("s1"), end("e1"), path("s1", "e1")), path("start", "sub", "end")),
    ),
    case(
        "event_sub_process_start_trigger",
        beside(NONE_IN_EVENT_SUB),
        "s1",
        'id="s1"',
        beside(EVENT_SUB),
        deployable=False,
    ),
    case(
        "catch_event_trigger",
        with_end(catch("c", definition("error")), path("start", "c", "end")),
        "c",
        'id="c"',
        with_end(catch("c"), path("start", "c", "end")),
    ),
    case(
        "throw_event_result",
        with_end(element("intermediateThrowEvent", timer(), id="c"), path("start", "c", "end")),
        "c",
        'id="c"',
        with_end(element("intermediateThrowEvent", id="c"), path("start", "c", "end")),
    ),
    case(
        "end_event_result",
        a_model(start(), user_task(), end("end", timer()), path("start", "task", "end")),
        "end",
        'id="end"',
    ),
    case(
        "boundary_event_trigger",
        with_boundary(boundary(definition("terminate"))),
        "b",
        'id="b"',
        with_boundary(boundary()),
    ),
    case(
        "boundary_event_must_interrupt",
        with_boundary(boundary(definition("error"), cancelActivity="false")),
        "b",
        'id="b"',
        with_boundary(boundary(definition("error"))),
    ),
    case(
        "cancel_outside_transaction",
        a_model(start(), user_task(), end("end", definition("cancel")), path("start", "task", "end")),
        "end",
        'id="end"',
    ),
    case("start_without_end", a_model(start(), user_task(), path("start", "task")), "p", 'id="p"'),
    case("event_not_reached", beside(catch("c"), flow("c", "end")), "c", 'id="c"'),
    case(
        "event_leads_nowhere",
        with_end(user_task(), boundary(), path("start", "task", "end")),
        "b",
        'id="b"',
        with_boundary(boundary()),
    ),
    case(
        "link_without_partner",
        beside(LINK_OUT, flow("task", "out")),
        "out",
        'id="out"',
        beside(LINK_OUT, LINK_IN, flow("task", "out"), flow("in", "end")),
        deployable=False,
    ),
    case(
        "link_target_twice",
        beside(
            LINK_OUT,
            LINK_IN,
            LINK_IN.replace('id="in"', 'id="in2"'),
            flow("task", "out"),
            flow("in", "end"),
            flow("in2", "end"),
        ),
        "in2",
        'id="in2"',
        beside(LINK_OUT, LINK_IN, flow("task", "out"), flow("in", "end")),
        deployable=False,
    ),
    case("timer_without_time", with_boundary(boundary(definition("timer"))), "b", 'id="b"', with_boundary(boundary())),
    case(
        "timer_with_two_times",
        with_boundary(
            boundary(
                element(
                    "timerEventDefinition", script_text("timeDate", "2026-12-31"), script_text("timeDuration", "P1D")
                )
            )
        ),
        "b",
        'id="b"',
        with_boundary(boundary()),
    ),
    case(
        "condition_event_empty",
        with_boundary(boundary(element("conditionalEventDefinition", script_text("condition", "")))),
        "b",
        'id="b"',
    ),
]


def loop_into_join(entry: str) -> bytes:
    """start -> s, which leads to the join g and to `entry`; g -> x -> a -> g. Only from outside is a ever reached."""
    return with_end(
        gateway("parallelGateway", "s"),
        gateway("parallelGateway"),
        gateway("exclusiveGateway", "x", default="x_end"),
        gateway("exclusiveGateway", "a"),
        path("start", "s", "g", "x", "end"),
        flow("s", entry) if entry == "a" else "",
        flow("x", "a", condition="=ulang"),
        flow("a", "g"),
    )


THEN_END = (flow("a", "end"), flow("b", "end"))
RECEIVE = element("receiveTask", id="c1", name="Terima", messageRef="m")

GATEWAYS = [
    case("gateway_unconnected", beside(gateway("exclusiveGateway")), "g", 'id="g"', choice()),
    case(
        "gateway_unconnected",
        with_end(gateway("exclusiveGateway"), path("start", "g", "end")),
        "g",
        'id="g"',
        choice(),
    ),
    case(
        "gateway_direction",
        with_end(gateway("exclusiveGateway", gatewayDirection="Converging"), path("start", "g", "end")),
        "g",
        'id="g"',
        choice(),
    ),
    case(
        "condition_missing",
        choice("exclusiveGateway", flow("g", "a", condition="=x"), flow("g", "b", id="f"), default=None),
        "f",
        'id="f"',
        choice(),
    ),
    case(
        "condition_empty",
        choice("exclusiveGateway", flow("g", "a", id="f", condition=""), flow("g", "b")),
        "f",
        'id="f"',
        choice(),
    ),
    case(
        "default_with_condition",
        choice("exclusiveGateway", flow("g", "a", condition="=x"), flow("g", "b", condition="=y")),
        "g_b",
        'id="g_b"',
        choice(),
    ),
    case(
        "default_not_allowed",
        choice("parallelGateway", flow("g", "a"), flow("g", "b")),
        "g",
        'id="g"',
        choice("inclusiveGateway"),
    ),
    case("event_gateway_needs_two", event_gateway(catch("c1")), "g", 'id="g"', event_gateway(catch("c1"), catch("c2"))),
    case(
        "event_gateway_target",
        event_gateway(catch("c1"), user_task("c2")),
        "c2",
        'id="c2"',
        event_gateway(catch("c1"), catch("c2")),
    ),
    case(
        "event_gateway_target_shared",
        event_gateway(catch("c1"), catch("c2"), flows=(flow("start", "c1"),)),
        "c1",
        'id="c1"',
        event_gateway(catch("c1"), catch("c2")),
    ),
    case(
        "event_gateway_mixed",
        event_gateway(RECEIVE, catch("c2", definition("message", messageRef="m"))),
        "g",
        'id="g"',
        event_gateway(RECEIVE, catch("c2")),
    ),
    case(
        "event_gateway_receive_boundary",
        event_gateway(RECEIVE, catch("c2"), flows=(boundary(host="c1"), flow("b", "end"))),
        "c1",
        'id="c1"',
        event_gateway(RECEIVE, catch("c2")),
    ),
    case(
        "join_waits_for_itself",
        loop_into_join(entry="x"),
        "g",
        'id="g"',
        loop_into_join(entry="a"),
    ),
    case(
        "join_waits_for_itself",
        with_end(
            gateway("parallelGateway"),
            user_task("a"),
            gateway("exclusiveGateway", "x", default="x_end"),
            path("start", "g", "a", "x"),
            flow("x", "g", condition="=ulang"),
            flow("x", "end"),
        ),
        "g",
        'id="g"',
        with_end(
            gateway("exclusiveGateway"),
            user_task("a"),
            gateway("exclusiveGateway", "x", default="x_end"),
            path("start", "g", "a", "x"),
            flow("x", "g", condition="=ulang"),
            flow("x", "end"),
        ),
    ),
]

ACTIVITIES = [
    case("compensation_activity_flow", around(user_task(isForCompensation="true")), "task", 'id="task"'),
    case(
        "loop_twice",
        around(user_task("task", multi(), element("standardLoopCharacteristics"))),
        "task",
        'id="task"',
        around(user_task("task", multi())),
    ),
    case(
        "quantity_not_positive",
        around(user_task(startQuantity="0")),
        "task",
        'id="task"',
        around(user_task(startQuantity="1")),
    ),
    case(
        "receive_task_instantiate",
        around(element("receiveTask", id="task", name="Terima", instantiate="true", messageRef="m"), root=(message(),)),
        "task",
        'id="task"',
        around(element("receiveTask", id="task", name="Terima", messageRef="m"), root=(message(),)),
    ),
]

AD_HOC = element("adHocSubProcess", user_task("t1"), id="adhoc", name="Bebas")
SUB_PROCESSES = [
    case(
        "event_sub_process_flow",
        beside(EVENT_SUB, flow("task", "esub")),
        "esub",
        'id="esub"',
        beside(EVENT_SUB),
        deployable=False,
    ),
    case(
        "event_sub_process_start",
        beside(event_sub(user_task("t1"))),
        "esub",
        'id="esub"',
        beside(EVENT_SUB),
        deployable=False,
    ),
    case(
        "event_sub_process_boundary",
        beside(EVENT_SUB, boundary(host="esub"), flow("b", "end")),
        "esub",
        'id="esub"',
        beside(EVENT_SUB),
        deployable=False,
    ),
    case(
        "ad_hoc_start_or_end",
        with_end(element("adHocSubProcess", *inner(), id="adhoc"), path("start", "adhoc", "end")),
        "adhoc",
        'id="adhoc"',
        with_end(AD_HOC, path("start", "adhoc", "end")),
        deployable=False,
    ),
    case(
        "ad_hoc_empty",
        with_end(element("adHocSubProcess", id="adhoc"), path("start", "adhoc", "end")),
        "adhoc",
        'id="adhoc"',
        with_end(AD_HOC, path("start", "adhoc", "end")),
        deployable=False,
    ),
]


def lane_addressed(groups: str) -> bytes:
    lane_set = element(
        "laneSet",
        element(
            "lane",
            extensions(properties({"lintas:candidateGroups": groups})),
            script_text("flowNodeRef", "task"),
            id="lane1",
            name="PPK",
        ),
        id="lanes",
    )
    return a_model(lane_set, start(), user_task(candidates=None), end(), path("start", "task", "end"))


def rule_task(decision: str | None = "kelayakan", result: str | None = "hasil") -> bytes:
    return around(
        element(
            "businessRuleTask",
            extensions(element("zeebe:calledDecision", decisionId=decision, resultVariable=result)),
            id="task",
            name="Nilai",
        )
    )


def call(**attributes: str | None) -> bytes:
    return around(
        element("callActivity", extensions(element("zeebe:calledElement", **attributes)), id="task", name="Panggil")
    )


def called_twice(first: str, second: str) -> bytes:
    def calls(id: str, binding: str) -> str:  # noqa: A002
        called = element("zeebe:calledElement", processId="akun", bindingType=binding)
        return element("callActivity", extensions(called), id=id, name="Panggil")

    return a_model(start(), calls("task", first), calls("again", second), end(), path("start", "task", "again", "end"))


def named_process(values: dict[str, str]) -> bytes:
    return definitions(process(start(), user_task(), end(), path("start", "task", "end"), named=values))


def document(**headers: str) -> bytes:
    holder = element("zeebe:taskHeaders", *(element("zeebe:header", key=k, value=v) for k, v in headers.items()))
    return around(service_task(type="lintas:document", extra=holder))


def worked_by(agency: str, job_type: str = "simpeg-sync") -> bytes:
    header = element("zeebe:header", key="lintas:agency", value=agency)
    return around(service_task(type=job_type, extra=element("zeebe:taskHeaders", header)))


def calling(job_type: str, **given: str) -> bytes:
    holder = element("zeebe:taskHeaders", *(element("zeebe:header", key=k, value=v) for k, v in given.items()))
    return around(service_task(type=job_type, extra=holder))


def mail(**more: str) -> bytes:
    return calling("lintas:email", to="a@b.go.id", subject="Usul", text="Yth.", **more)


def mapped(source: str = "=x", target: str = "y") -> bytes:
    return around(service_task(extra=mapping(inputs={target: source})))


def throwing(definition_text: str, *root: str) -> bytes:
    return with_end(
        element("intermediateThrowEvent", definition_text, id="th", name="Kirim"), path("start", "th", "end"), root=root
    )


def receiving(*root: str) -> bytes:
    return around(element("receiveTask", id="task", name="Terima", messageRef="m"), root=root)


def looped(**attributes: str | None) -> bytes:
    return around(user_task("task", multi(**attributes)))


def failing(error: str) -> bytes:
    return a_model(
        start(),
        user_task(),
        end("end", definition("error", errorRef="err")),
        path("start", "task", "end"),
        root=(error,),
    )


DIALECT = [
    case(
        "user_task_without_candidates",
        around(user_task(candidates=None)),
        "task",
        'id="task"',
        lane_addressed("ppk@bkn"),
    ),
    case(
        "candidate_address",
        around(user_task(candidates="biro_sdm@bkn, Budi")),
        "task",
        'id="task"',
        around(user_task(candidates="biro_sdm@bkn, ppk@otorita-ikn")),
    ),
    case("candidate_address", lane_addressed("ppk"), "lane1", 'id="lane1"', lane_addressed("=ppk")),
    case(
        "starter_address",
        named_process({"lintas:startableBy": "semua"}),
        "p",
        'id="p"',
        named_process({"lintas:startableBy": "biro_sdm@*, ppk@bkn"}),
    ),
    case(
        "number_prefix",
        named_process({"lintas:numberPrefix": "pindah 1"}),
        "p",
        'id="p"',
        named_process({"lintas:numberPrefix": "PINDAH"}),
    ),
    case("user_task_without_decision_class", around(user_task(decision_class=None)), "task", 'id="task"'),
    case(
        "property_value",
        around(user_task(more={"lintas:corrections": "perbaikan data"})),
        "task",
        'id="task"',
        around(user_task(more={"lintas:corrections": "perbaikan"})),
    ),
    case(
        "due_working_days",
        around(user_task(more={"lintas:dueWorkingDays": "tiga"})),
        "task",
        'id="task"',
        around(user_task(more={"lintas:dueWorkingDays": "3"})),
    ),
    case("missed_times", with_boundary(repeating("each")), "b", 'id="b"', with_boundary(repeating("all"))),
    case(
        "due_date_twice",
        around(
            user_task("task", extra=element("zeebe:taskSchedule", dueDate="P3D"), more={"lintas:dueWorkingDays": "3"})
        ),
        "task",
        'id="task"',
        around(user_task(more={"lintas:dueWorkingDays": "=hari"})),
    ),
    case("user_task_without_form", around(user_task(form=None)), "task", 'id="task"'),
    case(
        "priority",
        around(user_task(extra=element("zeebe:priorityDefinition", priority="101"))),
        "task",
        'id="task"',
        around(user_task(extra=element("zeebe:priorityDefinition", priority="100"))),
    ),
    case("service_task_without_type", around(service_task(type=None)), "task", 'id="task"', around(service_task())),
    case(
        "job_type_unknown",
        around(service_task(type="lintas:teleport")),
        "task",
        'id="task"',
        around(service_task(type="simpeg-sync")),
    ),
    case(
        "job_type_external",
        around(service_task(type="simpeg-sync")),
        "task",
        'id="task"',
        around(service_task(type="lintas:siasn-profile")),
    ),
    case(
        "worker_agency",
        worked_by("Otorita IKN"),
        "task",
        'id="task"',
        worked_by("otorita-ikn"),
    ),
    case("worker_agency", worked_by("bkn", "lintas:siasn-profile"), "task", 'id="task"'),
    case(
        "job_type_form",
        around(service_task(type="=jenis")),
        "task",
        'id="task"',
        around(service_task(type="simpeg-sync")),
    ),
    case(
        "text_too_long",
        around(user_task(decision_class="x" * 65)),
        "task",
        'id="task"',
        around(user_task(decision_class="x" * 64)),
    ),
    case("job_retries", around(service_task(retries="banyak")), "task", 'id="task"', around(service_task(retries="5"))),
    case(
        "document_header_missing", document(template="sk"), "task", 'id="task"', document(template="sk", kind="decree")
    ),
    case(
        "call_incomplete",
        calling("lintas:http", method="GET"),
        "task",
        'id="task"',
        around(service_task(type="lintas:http", extra=mapping(inputs={"url": "=alamat"}))),
    ),
    case("call_incomplete", calling("lintas:email", to="a@b.go.id", subject="Halo"), "task", 'id="task"'),
    case("call_incomplete", calling("lintas:webhook", url="https://b.go.id", type="t"), "task", 'id="task"'),
    case(
        "call_header_unknown",
        calling("lintas:http", url="https://b.go.id", mehtod="POST"),
        "task",
        'id="task"',
        calling("lintas:http", url="https://b.go.id", method="post", errors="404=A, 409=B", **{"header.X": "a"}),
    ),
    case("call_header_unknown", mail(**{"header.X": "a"}), "task", 'id="task"', mail()),
    *(
        case("call_header_value", calling("lintas:http", url="https://b.go.id", **{name: value}), "task", 'id="task"')
        for name, value in {
            "method": "TRACE",
            "errors": "404",
            "header.Host": "a",
            "header.X Y": "a",
            "header.X": "é",
            "body": "secret:token",
        }.items()
    ),
    *(
        case("call_header_value", calling("lintas:http", url="https://b.go.id", errors=value), "task", 'id="task"')
        for value in ("429=A", "503=A", "404=A; 409=B=", "abc=A")
    ),
    case(
        "call_header_value",
        calling("lintas:webhook", url="https://b.go.id", type="t", secret="secret:a b"),
        "task",
        'id="task"',
        calling("lintas:webhook", url="https://b.go.id", type="t", secret="secret:a"),
    ),
    case(
        "secret_in_the_open",
        calling("lintas:http", url="https://b.go.id", **{"header.X-Auth-Token": "abc"}),
        "task",
        'id="task"',
    ),
    case(
        "secret_in_the_open",
        calling("lintas:http", url="https://b.go.id", **{"header.Authorization": "Bearer abc"}),
        "task",
        'id="task"',
        calling("lintas:http", url="https://b.go.id", **{"header.Authorization": "Bearer secret:token"}),
    ),
    case(
        "script_missing",
        around(element("scriptTask", id="task", name="Hitung")),
        "task",
        'id="task"',
        around(script_task()),
    ),
    case("script_twice", around(PYTHON.replace("<bpmn:script>", BOTH)), "task", 'id="task"', around(PYTHON)),
    case("result_variable_missing", around(script_task(result=None)), "task", 'id="task"', around(script_task())),
    case("result_variable_missing", around(PYTHON.replace('"python"', '"FEEL"')), "task", 'id="task"', around(PYTHON)),
    case("decision_missing", rule_task(decision=None), "task", 'id="task"', rule_task()),
    case("called_process_missing", call(), "task", 'id="task"', call(processId="akun")),
    case("called_by_expression", call(processId="=jenis"), "task", 'id="task"', call(processId="akun")),
    case(
        "binding_unknown",
        call(processId="akun", bindingType="versionTag"),
        "task",
        'id="task"',
        call(processId="akun", bindingType="latest"),
    ),
    case(
        "binding_mixed",
        called_twice("latest", "deployment"),
        "task",
        'id="task"',
        called_twice("latest", "latest"),
    ),
    case("variable_name", mapped(target="data pegawai"), "task", 'id="task"', mapped(target="data_pegawai")),
    case("variable_reserved", mapped(target="instance"), "task", 'id="task"', mapped()),
    case(
        "message_without_name",
        throwing(definition("message")),
        "th",
        'id="th"',
        throwing(definition("message", messageRef="m"), message()),
    ),
    case(
        "message_name_reserved", receiving(message(name="timer:mulai")), "m", 'name="timer:mulai"', receiving(message())
    ),
    case("correlation_key_missing", receiving(message(key=None)), "task", 'id="task"', receiving(message())),
    case(
        "signal_without_name",
        throwing(definition("signal")),
        "th",
        'id="th"',
        throwing(definition("signal", signalRef="sig"), SIGNAL),
    ),
    case("error_without_code", failing(element("error", id="err", name="Gagal")), "end", 'id="end"', failing(FAILURE)),
    case(
        "loop_without_collection",
        around(user_task("task", element("multiInstanceLoopCharacteristics"))),
        "task",
        'id="task"',
        looped(),
    ),
    case(
        "loop_output_incomplete",
        looped(outputCollection="hasil"),
        "task",
        'id="task"',
        looped(outputCollection="hasil", outputElement="=butir"),
    ),
]


def catching(text: str, tag: str = "timeDuration") -> bytes:
    return with_end(catch("c", timer(text, tag)), path("start", "c", "end"))


def many_tasks(count: int) -> bytes:
    ids = [f"t{index}" for index in range(count)]
    return with_end(*(element("task", id=i, name="T") for i in ids), path("start", *ids, "end"))


def nested(depth: int) -> bytes:
    parts = inner()
    for index in range(depth):
        name = f"sub{index}"
        parts = (start(f"s{index}x"), sub(*parts, id=name), end(f"e{index}x"), path(f"s{index}x", name, f"e{index}x"))
    return a_model(*parts)


def compensated(*association: str) -> bytes:
    return a_model(
        start(),
        user_task(),
        user_task("handler", isForCompensation="true"),
        boundary(element("compensateEventDefinition"), id="undo"),
        end(),
        path("start", "task", "end"),
        *association,
    )


CYCLE = (user_task("a"), user_task("c"), path("start", "task", "end"))
DATA_OUT = element("dataOutputAssociation", script_text("targetRef", "ref"), id="assoc")
COMPUTED = element(
    "dataOutputAssociation", script_text("targetRef", "ref"), script_text("transformation", "x"), id="assoc"
)
DATA = (element("dataObject", id="do"), element("dataObjectReference", id="ref", dataObjectRef="do"))

KEYED = (
    element(
        "correlationProperty",
        element(
            "correlationPropertyRetrievalExpression",
            script_text("messagePath", "=x", xsi__type="bpmn:tFormalExpression"),
            messageRef="m",
        ),
        id="cp",
    ),
    element("collaboration", element("correlationKey", script_text("correlationPropertyRef", "cp"), id="ck"), id="col"),
)

CONDITION = element("conditionalEventDefinition", script_text("condition", "=x", xsi__type="bpmn:tFormalExpression"))
STORE = element("dataStore", id="ds", name="daftar")


def stored(transformation: str) -> bytes:
    """A task that reads the store and writes it by the transformation."""
    io = element(
        "ioSpecification",
        element("dataInput", id="in"),
        element("dataOutput", id="out", name="hasil"),
        element("inputSet", script_text("dataInputRefs", "in")),
        element("outputSet", script_text("dataOutputRefs", "out")),
    )
    read = element("dataInputAssociation", script_text("sourceRef", "ref"), script_text("targetRef", "in"))
    ends = script_text("sourceRef", "out"), script_text("targetRef", "ref")
    write = element("dataOutputAssociation", *ends, script_text("transformation", transformation))
    reference = element("dataStoreReference", id="ref", dataStoreRef="ds")
    return a_model(
        start(), user_task("task", io, read, write), end(), path("start", "task", "end"), reference, root=(STORE,)
    )


def started_when(text: str) -> bytes:
    waits = CONDITION.replace("=x", text)
    return a_model(start("s2", waits), user_task(), end(), path("s2", "task", "end"), root=(STORE,))


PROFILE = [
    case(
        "not_executable_element",
        with_end(element("implicitThrowEvent", id="g", name="Diam"), path("start", "g", "end")),
        "g",
        'id="g"',
        with_end(gateway("complexGateway"), path("start", "g", "end"), flow("g", "end", id="again")),
    ),
    case(
        "not_executable_attribute",
        definitions(
            process(
                element("receiveTask", multi(), id="terima", name="Terima", messageRef="m", instantiate="true"),
                user_task(),
                flow("terima", "task"),
            ),
            message(),
        ),
        "terima",
        'id="terima"',
        definitions(
            process(
                element("receiveTask", id="terima", name="Terima", messageRef="m", instantiate="true"),
                user_task(),
                flow("terima", "task"),
            ),
            message(),
        ),
    ),
    case(
        "not_executable_loop",
        around(user_task("task", element("standardLoopCharacteristics"))),
        "task",
        'id="task"',
        around(user_task("task", element("standardLoopCharacteristics", loopMaximum="3"))),
    ),
    case(
        "not_executable_start",
        a_model(user_task("a"), user_task("c"), gateway("exclusiveGateway"), path("a", "g", "c", "a")),
        "p",
        'id="p"',
    ),
    case(
        "not_executable_compensation",
        compensated(),
        "undo",
        'id="undo"',
        compensated(element("association", id="leads", sourceRef="undo", targetRef="handler")),
    ),
    case(
        "not_executable_compensation",
        compensated(
            element("association", id="leads", sourceRef="undo", targetRef="handler"),
            user_task("undone", isForCompensation="true"),
            boundary(element("compensateEventDefinition"), id="again", host="handler"),
            element("association", id="leads_on", sourceRef="again", targetRef="undone"),
        ),
        "handler",
        'id="handler"',
    ),
    case(
        "not_executable_event",
        a_model(
            gateway("eventBasedGateway", instantiate="true"),
            catch("c1", definition("message", messageRef="m")),
            catch("c2", CONDITION),
            end(),
            path("g", "c1", "end"),
            path("g", "c2", "end"),
            root=(message(),),
        ),
        "c2",
        'id="c2"',
        a_model(
            start("start", definition("message", messageRef="m")),
            user_task(),
            end(),
            path("start", "task", "end"),
            root=(message(),),
        ),
    ),
    case(
        "not_executable_attribute",
        definitions(
            element(
                "interface",
                element("operation", script_text("inMessageRef", "m"), id="op", name="op"),
                id="if",
                name="if",
            ),
            message(),
            process(start(), service_task(operationRef="op"), end(), path("start", "task", "end")),
        ),
        "task",
        'id="task"',
    ),
    case(
        "not_executable_content",
        around(user_task("task", element("potentialOwner", id="owner"))),
        "owner",
        'id="owner"',
    ),
    case(
        "not_executable_association",
        a_model(start(), user_task("task", COMPUTED), end(), *DATA, path("start", "task", "end")),
        "assoc",
        'id="assoc"',
        a_model(start(), user_task("task", DATA_OUT), end(), *DATA, path("start", "task", "end")),
    ),
    case(
        "not_executable_second_start",
        beside(start("start2"), flow("start2", "task")),
        "p",
        'id="p"',
        a_model(
            start(),
            start("start2", definition("message", messageRef="m")),
            user_task(),
            end(),
            path("start", "task", "end"),
            flow("start2", "task"),
            root=(message(),),
        ),
    ),
    case(
        "not_executable_empty",
        with_end(sub(), path("start", "sub", "end")),
        "sub",
        'id="sub"',
        with_end(sub(user_task("t1")), path("start", "sub", "end")),
    ),
    case(
        "not_executable_endless", with_end(*CYCLE, user_task(), flow("a", "c"), flow("c", "a")), "a", 'id="a"', choice()
    ),
    case("not_executable_size", many_tasks(300), "p", 'id="p"', many_tasks(298)),
    case("not_executable_depth", nested(21), "sub0", 'id="sub0"', nested(20)),
    case(
        "not_executable_correlation",
        receiving(message(), *KEYED),
        "m",
        'id="m"',
        receiving(message()),
    ),
    case(
        "data_store_unclear",
        stored("=append(daftar, hasil)").replace(b'name="hasil"', b'name="daftar"'),
        "task",
        'id="task"',
        stored("=append(daftar, hasil)"),
        deployable=False,
    ),
    case(
        "data_store_overwritten",
        stored("=hasil"),
        "task",
        'id="task"',
        stored("=append(daftar, hasil)"),
        deployable=False,
    ),
    case(
        "not_executable_condition",
        started_when("=nomor = 1"),
        "s2",
        'id="s2"',
        started_when("=count(daftar) = 1"),
        deployable=False,
    ),
    case(
        "not_executable_conversation",
        receiving(message(key=None), *KEYED),
        "task",
        'id="task"',
        receiving(message()),
    ),
]

ADVICE = [
    case("advice_name_missing", around(user_task(name=None)), "task", 'id="task"'),
    case(
        "advice_event_name_missing",
        a_model(start(), user_task(), end(name=None), path("start", "task", "end")),
        "end",
        'id="end"',
    ),
    case(
        "advice_process_name_missing",
        definitions(process(start(), user_task(), end(), path("start", "task", "end"), name=None)),
        "p",
        'id="p"',
    ),
    case("advice_gateway_question_missing", choice().replace(b"Layak?", b""), "g", 'id="g"', choice()),
    case(
        "advice_flow_answer_missing",
        choice("exclusiveGateway", flow("g", "a", condition="=x"), flow("g", "b", name="tidak")),
        "g_a",
        'id="g_a"',
        choice(),
    ),
    case(
        "advice_default_missing",
        choice("exclusiveGateway", flow("g", "a", condition="=x"), flow("g", "b", condition="=y"), default=None),
        "g",
        'id="g"',
        choice(),
    ),
    case(
        "advice_mixed_gateway",
        with_end(
            user_task("a"),
            gateway("parallelGateway"),
            path("start", "a", "g", "end"),
            flow("start", "g"),
            user_task("z"),
            path("g", "z", "end"),
        ),
        "g",
        'id="g"',
        choice(),
    ),
]

CASES = [*STRUCTURE, *FLOWS, *EVENTS, *GATEWAYS, *ACTIVITIES, *SUB_PROCESSES, *DIALECT, *PROFILE, *ADVICE]
