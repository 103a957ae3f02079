"""Complex gateways go on when their activation condition holds, then wait for their reset (BPMN 13.4.5)."""

from engine.elements import effects as e
from engine.execution import CompleteUserTask
from tests.factories.models import a_process, complex_gateway, end, exclusive, parallel, start, user_task
from tests.factories.plays import Play


def joined(activation: str | None, *more: str) -> bytes:
    return a_process(
        start("mulai"), parallel("pisah"), user_task("a"), user_task("b"), user_task("c"),
        complex_gateway("gabung", activation), user_task("sesudah"), user_task("terlambat"), end("selesai"),
        flows=[
            "mulai -> pisah -> a -> gabung", "pisah -> b -> gabung", "pisah -> c -> gabung",
            "sesudah -> selesai", "terlambat -> selesai", *(more or ("gabung -> sesudah",)),
        ],
    )  # fmt: skip


def done(play: Play, *names: str) -> list[str]:
    for name in names:
        play.do(CompleteUserTask(play.token(name)))
    return sorted(play.waiting)


def test_two_of_three_are_enough() -> None:
    play = Play(joined("=activationCount >= 2"))
    assert done(play, "a") == ["b", "c"]

    assert done(play, "c") == ["b", "sesudah"]


def test_tokens_are_counted_also_two_that_come_over_one_flow() -> None:
    model = a_process(
        start("mulai"), parallel("pisah"), user_task("a"), user_task("b"), user_task("c"), exclusive("satu"),
        complex_gateway("gabung", "=activationCount >= 2"), user_task("sesudah"), end("selesai"),
        flows=[
            "mulai -> pisah -> a -> satu -> gabung -> sesudah -> selesai", "pisah -> b -> satu", "pisah -> c -> gabung",
        ],
    )  # fmt: skip
    play = Play(model)
    assert done(play, "a") == ["b", "c"]

    assert done(play, "b") == ["c", "sesudah"]


def test_those_that_come_late_are_taken_up_and_start_nothing() -> None:
    play = Play(joined("=activationCount >= 1"))

    assert done(play, "a", "b", "c") == ["sesudah"]
    done(play, "sesudah")

    assert play.ended
    assert play.completed().count("gabung") == 1


def test_the_process_waits_for_those_that_come_late() -> None:
    play = Play(joined("=activationCount >= 1"))

    done(play, "a", "sesudah", "b")

    assert play.waiting == ["c"]
    assert not play.ended


def test_conditions_can_tell_the_reset_apart() -> None:
    play = Play(
        joined(
            "=activationCount >= 1",
            "gabung -> sesudah [=waitingForStart]",
            "gabung -> terlambat [=not(waitingForStart)]",
        )
    )
    assert done(play, "a") == ["b", "c", "sesudah"]

    assert done(play, "b", "c") == ["sesudah", "terlambat"]


def test_its_default_is_taken_at_the_reset_where_no_condition_holds() -> None:
    flows = ("gabung -> sesudah [=waitingForStart]", "gabung -> terlambat [default]")
    play = Play(joined("=activationCount >= 1", *flows))

    assert done(play, "a", "b") == ["c", "sesudah"]
    assert done(play, "c") == ["sesudah", "terlambat"]


def test_without_an_activation_condition_it_joins_like_an_inclusive_gateway() -> None:
    play = Play(joined(None))

    assert done(play, "a", "b") == ["c"]
    assert done(play, "c") == ["sesudah"]


def test_it_splits_like_an_inclusive_gateway() -> None:
    model = a_process(
        start("mulai"), complex_gateway("pilih"), user_task("a"), user_task("b"), user_task("c"), end("selesai"),
        flows=[
            "mulai -> pilih", "pilih -> a [=x > 1]", "pilih -> b [=x > 2]", "pilih -> c [default]",
            "a -> selesai", "b -> selesai", "c -> selesai",
        ],
    )  # fmt: skip

    assert Play(model, {"x": 3}).waiting == ["a", "b"]
    assert Play(model, {"x": 0}).waiting == ["c"]


def test_it_works_again_after_its_reset() -> None:
    model = a_process(
        start("mulai"), exclusive("temu"), parallel("pisah"), user_task("a"), user_task("b"),
        complex_gateway("gabung", "=true"), user_task("lagi"), complex_gateway("ulang"), end("selesai"),
        flows=[
            "mulai -> temu -> pisah -> a -> gabung", "pisah -> b -> gabung", "gabung -> lagi -> ulang",
            "ulang -> temu [=lagi]", "ulang -> selesai [default]",
        ],
    )  # fmt: skip
    play = Play(model, {"lagi": True})
    done(play, "a", "b", "lagi", "b", "a")

    assert play.waiting == ["lagi"]
    assert play.all(e.IncidentRaised) == []
