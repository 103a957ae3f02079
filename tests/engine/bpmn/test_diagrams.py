"""The picture shows every shape of the file, says states in more than colour, and carries no script or style."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engine.bpmn import render_diagram
from engine.bpmn.diagrams.texts import Size, fit, text_width, wrap
from tests.factories.bpmn_xml import definitions, element, flow, process, script_text

SVG = "{http://www.w3.org/2000/svg}"
EVENTS = ["startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "endEvent", "boundaryEvent"]
WORDS = [
    *("", "message", "timer", "error", "signal", "terminate"),
    *("escalation", "conditional", "link", "compensate", "cancel"),
]
GATEWAYS = ["exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"]
TASKS = [
    *["task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"],
    *["callActivity", "subProcess", "transaction", "adHocSubProcess"],
]
OTHERS = ["textAnnotation", "group", "dataObject", "dataObjectReference", "dataStoreReference"]


def bounds(x: object = 10, y: object = 10, width: object = 100, height: object = 80) -> str:
    return element("dc:Bounds", x=str(x), y=str(y), width=str(width), height=str(height))


def shape(of: str, *inner: str, box: str | None = None, **attributes: str | None) -> str:
    return element(
        "bpmndi:BPMNShape", bounds() if box is None else box, *inner, id=f"{of}_di", bpmnElement=of, **attributes
    )


def edge(of: str, *points: tuple[object, object], inner: str = "") -> str:
    waypoints = [element("di:waypoint", x=str(x), y=str(y)) for x, y in points]
    return element("bpmndi:BPMNEdge", *waypoints, *filter(None, [inner]), id=f"{of}_di", bpmnElement=of)


def plane(*parts: str, of: str = "p") -> str:
    return element("bpmndi:BPMNDiagram", element("bpmndi:BPMNPlane", *parts, bpmnElement=of))


def drawn(*elements: str, shapes: tuple[str, ...], **options: dict[str, str] | dict[str, int]) -> etree._Element:
    model = definitions(process(*elements), plane(*shapes))
    svg = render_diagram(model, title="Judul", description="Uraian", **options)  # type: ignore[arg-type]
    assert svg is not None
    return etree.fromstring(svg)


def figures(svg: etree._Element) -> list[str | None]:
    return [node.get("data-element") for node in svg.iter(f"{SVG}g") if node.get("data-element")]


def texts(svg: etree._Element) -> list[str]:
    return [node.text or "" for node in svg.iter(f"{SVG}text")]


def classes(svg: etree._Element) -> set[str]:
    return {name for node in svg.iter() for name in (node.get("class") or "").split()}


@pytest.mark.parametrize("kind", [*TASKS, *GATEWAYS, *EVENTS, *OTHERS])
def test_every_kind_of_shape_is_drawn(kind: str) -> None:
    svg = drawn(element(kind, id="x", name="Nama"), shapes=(shape("x"),))

    assert figures(svg) == ["x"]
    assert kind in classes(svg)


@pytest.mark.parametrize("kind", EVENTS)
@pytest.mark.parametrize("word", WORDS)
def test_every_event_is_drawn_with_its_definition(kind: str, word: str) -> None:
    definition = element(f"{word}EventDefinition") if word else ""
    svg = drawn(element(kind, *filter(None, [definition]), id="x"), shapes=(shape("x"),))

    assert ("icon" in classes(svg)) == bool(word)


@pytest.mark.parametrize("attribute, kind", [("cancelActivity", "boundaryEvent"), ("isInterrupting", "startEvent")])
def test_events_that_do_not_interrupt_are_dashed(attribute: str, kind: str) -> None:
    gentle = drawn(element(kind, id="x", **{attribute: "false"}), shapes=(shape("x"),))
    firm = drawn(element(kind, id="x", **{attribute: "true"}), shapes=(shape("x"),))

    assert ("dashed" in classes(gentle), "dashed" in classes(firm)) == (True, False)


def test_a_default_flow_carries_a_mark() -> None:
    parts = (element("task", id="a", default="f"), element("task", id="b"), flow("a", "b", id="f"))
    boxes = (shape("a"), shape("b", box=bounds(300)), edge("f", (110, 50), (300, 50)))
    plain = drawn(parts[0].replace('default="f"', ""), *parts[1:], shapes=boxes)

    svg = drawn(*parts, shapes=boxes)

    assert len(list(svg.iter(f"{SVG}path"))) == len(list(plain.iter(f"{SVG}path"))) + 1


def test_a_name_is_wrapped_and_escaped() -> None:
    svg = drawn(element("task", id="x", name='Periksa <b>berkas</b> & "usul" pemindahan'), shapes=(shape("x"),))

    assert " ".join(texts(svg)) == 'Periksa <b>berkas</b> & "usul" pemindahan'
    assert len(texts(svg)) > 1


def test_translated_names_take_the_place_of_the_originals() -> None:
    svg = drawn(element("task", id="x", name="Periksa"), shapes=(shape("x"),), labels={"x": "Check"})

    assert texts(svg) == ["Check"]


def test_a_label_stands_where_the_file_wants_it() -> None:
    label = element("bpmndi:BPMNLabel", bounds(500, 600, 40, 20))
    svg = drawn(element("startEvent", id="x", name="Mulai"), shapes=(shape("x", label, box=bounds(0, 0, 36, 36)),))

    (text,) = svg.iter(f"{SVG}text")

    assert (text.get("x"), text.get("text-anchor")) == ("520", "middle")


@pytest.mark.parametrize("state", ["done", "active", "incident"])
def test_a_state_is_a_class_and_a_sign(state: str) -> None:
    svg = drawn(element("task", id="x"), shapes=(shape("x"),), states={"x": state})

    assert {f"is-{state}", f"sign-{state}"} <= classes(svg)


def test_an_unknown_state_is_no_state() -> None:
    svg = drawn(element("task", id="x"), shapes=(shape("x"),), states={"x": 'lost" onload="x'})

    assert not any(name.startswith(("is-", "sign")) for name in classes(svg))


@pytest.mark.parametrize("count, shown", [(0, []), (1, ["1"]), (1234, ["1234"])])
def test_a_count_is_shown_where_there_is_one(count: int, shown: list[str]) -> None:
    assert texts(drawn(element("task", id="x"), shapes=(shape("x"),), counts={"x": count})) == shown


def test_a_sign_stands_beside_a_boundary_event_on_the_same_corner() -> None:
    task, event = element("task", id="x"), element("boundaryEvent", id="b", attachedToRef="x")
    alone = drawn(task, shapes=(shape("x"),), states={"x": "done"})
    shared = drawn(task, event, shapes=(shape("x"), shape("b", box=bounds(-8, -8, 36, 36))), states={"x": "done"})

    def place(svg: etree._Element) -> str:
        (sign,) = [node for node in svg.iter(f"{SVG}g") if node.get("class") == "sign sign-done"]
        return str(sign[0].get("transform"))

    assert place(alone) == "translate(10 10)"
    assert place(shared) == "translate(38 10)"


def test_the_picture_is_an_image_with_title_and_description() -> None:
    svg = drawn(element("task", id="x"), shapes=(shape("x"),))

    named = [svg.findtext(f"{SVG}title"), svg.findtext(f"{SVG}desc")]
    ids = [node.get("id") for node in svg if node.get("id")]

    assert (svg.get("role"), named) == ("img", ["Judul", "Uraian"])
    assert svg.get("aria-labelledby") == " ".join(map(str, ids))


def test_two_pictures_on_a_page_share_no_ids() -> None:
    one, two = (drawn(element("task", id="x"), shapes=(shape("x"),)) for _ in range(2))

    assert not {n.get("id") for n in one.iter() if n.get("id")} & {n.get("id") for n in two.iter() if n.get("id")}


def test_a_boundary_event_lies_over_its_host_whatever_the_file_draws_first() -> None:
    task, event = element("task", id="x"), element("boundaryEvent", id="b", attachedToRef="x")

    assert figures(drawn(task, event, shapes=(shape("b"), shape("x")))) == ["x", "b"]


def test_pools_lanes_and_message_flows_are_drawn() -> None:
    model = definitions(
        element(
            "collaboration",
            element("participant", id="pool", name="BKN", processRef="p"),
            element("participant", id="box", name="SIASN"),
            element("messageFlow", id="mf", name="NIP", sourceRef="t", targetRef="box"),
            id="c",
        ),
        process(
            element("laneSet", element("lane", script_text("flowNodeRef", "t"), id="lane", name="Deputi")),
            element("task", id="t"),
        ),
        plane(
            shape("pool", isHorizontal="true", box=bounds(0, 0, 600, 200)),
            shape("lane", isHorizontal="true", box=bounds(30, 0, 570, 200)),
            shape("box", box=bounds(0, 300, 600, 60)),
            shape("t", box=bounds(100, 60)),
            edge("mf", (150, 140), (150, 300)),
            of="c",
        ),
    )

    svg = etree.fromstring(str(render_diagram(model, title="t", description="d")))

    assert set(figures(svg)) == {"pool", "lane", "box", "t", "mf"}
    assert figures(svg)[:3] == ["pool", "box", "lane"]
    assert {"BKN", "Deputi", "SIASN", "NIP"} <= set(texts(svg))


def test_what_a_collapsed_sub_process_contains_is_drawn_below() -> None:
    inside = element("task", id="t", name="Dalam")
    model = definitions(
        process(element("subProcess", inside, id="sub", name="Siapkan")),
        plane(shape("sub", isExpanded="false")),
        plane(shape("t"), of="sub"),
    )

    svg = etree.fromstring(str(render_diagram(model, title="t", description="d")))

    assert figures(svg) == ["sub", "t"]
    assert texts(svg).count("Siapkan") == 2


def test_the_picture_is_large_enough_for_everything() -> None:
    svg = drawn(
        element("startEvent", id="x", name="Usul diajukan"), shapes=(shape("x", box=bounds(-500, 900, 36, 36)),)
    )

    left, top, width, height = map(float, str(svg.get("viewBox")).split())
    (group,) = [node for node in svg if node.get("class") == "plane"]
    moved = re.findall(r"-?[\d.]+", str(group.get("transform")))
    (text, *_) = svg.iter(f"{SVG}text")

    assert left <= float(text.get("x", "0")) + float(moved[0]) <= left + width
    assert top <= float(text.get("y", "0")) + float(moved[1]) <= top + height


BROKEN = st.one_of(
    st.sampled_from(["", "abc", "NaN", "inf", "-1", "0", "1e308", "-0.0", "12,5"]),
    st.floats(allow_nan=True, allow_infinity=True).map(str),
)


@given(values=st.lists(BROKEN, min_size=8, max_size=8), kind=st.sampled_from([*TASKS, *GATEWAYS, *EVENTS, *OTHERS]))
def test_broken_interchange_data_never_fails(values: list[str], kind: str) -> None:
    parts = (element(kind, id="x", name="Nama"), element("task", id="y"), flow("x", "y", id="f"))
    label = element("bpmndi:BPMNLabel", bounds(*values[4:]))
    boxes = (
        shape("x", label, box=bounds(*values[:4])),
        edge("f", (values[0], values[1]), (values[2], values[3])),
        shape("y"),
    )

    svg = drawn(*parts, shapes=boxes)

    assert "y" in figures(svg)


@given(
    name=st.text(max_size=200),
    label=st.text(max_size=80),
    title=st.text(max_size=80),
    width=st.floats(1, 400),
    height=st.floats(1, 400),
    kind=st.sampled_from([*TASKS, *GATEWAYS, *EVENTS, *OTHERS]),
)
def test_any_text_gives_well_formed_svg_without_style_or_script(
    name: str, label: str, title: str, width: float, height: float, kind: str
) -> None:
    parts = (element(kind, id="x"), element("task", id="y"), flow("x", "y", id="f"))
    boxes = (shape("x", box=bounds(0, 0, width, height)), shape("y"), edge("f", (0, 0), (10, 0), (10, 90)))
    model = definitions(process(*parts), plane(*boxes))

    text = render_diagram(model, title=title, description=label, labels={"x": name, "f": label, "y": name})

    svg = etree.fromstring(str(text))
    assert set(figures(svg)) == {"x", "y", "f"}
    tags = {etree.QName(node).localname for node in svg.iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "rect", "circle", "text"}
    attributes = {str(key) for node in svg.iter() for key in node.attrib}
    assert not {key for key in attributes if key == "style" or key.startswith("on") or "href" in key}


@pytest.mark.parametrize("data", [b"", b"<html/>", b"\x00", definitions(process(element("task", id="x")))])
def test_without_a_drawing_there_is_no_picture(data: bytes) -> None:
    assert render_diagram(data, title="t", description="d") is None


@given(text=st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=200), width=st.floats(40, 300))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: float) -> None:
    lines = wrap(text, width)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line) <= width for line in lines)


@given(text=st.text(min_size=1, max_size=400).filter(str.strip), width=st.floats(30, 300), height=st.floats(15, 200))
def test_a_fitted_text_keeps_to_its_room(text: str, width: float, height: float) -> None:
    lines = fit(text, width, height)

    assert lines.height <= max(height + 1, 14.5)
    assert lines.size is Size.SMALL or not lines.cut
