"""The edges of rules: the second place where each applies, the other half of what it asks for, and near neighbours."""

from tests.engine.bpmn.advice_cases import lane, lane_set
from tests.engine.bpmn.rule_cases import (
    GOOD,
    LINK_IN,
    LINK_OUT,
    SIGNAL,
    Case,
    beside,
    boundary,
    choice,
    definition,
    gateway,
    in_lanes,
    inner,
    pools,
    sub,
    with_boundary,
    with_end,
)
from tests.engine.bpmn.standard_cases import FORMAL, STANDARD_LOOP, compensated, looping, many
from tests.factories.bpmn_xml import (
    a_model,
    around,
    element,
    end,
    flow,
    message,
    path,
    script_text,
    start,
    timer,
    user_task,
)


def case(code: str, bad: bytes, element_id: str, good: bytes = GOOD, *, at: str | None = None) -> Case:
    return Case(code, bad, element_id, at or f'id="{element_id}"', good, deployable=False)


UNDONE = compensated(marked="true")
UNNAMED = a_model(start(name=""), user_task(), end(), path("start", "task", "end"))
ENDLESS = a_model(
    user_task("a"), boundary(definition("compensate"), host="a"), user_task("c"), path("a", "c", "a"),
    user_task("u", isForCompensation="true"), element("association", id="as", sourceRef="b", targetRef="u"),
)  # fmt: skip
LEADS_NOWHERE = with_end(user_task(), path("start", "task", "nowhere"))
LINKED = beside(LINK_OUT, LINK_IN, flow("task", "out"), flow("in", "end"))
CANCELLED = boundary(definition("cancel"), host="t")


def given_up(kind: str) -> bytes:
    """An activity of that kind with a cancel event at its border."""
    return with_end(
        element(kind, *inner(), id="t", name="Bayar"), CANCELLED, path("start", "t", "end"), flow("b", "end")
    )


def receiving(instantiate: str) -> bytes:
    waits = element("receiveTask", id="task", name="Terima", instantiate=instantiate, messageRef="m")
    return around(waits, root=(message(),))


def joined(direction: str) -> bytes:
    """Two ways into g, two ways out."""
    return with_end(
        gateway("exclusiveGateway", "h", default="h_g"),
        user_task("a"),
        gateway("exclusiveGateway", gatewayDirection=direction, default="g_end"),
        user_task("c"),
        path("start", "h", "g"),
        flow("h", "a", condition="=x", name="ya"),
        path("a", "g"),
        flow("g", "c", condition="=x", name="ya"),
        path("g", "end"),
        path("c", "end"),
    )


def waiting_for(*ways: str) -> bytes:
    """start -> g, a parallel gateway -> a -> end, and more ways."""
    return with_end(gateway("parallelGateway"), user_task("a"), path("start", "g", "a", "end"), *ways)


BEHIND = (boundary(host="a"), flow("b", "g"))
OUTSIDE = (user_task("lepas"), flow("lepas", "g"))


def nested(*inside: str) -> bytes:
    """Lane l0 with these lanes in it."""
    outer = element("lane", element("childLaneSet", *inside, id="dalam"), id="l0", name="Deputi")
    return in_lanes(element("laneSet", outer, id="lanes"))


def only_drawn(model: bytes) -> bytes:
    """The same in a process that is not meant to be executed."""
    return model.replace(b'isExecutable="true"', b'isExecutable="false"')


HURRIED = beside(element("sequenceFlow", id="f", sourceRef="task", targetRef="end", isImmediate="0"))
UNDECIDED = choice("inclusiveGateway", flow("g", "a", id="f"), flow("g", "b"))
UNREACHED = beside(gateway("exclusiveGateway"), flow("g", "end"), flow("g", "task"))
STARTED_TWICE = beside(
    element("receiveTask", id="r", name="Terima", instantiate="true", messageRef="m"),
    flow("r", "end"),
    root=(message(),),
)
PROPERTY = element("property", id="prop")
WITH_PROPERTY = [
    a_model(PROPERTY, start(), end(), flow("start", "end")),
    a_model(start("start", PROPERTY), end(), flow("start", "end")),
    around(element("task", PROPERTY, id="task")),
    around(element("transaction", PROPERTY, *inner(), id="task")),
    around(element("callActivity", PROPERTY, id="task")),
]
TIMES = [script_text(tag, "R/P1D", xsi__type=FORMAL) for tag in ("timeDuration", "timeCycle")]
EVERYTHING = ("start", "task", "end")


def thrown_when(condition: str) -> bytes:
    """Three instances that throw a signal while the condition holds."""
    number = element("loopCardinality", text="3", xsi__type=FORMAL)
    told = element("event", definition("signal", signalRef="sig"))
    held = script_text("condition", condition)
    return looping(many(number, element("complexBehaviorDefinition", held, told)))


FLOWS = [
    case("flow_not_immediate", HURRIED, "f", only_drawn(HURRIED)),
    case("condition_missing", UNDECIDED, "f", only_drawn(UNDECIDED)),
    case("node_not_reached", UNREACHED, "g", STARTED_TWICE),
    case("node_leads_nowhere", beside(gateway("exclusiveGateway"), flow("start", "g"), flow("task", "g")), "g"),
    case("gateway_direction", joined("Converging"), "g", joined("Mixed")),
    case("gateway_direction", joined("Diverging"), "g", joined("Unspecified")),
    case("gateway_direction", choice(extra="").replace(b'id="g"', b'id="g" gatewayDirection="Mixed"'), "g"),
    case("join_waits_for_itself", waiting_for(flow("g", "g")), "g", waiting_for()),
    case("join_waits_for_itself", waiting_for(*BEHIND), "g", waiting_for(*OUTSIDE)),
]  # fmt: skip

EVENTS = [
    case(
        "message_flow_end_unknown",
        pools(element("messageFlow", id="mf", sourceRef="nobody", targetRef="t2")),
        "mf",
        pools(element("messageFlow", id="mf", sourceRef="task", targetRef="t2")),
    ),
    case(
        "expression_informal",
        with_boundary(boundary(element("timerEventDefinition", script_text("timeDuration", "besok")))),
        "b",
        with_boundary(boundary(element("timerEventDefinition", script_text("timeDuration", "=besok")))),
        at="besok",
    ),
    case("cancel_outside_transaction", given_up("subProcess"), "b", given_up("transaction")),
    case("event_not_reached", beside(LINK_OUT, LINK_IN, flow("in", "end")), "out", LINKED),
    case("event_leads_nowhere", beside(LINK_OUT, LINK_IN, flow("task", "out")), "in", LINKED),
    case("boundary_host_unknown", beside(boundary(host="nobody"), flow("b", "end")), "b", with_boundary(boundary())),
    case(
        "boundary_host_unknown",
        with_end(sub(*inner()), boundary(host="t1"), path("start", "sub", "end"), flow("b", "end")),
        "b",
        with_end(
            element("adHocSubProcess", user_task("t1"), id="task", name="Bebas"),
            boundary(),
            path("start", "task", "end"),
            flow("b", "end"),
        ),
    ),
    case(
        "reference_unknown",
        with_boundary(boundary(definition("message", messageRef="sig")), root=(SIGNAL,)),
        "b",
        with_boundary(boundary(definition("message", messageRef="m")), root=(message(),)),
        at='messageRef="sig"',
    ),
    case(
        "event_definition_unknown",
        with_boundary(boundary(script_text("eventDefinitionRef", "m")), root=(message(),)),
        "b",
        with_boundary(
            boundary(script_text("eventDefinitionRef", "sd")),
            root=(SIGNAL, definition("signal", id="sd", signalRef="sig")),
        ),
        at=">m<",
    ),
    case(
        "timer_with_two_times",
        with_boundary(boundary(element("timerEventDefinition", *TIMES))),
        "b",
        with_boundary(boundary(timer("R/P1D", "timeCycle"), cancelActivity="false")),
    ),
]  # fmt: skip

ACTIVITIES = [
    case(
        "compensation_activity_flow",
        beside(user_task("u", isForCompensation="true"), flow("task", "u")),
        "u",
        UNDONE,
    ),
    case("compensation_activity_flow", beside(user_task("u", isForCompensation="1"), flow("u", "end")), "u", UNDONE),
    case("quantity_not_positive", around(user_task(completionQuantity="-1")), "task"),
    case("receive_task_instantiate", receiving("1"), "task", receiving("0")),
    case("quantity_not_positive", around(user_task(startQuantity="dua")), "task"),
    case("loop_maximum", looping(element(STANDARD_LOOP, loopMaximum="0")), "task"),
    case("loop_maximum", looping(element(STANDARD_LOOP, loopMaximum="dua")), "task"),
    *(case("property_misplaced", beside(root=(PROPERTY,)), "prop", good) for good in WITH_PROPERTY),
    case("expression_body_missing", thrown_when(""), "mi", thrown_when("=x"), at="<bpmn:condition"),
    case(
        "lane_twice",
        nested(lane("l1", *EVERYTHING), lane("l2", "task")),
        "l2",
        nested(lane("l1", *EVERYTHING)),
        at="flowNodeRef>task",
    ),
]  # fmt: skip

ADVICE = [
    case("advice_dead_end", a_model(user_task("a"), gateway("exclusiveGateway"), flow("a", "g")), "g", ENDLESS),
    case("not_executable_endless", with_end(path("start", "task", "task"), user_task()), "start", LEADS_NOWHERE),
    case(
        "advice_unreachable",
        beside(user_task("u"), user_task("v"), path("u", "v", "end")),
        "v",
        beside(
            LINK_OUT, LINK_IN, user_task("v"), flow("task", "out"), path("in", "v", "end"),
            element("receiveTask", id="r", name="Terima", instantiate="true", messageRef="m"),
            user_task("w"), path("r", "w", "end"),
            root=(message(),),
        ),
    ),
    case("advice_lane_empty", nested(lane("l1"), lane("l2", *EVERYTHING)), "l1", nested(lane("l1", *EVERYTHING))),
    case("advice_event_name_missing", UNNAMED, "start"),
    case(
        "advice_outside_lanes",
        in_lanes(lane_set(lane("l1", "start", "end"))),
        "task",
        UNDONE.replace(b'<bpmn:startEvent', lane_set(lane("l1", *EVERYTHING)).encode() + b"<bpmn:startEvent", 1),
    ),
]  # fmt: skip

CASES = [*FLOWS, *EVENTS, *ACTIVITIES, *ADVICE]
