"""Embedded sub-processes and called processes."""

import pytest

from engine.elements.effects import CallEnded, CallRequested, Ending, ErrorEscaped, IncidentRaised
from engine.execution import (
    CalledProcessReturned,
    CalledProcessThrew,
    CompleteUserTask,
    FailJob,
    FireTimer,
    RetryIncident,
    TokenGone,
)
from tests.factories.models import (
    Node,
    a_process,
    boundary,
    call_activity,
    end,
    error,
    multi_instance,
    script_task,
    start,
    sub_process,
    timer,
    user_task,
)
from tests.factories.plays import Play


def around(inner: Node) -> bytes:
    return a_process(start("mulai"), inner, end("selesai"), flows=[f"mulai -> {inner.get('id')} -> selesai"])


def one_task(**more: object) -> Node:
    return sub_process(
        "dalam", start("d_mulai"), user_task("d_a"), end("d_selesai"), flows=["d_mulai -> d_a -> d_selesai"], **more
    )


def test_sub_process_is_done_when_no_token_is_left_in_it() -> None:
    play = Play(around(one_task()))

    play.do(CompleteUserTask(play.token("d_a"), {"x": 1}))

    assert play.completed() == ["mulai", "d_mulai", "d_a", "d_selesai", "dalam", "selesai"]
    assert play.variables["x"] == 1


def test_what_a_sub_process_maps_in_stays_in_it() -> None:
    play = Play(around(one_task(inputs={"x": "=0"}, outputs={"hasil": "=x + 1"})))

    play.do(CompleteUserTask(play.token("d_a"), {"x": 41}))

    assert play.variables == {"nomor": "P-1", "hasil": 42}


def test_sub_process_without_end_event_ends_where_its_path_does() -> None:
    inner = sub_process("dalam", start("d_mulai"), user_task("d_a"), flows=["d_mulai -> d_a"])
    play = Play(around(inner))

    play.do(CompleteUserTask(play.token("d_a")))

    assert play.ended is not None


def test_sub_processes_inside_each_other_end_one_after_the_other() -> None:
    innermost = one_task()
    middle = sub_process(
        "tengah", start("t_mulai"), innermost, end("t_selesai"), flows=["t_mulai -> dalam -> t_selesai"]
    )
    play = Play(around(middle))

    play.do(CompleteUserTask(play.token("d_a")))

    assert play.completed()[3:] == ["d_a", "d_selesai", "dalam", "t_selesai", "tengah", "selesai"]


def test_sub_process_runs_once_for_each_item() -> None:
    inner = sub_process(
        "dalam",
        start("d_mulai"),
        user_task("d_a", candidates="=tujuan"),
        script_task("d_b", '=tujuan + ":" + jawaban', "hasil"),
        end("d_selesai"),
        flows=["d_mulai -> d_a -> d_b -> d_selesai"],
        loop=multi_instance('=["a@x", "b@x"]', item="tujuan", results="semua", result="=hasil"),
        inputs={"jawaban": "=null"},
    )
    play = Play(around(inner))
    first, second = play.tokens("d_a")

    play.do(CompleteUserTask(second, {"jawaban": "2"}))
    play.do(CompleteUserTask(first, {"jawaban": "1"}))

    assert play.variables == {"nomor": "P-1", "semua": ["a@x:1", "b@x:2"]}


def called(**more: object) -> bytes:
    return a_process(
        start("mulai"),
        call_activity("panggil", "lain", **more),  # type: ignore[arg-type]
        boundary("tangkap", "panggil", error("E1")),
        boundary("batas", "panggil", timer(duration="P1D")),
        end("selesai"),
        end("a"),
        end("b"),
        flows=["mulai -> panggil -> selesai", "tangkap -> a", "batas -> b"],
    )


@pytest.mark.parametrize("passes_all, given", [(True, {"nomor": "P-1", "nip": 7, "x": 1}), (False, {"nip": 7})])
def test_called_process_gets_all_variables_or_the_mapped_ones(passes_all: bool, given: object) -> None:
    request = Play(called(passes_all=passes_all, inputs={"nip": "=7"}), {"x": 1}).all(CallRequested)[0]

    assert (request.process_id, request.variables) == ("lain", given)


@pytest.mark.parametrize(
    "options, left",
    [
        ({}, {"hasil": 1, "lain": 2}),
        ({"takes_all": False}, {}),
        ({"outputs": {"y": "=hasil"}}, {"y": 1}),
        ({"outputs": {"y": "=hasil"}, "takes_all": False}, {"y": 1}),
    ],
)
def test_outputs_of_the_called_process_are_taken_as_the_model_says(options: dict[str, object], left: object) -> None:
    play = Play(called(**options))

    play.do(CalledProcessReturned(play.token("panggil"), {"hasil": 1, "lain": 2}))

    assert play.variables == {"nomor": "P-1", **left}  # type: ignore[dict-item]
    assert [effect.ending for effect in play.all(CallEnded)] == [Ending.DONE]


def test_error_of_the_called_process_is_caught_here_or_goes_on_outwards() -> None:
    caught, escaped = Play(called()), Play(called())

    caught.do(CalledProcessThrew(caught.token("panggil"), "E1", payload={"sebab": 1}))
    escaped.do(CalledProcessThrew(escaped.token("panggil"), "E2", "Gagal."))

    assert caught.completed()[-2:] == ["tangkap", "a"]
    assert caught.variables["sebab"] == 1
    assert [(effect.code, effect.message) for effect in escaped.all(ErrorEscaped)] == [("E2", "Gagal.")]
    assert escaped.waiting == ["batas", "panggil"]
    assert [effect.ending for effect in caught.all(CallEnded)] == [Ending.INTERRUPTED]


def test_interrupted_call_has_to_be_cancelled_and_its_late_return_is_refused() -> None:
    play = Play(called())
    token = play.token("panggil")

    play.do(FireTimer(play.token("batas")))

    assert [effect.ending for effect in play.all(CallEnded)] == [Ending.INTERRUPTED]
    with pytest.raises(TokenGone):
        play.do(CalledProcessReturned(token))


def test_call_that_could_not_be_made_is_an_incident_and_requested_again() -> None:
    play = Play(called())
    token = play.token("panggil")

    play.do(FailJob(token, "process_missing", "Proses lain belum ada."))
    play.do(RetryIncident(token))

    assert [incident.code for incident in play.all(IncidentRaised)] == ["process_missing"]
    assert len(play.all(CallRequested)) == 2


def test_one_call_for_each_item() -> None:
    model = around(
        call_activity(
            "panggil",
            "lain",
            passes_all=False,
            inputs={"n": "=i"},
            loop=multi_instance("=[1, 2]", item="i", results="r", result="=h"),
        )
    )
    play = Play(model)
    assert [request.variables for request in play.all(CallRequested)] == [{"n": 1}, {"n": 2}]
    first, second = play.tokens("panggil")

    play.do(CalledProcessReturned(second, {"h": 20}))
    play.do(CalledProcessReturned(first, {"h": 10}))

    assert play.variables["r"] == [10, 20]
