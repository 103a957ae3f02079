"""Multi-instance: one instance for each item, results in the order of the items (BPMN 2.0.2, 13.3.7)."""

import pytest

from engine.elements.effects import ElementActivated, ElementCompleted, IncidentRaised, UserTaskCreated
from engine.execution import CompleteUserTask, Limits, RetryIncident, SetVariables
from tests.factories.models import Node, a_process, end, multi_instance, start, user_task
from tests.factories.plays import Play


def looped(loop: Node, **more: object) -> bytes:
    return a_process(
        start("mulai"), user_task("setujui", loop=loop, **more), end("selesai"), flows=["mulai -> setujui -> selesai"]
    )


AGENCIES = ["hrd@bkn", "hrd@menpan", "hrd@ikn"]
PARALLEL = looped(multi_instance("=instansi", item="alamat", results="jawaban", result="=setuju"), candidates="=alamat")


def test_all_instances_start_at_once_and_results_keep_the_order_of_the_items() -> None:
    play = Play(PARALLEL, {"instansi": AGENCIES})
    assert [task.candidates for task in play.all(UserTaskCreated)] == [(agency,) for agency in AGENCIES]
    first, second, third = play.tokens("setujui")

    for token, answer in ((third, "c"), (first, "a"), (second, "b")):
        play.do(CompleteUserTask(token, {"setuju": answer}))

    assert play.variables == {"nomor": "P-1", "instansi": AGENCIES, "jawaban": ["a", "b", "c"]}
    assert play.ended is not None


def test_loop_and_instances_are_told_apart_and_the_loop_takes_the_flow() -> None:
    play = Play(PARALLEL, {"instansi": AGENCIES[:1]})
    play.do(CompleteUserTask(play.token("setujui"), {"setuju": "a"}))

    activated = [effect.body for effect in play.all(ElementActivated) if effect.element_id == "setujui"]
    completed = [(e.body, e.flows) for e in play.all(ElementCompleted) if e.element_id == "setujui"]
    assert activated == [True, False]
    assert completed == [(False, ()), (True, ("setujui-selesai",))]


def test_an_instance_that_writes_nothing_gives_null() -> None:
    play = Play(PARALLEL, {"instansi": AGENCIES[:1], "setuju": "dari luar"})

    play.do(CompleteUserTask(play.token("setujui")))

    assert play.variables["jawaban"] == [None]
    assert play.variables["setuju"] == "dari luar"


def test_without_items_there_is_nothing_to_wait_for() -> None:
    play = Play(PARALLEL, {"instansi": []})

    assert play.variables["jawaban"] == []
    assert play.ended is not None


def test_completion_condition_withdraws_the_rest() -> None:
    loop = multi_instance(
        "=instansi", results="jawaban", result="=setuju", until="=numberOfCompletedInstances / numberOfInstances > 0.5"
    )
    play = Play(looped(loop), {"instansi": AGENCIES})
    first, second, third = play.tokens("setujui")

    play.do(CompleteUserTask(third, {"setuju": 3}))
    play.do(CompleteUserTask(first, {"setuju": 1}))

    assert play.variables["jawaban"] == [1, 3]
    assert play.trace().count("-setujui") == 1
    assert play.ended is not None
    assert second not in [effect.token for effect in play.all(ElementCompleted)]


def test_result_of_several_names_is_made_of_what_each_instance_wrote() -> None:
    loop = multi_instance("=instansi", item="alamat", results="jawaban", result="={dari: alamat, isi: catatan}")
    play = Play(looped(loop), {"instansi": AGENCIES[:2]})
    first, second = play.tokens("setujui")

    play.do(CompleteUserTask(second, {"catatan": "dua"}))
    play.do(CompleteUserTask(first, {"catatan": "satu"}))

    assert play.variables["jawaban"] == [{"dari": "hrd@bkn", "isi": "satu"}, {"dari": "hrd@menpan", "isi": "dua"}]
    assert "catatan" not in play.variables


def test_output_mapping_feeds_the_result() -> None:
    loop = multi_instance("=instansi", results="jawaban", result="=nilai")
    play = Play(looped(loop, outputs={"nilai": "=angka * 2"}), {"instansi": AGENCIES[:1]})

    play.do(CompleteUserTask(play.token("setujui"), {"angka": 4}))

    assert play.variables == {"nomor": "P-1", "instansi": AGENCIES[:1], "jawaban": [8]}


def test_sequential_instances_follow_each_other_over_the_items_of_the_start() -> None:
    loop = multi_instance("=instansi", item="alamat", results="jawaban", result="=setuju", sequential=True)
    play = Play(looped(loop, candidates="=alamat"), {"instansi": AGENCIES})

    for number in range(3):
        assert len(play.tokens("setujui")) == 1
        play.do(SetVariables({"instansi": []}))
        play.do(CompleteUserTask(play.token("setujui"), {"setuju": number}))

    assert [task.candidates for task in play.all(UserTaskCreated)] == [(agency,) for agency in AGENCIES]
    assert play.variables["jawaban"] == [0, 1, 2]
    assert play.ended is not None


@pytest.mark.parametrize("given", [None, "hrd@bkn", 3, {"a": 1}])
def test_what_is_no_list_is_an_incident_until_it_is_one(given: object) -> None:
    play = Play(PARALLEL, {"instansi": given})
    assert [incident.code for incident in play.all(IncidentRaised)] == ["no_collection"]
    token = play.token("setujui")

    play.do(SetVariables({"instansi": AGENCIES}))
    play.do(RetryIncident(token))

    assert len(play.all(UserTaskCreated)) == 3


def test_more_instances_than_tokens_allowed_is_an_incident_before_any_starts() -> None:
    play = Play(PARALLEL, {"instansi": AGENCIES * 10}, limits=Limits(tokens=20))

    assert [incident.code for incident in play.all(IncidentRaised)] == ["budget"]
    assert play.all(UserTaskCreated) == []


def test_an_instance_that_fails_holds_only_itself() -> None:
    play = Play(PARALLEL, {"instansi": ["hrd@bkn", "Budi"]})
    good, bad = play.tokens("setujui")

    play.do(CompleteUserTask(good, {"setuju": True}))

    assert [incident.code for incident in play.all(IncidentRaised)] == ["no_candidates"]
    assert play.tokens("setujui") == [bad]
    assert play.ended is None


def test_result_may_read_what_is_outside() -> None:
    loop = multi_instance("=[1, 2]", item="i", results="jawaban", result="=i + tambahan")
    play = Play(looped(loop), {"tambahan": 10})

    for token in play.tokens("setujui"):
        play.do(CompleteUserTask(token))

    assert play.variables["jawaban"] == [11, 12]


def test_of_sequential_instances_only_those_that_have_begun_are_active() -> None:
    loop = multi_instance("=instansi", sequential=True, until="=numberOfActiveInstances = 0")
    play = Play(looped(loop), {"instansi": AGENCIES})

    play.do(CompleteUserTask(play.token("setujui")))

    assert play.ended
