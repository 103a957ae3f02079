"""Script tasks, steps and expressions in Python: what they read, what they write, and how they fail."""

from collections.abc import Mapping
from datetime import datetime

import pytest

from engine.elements.effects import IncidentRaised, JobCreated
from engine.execution import CompleteJob, CompleteUserTask, RetryIncident, SetVariables
from engine.model.data import ProcessData, Value
from engine.scripts.python import PythonText
from engine.scripts.running import Ran, ScriptFailed
from tests.factories.models import (
    Node,
    a_process,
    boundary,
    catch,
    condition,
    end,
    error,
    event_sub_process,
    exclusive,
    multi_instance,
    python_task,
    script_task,
    service_task,
    start,
    sub_process,
    user_task,
)
from tests.factories.plays import Play, services


def through(node: Node) -> bytes:
    return a_process(start("mulai"), node, end("selesai"), flows=["mulai -> kerja -> selesai"])


def steps(before: str | None = None, after: str | None = None) -> dict[str, str]:
    given = {"lintas:script.before": before, "lintas:script.after": after}
    return {name: text for name, text in given.items() if text is not None}


def test_a_script_reads_and_writes_the_variables_that_it_names() -> None:
    play = Play(through(python_task("kerja", "total = gaji * 2\n_catatan = 'x'")), {"gaji": 3, "lain": 1})

    assert play.variables == {"nomor": "P-1", "gaji": 3, "lain": 1, "total": 6}


def test_only_what_a_script_names_is_loaded() -> None:
    model = a_process(
        start("mulai"), user_task("tunggu"), python_task("kerja", "total = gaji + 1"), end("selesai"),
        flows=["mulai -> tunggu -> kerja -> selesai"],
    )  # fmt: skip
    play = Play(model, {"gaji": 3, "lain": 1}, loads_only_what_is_read=True)

    play.do(CompleteUserTask(play.token("tunggu")))

    assert {"gaji", "total"} <= play.definition.reads
    assert "lain" not in play.definition.reads
    assert play.variables["total"] == 4
    assert play.variables["lain"] == 1


def test_a_script_writes_into_the_nearest_scope_that_has_the_name() -> None:
    inner = python_task("kerja", "a = a + 1\nb = 1", inputs={"a": "=10"})
    play = Play(through(inner), {"a": 1})

    assert play.variables == {"nomor": "P-1", "a": 1, "b": 1}


def test_output_mappings_choose_what_leaves_a_script() -> None:
    play = Play(through(python_task("kerja", "a = 1\nb = 2", outputs={"hasil": "=a + b"})))

    assert play.variables == {"nomor": "P-1", "hasil": 3}


def test_each_instance_of_a_loop_keeps_its_own_item() -> None:
    loop = multi_instance("=[1, 2, 3]", item="x", results="hasil", result="=x")
    play = Play(through(python_task("kerja", "x = x * 10", loop=loop)))

    assert play.variables["hasil"] == [10, 20, 30]


def test_a_failing_script_is_an_incident_that_names_element_line_and_cause_and_can_be_retried() -> None:
    play = Play(through(python_task("kerja", "a = 1\nb = a // pembagi")), {"pembagi": 0})
    raised = play.all(IncidentRaised)[0]

    assert (raised.element_id, raised.code) == ("kerja", "script_failed")
    assert "kerja" in raised.detail
    assert "line 2: ZeroDivisionError" in raised.detail
    assert "a" not in play.variables

    play.do(SetVariables({"pembagi": 1}))
    play.do(RetryIncident(play.token("kerja")))
    assert play.variables["b"] == 1


def test_a_bpmn_error_of_a_script_goes_to_the_boundary_event_that_catches_it() -> None:
    model = a_process(
        start("mulai"), python_task("kerja", "a = 1\nbpmn_error('HABIS', 'tidak ada tempat')"),
        boundary("batas", "kerja", error("HABIS")), end("selesai"), end("tolak"),
        flows=["mulai -> kerja -> selesai", "batas -> tolak"],
    )  # fmt: skip

    play = Play(model)

    assert play.completed() == ["mulai", "batas", "tolak"]
    assert play.variables == {"nomor": "P-1"}


def test_a_bpmn_error_that_nobody_catches_is_an_incident_after_which_the_script_runs_again() -> None:
    play = Play(through(python_task("kerja", "if sisa == 0: bpmn_error('HABIS')\nhasil = sisa")), {"sisa": 0})
    assert [each.code for each in play.all(IncidentRaised)] == ["uncaught_error"]

    play.do(SetVariables({"sisa": 1}))
    play.do(RetryIncident(play.token("kerja")))

    assert play.variables["hasil"] == 1


def test_a_bpmn_error_of_a_script_goes_outwards_to_an_event_sub_process() -> None:
    handler = event_sub_process("tangkap", error("HABIS"), end("tolak"), flows=["tangkap_mulai -> tolak"])
    inner = sub_process(
        "kerja", start("m"), python_task("s", "bpmn_error('HABIS')"), end("t"), handler, flows=["m -> s -> t"]
    )

    assert "tolak" in Play(through(inner)).completed()


def test_steps_run_once_before_and_after_the_work_of_an_activity() -> None:
    work = user_task(
        "kerja", properties=steps("n = n + 1\nasal = 'x'", "n = n * 10"), outputs={"n": "=n", "j": "=asal"}
    )
    play = Play(through(work), {"n": 1, "asal": None})
    play.do(CompleteUserTask(play.token("kerja"), {}))

    assert play.variables == {"nomor": "P-1", "n": 20, "asal": None, "j": "x"}


def test_the_step_before_runs_once_although_the_work_is_tried_again() -> None:
    work = service_task("kerja", job_type="=jenis", outputs=None)
    holder = work[0]
    holder.append(user_task("x", properties=steps("n = n + 1"))[0][-1])
    play = Play(through(work), {"n": 1, "jenis": None})
    assert [each.code for each in play.all(IncidentRaised)] == ["no_job_type"]

    play.do(SetVariables({"jenis": "uji"}))
    play.do(RetryIncident(play.token("kerja", IncidentRaised)))
    play.do(CompleteJob(play.token("kerja", JobCreated)))

    assert play.variables["n"] == 2


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_bpmn_error_of_a_step_is_caught_at_its_activity(when: str) -> None:
    work = user_task("kerja", properties=steps(**{when: "bpmn_error('HABIS')"}))
    model = a_process(
        start("mulai"), work, boundary("batas", "kerja", error("HABIS")), end("selesai"), end("tolak"),
        flows=["mulai -> kerja -> selesai", "batas -> tolak"],
    )  # fmt: skip

    play = Play(model)
    if when == "after":
        play.do(CompleteUserTask(play.token("kerja")))

    assert play.completed() == ["mulai", "batas", "tolak"]


@pytest.mark.parametrize("n, way", [(5, "banyak"), (1, "sedikit"), (3, "sedikit")])
def test_a_marked_condition_is_python_and_true_only_if_it_gives_true(n: int, way: str) -> None:
    model = a_process(
        start("mulai"), exclusive("pilih"), end("banyak"), end("sedikit"),
        flows=["mulai -> pilih", "pilih -> banyak [#!python n > 3 or (n == 3 and 'ya')]", "pilih -> sedikit [default]"],
    )  # fmt: skip

    assert Play(model, {"n": n}).completed()[-1] == way


def test_a_marked_condition_event_is_looked_at_when_a_variable_that_it_reads_is_written() -> None:
    model = a_process(
        start("mulai"), catch("tunggu", condition("#!python (n or 0) > 3")), end("selesai"),
        flows=["mulai -> tunggu -> selesai"],
    )  # fmt: skip
    play = Play(model)

    play.do(SetVariables({"n": 4}))

    assert play.ended is not None


def test_a_marked_expression_that_fails_is_an_incident() -> None:
    play = Play(through(script_task("kerja", "#!python a.b", "x")))

    assert [(each.code, each.element_id) for each in play.all(IncidentRaised)] == [("script_failed", "kerja")]


def test_the_host_decides_how_python_is_run() -> None:
    asked: list[tuple[str, Mapping[str, Value], datetime]] = []

    def run(python: PythonText, variables: Mapping[str, Value], now: datetime) -> Ran:
        asked.append((python.text, dict(variables), now))
        raise ScriptFailed("script_busy", "No process was free to run it.")

    data: ProcessData = {"a": 1, "b": 2}
    play = Play(through(python_task("kerja", "c = a")), data, using=services(run_python=run))

    assert [(text, variables) for text, variables, _ in asked] == [("c = a", {"a": 1})]
    assert asked[0][2].utcoffset() is not None
    assert [each.code for each in play.all(IncidentRaised)] == ["script_busy"]
