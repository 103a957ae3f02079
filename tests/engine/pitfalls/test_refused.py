"""What SpiffWorkflow accepts and then executes otherwise than BPMN says is refused at upload, at its element."""

import pytest

from tests.factories import models as m
from tests.factories.models import a_process, boundary, catch, element, end, start, task, throw, user_task
from tests.factories.uploads import VALID, refusals

WAY = ["mulai -> acara -> selesai"]


def around(node: m.Node) -> bytes:
    return a_process(start("mulai"), node, end("selesai"), flows=WAY)


def definition(kind: str) -> m.Node:
    made = {
        "error": lambda: m.error("E"), "escalation": lambda: m.escalation("X"), "cancel": m.cancel,
        "compensate": m.compensation, "link": lambda: m.link("L"), "terminate": m.terminate,
        "timer": lambda: m.timer(duration="PT1H"), "conditional": lambda: m.condition("=x"),
    }  # fmt: skip
    return made[kind]()


@pytest.mark.parametrize("kind", ["error", "escalation", "compensate", "link", "cancel", "terminate"])
def test_a_start_event_that_spiffworkflow_takes_for_none(kind: str) -> None:
    model = a_process(start("mulai", definition(kind)), end("selesai"), flows=["mulai -> selesai"])

    assert ("start_event_trigger", "mulai") in refusals(model)


def test_a_conditional_start_event_which_would_be_looked_at_once() -> None:
    model = a_process(start("mulai", definition("conditional")), end("selesai"), flows=["mulai -> selesai"])

    assert ("not_executable_condition", "mulai") in refusals(model)


@pytest.mark.parametrize("kind", ["error", "escalation", "cancel", "compensate", "terminate"])
def test_a_catch_event_that_spiffworkflow_passes_through(kind: str) -> None:
    assert ("catch_event_trigger", "acara") in refusals(around(catch("acara", definition(kind))))


def test_a_link_that_leads_nowhere() -> None:
    model = a_process(start("mulai"), throw("lompat", m.link("L")), end("selesai"), flows=["mulai -> lompat"])

    assert ("link_without_partner", "lompat") in refusals(model)


@pytest.mark.parametrize("kind", ["error", "cancel", "terminate", "timer", "conditional"])
def test_a_throw_event_that_spiffworkflow_does_not_throw(kind: str) -> None:
    assert ("throw_event_result", "acara") in refusals(around(throw("acara", definition(kind))))


@pytest.mark.parametrize("kind", ["link", "timer", "conditional"])
def test_an_end_event_that_spiffworkflow_takes_for_none(kind: str) -> None:
    model = a_process(start("mulai"), end("selesai", definition(kind)), flows=["mulai -> selesai"])

    assert ("end_event_result", "selesai") in refusals(model)


def test_a_cancel_end_event_outside_of_a_transaction_which_would_cancel_the_whole_instance() -> None:
    model = a_process(start("mulai"), end("selesai", m.cancel()), flows=["mulai -> selesai"])

    assert ("cancel_outside_transaction", "selesai") in refusals(model)


def test_an_error_boundary_event_that_does_not_interrupt() -> None:
    model = a_process(
        start("mulai"), user_task("kerja", **VALID), boundary("gagal", "kerja", m.error("E"), interrupting=False),
        end("selesai"), end("usai"), flows=["mulai -> kerja -> selesai", "gagal -> usai"],
    )  # fmt: skip

    assert ("boundary_event_must_interrupt", "gagal") in refusals(model)


@pytest.mark.parametrize("kind", ["sendTask", "receiveTask"])
def test_a_message_task_without_a_message_which_would_be_passed_through(kind: str) -> None:
    assert any(element_id == "acara" for _, element_id in refusals(around(element(kind, "acara"))))


def test_a_script_in_a_language_that_is_not_read() -> None:
    script = element("scriptTask", "acara", m.B.script("x = 1"), scriptFormat="javascript")

    assert any(element_id == "acara" for _, element_id in refusals(around(script)))


def test_what_is_not_executed_although_no_path_leads_there() -> None:
    model = a_process(
        start("mulai"), end("selesai"), start("lain", m.condition("=x")), flows=["mulai -> selesai", "lain -> selesai"]
    )

    assert ("not_executable_condition", "lain") in refusals(model)


def test_a_condition_on_the_only_flow_of_an_activity_which_would_be_ignored() -> None:
    model = a_process(start("mulai"), task("kerja"), end("selesai"), flows=["mulai -> kerja", "kerja -> selesai [=x]"])

    assert ("single_conditional_flow", "kerja") in refusals(model)


def test_a_cycle_without_a_way_out() -> None:
    model = a_process(start("mulai"), task("a"), task("b"), flows=["mulai -> a -> b -> a"])

    assert any(code == "not_executable_endless" for code, _ in refusals(model))


def test_a_loop_without_an_end() -> None:
    assert ("not_executable_loop", "acara") in refusals(around(task("acara", loop=m.standard_loop())))


def test_a_number_of_instances_that_is_missing() -> None:
    loop = m.B.multiInstanceLoopCharacteristics()

    assert any(code == "multi_instance_without_number" for code, _ in refusals(around(task("acara", loop=loop))))


@pytest.mark.parametrize("text", ["${a.getClass() > 10}", "a > 10", "__import__('os')"])
def test_a_condition_in_a_language_that_would_reach_python(text: str) -> None:
    model = a_process(
        start("mulai"), m.exclusive("pilih"), end("a"), end("b"),
        flows=["mulai -> pilih", f"pilih -> a [{text}]", "pilih -> b [default]"],
    )  # fmt: skip

    assert any(element_id == "pilih-a" for _, element_id in refusals(model))


def test_a_call_of_a_process_that_is_computed_which_would_not_be_found() -> None:
    assert ("called_by_expression", "acara") in refusals(around(m.call_activity("acara", "=jenis")))


def test_a_time_that_cannot_be_read_is_found_before_anything_runs() -> None:
    node = catch("acara", m.timer(duration="besok"))

    assert ("timer_time_unreadable", "acara") in refusals(around(node))


def test_sub_processes_nested_deeper_than_allowed() -> None:
    inner = m.sub_process("d0", task("t"), flows=[])
    for number in range(1, 30):
        inner = m.sub_process(f"d{number}", inner, flows=[])
    model = a_process(start("mulai"), inner, end("selesai"), flows=["mulai -> d29 -> selesai"])

    assert any(code == "not_executable_depth" for code, _ in refusals(model))


def test_a_document_type_which_lxml_would_expand() -> None:
    text = around(task("acara")).decode()

    assert refusals(f'<!DOCTYPE x [<!ENTITY e "e">]>{text}'.encode()) == {("doctype_refused", None)}
