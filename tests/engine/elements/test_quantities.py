"""Activities that need several tokens, or make several (BPMN 13.3.2)."""

from engine.elements import effects as e
from engine.execution import CompleteUserTask
from tests.factories.models import a_process, boundary, end, message, parallel, start, task, user_task
from tests.factories.plays import Play


def test_an_activity_makes_as_many_tokens_as_it_says() -> None:
    model = a_process(
        start("mulai"), task("beri", completionQuantity="3"), user_task("ambil"), end("selesai"),
        flows=["mulai -> beri -> ambil -> selesai"],
    )  # fmt: skip

    assert Play(model).waiting == ["ambil"] * 3


def test_an_activity_begins_when_it_has_as_many_tokens_as_it_needs() -> None:
    model = a_process(
        start("mulai"), parallel("pisah"), user_task("a"), user_task("b"), user_task("rapat", startQuantity="2"),
        boundary("tepi", "rapat", message("Batal")), end("selesai"),
        flows=["mulai -> pisah -> a -> rapat -> selesai", "pisah -> b -> rapat", "tepi -> selesai"],
    )  # fmt: skip
    play = Play(model)
    play.do(CompleteUserTask(play.token("a")))
    assert play.waiting == ["b"]

    play.do(CompleteUserTask(play.token("b")))

    assert play.waiting.count("rapat") == 1
    assert [effect.element_id for effect in play.all(e.ElementActivated)].count("rapat") == 1


def test_three_tokens_start_an_activity_that_needs_two_only_once() -> None:
    model = a_process(
        start("mulai"), task("beri", completionQuantity="3"), user_task("ambil", startQuantity="2"), end("selesai"),
        flows=["mulai -> beri -> ambil -> selesai"],
    )  # fmt: skip
    play = Play(model)

    play.do(CompleteUserTask(play.token("ambil")))

    assert not play.ended
    assert play.waiting == []
