"""Tokens that a supervisor puts elsewhere or lets pass over an element."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.elements import effects as e
from engine.elements.moving import MoveRefused, SkipRefused
from engine.errors import InvalidInput
from engine.execution import (
    CalledProcessReturned,
    CompleteJob,
    CompleteUserTask,
    FailJob,
    MoveToken,
    SkipElement,
    TokenGone,
)
from tests.engine.execution.test_random_processes import InMemory, answer_to
from tests.factories import models as m
from tests.factories.plays import Play, services
from tests.factories.random_models import Drawer


def two_tasks(*more: m.Node, flows: tuple[str, ...] = ()) -> bytes:
    """start -> satu -> dua -> end."""
    return m.a_process(
        m.start("mulai"),
        m.user_task("satu"),
        m.user_task("dua"),
        m.end("selesai"),
        *more,
        flows=["mulai -> satu -> dua -> selesai", *flows],
    )


def around(inside: m.Node, *more: m.Node, flows: tuple[str, ...] = ()) -> bytes:
    """start -> the element `luar` -> dua -> end."""
    return m.a_process(
        m.start("mulai"), inside, m.user_task("dua"), m.end("selesai"), *more,
        flows=["mulai -> luar -> dua -> selesai", *flows],
    )  # fmt: skip


def move(play: Play, element: str, to: str, **values: Any) -> None:
    play.do(MoveToken(play.token(element), to, values))


def refusal(play: Play, element: str, to: str) -> dict[str, str]:
    with pytest.raises(MoveRefused) as refused:
        move(play, element, to)
    return {name: str(text) for name, text in refused.value.fields.items()}


def test_what_the_token_did_is_interrupted_and_the_other_element_is_entered() -> None:
    play = Play(two_tasks())

    move(play, "satu", "dua", alasan="dilewati")

    assert play.trace() == ["+mulai", "mulai", "+satu", "-satu", "+dua"]
    assert play.all(e.UserTaskEnded)[0].ending is e.Ending.INTERRUPTED
    assert (play.waiting, play.variables["alasan"]) == (["dua"], "dilewati")


def test_a_token_can_go_back_and_do_the_same_again() -> None:
    play = Play(two_tasks())
    play.do(CompleteUserTask(play.token("satu")))

    move(play, "dua", "satu")
    play.do(CompleteUserTask(play.token("satu")))
    play.do(CompleteUserTask(play.token("dua")))

    assert play.completed() == ["mulai", "satu", "satu", "dua", "selesai"]


def test_boundary_events_stop_with_what_is_left_and_begin_with_what_is_entered() -> None:
    play = Play(
        two_tasks(
            m.boundary("lama", "satu", m.timer(duration="P1D")),
            m.boundary("batal", "dua", m.message("Batal")),
            m.end("habis"),
            flows=("lama -> habis", "batal -> habis"),
        )
    )

    move(play, "satu", "dua")

    assert sorted(play.waiting) == ["batal", "dua"]


def test_moving_a_sub_process_interrupts_all_that_is_inside() -> None:
    inner = m.sub_process(
        "luar", m.start("a"), m.parallel("p"), m.user_task("b"), m.user_task("c"), m.end("z"),
        flows=["a -> p -> b -> z", "p -> c -> z"],
    )  # fmt: skip
    play = Play(around(inner))
    owner = next(each.token for each in play.all(e.ElementActivated) if each.element_id == "luar")

    play.do(MoveToken(owner, "dua"))

    assert play.waiting == ["dua"]


def test_moving_a_call_cancels_what_was_called() -> None:
    play = Play(around(m.call_activity("luar", "anak")))

    move(play, "luar", "dua")

    assert play.all(e.CallEnded)[0].ending is e.Ending.INTERRUPTED
    with pytest.raises(TokenGone):
        play.do(CalledProcessReturned(1))


def test_a_token_stays_in_its_scope() -> None:
    inner = m.sub_process("luar", m.start("a"), m.user_task("b"), m.end("z"), flows=["a -> b -> z"])
    play = Play(around(inner))

    assert refusal(play, "b", "dua").keys() == {"to"}
    assert refusal(play, "b", "tidak-ada").keys() == {"to"}


def test_one_of_several_instances_is_not_moved() -> None:
    play = Play(around(m.user_task("luar", loop=m.times("2"))))

    assert "instances" in refusal(play, "luar", "dua")["token"]


def test_a_token_does_not_come_out_of_a_transaction_nor_an_ad_hoc_sub_process() -> None:
    for container in (m.transaction, m.ad_hoc):
        parts: list[Any] = [m.user_task("b")]
        flows: list[str] = []
        if container is m.transaction:
            parts, flows = [m.start("a"), m.user_task("b"), m.end("z")], ["a -> b -> z"]
        play = Play(around(container("luar", *parts, flows=flows)))

        assert refusal(play, "b", "dua")


@pytest.mark.parametrize("to", ["mulai", "gabung", "batal", "urung"])
def test_some_elements_are_entered_by_nobody(to: str) -> None:
    play = Play(
        m.a_process(
            m.start("mulai"), m.parallel("bagi"), m.user_task("satu"), m.user_task("dua"), m.parallel("gabung"),
            m.end("selesai"), m.boundary("batal", "dua", m.message("Batal")),
            m.boundary("kembali", "dua", m.compensation()), m.user_task("urung", isForCompensation="true"),
            m.undone_by("kembali", "urung"),
            flows=["mulai -> bagi -> satu -> gabung -> selesai", "bagi -> dua -> gabung", "batal -> selesai"],
        )
    )  # fmt: skip

    assert refusal(play, "satu", to).keys() == {"to"}


def test_a_service_that_is_waited_for_is_passed_over_with_values() -> None:
    play = Play(around(m.service_task("luar", outputs={"profil": "=jawab"})))

    play.do(SkipElement(play.token("luar"), {"profil": {"nip": "1"}}))

    assert play.all(e.JobEnded)
    assert (play.waiting, play.variables["profil"]) == (["dua"], {"nip": "1"})
    assert "jawab" not in play.variables


def test_an_incident_at_what_a_system_does_is_passed_over() -> None:
    play = Play(around(m.service_task("luar"), m.boundary("lama", "luar", m.timer(duration="P1D")), m.end("habis"),
                       flows=("lama -> habis",)))  # fmt: skip
    token = play.token("luar")
    play.do(FailJob(token, "offline", "tidak menjawab"))

    play.do(SkipElement(token))

    assert play.waiting == ["dua"]
    assert play.all(e.IncidentResolved)


def test_one_instance_is_passed_over_with_its_own_result() -> None:
    service = m.service_task("luar", loop=m.multi_instance("=[1, 2]", results="hasil", result="=jawab"))
    play = Play(around(service))
    first, second = play.tokens("luar")

    play.do(SkipElement(first, {"jawab": "diganti"}))
    play.do(CompleteJob(second, {"jawab": "asli"}))

    assert play.variables["hasil"] == ["diganti", "asli"]


@pytest.mark.parametrize(
    "element",
    [
        m.user_task("luar"),
        m.receive_task("luar", "Izin"),
        m.call_activity("luar", "anak"),
        m.business_rule_task("luar", "tarif", "hasil"),
        m.user_task("luar", candidates="=tidak_ada"),
    ],
    ids=["task", "message", "call", "decision", "task-with-incident"],
)
def test_what_people_tables_and_others_decide_is_never_passed_over(element: m.Node) -> None:
    def fails(decision: str, inputs: Any) -> Any:
        raise InvalidInput

    play = Play(around(element), using=services(fails))

    with pytest.raises(SkipRefused):
        play.do(SkipElement(play.token("luar")))


def test_a_gateway_that_splits_is_entered_like_any_other() -> None:
    play = Play(
        m.a_process(
            m.start("mulai"), m.user_task("satu"), m.parallel("bagi"), m.user_task("dua"), m.user_task("tiga"),
            m.end("selesai"), flows=["mulai -> satu -> bagi -> dua -> selesai", "bagi -> tiga -> selesai"],
        )
    )  # fmt: skip

    move(play, "satu", "bagi")

    assert sorted(play.waiting) == ["dua", "tiga"]


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_after_any_moves_a_saved_execution_does_what_one_in_memory_does(seed: int) -> None:
    play, random = Play(Drawer(seed).process()), Random(seed)
    memory = InMemory(play)
    elements = sorted({each.element_id for each in play.all(e.ElementActivated)} | set(play.definition.element_names))

    for _ in range(12):
        if play.ended or not play.open:
            break
        command: Any = answer_to(play, random)
        if random.random() < 0.5:
            command = MoveToken(random.choice(list(play.open.values())).token, random.choice(elements), {"x": 1})
        try:
            told = play.do(command)
        except (MoveRefused, TokenGone):
            continue
        assert memory.do(command) == told
