"""What is logged, and what never is."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from engine.jobs.runner import execute
from engine.logs import ALLOWED, configure_logs, only_allowed
from engine.store.job_queue import ClaimedJob
from engine.store.tables import account, job, person
from tests.api.browser import Browser
from tests.factories.people import rows

Visit = Callable[..., Browser]
SECRET = "kata-sandi-yang-keliru"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The lines that were logged as JSON; everything is set back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logs("DEBUG", colours=False)
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


def personal(runtime: Any) -> list[str]:
    """Names, user names and numbers of everybody."""
    people = [text for row in rows(runtime, person) for text in (row.name, row.nip) if text]
    return [*people, *(row.username for row in rows(runtime, account)), SECRET]


def test_a_completion_is_logged_without_anybodys_name_or_answer(runtime: Any, visit: Visit, lines: Any) -> None:
    sri = visit("sri")
    sri.press(sri.get("/start/cuti"), "Ajukan", {"nama": "Putri Ayuningtyas", "hari": "12"})
    task = sri.get(sri.get("/inbox?box=team").tree.cssselect(".task-row__name")[0].get("href"))
    task = sri.press(task, "Ambil dan kerjakan")
    sri.press(task, "Selesaikan tugas", {"keputusan": "tolak", "alasan": "Putri kurang sehat"})

    logged = [line for line in lines() if line["event"] == "request"]

    assert ("POST", "/tasks/{task_id}", 303) in [(line["method"], line["route"], line["status"]) for line in logged]
    assert all(line["statements"] >= 0 and line["request_id"] for line in logged)
    text = json.dumps(logged)
    assert [name for name in (*personal(runtime), "Putri") if f'"{name}"' in text or f" {name}" in text] == []


def test_a_failed_sign_in_is_logged_by_its_code_alone(runtime: Any, visit: Visit, lines: Any) -> None:
    stranger = visit()
    page = stranger.get("/sign-in")
    stranger.press(page, "Masuk", {"username": "sri", "password": SECRET})

    logged = lines()

    (line,) = [line for line in logged if line["event"] == "request" and line["method"] == "POST"]
    assert (line["route"], line["status"]) == ("/sign-in", 403)
    assert SECRET not in json.dumps(logged)
    assert '"sri"' not in json.dumps(logged)


def test_a_failed_job_is_logged_by_where_it_failed(runtime: Any, lines: Any) -> None:
    claimed = ClaimedJob(rows(runtime, account)[0].id, "deliver_message", {"message": "Putri Ayuningtyas"}, 1, "case")

    execute(runtime, claimed)

    (line,) = lines()
    assert (line["event"], line["error"], line["task"]) == ("job_failed", "ValueError", "deliver_message")
    assert any("tasks.py" in place for place in line["places"])
    assert "Putri" not in json.dumps(line)
    assert rows(runtime, job) == []


def test_what_libraries_log_is_told_without_what_they_filled_in(lines: Any) -> None:
    logging.getLogger("some.library").warning("refused %s", "Putri Ayuningtyas")

    (line,) = lines()

    assert (line["event"], line["logger"], line["level"]) == ("refused %s", "some.library", "warning")


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.dictionaries(st.text(), st.text()))))
def test_only_facts_on_the_list_get_through(facts: dict[str, Any]) -> None:
    assert only_allowed(None, "info", facts).keys() <= ALLOWED


def test_a_value_of_another_kind_is_told_by_its_kind() -> None:
    assert only_allowed(None, "info", {"error": ValueError("Putri"), "status": 200}) == {
        "error": "ValueError",
        "status": 200,
    }


def test_a_person_who_watches_gets_text_instead_of_json(lines: Any, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("INFO", colours=True)

    structlog.get_logger().info("request", status=200)

    with pytest.raises(json.JSONDecodeError):
        json.loads(capsys.readouterr().err)


@pytest.fixture(autouse=True)
def _app(app: FastAPI) -> FastAPI:
    return app
