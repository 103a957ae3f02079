"""Van der Aalst's partial joins of instances: some of the instances of one activity are enough."""

from engine.execution import DeliverMessage
from tests.engine.patterns.answering import answer, person
from tests.factories.models import (
    a_process,
    boundary,
    condition,
    end,
    event_sub_process,
    message,
    multi_instance,
    script_task,
    signal,
    start,
    sub_process,
    times,
)
from tests.factories.plays import Play
from tests.factories.uploads import checked_play, on_the_way


def test_pattern_34_static_partial_join_for_multiple_instances() -> None:
    """`behavior="Complex"` throws an event at the n-th instance, and a boundary event goes on. The others are finished
    and start nothing."""
    model = a_process(
        start("mulai"), person("menilai", loop=times("=3", behavior="Complex")),
        boundary("cukup", "menilai", signal("Cukup"), interrupting=False), person("sesudah"), end("selesai"),
        end("semua"), flows=["mulai -> menilai -> semua", "cukup -> sesudah -> selesai"],
    )  # fmt: skip
    second = (
        b"<bpmn:complexBehaviorDefinition><bpmn:condition>=numberOfCompletedInstances = 2</bpmn:condition><bpmn:event>"
        b'<bpmn:signalEventDefinition signalRef="signal_Cukup"/></bpmn:event></bpmn:complexBehaviorDefinition>'
    )
    play = checked_play(model.replace(b"</bpmn:loopCardinality>", b"</bpmn:loopCardinality>" + second))

    assert "sesudah" not in answer(play, "menilai")
    assert "sesudah" in answer(play, "menilai")
    assert answer(play, "menilai") == ["sesudah"]


def test_pattern_35_cancelling_partial_join_for_multiple_instances() -> None:
    """`completionCondition` over `numberOfCompletedInstances`; the others are withdrawn."""
    judges = multi_instance("=[1, 2, 3]", item="i", until="=numberOfCompletedInstances = 2")
    play = on_the_way(person("menilai", loop=judges), person("sesudah"))

    assert answer(play, "menilai") == ["menilai", "menilai"]
    assert answer(play, "menilai") == ["sesudah"]


def heard_by(needed: int) -> Play:
    """A hearing to which witnesses can be called as long as it lasts; some of them are enough to go on."""
    one_more = event_sub_process(
        "saksi", message("Panggil"), person("dengar"), script_task("catat", "=didengar + 1", "didengar"), end("sudah"),
        flows=["saksi_mulai -> dengar -> catat -> sudah"], interrupting=False,
    )  # fmt: skip
    hearing = sub_process(
        "sidang", start("d"), person("pimpin"), end("x"), one_more, flows=["d -> pimpin -> x"],
    )  # fmt: skip
    model = a_process(
        start("mulai"), hearing, boundary("cukup", "sidang", condition(f"=didengar >= {needed}"), interrupting=False),
        person("sesudah"), end("selesai"), end("semua"),
        flows=["mulai -> sidang -> semua", "cukup -> sesudah -> selesai"],
    )  # fmt: skip
    return checked_play(model, {"didengar": 0})


def test_pattern_36_dynamic_partial_join_for_multiple_instances() -> None:
    """The number of instances of a multi-instance activity is fixed when it begins. Where more may come, each is a
    non-interrupting event sub-process, and a conditional boundary event of the scope around joins them."""
    play = heard_by(2)
    for _ in range(2):
        play.do(DeliverMessage(play.token("saksi_mulai")))

    assert "sesudah" not in answer(play, "dengar")
    play.do(DeliverMessage(play.token("saksi_mulai")))
    assert "sesudah" in answer(play, "dengar")
    assert answer(play, "dengar", "pimpin") == ["sesudah"]
