"""Limits leave a state that can go on; incidents hold one token and nobody else."""

import pytest

from engine.elements.effects import ElementTerminated, IncidentRaised, IncidentResolved, Outcome, ProcessEnded
from engine.execution import (
    CancelExecution,
    CompleteUserTask,
    FireTimer,
    Limits,
    RetryIncident,
    SetVariables,
    TokenGone,
)
from tests.factories.models import (
    a_process,
    boundary,
    end,
    exclusive,
    parallel,
    script_task,
    start,
    sub_process,
    task,
    timer,
    user_task,
)
from tests.factories.plays import Play

FOREVER = a_process(
    start("mulai"),
    exclusive("ulang"),
    script_task("hitung", "=n + 1", "n"),
    exclusive("lagi"),
    end("selesai"),
    flows=["mulai -> ulang -> hitung -> lagi", "lagi -> ulang [=n < batas]", "lagi -> selesai [default]"],
)
FLOOD = a_process(
    start("mulai"), exclusive("ulang"), parallel("belah"), user_task("a"), end("selesai"),
    flows=["mulai -> ulang -> belah -> ulang", "belah -> a -> selesai"],
)  # fmt: skip


def test_a_loop_that_does_not_end_is_stopped_and_can_go_on() -> None:
    play = Play(FOREVER, {"n": 0, "batas": 100}, limits=Limits(elements=50))
    turns = 0

    while not play.ended:
        incident = play.last[-1]
        assert isinstance(incident, IncidentRaised)
        assert incident.code == "budget"
        play.do(RetryIncident(incident.token))
        turns += 1

    assert play.variables["n"] == 100
    assert turns == 6
    assert len(play.all(IncidentResolved)) == turns


def test_no_time_left_stops_every_token_that_could_run() -> None:
    play = Play(FOREVER, {"n": 0, "batas": 3}, limits=Limits(seconds=0.0))

    assert [incident.code for incident in play.all(IncidentRaised)] == ["budget"]
    assert "seconds" in play.all(IncidentRaised)[0].detail


def test_a_flood_of_tokens_is_stopped() -> None:
    play = Play(FLOOD, limits=Limits(tokens=100))

    assert {incident.code for incident in play.all(IncidentRaised)} == {"budget"}
    assert len(play.state["tokens"]) < 110


def test_what_stopped_a_branch_does_not_stop_the_others() -> None:
    model = a_process(
        start("mulai"),
        parallel("buka"),
        user_task("a"),
        user_task("b", candidates="=tujuan"),
        parallel("tutup"),
        end("selesai"),
        flows=["mulai -> buka -> a -> tutup -> selesai", "buka -> b -> tutup"],
    )
    play = Play(model)

    play.do(CompleteUserTask(play.token("a")))
    play.do(SetVariables({"tujuan": "ppk@bkn"}))
    play.do(RetryIncident(play.token("b")))
    play.do(CompleteUserTask(play.token("b")))

    assert play.ended is not None


def test_retry_that_fails_again_is_another_incident() -> None:
    model = a_process(start("mulai"), user_task("a", candidates="=t"), end("selesai"), flows=["mulai -> a -> selesai"])
    play = Play(model)

    play.do(RetryIncident(play.token("a")))

    assert (len(play.all(IncidentRaised)), len(play.all(IncidentResolved))) == (2, 1)
    assert play.trace().count("+a") == 1


def test_only_an_incident_can_be_retried() -> None:
    play = Play(a_process(start("mulai"), user_task("a"), end("selesai"), flows=["mulai -> a -> selesai"]))

    with pytest.raises(TokenGone):
        play.do(RetryIncident(play.token("a")))
    with pytest.raises(TokenGone):
        play.do(RetryIncident(999))


def test_interrupting_an_activity_resolves_its_incident() -> None:
    model = a_process(
        start("mulai"),
        user_task("a", candidates="=t"),
        boundary("batas", "a", timer(duration="P1D")),
        end("selesai"),
        end("telat"),
        flows=["mulai -> a -> selesai", "batas -> telat"],
    )
    play = Play(model)

    play.do(FireTimer(play.token("batas")))

    assert len(play.all(IncidentResolved)) == 1
    assert [effect.element_id for effect in play.all(ElementTerminated)] == ["a"]
    assert play.ended is not None


def test_incident_inside_a_sub_process_holds_the_sub_process() -> None:
    inner = sub_process(
        "dalam", start("d_mulai"), exclusive("d_pilih"), end("d_selesai"),
        flows=["d_mulai -> d_pilih", "d_pilih -> d_selesai [=boleh]"],
    )  # fmt: skip
    play = Play(a_process(start("mulai"), inner, end("selesai"), flows=["mulai -> dalam -> selesai"]))
    assert play.ended is None

    play.do(SetVariables({"boleh": True}))
    play.do(RetryIncident(play.token("d_pilih")))

    assert play.ended is not None


def test_an_output_mapping_that_takes_too_much_keeps_the_answer_for_the_retry() -> None:
    model = a_process(
        start("mulai"),
        user_task("a", outputs={"y": "=if berat then count(for a in 1..5000, b in 1..5000 return a) else x"}),
        end("selesai"),
        flows=["mulai -> a -> selesai"],
    )
    play = Play(model, {"berat": True})

    play.do(CompleteUserTask(play.token("a"), {"x": 7}))
    assert [incident.code for incident in play.all(IncidentRaised)] == ["feel_budget"]
    play.do(SetVariables({"berat": False}))
    play.do(RetryIncident(play.token("a", IncidentRaised)))

    assert play.variables["y"] == 7
    assert play.ended is not None


def test_cancelling_ends_incidents_too() -> None:
    play = Play(FOREVER, {"n": 0, "batas": 10**9}, limits=Limits(elements=10))

    play.do(CancelExecution("macet"))

    assert [effect.outcome for effect in play.all(ProcessEnded)] == [Outcome.CANCELLED]


def test_nothing_can_be_done_to_an_execution_that_has_ended() -> None:
    play = Play(a_process(start("mulai"), task("a"), end("selesai"), flows=["mulai -> a -> selesai"]))

    for command in (CancelExecution("x"), SetVariables({"x": 1}), RetryIncident(1), CompleteUserTask(2)):
        with pytest.raises(TokenGone):
            play.do(command)
