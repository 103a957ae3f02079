from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.errors import status_of
from engine import errors
from engine.model.text import N_, Text
from tests.api.browser import Browser

Visit = Callable[..., Browser]


@pytest.fixture
def app(runtime: Any) -> FastAPI:
    """A site of its own, to which tests add pages."""
    return create_app(runtime)


def leaves(root: type[errors.LintasError]) -> Iterator[type[errors.LintasError]]:
    for child in root.__subclasses__():
        yield child
        yield from leaves(child)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFound(), 404),
        (errors.NotAllowed(), 403),
        (errors.Conflict(), 409),
        (errors.InvalidInput(), 422),
        (errors.ModelError(), 422),
        (errors.Unavailable(), 503),
        (errors.LintasError(), 500),
    ],
)
def test_each_category_has_one_status(error: errors.LintasError, status: int):
    assert status_of(error) == status


def test_no_refusal_of_the_engine_is_outside_the_categories():
    categories = (
        errors.NotFound, errors.NotAllowed, errors.Conflict, errors.InvalidInput, errors.ModelError, errors.Unavailable
    )  # fmt: skip

    outside = {each.__name__ for each in leaves(errors.LintasError) if not issubclass(each, categories)}

    assert outside <= {"NeedsItems", "NeedsStores", "NeedsVariables"}, "which a turn answers itself"


class Odd(errors.Conflict):
    """For this test."""

    code = "odd"
    message = "It is odd: %(what)s"


def raising(app: FastAPI, error: Exception) -> None:
    def fail() -> None:
        raise error

    app.add_api_route("/fails", fail)
    app.add_api_route("/api/fails", fail)


def test_people_get_a_page_and_programs_get_problem_json(app: FastAPI, visit: Visit):
    raising(app, Odd(what="three"))

    page, problem = visit("sri").get("/fails"), visit().get("/api/fails").response

    assert (page.status, page.heading) == (409, "Sudah didahului orang lain")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json() == {
        "type": "urn:lintas:problem:odd",
        "title": "Sudah didahului orang lain",
        "status": 409,
        "detail": "It is odd: three",
        "code": "odd",
        "facts": {"what": "three"},
        "request_id": problem.headers["x-request-id"],
    }


def test_a_problem_names_the_fields_that_are_wrong(app: FastAPI, visit: Visit):
    raising(app, errors.InvalidInput({"nama": Text(N_("Yes"))}))

    assert visit().get("/api/fails").response.json()["errors"] == {"nama": "Ya"}


def test_an_unexpected_error_is_numbered_and_logged_without_what_was_in_it(app: FastAPI, visit: Visit):
    raising(app, RuntimeError("NIP 199308172018012020 of Putri"))

    with structlog.testing.capture_logs() as logs:
        page = visit("sri").get("/fails")

    assert page.status == 500
    [entry] = [each for each in logs if each["event"] == "unexpected_error"]
    assert entry["request_id"] in page.text
    assert entry["error"] == "RuntimeError"
    assert "Putri" not in str(logs)
    assert "Putri" not in page.text


def test_unexpected_errors_are_problems_for_programs(app: FastAPI, visit: Visit):
    raising(app, RuntimeError("x"))

    answer = visit().get("/api/fails").response

    assert answer.status_code == 500
    assert answer.json()["request_id"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("DELETE", "/inbox", 405)])
def test_what_is_not_there_is_told_to_people_and_programs_alike(visit: Visit, method: str, path: str, status: int):
    page, problem = visit("sri").send(method, path), visit().send(method, f"/api{path}")

    assert (page.status, problem.status) == (status, 404)
    assert page.response.headers["content-type"].startswith("text/html")
    assert problem.response.headers["content-type"] == "application/problem+json"


@given(st.sampled_from([*leaves(errors.NotFound), *leaves(errors.Conflict)]))
def test_subclasses_keep_the_status_of_their_category(leaf: type[Any]):
    assert status_of(leaf.__new__(leaf)) == (404 if issubclass(leaf, errors.NotFound) else 409)
