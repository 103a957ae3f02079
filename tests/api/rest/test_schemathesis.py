"""Requests drawn from the OpenAPI document: every answer is one that the document names, and none is a failure."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import schemathesis
import sqlalchemy as sa
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from api import rest
from engine.runtime import Runtime
from engine.store import tables
from tests.api.rest.program import BASE, a_program
from tests.api.rest.story import Story, scenario
from tests.api.site import a_site
from tests.factories.installation import a_token, an_installation
from tests.factories.people import a_runtime

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
REQUESTS = 30
"""For each operation."""
PEOPLE = {"wulan": "designer", "hendrawan": "supervisor", "dimas": "clerk", "surya": "another system"}
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def operations() -> list[str]:
    """Method and path of all operations of the API."""
    app = FastAPI()
    app.include_router(rest.router)
    return sorted(f"{method.upper()} {path}" for path, item in app.openapi()["paths"].items() for method in item)


@pytest.fixture(scope="module")
def prepared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with a case that ended and one in which somebody has a task."""
    file = tmp_path_factory.mktemp("prepared") / "lintas.db"
    file.write_bytes(sqlite_template.read_bytes())
    runtime = an_installation(f"sqlite:///{file}")
    with a_program(runtime) as program:
        Story(program).play(scenario("01"))
        Story(program).play(scenario("06"), until="perbaiki_usul_ppk_penerima")
    runtime.close()
    return file


@pytest.fixture
def demonstration(prepared: Path, sqlite_url: str) -> Iterator[Runtime]:
    """A copy of it, which stays as it was but for what the test does."""
    Path(urlsplit(sqlite_url).path).write_bytes(prepared.read_bytes())
    with a_runtime(sqlite_url, worker=False, job_wait_seconds=0) as runtime:
        yield runtime


def known_places(runtime: Runtime) -> dict[str, list[Any]]:
    """What parameters of paths can name, in an order that is the same each time."""
    with runtime.database.begin() as work:

        def column(wanted: sa.ColumnElement[Any]) -> list[Any]:
            return sorted({str(each) for each in work.connection.scalars(sa.select(wanted))})

        return {
            "task_id": column(tables.user_task.c.id),
            "instance_id": column(tables.instance.c.id),
            "document_id": column(tables.document.c.id),
            "key": column(tables.process_definition.c.key),
            "batch_id": column(tables.batch.c.id),
        }


@pytest.fixture
def document(demonstration: Runtime) -> Iterator[OpenApiSchema]:
    """The OpenAPI document of the site, which answers on the demonstration."""
    with a_site(demonstration) as app:
        yield schemathesis.openapi.from_asgi(f"{BASE}/openapi.json", app)


@pytest.mark.parametrize("label", operations())
def test_every_answer_is_a_documented_one(demonstration: Runtime, document: OpenApiSchema, label: str) -> None:
    operation = document.find_operation_by_label(label)
    assert operation is not None
    places = known_places(demonstration)
    tokens = {username: a_token(demonstration, username) for username in PEOPLE}
    requests = st.one_of([operation.as_strategy(generation_mode=mode) for mode in MODES])

    @settings(
        max_examples=REQUESTS,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data(), requests, st.sampled_from(sorted(PEOPLE)))
    def answers(data: st.DataObject, case: Case, username: str) -> None:
        for name in sorted(set(case.path_parameters) & set(places)):
            case.path_parameters[name] = data.draw(st.sampled_from([case.path_parameters[name], *places[name]]))
        case.call_and_validate(headers={"Authorization": f"Bearer {tokens[username]}"}, checks=CHECKS)

    answers()


def test_every_answer_while_a_case_is_worked_on_is_a_documented_one(
    demonstration: Runtime, document: OpenApiSchema
) -> None:
    answers: list[httpx.Response] = []

    async def keep(answer: httpx.Response) -> None:
        await answer.aread()
        answers.append(answer)

    with a_program(demonstration) as program:
        program.client.event_hooks = {"response": [keep]}
        story = Story(program)
        story.play(scenario("01"))
        case = program.get("dimas", f"/instances/{story.instance_id}")
        program.get("dimas", f"/instances/{story.instance_id}/history")
        program.get("dimas", f"/documents/{case['documents'][0]['id']}")
        program.get("dimas", "/process-definitions/pindah-instansi/start-form")
        path = f"/tasks/{program.get('dimas', '/tasks')['tasks'][0]['task_id']}"
        program.get("dimas", path)
        program.send("dimas", "PUT", f"{path}/draft", json={"fields": {"nip": "1"}})
        for action in ("claim", "complete", "release"):
            program.post("dimas", f"{path}/{action}", {})

    assert {answer.status_code for answer in answers} >= {200, 201, 204, 403, 422}
    for answer in answers:
        operation = document.find_operation_by_path(answer.request.method, answer.request.url.path)
        assert operation is not None, answer.request.url
        operation.validate_response(answer)
