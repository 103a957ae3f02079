"""States that earlier versions wrote go on. Stored data: nothing in these dumps may ever be changed."""

from typing import Any

from engine.elements.effects import ElementActivated, UserTaskCreated
from engine.execution import CancelExecution, CompleteUserTask
from tests.factories.models import a_process, end, multi_instance, start, user_task
from tests.factories.plays import Play

AGENCIES = ["a@x", "b@x", "c@x"]
PARALLEL_OF_FORMAT_1: dict[str, Any] = {
    "format": 1,
    "next": 7,
    "ended": None,
    "tokens": [
        [1, None, 64, "#start", 0, {}],
        [3, 1, 32, "setujui", 0, {"n": 3, "started": 3, "done": 1}],
        [5, 3, 32, "setujui#instance", 1, {"index": 1}],
        [6, 3, 32, "setujui#instance", 1, {"index": 2}],
    ],
    "subs": [],
    "scopes": [["3", ""], ["5", "3"], ["6", "3"]],
}
ROWS_OF_PARALLEL = {
    ("", "nomor"): "P-1",
    ("", "instansi"): AGENCIES,
    ("5", "loopCounter"): 2,
    ("5", "setuju"): None,
    ("5", "alamat"): "b@x",
    ("6", "loopCounter"): 3,
    ("6", "setuju"): None,
    ("6", "alamat"): "c@x",
    ("3", "#out:0"): "a",
}
SEQUENTIAL_OF_FORMAT_1: dict[str, Any] = {
    "format": 1,
    "next": 6,
    "ended": None,
    "tokens": [
        [1, None, 64, "#start", 0, {}],
        [3, 1, 32, "setujui", 0, {"n": 3, "started": 2, "done": 1}],
        [5, 3, 32, "setujui#instance", 1, {"index": 1}],
    ],
    "subs": [],
    "scopes": [["3", ""], ["5", "3"]],
}
ROWS_OF_SEQUENTIAL = {
    ("", "nomor"): "P-1",
    ("", "instansi"): AGENCIES,
    ("3", "#items"): AGENCIES,
    ("3", "#out:0"): "a",
    ("5", "loopCounter"): 2,
    ("5", "setuju"): None,
    ("5", "alamat"): "b@x",
}


def thawed(state: dict[str, Any], rows: dict[tuple[str, str], Any], *, sequential: bool) -> Play:
    """The process of the dump; what waits in it is known to the play as if it had been there."""
    loop = multi_instance("=instansi", item="alamat", results="jawaban", result="=setuju", sequential=sequential)
    model = a_process(
        start("mulai"),
        user_task("setujui", loop=loop, candidates="=alamat"),
        end("selesai"),
        flows=["mulai -> setujui -> selesai"],
    )
    play = Play(model, {"instansi": AGENCIES}, loads_only_what_is_read=True)
    play.state, play.rows, play.items = state, dict(rows), {}
    play.effects, play.open = [], {}
    for token, _, _, name, _, _ in state["tokens"]:
        if name == "setujui":
            play.effects.append(ElementActivated(element_id="setujui", token=token, body=True))
        elif name == "setujui#instance":
            play.effects.append(ElementActivated(element_id="setujui", token=token))
            play.keep_open(UserTaskCreated(element_id="setujui", token=token, name="setujui", candidates=("b@x",)))
    return play


def test_parallel_items_of_format_1_stay_in_the_state_and_go_on() -> None:
    play = thawed(PARALLEL_OF_FORMAT_1, ROWS_OF_PARALLEL, sequential=False)

    play.do(CompleteUserTask(6, {"setuju": "c"}))
    play.do(CompleteUserTask(5, {"setuju": "b"}))

    assert play.variables["jawaban"] == ["a", "b", "c"]
    assert play.completed() == ["setujui", "setujui", "selesai"]


def test_parallel_items_of_format_1_can_be_cancelled() -> None:
    play = thawed(PARALLEL_OF_FORMAT_1, ROWS_OF_PARALLEL, sequential=False)

    play.do(CancelExecution())

    assert play.trace().count("-setujui") == 3


def test_what_a_sequential_loop_of_format_1_works_on_is_still_one_variable() -> None:
    play = thawed(SEQUENTIAL_OF_FORMAT_1, ROWS_OF_SEQUENTIAL, sequential=True)

    play.do(CompleteUserTask(5, {"setuju": "b"}))
    play.do(CompleteUserTask(play.token("setujui"), {"setuju": "c"}))

    assert [task.candidates for task in play.all(UserTaskCreated)] == [("c@x",)]
    assert play.variables["jawaban"] == ["a", "b", "c"]
