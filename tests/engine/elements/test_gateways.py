"""Gateways: choosing, splitting, joining (BPMN 2.0.2, 13.4)."""

import pytest

from engine.elements.effects import ElementCompleted, IncidentRaised, IncidentResolved
from engine.execution import CompleteUserTask, RetryIncident, SetVariables
from tests.factories.models import (
    a_process,
    boundary,
    end,
    exclusive,
    inclusive,
    parallel,
    script_task,
    start,
    task,
    timer,
    user_task,
)
from tests.factories.plays import Play

CHOICE = a_process(
    start("mulai"),
    exclusive("pilih"),
    end("besar"),
    end("kecil"),
    end("lain"),
    flows=["mulai -> pilih", "pilih -> besar [=n > 10]", "pilih -> kecil [=n > 0]", "pilih -> lain [default]"],
)
INCLUSIVE = a_process(
    start("mulai"),
    inclusive("buka"),
    user_task("a"),
    user_task("b"),
    user_task("c"),
    inclusive("tutup"),
    end("selesai"),
    flows=[
        "mulai -> buka",
        "buka -> a [=n > 1]",
        "buka -> b [=n > 2]",
        "buka -> c [default]",
        "a -> tutup -> selesai",
        "b -> tutup",
        "c -> tutup",
    ],
)


@pytest.mark.parametrize("n, reached", [(11, "besar"), (5, "kecil"), (0, "lain"), (None, "lain"), ("x", "lain")])
def test_exclusive_gateway_takes_the_first_true_flow_else_the_default(n: object, reached: str) -> None:
    play = Play(CHOICE, {"n": n})

    assert play.completed() == ["mulai", "pilih", reached]
    assert play.all(ElementCompleted)[1].flows == (f"pilih-{reached}",)


@pytest.mark.parametrize("gateway", [exclusive, inclusive])
def test_gateway_without_a_way_out_is_an_incident_until_it_has_one(gateway: object) -> None:
    model = a_process(
        start("mulai"),
        gateway("pilih"),  # type: ignore[operator]
        end("ya"),
        end("tidak"),
        flows=["mulai -> pilih", "pilih -> ya [=n = 1]", "pilih -> tidak [=n = 2]"],
    )
    play = Play(model)
    assert [incident.code for incident in play.all(IncidentRaised)] == ["no_flow"]
    token = play.token("pilih")

    play.do(SetVariables({"n": 2}))
    play.do(RetryIncident(token))

    assert len(play.all(IncidentResolved)) == 1
    assert play.completed() == ["mulai", "pilih", "tidak"]


def test_parallel_gateway_waits_for_every_flow() -> None:
    model = a_process(
        start("mulai"),
        parallel("buka"),
        user_task("a"),
        user_task("b"),
        parallel("tutup"),
        end("selesai"),
        flows=["mulai -> buka -> a -> tutup -> selesai", "buka -> b -> tutup"],
    )
    play = Play(model)

    play.do(CompleteUserTask(play.token("b")))
    assert "+tutup" not in play.trace()
    play.do(CompleteUserTask(play.token("a")))

    assert play.completed() == ["mulai", "buka", "b", "a", "tutup", "selesai"]


def test_parallel_join_does_not_take_two_tokens_of_one_flow() -> None:
    model = a_process(
        start("mulai"),
        parallel("buka"),
        user_task("a"),
        user_task("b"),
        user_task("c"),
        exclusive("satu"),
        parallel("tutup"),
        end("selesai"),
        flows=["mulai -> buka -> a -> satu -> tutup -> selesai", "buka -> b -> satu", "buka -> c -> tutup"],
    )
    play = Play(model)

    play.do(CompleteUserTask(play.token("a")))
    play.do(CompleteUserTask(play.token("b")))
    assert "tutup" not in play.trace()
    play.do(CompleteUserTask(play.token("c")))

    assert play.trace().count("tutup") == 1
    assert play.ended is None, "the second token of the flow still waits"


def test_two_flows_between_the_same_elements_are_told_apart() -> None:
    model = a_process(
        start("mulai"), parallel("buka"), parallel("tutup"), end("selesai"), flows=["mulai -> buka", "tutup -> selesai"]
    ).replace(
        b"</bpmn:process>",
        b'<bpmn:sequenceFlow id="f1" sourceRef="buka" targetRef="tutup"/>'
        b'<bpmn:sequenceFlow id="f2" sourceRef="buka" targetRef="tutup"/></bpmn:process>',
    )

    play = Play(model)

    assert play.all(ElementCompleted)[1].flows == ("f1", "f2")
    assert play.completed() == ["mulai", "buka", "tutup", "selesai"]


@pytest.mark.parametrize("n, opened", [(1, ["c"]), (2, ["a"]), (3, ["a", "b"])])
def test_inclusive_gateway_joins_what_it_opened(n: int, opened: list[str]) -> None:
    play = Play(INCLUSIVE, {"n": n})
    assert play.waiting == opened

    for element_id in opened:
        assert play.ended is None
        play.do(CompleteUserTask(play.token(element_id)))

    assert play.trace().count("tutup") == 1
    assert play.ended is not None


def test_inclusive_join_goes_on_when_the_other_token_leaves_elsewhere() -> None:
    model = a_process(
        start("mulai"),
        inclusive("buka"),
        user_task("a"),
        user_task("b"),
        exclusive("pergi"),
        inclusive("tutup"),
        user_task("sesudah"),
        end("selesai"),
        end("lain"),
        flows=[
            "mulai -> buka",
            "buka -> a [=true]",
            "buka -> b [=true]",
            "a -> tutup -> sesudah -> selesai",
            "b -> pergi",
            "pergi -> tutup [=false]",
            "pergi -> lain [default]",
        ],
    )
    play = Play(model)

    play.do(CompleteUserTask(play.token("a")))
    assert play.waiting == ["b"]
    play.do(CompleteUserTask(play.token("b")))

    assert play.waiting == ["sesudah"]


def test_inclusive_join_is_looked_at_again_when_another_join_let_its_token_go() -> None:
    """All in one turn: the first join looked at is blocked by the second, whose token then leaves elsewhere."""
    model = a_process(
        start("mulai"),
        inclusive("buka"),
        task("a"),
        task("b"),
        task("c"),
        inclusive("tutup_kedua"),
        inclusive("tutup_pertama"),
        exclusive("pergi"),
        user_task("x"),
        user_task("y"),
        end("selesai"),
        flows=[
            "mulai -> buka",
            "buka -> a [=true]",
            "buka -> b [=true]",
            "buka -> c [=true]",
            "a -> tutup_kedua -> x -> selesai",
            "b -> tutup_pertama -> pergi",
            "c -> tutup_pertama",
            "pergi -> tutup_kedua [=false]",
            "pergi -> y [default]",
            "y -> selesai",
        ],
    )

    assert sorted(Play(model).waiting) == ["x", "y"]


def test_inclusive_join_waits_for_a_boundary_event_that_could_still_send_a_token() -> None:
    model = a_process(
        start("mulai"),
        inclusive("buka"),
        user_task("a"),
        user_task("b"),
        boundary("telat", "b", timer(duration="P1D")),
        inclusive("tutup"),
        end("selesai"),
        end("lain"),
        flows=[
            "mulai -> buka",
            "buka -> a [=true]",
            "buka -> b [=true]",
            "a -> tutup -> selesai",
            "telat -> tutup",
            "b -> lain",
        ],
    )
    play = Play(model)

    play.do(CompleteUserTask(play.token("a")))
    assert "+tutup" not in play.trace()
    play.do(CompleteUserTask(play.token("b")))

    assert play.completed()[-2:] == ["tutup", "selesai"]


def test_inclusive_join_inside_a_loop_fires_once_each_round() -> None:
    model = a_process(
        start("mulai"),
        exclusive("ulang"),
        script_task("tambah", "=n + 1", "n"),
        inclusive("buka"),
        task("a"),
        task("b"),
        inclusive("tutup"),
        exclusive("lagi"),
        end("selesai"),
        flows=[
            "mulai -> ulang -> tambah -> buka",
            "buka -> a [=true]",
            "buka -> b [=true]",
            "a -> tutup -> lagi",
            "b -> tutup",
            "lagi -> ulang [=n < 3]",
            "lagi -> selesai [default]",
        ],
    )

    play = Play(model, {"n": 0})

    assert play.completed().count("tutup") == 3
    assert play.ended is not None


def test_several_flows_out_of_a_task_are_all_taken() -> None:
    model = a_process(
        start("mulai"),
        task("a"),
        user_task("b"),
        user_task("c"),
        end("x"),
        end("y"),
        flows=["mulai -> a -> b -> x", "a -> c -> y"],
    )

    assert Play(model).waiting == ["b", "c"]


def test_inclusive_join_does_not_wait_for_the_flow_that_leads_back_to_it() -> None:
    model = a_process(
        start("mulai"),
        inclusive("temu"),
        user_task("kerja"),
        exclusive("cukup"),
        end("selesai"),
        flows=["mulai -> temu -> kerja -> cukup", "cukup -> temu [=ulang]", "cukup -> selesai [default]"],
    )
    play = Play(model)

    play.do(CompleteUserTask(play.token("kerja"), {"ulang": True}))
    play.do(CompleteUserTask(play.token("kerja"), {"ulang": False}))

    assert play.ended


def test_inclusive_join_does_not_wait_for_a_token_that_may_still_come_over_a_flow_that_has_one() -> None:
    """BPMN 2.0.2, 13.4.3: such a token is taken up in the next round."""
    model = a_process(
        start("mulai"),
        parallel("pisah"),
        user_task("cepat"),
        user_task("lambat"),
        exclusive("arah"),
        exclusive("satu"),
        inclusive("gabung"),
        user_task("sesudah"),
        end("selesai"),
        flows=[
            "mulai -> pisah -> cepat -> satu -> gabung -> sesudah -> selesai",
            "pisah -> lambat -> arah",
            "arah -> satu [=x]",
            "arah -> gabung [default]",
        ],
    )
    play = Play(model)

    play.do(CompleteUserTask(play.token("cepat")))

    assert sorted(play.waiting) == ["lambat", "sesudah"]


def test_inclusive_join_waits_for_a_token_that_comes_to_the_full_flow_only_through_the_join_itself() -> None:
    """BPMN 2.0.2, 13.4.3: a path that visits the gateway is none."""
    model = a_process(
        start("mulai"),
        parallel("pisah"),
        user_task("cepat"),
        user_task("lambat"),
        exclusive("satu"),
        inclusive("ulang"),
        user_task("kerja"),
        exclusive("cukup"),
        end("selesai"),
        flows=[
            "mulai -> pisah -> cepat -> satu -> ulang -> kerja -> cukup",
            "pisah -> lambat -> satu",
            "cukup -> ulang [=lagi]",
            "cukup -> selesai [default]",
        ],
    )
    play = Play(model)
    play.do(CompleteUserTask(play.token("cepat")))

    play.do(CompleteUserTask(play.token("kerja"), {"lagi": True}))
    assert play.waiting == ["lambat"]
    play.do(CompleteUserTask(play.token("lambat")))

    assert play.waiting == ["kerja"]


def test_inclusive_join_looks_at_a_second_token_only_when_the_first_has_gone_on() -> None:
    """Both come at once over one flow; the first may come back over the other, so the second waits for it."""
    model = a_process(
        start("mulai"),
        parallel("pisah"),
        exclusive("satu"),
        inclusive("ulang"),
        user_task("kerja"),
        exclusive("cukup"),
        end("selesai"),
        flows=[
            "mulai -> pisah -> satu -> ulang -> kerja -> cukup",
            "cukup -> ulang [=lagi]",
            "cukup -> selesai [default]",
        ],
    ).replace(b"</bpmn:process>", b'<bpmn:sequenceFlow id="kedua" sourceRef="pisah" targetRef="satu"/></bpmn:process>')
    play = Play(model)
    assert play.waiting == ["kerja"]

    play.do(CompleteUserTask(play.token("kerja")))

    assert play.waiting == ["kerja"]
