"""Two files that behave the same have the same normal form, and what is only drawn is not in it."""

import pytest
from lxml import etree

from engine.bpmn import check_model
from engine.execution import load_definition
from tests.engine.bpmn.rule_cases import DIALECT, GATEWAYS, PROFILE, Case, boundary, catch, sub, with_boundary
from tests.factories.bpmn_xml import (
    a_model,
    around,
    definitions,
    element,
    end,
    extensions,
    flow,
    path,
    process,
    properties,
    script_text,
    service_task,
    start,
    timer,
    user_task,
)

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def normal(xml: bytes) -> bytes:
    return check_model(xml).require_ok()


def tree(xml: bytes) -> etree._Element:
    return etree.fromstring(normal(xml))


def flows(root: etree._Element) -> set[tuple[str | None, str | None]]:
    return {(f.get("sourceRef"), f.get("targetRef")) for f in root.iter(f"{BPMN}sequenceFlow")}


def kinds(root: etree._Element, identifier: str) -> list[str]:
    return [etree.QName(node).localname for node in root.iter() if node.get("id") == identifier]


def test_documentation_data_and_artifacts_are_left_out() -> None:
    drawn = a_model(
        element("documentation", text="Pasal 12"),
        start(),
        user_task(),
        end(),
        element("dataObject", id="do"),
        element("dataObjectReference", id="ref", dataObjectRef="do"),
        path("start", "task", "end"),
        element("textAnnotation", script_text("text", "catatan"), id="note"),
        element("association", id="as", sourceRef="note", targetRef="task"),
    )

    assert normal(drawn) == normal(around(user_task()))


def test_white_space_and_the_order_of_attributes_change_nothing() -> None:
    plain = around(user_task())
    spaced = plain.replace(b"\n", b"\n\n   ").replace(b'id="end" name="Selesai"', b'name="Selesai"   id="end"')

    assert normal(spaced) == normal(plain)


def test_the_normal_form_of_the_normal_form_is_itself() -> None:
    once = normal(around(user_task()))

    assert normal(once) == once


@pytest.mark.parametrize("case", [c for c in (*GATEWAYS, *DIALECT, *PROFILE) if c.deployable], ids=lambda c: c.code)
def test_the_normal_form_is_stable_and_can_be_executed(case: Case) -> None:
    once = normal(case.good)

    assert normal(once) == once
    assert load_definition(once, "p").process_id == "p"


def test_defaults_are_written_out() -> None:
    text = normal(with_boundary(boundary())).decode()

    assert 'cancelActivity="true"' in text
    assert 'retries="3"' in normal(around(service_task())).decode()


def test_several_ways_out_of_an_activity_become_a_parallel_gateway() -> None:
    model = a_model(
        start(), user_task(), user_task("a"), user_task("b"), end(), path("start", "task"),
        flow("task", "a"), flow("task", "b"), flow("a", "end"), flow("b", "end"),
    )  # fmt: skip

    root = tree(model)

    assert kinds(root, "task.split") == ["parallelGateway"]
    assert {("task", "task.split"), ("task.split", "a"), ("task.split", "b")} <= flows(root)
    assert ("task", "a") not in flows(root)


def test_a_path_that_just_stops_gets_an_end_event() -> None:
    root = tree(
        a_model(
            start(),
            sub(user_task("first"), user_task("last"), path("first", "last")),
            end(),
            path("start", "sub", "end"),
        )
    )

    assert kinds(root, "last.end") == ["endEvent"]
    assert ("last", "last.end") in flows(root)


def test_a_sub_process_without_start_event_gets_one() -> None:
    root = tree(a_model(start(), sub(user_task("a"), user_task("b")), end(), path("start", "sub", "end")))

    assert kinds(root, "sub.start") == ["startEvent"]
    assert {("sub.start.split", "a"), ("sub.start.split", "b"), ("a", "a.end"), ("b", "b.end")} <= flows(root)


def test_generated_ids_avoid_those_of_the_author() -> None:
    stopping = sub(user_task("last.end"), user_task("last"), path("last.end", "last"))
    model = a_model(start(), stopping, end(), path("start", "sub", "end"))

    assert kinds(tree(model), "last.end_") == ["endEvent"]


def test_only_executable_processes_are_kept() -> None:
    other = process(start("s2"), end("e2"), path("s2", "e2"), id="q", executable=False)
    model = definitions(process(start(), user_task(), end(), path("start", "task", "end")), other)

    assert [node.get("id") for node in tree(model).iter(f"{BPMN}process")] == ["p"]


def test_properties_of_other_owners_are_left_out() -> None:
    task = user_task(more={"camunda:note": "x"})

    assert normal(around(task)) == normal(around(user_task()))


def test_a_called_element_of_the_standard_becomes_zeebes() -> None:
    plain = around(element("callActivity", id="task", name="Panggil", calledElement="akun"))
    zeebe = around(
        element("callActivity", extensions(element("zeebe:calledElement", processId="akun")), id="task", name="Panggil")
    )

    assert normal(plain) == normal(zeebe)


def test_times_are_trimmed() -> None:
    spaced = a_model(
        start(),
        catch("c", timer("\n P3D \n")),
        end(),
        path("start", "c", "end"),
    )

    assert [node.text for node in tree(spaced).iter(f"{BPMN}timeDuration")] == ["P3D"]


def test_lanes_are_kept_for_display() -> None:
    lane_set = element(
        "laneSet",
        element("lane", extensions(properties({})), script_text("flowNodeRef", "task"), id="l", name="PPK"),
        id="ls",
    )

    root = tree(a_model(lane_set, start(), user_task(), end(), path("start", "task", "end")))

    assert [lane.get("name") for lane in root.iter(f"{BPMN}lane")] == ["PPK"]
