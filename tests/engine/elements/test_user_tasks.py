"""User tasks: addressed to functions, answered once."""

from datetime import UTC, datetime

import pytest

from engine.elements.effects import Ending, IncidentRaised, UserTaskCreated, UserTaskEnded
from engine.execution import CompleteUserTask, TokenGone
from tests.factories.models import Node, a_process, end, start, user_task
from tests.factories.plays import Play


def with_task(node: Node) -> bytes:
    return a_process(start("mulai"), node, end("selesai"), flows=["mulai -> periksa -> selesai"])


def test_user_task_is_created_with_what_the_model_says() -> None:
    node = user_task(
        "periksa",
        candidates="biro_sdm@otorita-ikn, ppk@bkn",
        form="formulir",
        priority="70",
        due="2026-12-01T10:00:00+07:00",
        properties={"lintas:decisionClass": "routine"},
    )

    created = Play(with_task(node)).all(UserTaskCreated)[0]

    assert created.candidates == ("biro_sdm@otorita-ikn", "ppk@bkn")
    assert (created.name, created.form_key, created.priority) == ("periksa", "formulir", 70)
    assert created.due_at == datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
    assert created.properties == {"lintas:decisionClass": "routine"}


@pytest.mark.parametrize(
    "given, candidates",
    [
        ("ppk@bkn", ("ppk@bkn",)),
        ("ppk@bkn,ppk@bkn", ("ppk@bkn",)),
        (["ppk@bkn", "biro_sdm@kemenpanrb"], ("ppk@bkn", "biro_sdm@kemenpanrb")),
    ],
)
def test_candidates_are_evaluated(given: object, candidates: tuple[str, ...]) -> None:
    play = Play(with_task(user_task("periksa", candidates="=tujuan")), {"tujuan": given})

    assert play.all(UserTaskCreated)[0].candidates == candidates


@pytest.mark.parametrize("given", [None, "", [], "Budi Santoso", ["ppk@bkn", "197001012000031001"], 7, [None]])
def test_what_is_no_address_becomes_an_incident(given: object) -> None:
    play = Play(with_task(user_task("periksa", candidates="=tujuan")), {"tujuan": given})

    incident = play.all(IncidentRaised)[0]
    assert incident.code == "no_candidates"
    assert "=tujuan" in incident.detail
    assert "Budi" not in incident.detail
    assert play.all(UserTaskCreated) == []


def test_user_task_without_assignment_becomes_an_incident() -> None:
    play = Play(with_task(user_task("periksa", candidates=None)))

    assert [incident.code for incident in play.all(IncidentRaised)] == ["no_candidates"]


@pytest.mark.parametrize(
    "due, at",
    [
        ("P3D", datetime(2026, 11, 27, 3, 0, tzinfo=UTC)),
        ('=duration("PT2H")', datetime(2026, 11, 24, 5, 0, tzinfo=UTC)),
        ('=duration("P1M")', datetime(2026, 12, 24, 3, 0, tzinfo=UTC)),
        ('=date("2026-11-30")', datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC)),
        ('=today() + duration("P1D")', datetime(2026, 11, 25, 16, 59, 59, tzinfo=UTC)),
        ('=now() + duration("P1D")', datetime(2026, 11, 25, 3, 0, tzinfo=UTC)),
        ("=null", None),
    ],
)
def test_due_date_is_a_date_or_a_duration(due: str, at: datetime | None) -> None:
    assert Play(with_task(user_task("periksa", due=due))).all(UserTaskCreated)[0].due_at == at


def test_due_date_of_another_kind_becomes_an_incident() -> None:
    play = Play(with_task(user_task("periksa", due="=12")))

    assert [incident.code for incident in play.all(IncidentRaised)] == ["bad_due_date"]


@pytest.mark.parametrize("text, priority", [("=10 + 5", 15), ("900", 100), ("=null", 50), ("penting", 50)])
def test_priority_lies_between_0_and_100(text: str, priority: int) -> None:
    assert Play(with_task(user_task("periksa", priority=text))).all(UserTaskCreated)[0].priority == priority


def test_answers_become_variables_of_the_execution() -> None:
    play = Play(with_task(user_task("periksa")))

    play.do(CompleteUserTask(play.token("periksa"), {"disetujui": True}))

    assert play.variables["disetujui"] is True
    assert [effect.ending for effect in play.all(UserTaskEnded)] == [Ending.DONE]
    assert play.ended is not None


def test_with_output_mappings_only_they_leave_the_task() -> None:
    play = Play(with_task(user_task("periksa", outputs={"hasil": "=nilai + 1"})))

    play.do(CompleteUserTask(play.token("periksa"), {"nilai": 1, "rahasia": "x"}))

    assert play.variables == {"nomor": "P-1", "hasil": 2}


def test_input_mappings_are_seen_by_the_task_only() -> None:
    node = user_task("periksa", candidates="=tujuan", inputs={"tujuan": '="ppk@" + instansi'})
    play = Play(with_task(node), {"instansi": "bkn"})

    assert play.all(UserTaskCreated)[0].candidates == ("ppk@bkn",)
    assert "tujuan" not in play.variables


def test_a_task_is_completed_once() -> None:
    play = Play(with_task(user_task("periksa")))
    token = play.token("periksa")
    play.do(CompleteUserTask(token))

    with pytest.raises(TokenGone):
        play.do(CompleteUserTask(token))


def test_a_task_of_an_incident_cannot_be_completed() -> None:
    play = Play(with_task(user_task("periksa", candidates="=tujuan")))

    with pytest.raises(TokenGone):
        play.do(CompleteUserTask(play.token("periksa")))
