"""Cases of the rules about data, services, expressions, links, imports, collaborations and diagrams.

Few of the good neighbours can be deployed: much of what these rules are about is valid BPMN that is only drawn.
"""

from collections.abc import Mapping

from tests.engine.bpmn.rule_cases import (
    GOOD,
    LINK_IN,
    LINK_OUT,
    SIGNAL,
    Case,
    beside,
    boundary,
    catch,
    choice,
    definition,
    pools,
    sub,
    with_boundary,
    with_end,
)
from tests.factories.bpmn_xml import (
    a_model,
    around,
    definitions,
    element,
    end,
    flow,
    message,
    path,
    process,
    script_task,
    script_text,
    start,
    timer,
    user_task,
)

FORMAL = "bpmn:tFormalExpression"
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def case(
    code: str,
    bad: bytes,
    element_id: str | None,
    good: bytes = GOOD,
    *,
    at: str | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Case:
    """A case whose finding stands at the element of that id, unless `at` says otherwise."""
    return Case(code, bad, element_id, at or f'id="{element_id}"', good, False, files)


def task(*parts: str, kind: str = "task", id: str = "task", **attributes: str | None) -> str:  # noqa: A002
    return element(kind, *parts, id=id, name="Olah", **attributes)


def refs(name: str, *ids: str) -> str:
    return "".join(script_text(name, each) for each in ids)


def data_input(id: str = "in", item: str | None = None, **attributes: str | None) -> str:  # noqa: A002
    return element("dataInput", id=id, itemSubjectRef=item, **attributes)


def data_output(id: str = "out", item: str | None = None, **attributes: str | None) -> str:  # noqa: A002
    return element("dataOutput", id=id, itemSubjectRef=item, **attributes)


def input_set(*ids: str, more: str = "", id: str = "inset") -> str:  # noqa: A002
    return element("inputSet", refs("dataInputRefs", *ids), more, id=id)


def output_set(*ids: str, more: str = "", id: str = "outset") -> str:  # noqa: A002
    return element("outputSet", refs("dataOutputRefs", *ids), more, id=id)


def io(*parts: str) -> str:
    return element("ioSpecification", *parts, id="io")


TAKES = io(data_input("in", "teks"), input_set("in"), output_set())
GIVES = io(data_output("out", "teks"), input_set(), output_set("out"))


def item(id: str, structure: str = "xsd:string", collection: str | None = None) -> str:  # noqa: A002
    return element("itemDefinition", id=id, structureRef=structure, isCollection=collection)


ITEMS = (item("teks"), item("kata"), item("angka", "xsd:int"), item("daftar", collection="true"))
"""`kata` is of the structure of `teks`, `angka` is not, `daftar` is a collection of it."""


def carrying(item_id: str, id: str = "m") -> str:  # noqa: A002
    return element("message", id=id, name=id, itemRef=item_id)


def operation(id: str = "op", answer: str | None = None) -> str:  # noqa: A002
    answers = script_text("outMessageRef", answer) if answer else ""
    return element(
        "interface", element("operation", script_text("inMessageRef", "m"), answers, id=id, name=id), id="if", name="if"
    )


def one_task(part: str, *root: str) -> bytes:
    return around(part, root=(*ITEMS, *root))


def service(specification: str, *, answer: str | None = None) -> bytes:
    called = task(specification, kind="serviceTask", operationRef="op")
    return one_task(called, carrying("teks"), carrying("angka", "m2"), operation(answer=answer))


def sending(specification: str, carries: str = "teks") -> bytes:
    return one_task(task(specification, kind="sendTask", messageRef="m"), carrying(carries))


def called(inputs: str, outputs: str = "", **attributes: str | None) -> str:
    """A process to be called, which runs over one task and declares these data."""
    return process(inputs, outputs, start("s2"), task(id="t2"), end("e2"), path("s2", "t2", "e2"), id="q")


def calling(specification: str, other: str) -> bytes:
    call = element("callActivity", specification, id="task", name="Panggil", calledElement="q")
    return definitions(*ITEMS, process(start(), call, end(), path("start", "task", "end")), other)


DATA_OBJECT = element("dataObject", id="do", name="Berkas", itemSubjectRef="teks")
REFERENCE = element("dataObjectReference", id="ref", dataObjectRef="do")


def association(*parts: str, kind: str = "dataInputAssociation") -> str:
    return element(kind, *parts, id="assoc")


def reading(sources: tuple[str, ...], data_item: str = "teks", more: str = "") -> bytes:
    """A task into which data flow from these sources."""
    reads = association(refs("sourceRef", *sources), script_text("targetRef", "in"), more)
    specification = io(data_input("in", data_item), input_set("in"), output_set())
    second = element("dataObject", id="do2", name="Lain", itemSubjectRef="teks")
    return with_items(task(specification, reads), DATA_OBJECT, REFERENCE, second)


def with_items(*parts: str) -> bytes:
    return a_model(start(), *parts, end(), path("start", "task", "end"), root=ITEMS)


def process_data(own: str, inside: str) -> bytes:
    """A process with data of its own and a task that uses them."""
    return a_model(io(own, input_set(), output_set()), start(), inside, end(), path("start", "task", "end"))


def many(*parts: str) -> str:
    return element("multiInstanceLoopCharacteristics", *parts, id="mi")


def looping(loop: str, specification: str = "") -> bytes:
    return one_task(task(specification, loop))


def each_of(item_id: str) -> bytes:
    """A multi-instance over a collection of texts, whose instances get an item of this definition."""
    each = element("inputDataItem", id="i", itemSubjectRef=item_id)
    return looping(many(refs("loopDataInputRef", "in"), each), OVER_IN)


OVER_IN = io(data_input("in", "daftar", isCollection="true"), input_set("in"), output_set())

EXPRESSIONS = [
    case(
        "expression_informal",
        with_boundary(boundary(element("timerEventDefinition", script_text("timeDuration", "tiga hari")))),
        "b",
        with_boundary(boundary(timer())),
        at="tiga hari",
    ),
    case(
        "expression_body_missing",
        with_boundary(boundary(element("timerEventDefinition", element("timeDate", xsi__type=FORMAL)))),
        "b",
        with_boundary(boundary(timer())),
        at="timeDate",
    ),
    case(
        "expression_body_missing",
        reading(("do",), more=element("transformation")),
        "assoc",
        reading(("do",), more=element("transformation", text="x")),
        at="transformation",
    ),
    case(
        "condition_not_boolean",
        choice("exclusiveGateway", flow("g", "a", id="f", condition="=23"), flow("g", "b")),
        "f",
        choice(),
        at="=23",
    ),
    case(
        "timer_time_unreadable",
        with_boundary(boundary(timer("besok"))),
        "b",
        with_boundary(boundary(timer("P1D"))),
        at="besok",
    ),
]

LINKS = [
    case(
        "link_without_source",
        beside(LINK_IN, flow("in", "end")),
        "in",
        beside(LINK_OUT, LINK_IN, flow("task", "out"), flow("in", "end")),
    ),
    case(
        "link_without_partner",
        with_end(sub(LINK_IN, id="sub"), LINK_OUT, path("start", "sub", "end"), flow("sub", "out")),
        "out",
        beside(LINK_OUT, LINK_IN, flow("task", "out"), flow("in", "end")),
    ),
    case(
        "link_disagrees",
        beside(
            element(
                "intermediateThrowEvent",
                element("linkEventDefinition", script_text("target", "masuk"), id="keluar", name="L"),
                id="out",
            ),
            element(
                "intermediateCatchEvent",
                element("linkEventDefinition", script_text("source", "lain"), id="masuk", name="L"),
                id="in",
            ),
            flow("task", "out"),
            flow("in", "end"),
        ),
        "out",
        beside(
            element(
                "intermediateThrowEvent",
                element("linkEventDefinition", script_text("target", "masuk"), id="keluar", name="A"),
                id="out",
            ),
            element(
                "intermediateCatchEvent",
                element("linkEventDefinition", script_text("source", "keluar"), id="masuk", name="B"),
                id="in",
            ),
            flow("task", "out"),
            flow("in", "end"),
        ),
    ),
    case(
        "link_both_ways",
        beside(LINK_OUT, LINK_IN, flow("task", "out"), flow("out", "end"), flow("in", "end")),
        "out",
        beside(LINK_OUT, LINK_IN, flow("task", "out"), flow("in", "end")),
    ),
]

FLOWS = [
    case(
        "condition_ignored",
        choice("parallelGateway", flow("g", "a", id="f", condition="=x"), flow("g", "b"), default=None),
        "f",
        choice("parallelGateway", flow("g", "a"), flow("g", "b"), default=None),
    ),
    case(
        "flow_not_immediate",
        beside(element("sequenceFlow", id="f", sourceRef="task", targetRef="end", isImmediate="false")),
        "f",
        beside(element("sequenceFlow", id="f", sourceRef="task", targetRef="end", isImmediate="true")),
    ),
    case("node_not_reached", beside(user_task("lepas"), flow("lepas", "end")), "lepas"),
    case("node_leads_nowhere", beside(user_task("buntu"), flow("task", "buntu")), "buntu", a_model(user_task("buntu"))),
    case(
        "event_gateway_instantiate",
        with_end(
            element("eventBasedGateway", id="g", instantiate="true"),
            catch("c1"),
            catch("c2"),
            path("start", "g", "c1", "end"),
            path("g", "c2", "end"),
        ),
        "g",
        a_model(
            element("eventBasedGateway", id="g", instantiate="true"),
            catch("c1"),
            catch("c2"),
            path("g", "c1"),
            path("g", "c2"),
        ),
    ),
]


def ending(definition_text: str, *parts: str, root: tuple[str, ...] = ()) -> bytes:
    return a_model(
        start(), user_task(), end("end", *parts, definition_text), path("start", "task", "end"), root=(*ITEMS, *root)
    )


def escalation(code: str | None) -> str:
    return element("escalation", id="esc", name="Naik", escalationCode=code)


ESCALATES = definition("escalation", escalationRef="esc")
SIGNALS = definition("signal", signalRef="sig")
OF_END = data_input("din", "teks") + input_set("din")

EVENTS = [
    case(
        "escalation_without_code",
        ending(ESCALATES, root=(escalation(None),)),
        "end",
        ending(ESCALATES, root=(escalation("NAIK"),)),
    ),
    case(
        "message_event_without_message",
        ending(definition("message")),
        "end",
        ending(definition("message", messageRef="m"), root=(message(),)),
    ),
    case(
        "event_data_count",
        ending(SIGNALS + definition("message", messageRef="m"), OF_END, root=(SIGNAL, message())),
        "end",
        ending(SIGNALS, OF_END, root=(SIGNAL,)),
    ),
    case(
        "event_data_item",
        ending(SIGNALS, OF_END, root=(element("signal", id="sig", name="S", structureRef="angka"),)),
        "end",
        ending(SIGNALS, OF_END, root=(element("signal", id="sig", name="S", structureRef="kata"),)),
    ),
    case(
        "event_definition_borrowed",
        a_model(
            start("start", script_text("eventDefinitionRef", "milik")),
            element("intermediateThrowEvent", definition("signal", id="milik", signalRef="sig"), id="th"),
            end(),
            path("start", "th", "end"),
            root=(SIGNAL,),
        ),
        "start",
        a_model(
            start("start", script_text("eventDefinitionRef", "milik")),
            user_task(),
            end(),
            path("start", "task", "end"),
            root=(SIGNAL, definition("signal", id="milik", signalRef="sig")),
        ),
        at="eventDefinitionRef",
    ),
]


def compensated(*, marked: str | None, more: str = "") -> bytes:
    return beside(
        boundary(definition("compensate")),
        user_task("balik", isForCompensation=marked),
        element("association", id="as", sourceRef="b", targetRef="balik", associationDirection="One"),
        more,
    )


STANDARD_LOOP = "standardLoopCharacteristics"

ACTIVITIES = [
    case("compensation_handler_kind", compensated(marked=None), "balik", compensated(marked="true")),
    case(
        "compensation_handler_missing",
        beside(boundary(definition("compensate")), user_task("balik", isForCompensation="true")),
        "b",
        compensated(marked="true"),
    ),
    case(
        "compensation_event_flow",
        compensated(marked="true", more=flow("b", "end")),
        "b",
        compensated(marked="true"),
    ),
    case(
        "call_unknown",
        definitions(
            message("q"),
            process(start(), task(kind="callActivity", calledElement="q"), end(), path("start", "task", "end")),
        ),
        "task",
        calling("", called("")),
    ),
    case(
        "multi_instance_without_number",
        looping(many()),
        "task",
        looping(many(element("loopCardinality", text="3", xsi__type=FORMAL))),
    ),
    case(
        "loop_maximum",
        looping(element(STANDARD_LOOP, loopMaximum="-1")),
        "task",
        looping(element(STANDARD_LOOP, loopMaximum="3")),
    ),
]

PROCESSES = [
    case(
        "text_format",
        around(user_task("task", element("documentation", id="doc", textFormat="teks", text="x"))),
        "doc",
        around(user_task("task", element("documentation", id="doc", textFormat="text/html", text="x"))),
    ),
    case(
        "public_process_executable",
        GOOD.replace(b"<bpmn:process ", b'<bpmn:process processType="Public" '),
        "p",
        GOOD.replace(b"<bpmn:process ", b'<bpmn:process processType="Private" '),
    ),
    case(
        "called_process_start",
        definitions(
            SIGNAL,
            process(start(), task(kind="callActivity", calledElement="q"), end(), path("start", "task", "end")),
            process(start("s2", SIGNALS), task(id="t2"), end("e2"), path("s2", "t2", "e2"), id="q"),
        ),
        "task",
        calling("", called("")),
    ),
    case(
        "property_misplaced",
        beside(root=(element("property", id="prop"),)),
        "prop",
        around(user_task("task", element("property", id="prop"))),
    ),
    case(
        "resource_twice",
        around(
            user_task(
                "task",
                element(
                    "potentialOwner",
                    script_text("resourceRef", "r"),
                    element("resourceAssignmentExpression", element("formalExpression", text="x")),
                    id="role",
                ),
            ),
            root=(element("resource", id="r", name="r"),),
        ),
        "role",
        around(
            user_task("task", element("potentialOwner", script_text("resourceRef", "r"), id="role")),
            root=(element("resource", id="r", name="r"),),
        ),
    ),
]


def states(name: str) -> bytes:
    state = element("dataState", name="Sah")
    return with_items(
        user_task(), DATA_OBJECT, element("dataObjectReference", state, id="ref", dataObjectRef="do", name=name)
    )


DATA = [
    case(
        "collection_mismatch",
        with_items(user_task(), element("dataObject", id="do", itemSubjectRef="daftar")),
        "do",
        with_items(user_task(), element("dataObject", id="do", itemSubjectRef="daftar", isCollection="true")),
    ),
    case("data_object_name", states("Berkas"), "ref", states("Berkas [Sah]")),
    case(
        "sub_process_io",
        with_end(sub(io(input_set(), output_set()), user_task("t1")), path("start", "sub", "end")),
        "sub",
        with_end(sub(user_task("t1")), path("start", "sub", "end")),
    ),
    case(
        "data_input_as_target",
        process_data(
            data_input("din"),
            task(
                io(data_output(), input_set(), output_set("out")),
                association(refs("sourceRef", "out"), script_text("targetRef", "din"), kind="dataOutputAssociation"),
            ),
        ),
        "assoc",
        process_data(
            data_output("din"),
            task(
                io(data_output(), input_set(), output_set("out")),
                association(refs("sourceRef", "out"), script_text("targetRef", "din"), kind="dataOutputAssociation"),
            ),
        ),
    ),
    case(
        "data_output_as_source",
        process_data(
            data_output("dout"),
            task(
                io(data_input(), input_set("in"), output_set()),
                association(refs("sourceRef", "dout"), script_text("targetRef", "in")),
            ),
        ),
        "assoc",
        process_data(
            data_input("dout"),
            task(
                io(data_input(), input_set("in"), output_set()),
                association(refs("sourceRef", "dout"), script_text("targetRef", "in")),
            ),
        ),
    ),
    case(
        "data_in_no_set",
        one_task(task(io(data_input(), input_set(), output_set()))),
        "in",
        one_task(task(io(data_input(), input_set("in"), output_set()))),
    ),
    case(
        "set_subset_wrong",
        one_task(task(io(data_input(), input_set("in", more=refs("optionalInputRefs", "lain")), output_set()))),
        "inset",
        one_task(task(io(data_input(), input_set("in", more=refs("optionalInputRefs", "in")), output_set()))),
    ),
    case(
        "set_subset_wrong",
        one_task(task(io(data_output(), input_set(), output_set("out", more=refs("whileExecutingOutputRefs", "x"))))),
        "outset",
        one_task(task(io(data_output(), input_set(), output_set("out", more=refs("whileExecutingOutputRefs", "out"))))),
    ),
    case(
        "set_reference_unknown",
        one_task(task(io(data_input(), input_set("in", "lain"), output_set()))),
        "inset",
        one_task(task(io(data_input(), input_set("in"), output_set()))),
    ),
    case(
        "sets_not_mutual",
        one_task(task(io(input_set(more=refs("outputSetRefs", "outset")), output_set()))),
        "inset",
        one_task(
            task(io(input_set(more=refs("outputSetRefs", "outset")), output_set(more=refs("inputSetRefs", "inset"))))
        ),
    ),
    case("association_item", reading(("ref",), data_item="angka"), "assoc", reading(("ref",), data_item="kata")),
    case(
        "association_sources",
        reading(("do", "do2")),
        "assoc",
        reading(("do", "do2"), more=element("transformation", text="x")),
    ),
    case("association_end_unknown", reading(("task",)), "assoc", reading(("ref",))),
    case(
        "loop_input_unknown",
        looping(many(refs("loopDataInputRef", "daftar")), OVER_IN),
        "task",
        looping(many(refs("loopDataInputRef", "in")), OVER_IN),
    ),
    case(
        "loop_item_type",
        looping(
            many(refs("loopDataInputRef", "in"), element("inputDataItem", id="i", itemSubjectRef="angka")), OVER_IN
        ),
        "task",
        each_of("teks"),
    ),
]

TWO_SETS = io(data_input("in", "teks"), input_set("in"), input_set("in", id="inset2"), output_set())
TWO_OUTPUT_SETS = io(data_input("in", "teks"), input_set("in"), output_set(), output_set(id="outset2"))
WRONG_INPUT = io(data_input("in", "angka"), input_set("in"), output_set())
BOTH = io(data_input("in", "teks"), data_output("out", "angka"), input_set("in"), output_set("out"))


def offering(binding: str, data_item: str = "teks") -> bytes:
    """A process that is exposed as a service."""
    specification = io(data_input("in", data_item), input_set("in"), output_set())
    return definitions(
        *ITEMS,
        carrying("teks"),
        operation(),
        process(
            script_text("supportedInterfaceRef", "if"),
            specification,
            binding,
            start(),
            user_task(),
            end(),
            path("start", "task", "end"),
        ),
    )


BINDING = element("ioBinding", id="bind", operationRef="op", inputDataRef="in", outputDataRef="x")
SCRIPT = script_text("script", "x = 1")

SERVICES = [
    case("operation_input_sets", service(TWO_SETS), "task", service(TAKES)),
    case("operation_output_sets", service(TWO_OUTPUT_SETS), "task", service(TAKES)),
    case("operation_input_item", service(WRONG_INPUT), "task", service(TAKES)),
    case("operation_output_item", service(TAKES, answer="m2"), "task", service(BOTH, answer="m2")),
    case("message_data_count", sending(TWO_SETS), "task", sending(TAKES)),
    case("message_data_item", sending(TAKES, carries="angka"), "task", sending(TAKES, carries="kata")),
    case(
        "script_format_missing",
        around(task(SCRIPT, kind="scriptTask")),
        "task",
        around(script_task()),
    ),
    case("call_data_mismatch", calling(TAKES, called(BOTH)), "task", calling(TAKES, called(TAKES))),
    case("call_data_mismatch", calling(WRONG_INPUT, called(TAKES)), "task", calling("", called(""))),
    case("binding_missing", offering(""), "p", offering(BINDING)),
    case("binding_item", offering(BINDING, data_item="angka"), "bind", offering(BINDING)),
    case(
        "operation_without_message",
        beside(root=(operation(),)),
        "op",
        beside(root=(carrying("teks"), operation())),
    ),
]


def correlated(key: str, bound: str = "") -> bytes:
    """A process that subscribes to a correlation key of a collaboration."""
    where = script_text("messagePath", "x")
    retrieval = element("correlationPropertyRetrievalExpression", where, messageRef="m")
    subscription = element("correlationSubscription", bound, id="cs", correlationKeyRef="ck")
    return definitions(
        message(),
        element("correlationProperty", retrieval, id="cp"),
        element("collaboration", element("correlationKey", key, id="ck"), id="col"),
        process(start(), user_task(), end(), path("start", "task", "end"), subscription),
    )


OF_CP = refs("correlationPropertyRef", "cp")
BOUND = element("correlationPropertyBinding", script_text("dataPath", "x"), correlationPropertyRef="cp")

CORRELATION = [
    case("correlation_key_empty", correlated(""), "ck", correlated(OF_CP, BOUND)),
    case("correlation_property_unknown", correlated(refs("correlationPropertyRef", "lain")), "ck", correlated(OF_CP)),
    case("correlation_binding_missing", correlated(OF_CP), "cs", correlated(OF_CP, BOUND)),
]


def collaborating(*parts: str, root: tuple[str, ...] = ()) -> bytes:
    return definitions(element("collaboration", *parts, id="col"), *root)


def participant(*parts: str, id: str = "par", **attributes: str | None) -> str:  # noqa: A002
    return element("participant", *parts, id=id, name="BKN", **attributes)


def several(minimum: str, maximum: str) -> bytes:
    return collaborating(participant(element("participantMultiplicity", id="pm", minimum=minimum, maximum=maximum)))


def choreographed(closed: str) -> bytes:
    both = participant(id="a"), participant(id="b")
    member = element(
        "choreographyTask", refs("participantRef", "a", "b"), id="ct", initiatingParticipantRef="a", name="Setuju"
    )
    return definitions(
        element("choreography", *both, member, id="ch", isClosed=closed),
        element(
            "collaboration", participant(), element("messageFlow", id="mf", sourceRef="par", targetRef="ct"), id="col"
        ),
    )


GLOBAL = "globalConversation"

COLLABORATIONS = [
    case(
        "message_flow_event",
        pools(element("messageFlow", id="mf", sourceRef="task", targetRef="s2")),
        "mf",
        pools(element("messageFlow", id="mf", sourceRef="task", targetRef="t2")),
    ),
    case("multiplicity_negative", several("-1", "2"), "pm", several("0", "2")),
    case("multiplicity_contradictory", several("3", "2"), "pm", several("2", "2")),
    case(
        "choreography_reference",
        definitions(
            element("choreography", id="ch"), element(GLOBAL, script_text("choreographyRef", "ch"), id="gc", name="x")
        ),
        "gc",
        collaborating(script_text("choreographyRef", "ch"), root=(element("choreography", id="ch"),)),
        at="choreographyRef",
    ),
    case(
        "global_conversation_content",
        definitions(element(GLOBAL, participant(), element("conversation", id="conv"), id="gc")),
        "conv",
        definitions(element(GLOBAL, participant(), id="gc")),
    ),
    case("closed_choreography", choreographed("true"), "mf", choreographed("false")),
    case(
        "conversation_link_end",
        collaborating(
            participant(),
            participant(id="par2"),
            element("conversation", id="conv"),
            element("conversationLink", id="cl", sourceRef="par", targetRef="par2"),
        ),
        "cl",
        collaborating(
            participant(),
            element("conversation", id="conv"),
            element("conversationLink", id="cl", sourceRef="par", targetRef="conv"),
        ),
    ),
]


def drawn(*shapes: str, plane: str = "p") -> bytes:
    return definitions(
        process(start(), user_task(), end(), path("start", "task", "end")),
        element("bpmndi:BPMNDiagram", element("bpmndi:BPMNPlane", *shapes, id="pl", bpmnElement=plane), id="di"),
    )


def shape(id: str = "sh", drawn_id: str = "task", height: str = "80") -> str:  # noqa: A002
    bounds = element("dc:Bounds", x="0", y="0", width="100", height=height)
    return element("bpmndi:BPMNShape", bounds, id=id, bpmnElement=drawn_id)


DIAGRAMS = [
    case("diagram_kind_wrong", drawn(shape(drawn_id="start_task")), "sh", drawn(shape())),
    case("diagram_plane_kind", drawn(shape(), plane="task"), "pl", drawn(shape())),
    case("diagram_element_twice", drawn(shape(), shape("sh2")), "sh2", drawn(shape(), shape("sh2", "start"))),
    case("diagram_size_wrong", drawn(shape(height="-5")), "sh", drawn(shape())),
]


def importing(location: str = "lain.bpmn", namespace: str = "urn:lain", kind: str = BPMN) -> bytes:
    return definitions(
        element("import", id="imp", location=location, namespace=namespace, importType=kind),
        process(start(), user_task(), end(), path("start", "task", "end")),
    ).replace(b' id="imp"', b"")


def elsewhere(*parts: str, namespace: bytes = b"urn:lain") -> bytes:
    return definitions(*parts).replace(b"urn:test", namespace)


OTHER = elsewhere(process(start("s9"), task(id="t9"), end("e9"), path("s9", "t9", "e9"), id="q9"))
FILES = {
    "lain.bpmn": OTHER,
    "rusak.bpmn": b"<definitions",
    "rusak.xsd": b"<schema",
    "salah.bpmn": elsewhere(process(start("s9"), task(id="t9"), path("s9", "t9"), id="q9")),
    "sama.bpmn": elsewhere(process(id="p"), namespace=b"urn:test"),
    "ganda.bpmn": importing(namespace="urn:test").replace(b"lain.bpmn", b"sama.bpmn"),
}


def import_case(code: str, bad: bytes, good: bytes | None = None) -> Case:
    return case(code, bad, "definitions", good or importing(), at="bpmn:import", files=FILES)


IMPORTS = [
    import_case("import_missing", importing("tidak-ada.bpmn")),
    import_case("import_missing", importing("https://contoh.example/lain.bpmn")),
    import_case("import_unreadable", importing("rusak.bpmn")),
    import_case("import_unreadable", importing("rusak.xsd", kind="http://www.w3.org/2001/XMLSchema")),
    import_case("import_invalid", importing("salah.bpmn")),
    import_case("import_id_twice", importing("sama.bpmn", namespace="urn:test")),
    import_case("import_namespace_wrong", importing(namespace="urn:beda")),
]

CASES = [
    *EXPRESSIONS,
    *LINKS,
    *FLOWS,
    *EVENTS,
    *ACTIVITIES,
    *PROCESSES,
    *DATA,
    *SERVICES,
    *CORRELATION,
    *COLLABORATIONS,
    *DIAGRAMS,
    *IMPORTS,
]
