"""Ad-hoc sub-processes do what is inside, each once, until their completion condition holds (BPMN 13.3.5)."""

from engine.execution import CompleteUserTask
from tests.factories.models import a_process, ad_hoc, end, start, user_task
from tests.factories.plays import Play


def played(*, flows: tuple[str, ...] = (), until: str | None = None, **attributes: str) -> Play:
    return Play(
        a_process(
            start("mulai"),
            ad_hoc("bebas", user_task("a"), user_task("b"), user_task("c"), flows=flows, until=until, **attributes),
            user_task("sesudah"),
            end("selesai"),
            flows=["mulai -> bebas -> sesudah -> selesai"],
        )
    )


def done(play: Play, *names: str, **data: object) -> list[str]:
    for name in names:
        play.do(CompleteUserTask(play.token(name), dict(data)))  # type: ignore[arg-type]
    return sorted(play.waiting)


def test_everything_can_be_done_at_once_in_any_order() -> None:
    play = played()
    assert sorted(play.waiting) == ["a", "b", "c"]

    assert done(play, "c", "a") == ["b"]
    assert done(play, "b") == ["sesudah"]


def test_one_after_the_other() -> None:
    play = played(ordering="Sequential")
    assert play.waiting == ["a"]

    assert done(play, "a") == ["b"]
    assert done(play, "b", "c") == ["sesudah"]


def test_only_what_nothing_leads_to_is_started() -> None:
    play = played(flows=("a -> b",))

    assert sorted(play.waiting) == ["a", "c"]
    assert done(play, "a") == ["b", "c"]


def test_its_completion_condition_interrupts_the_rest() -> None:
    play = played(until="=cukup")

    assert done(play, "b", cukup=True) == ["sesudah"]


def test_the_rest_may_be_finished_first() -> None:
    play = played(until="=cukup", cancelRemainingInstances="false")

    assert done(play, "b", cukup=True) == ["a", "c"]
    assert done(play, "a", "c") == ["sesudah"]


def test_nothing_more_is_started_when_the_condition_holds() -> None:
    play = played(until="=cukup", ordering="Sequential")

    assert done(play, "a", cukup=False) == ["b"]
    assert done(play, "b", cukup=True) == ["sesudah"]
