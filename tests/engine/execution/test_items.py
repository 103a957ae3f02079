"""Items of a parallel multi-instance stand apart: a turn restores those that it touches, all only to end them.

Play gives an item only when it is asked for; `restored` is how many tokens the last turn brought back.
"""

import json
from typing import Any

import pytest

from engine.elements.effects import ElementCompleted, ElementTerminated, IncidentRaised, UserTaskCreated, UserTaskEnded
from engine.elements.failures import TechnicalFailure
from engine.elements.items import TOKENS_OF_AN_ITEM, Items, item_of
from engine.execution import (
    CancelExecution,
    CompleteJob,
    CompleteUserTask,
    DeliverSignal,
    FailJob,
    FireTimer,
    Limits,
    RetryIncident,
    SetVariables,
    ThrowFromJob,
    TokenGone,
)
from tests.factories.models import (
    Node,
    a_process,
    boundary,
    call_activity,
    catch,
    compensation,
    condition,
    end,
    error,
    escalation,
    multi_instance,
    script_task,
    service_task,
    signal,
    start,
    sub_process,
    throw,
    timer,
    undone_by,
    user_task,
)
from tests.factories.plays import Play

MANY = 40
ROOT_LOOP_AND_ITEM = 3
A_FEW = 8
"""Root, loop, and a sub-process with what is in it."""


def each(result: str = "=i", **more: Any) -> Node:
    return multi_instance(f"=for n in 1..{MANY} return n", item="i", results="hasil", result=result, **more)


def around(*elements: Node, flows: tuple[str, ...] = ()) -> bytes:
    return a_process(start("mulai"), *elements, end("selesai"), flows=["mulai -> tiap -> selesai", *flows])


def per_item(*elements: Node, flows: list[str], loop: Node | None = None, **more: Any) -> Node:
    around_each = loop if loop is not None else each()
    return sub_process("tiap", start("a"), *elements, end("z"), flows=flows, loop=around_each, **more)


@pytest.mark.parametrize("activity", [user_task("tiap", loop=each("=x")), None], ids=["task", "sub-process"])
def test_a_turn_restores_the_item_it_is_for(activity: Node | None) -> None:
    activity = activity if activity is not None else per_item(user_task("b"), flows=["a -> b -> z"], loop=each("=x"))
    play = Play(around(activity))
    waiting = "tiap" if play.waiting[0] == "tiap" else "b"
    small = len(json.dumps(play.state))

    for number, token in enumerate(reversed(play.tokens(waiting))):
        play.do(CompleteUserTask(token, {"x": number}))
        assert play.restored <= A_FEW
        assert len(play.items) == MANY - 1 - number
        assert len(json.dumps(play.state)) < small + 20

    assert play.variables["hasil"] == list(reversed(range(MANY)))
    assert play.ended is not None


def test_finishing_an_item_writes_its_own_result_only() -> None:
    play = Play(around(user_task("tiap", loop=each("=x"))))
    rows = len(play.rows)

    play.do(CompleteUserTask(play.token("tiap"), {"x": 7}))

    assert len(play.rows) == rows - len(["loopCounter", "i", "x"]) + len(["#out:0"])


def test_the_completion_condition_withdraws_items_that_were_not_at_hand() -> None:
    play = Play(around(user_task("tiap", loop=each("=x", until="=numberOfCompletedInstances = 2"))))
    first, _, third = play.tokens("tiap")[:3]

    play.do(CompleteUserTask(third, {"x": "c"}))
    assert play.restored == ROOT_LOOP_AND_ITEM
    play.do(CompleteUserTask(first, {"x": "a"}))

    assert play.variables["hasil"] == ["a", "c"]
    assert len([ended for ended in play.all(UserTaskEnded) if ended.ending == "interrupted"]) == MANY - 2
    assert play.ended is not None


def test_a_deadline_on_the_whole_withdraws_items_inside_items() -> None:
    inner = multi_instance("=[1, 2]", item="j")
    model = around(
        per_item(user_task("b", loop=inner), flows=["a -> b -> z"]),
        boundary("tenggat", "tiap", timer(duration="P1D")),
        flows=("tenggat -> selesai",),
    )
    play = Play(model)
    play.do(CompleteUserTask(play.token("b")))
    assert play.restored <= A_FEW

    play.do(FireTimer(play.token("tenggat")))

    assert play.items == {}
    assert len([ended for ended in play.all(UserTaskEnded) if ended.ending == "interrupted"]) == 2 * MANY - 1
    assert play.ended is not None


def test_items_inside_items_end_one_after_the_other_and_all_results_are_in_order() -> None:
    inner = multi_instance("=[10, 20, 30]", item="j", results="dalam", result="=i * 100 + j")
    model = around(
        per_item(
            user_task("b", loop=inner),
            flows=["a -> b -> z"],
            loop=multi_instance("=[1, 2]", item="i", results="hasil", result="=dalam"),
        )
    )
    play = Play(model)

    for token in reversed(play.tokens("b")):
        play.do(CompleteUserTask(token))

    assert play.variables["hasil"] == [[110, 120, 130], [210, 220, 230]]
    assert play.items == {}


def test_an_error_of_one_item_ends_all_and_leaves_by_its_boundary_event() -> None:
    model = around(
        service_task("tiap", loop=each()), boundary("gagal", "tiap", error("E")), flows=("gagal -> selesai",)
    )
    play = Play(model)

    play.do(ThrowFromJob(play.tokens("tiap")[5], "E"))

    assert play.items == {}
    assert play.trace().count("-tiap") == MANY + 1, "its instances and itself"
    assert play.completed() == ["mulai", "gagal", "selesai"]


def test_an_error_that_nobody_catches_stops_its_item_only() -> None:
    inside = (start("a"), user_task("b"), end("rusak", error("E")))
    play = Play(around(sub_process("tiap", *inside, flows=["a -> b -> rusak"], loop=each())))

    play.do(CompleteUserTask(play.tokens("b")[5]))

    assert [incident.element_id for incident in play.all(IncidentRaised)] == ["rusak"]
    assert play.restored <= A_FEW
    assert len(play.tokens("b")) == MANY - 1


def test_an_escalation_of_one_item_leaves_the_others_where_they_are() -> None:
    model = around(
        per_item(user_task("b"), throw("lapor", escalation("L")), flows=["a -> b -> lapor -> z"]),
        boundary("dengar", "tiap", escalation("L"), interrupting=False),
        user_task("atasan"),
        flows=("dengar -> atasan -> selesai",),
    )
    play = Play(model)

    play.do(CompleteUserTask(play.tokens("b")[3]))

    assert play.restored <= A_FEW
    assert len(play.items) == MANY - 1
    assert "atasan" in play.waiting


def test_a_signal_reaches_every_item_that_waits_for_it() -> None:
    play = Play(around(per_item(catch("tunggu", signal("Mulai")), user_task("b"), flows=["a -> tunggu -> b -> z"])))

    play.do(DeliverSignal("Mulai"))

    assert len(play.tokens("b")) == MANY


def test_a_signal_that_no_item_can_hear_loads_none() -> None:
    play = Play(around(user_task("tiap", loop=each())))

    play.do(DeliverSignal("Mulai"))

    assert play.restored == 2


def test_conditions_in_items_see_what_is_written_outside_and_only_their_own_item_what_is_written_inside() -> None:
    model = around(
        per_item(
            user_task("b"),
            user_task("c"),
            boundary("cukup", "b", condition("=batas > 1 or lokal > 1")),
            flows=["a -> b -> c -> z", "cukup -> z"],
            inputs={"lokal": "=0"},
        )
    )
    play = Play(model, {"batas": 0})
    play.do(CompleteUserTask(play.token("b"), {"lokal": 1}))
    assert play.restored <= A_FEW

    play.do(SetVariables({"batas": 2}))

    assert play.waiting == ["c"]
    assert len([done for done in play.all(ElementCompleted) if done.element_id == "cukup"]) == MANY - 1


def test_an_incident_of_one_item_is_retried_in_that_item() -> None:
    play = Play(around(service_task("tiap", loop=each("=x"))))
    token = play.tokens("tiap")[7]

    play.do(FailJob(token, "mati", "layanan tidak menjawab"))
    assert play.restored == ROOT_LOOP_AND_ITEM
    play.do(RetryIncident(token))
    assert play.restored == ROOT_LOOP_AND_ITEM

    play.do(CompleteJob(token, {"x": 7}))
    assert len(play.items) == MANY - 1


def test_items_are_undone_the_last_first_with_their_own_variables() -> None:
    model = a_process(
        start("mulai"),
        user_task("tiap", loop=multi_instance("=[1, 2, 3]", item="i", results="hasil", result="=i")),
        boundary("urung", "tiap", compensation()),
        user_task("balik", isForCompensation="true", candidates='="f" + string(i) + "@x"'),
        undone_by("urung", "balik"),
        throw("batalkan", compensation()),
        end("selesai"),
        flows=["mulai -> tiap -> batalkan -> selesai"],
    )
    play = Play(model)
    first, second, third = play.tokens("tiap")

    for token in (second, third, first):
        play.do(CompleteUserTask(token))
    while "balik" in play.waiting:
        play.do(CompleteUserTask(play.token("balik")))

    undone = [task.candidates for task in play.all(UserTaskCreated) if task.element_id == "balik"]
    assert undone == [("f1@x",), ("f3@x",), ("f2@x",)]
    assert play.ended is not None


def test_cancelling_withdraws_what_was_not_at_hand() -> None:
    play = Play(around(per_item(call_activity("b", "lain"), flows=["a -> b -> z"])))

    play.do(CancelExecution())

    assert play.items == {}
    assert len([gone for gone in play.all(ElementTerminated) if gone.element_id == "b"]) == MANY


def test_a_token_of_an_item_that_is_over_is_gone() -> None:
    play = Play(around(user_task("tiap", loop=each())))
    token = play.token("tiap")
    play.do(CompleteUserTask(token))

    with pytest.raises(TokenGone):
        play.do(CompleteUserTask(token))


def test_tokens_of_items_that_are_not_at_hand_count_for_the_limit() -> None:
    model = a_process(
        start("mulai"),
        user_task("tiap", loop=each()),
        boundary("lagi", "tiap", signal("Lagi"), interrupting=False),
        user_task("lain", loop=each()),
        end("selesai"),
        flows=["mulai -> tiap -> selesai", "lagi -> lain -> selesai"],
    )
    play = Play(model, limits=Limits(tokens=MANY + 10))

    play.do(DeliverSignal("Lagi"))

    assert [incident.code for incident in play.all(IncidentRaised)] == ["budget"]
    assert len(play.items) == MANY


def test_a_sequential_loop_reads_the_row_of_the_next_item_only() -> None:
    play = Play(around(user_task("tiap", loop=each("=i", sequential=True))), loads_only_what_is_read=True)

    play.do(CompleteUserTask(play.token("tiap")))

    assert play.asked == {"#item:1"}
    for _ in range(MANY - 1):
        play.do(CompleteUserTask(play.token("tiap")))
    assert play.variables["hasil"] == list(range(1, MANY + 1))


def test_automatic_items_leave_nothing_behind() -> None:
    play = Play(around(script_task("tiap", "=i * 2", "x", loop=each("=x"))))

    assert play.items == {}
    assert play.variables["hasil"] == [n * 2 for n in range(1, MANY + 1)]


def test_ids_of_one_item_never_reach_into_the_next() -> None:
    items = Items()
    first = items.begin(3)
    items.known[item_of(first)].next_id = first + TOKENS_OF_AN_ITEM - 2

    assert item_of(items.new_id(item_of(first))) == item_of(first) == 1
    with pytest.raises(TechnicalFailure):
        items.new_id(item_of(first))
    assert items.begin(3) == 2 * TOKENS_OF_AN_ITEM
