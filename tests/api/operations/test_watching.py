"""Numbers of requests, health, and measurements."""

import gzip
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import anyio
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from api.app import create_app
from api.operations.tracing import tracing
from engine.ids import new_id
from engine.runtime import Runtime
from engine.settings import Settings
from engine.store import tables
from engine.store.nodes import enter
from tests.api.browser import Browser

Visit = Callable[..., Browser]


def test_every_answer_has_a_number_of_its_own(visit: Visit) -> None:
    stranger = visit()

    numbers = {stranger.get("/health").response.headers["X-Request-ID"] for _ in range(3)}

    assert len(numbers) == 3


def test_a_sane_number_of_the_caller_is_kept(visit: Visit) -> None:
    answer = visit().get("/api/v1/processes", headers={"X-Request-ID": "gateway-12345"}).response

    assert answer.headers["X-Request-ID"] == "gateway-12345"
    assert answer.json()["request_id"] == "gateway-12345"


@pytest.mark.parametrize(
    "number", ["short", "x" * 65, "with space", "Putri\tAyuningtyas", "éééééééééé", "<script>alert(1)"]
)
def test_any_other_number_is_replaced(visit: Visit, number: str) -> None:
    answer = visit().get("/health", headers={"X-Request-ID": number.encode()}).response

    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_the_process_lives_without_its_database(tmp_path: Any) -> None:
    with without_schema(tmp_path) as browser:
        assert browser.get("/health").status == 200


def test_it_is_not_ready_without_its_schema(tmp_path: Any) -> None:
    with without_schema(tmp_path) as browser:
        answer = browser.get("/ready").response

    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "schema_missing", "worker": "elsewhere"}


def without_schema(folder: Any) -> Browser:
    return Browser(create_app(Runtime.open(Settings(data_dir=folder, demo=True, worker=False))))


def test_it_is_not_ready_on_another_schema(runtime: Any, visit: Visit) -> None:
    with runtime.database.begin() as work:
        work.begin_write()
        work.connection.exec_driver_sql("update alembic_version set version_num = '0000'")
        work.commit()

    answer = visit().get("/ready").response

    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "schema_differs")


def test_it_is_ready(visit: Visit) -> None:
    answer = visit().get("/ready").response

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_a_server_without_a_worker_says_whether_a_node_lives_elsewhere(runtime: Any, visit: Visit) -> None:
    missing = visit().get("/ready").response
    with runtime.database.begin() as work:
        enter(work, new_id(), "elsewhere", 2, runtime.clock.now())
        work.commit()

    living = visit().get("/ready").response

    assert (missing.status_code, missing.json()["checks"]["worker"]) == (200, "missing")
    assert (living.status_code, living.json()["checks"]["worker"]) == (200, "elsewhere")
    assert value(measured(visit()), "lintas_nodes", state="living") == 1


def test_it_is_not_ready_when_its_worker_has_stopped(runtime: Any) -> None:
    runtime = Runtime.open(runtime.settings.model_copy(update={"worker": True}), runtime.clock)
    app = create_app(runtime)

    async def look() -> tuple[dict[str, str], dict[str, str]]:
        client = AsyncClient(transport=ASGITransport(app), base_url="http://site.test")
        async with app.router.lifespan_context(app), client:
            running = (await client.get("/ready")).json()["checks"]
            await anyio.to_thread.run_sync(app.state.runner.stop)
            stopped = (await client.get("/ready")).json()["checks"]
            app.state.runner.stop = lambda: None
            return running, stopped

    running, stopped = anyio.run(look)
    runtime.close()

    assert (running["worker"], stopped["worker"]) == ("ok", "stopped")


def measured(browser: Browser, **options: Any) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = browser.get("/metrics", **options).response
    assert answer.status_code == 200
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(found: Any, name: str, **labels: str) -> float:
    return float(found.get((name, frozenset(labels.items())), 0))


def test_commands_and_requests_are_counted_by_name_and_outcome(visit: Visit) -> None:
    stranger = visit()
    before = measured(stranger)

    sri = visit("sri")
    sri.press(sri.get("/start/cuti"), "Ajukan", {"nama": "Putri", "hari": "12"})
    stranger.press(stranger.get("/sign-in"), "Masuk", {"username": "sri", "password": "keliru"})

    after = measured(stranger)
    for name, labels in (
        ("lintas_commands_total", {"command": "sign_in_as_demonstration", "outcome": "done"}),
        ("lintas_commands_total", {"command": "start_process", "outcome": "done"}),
        ("lintas_commands_total", {"command": "sign_in", "outcome": "wrong_credentials"}),
        ("lintas_http_requests_total", {"method": "POST", "route": "/sign-in", "status": "403"}),
        ("lintas_http_request_seconds_count", {"method": "POST", "route": "/sign-in"}),
    ):
        assert value(after, name, **labels) - value(before, name, **labels) == 1, name


def test_what_lies_in_the_installation_is_told(runtime: Any, visit: Visit) -> None:
    with runtime.database.begin() as work:
        work.begin_write()
        work.connection.execute(
            tables.job.insert(),
            {
                "id": new_id(),
                "task": "x",
                "arguments": "{}",
                "run_at": runtime.clock.now(),
                "state": "failed",
            },
        )
        work.commit()

    found = measured(visit())

    assert value(found, "lintas_database_up") == 1
    assert value(found, "lintas_jobs", state="failed") == 1
    assert value(found, "lintas_incidents_open") == 0
    assert ("lintas_tasks_open", frozenset()) in found
    assert ("lintas_database_connections", frozenset({("state", "in_use")})) in found


def test_a_database_that_is_away_is_told_instead_of_failing(tmp_path: Any) -> None:
    with without_schema(tmp_path) as browser:
        assert value(measured(browser), "lintas_database_up") == 0


def test_strangers_get_no_measurements(app: FastAPI) -> None:
    async def ask(**headers: str) -> int:
        transport = ASGITransport(app, client=("203.0.113.7", 4711))
        async with AsyncClient(transport=transport, base_url="http://site.test") as client:
            return (await client.get("/metrics", headers=headers)).status_code

    assert anyio.run(ask) == 404


def test_a_proxy_on_this_machine_lets_nobody_in(visit: Visit) -> None:
    assert visit().get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status == 404


def test_whoever_has_the_token_gets_them_from_elsewhere(runtime: Any) -> None:
    given = runtime.settings.model_copy(update={"metrics_token": SecretStr("a-long-token")})
    watched = create_app(Runtime(runtime.database, runtime.clock, given, runtime.definitions, runtime.history_key))

    async def ask(token: str) -> int:
        transport = ASGITransport(watched, client=("203.0.113.7", 4711))
        async with AsyncClient(transport=transport, base_url="http://site.test") as client:
            return (await client.get("/metrics", headers={"Authorization": f"Bearer {token}"})).status_code

    assert [anyio.run(ask, token) for token in ("a-long-token", "another", "")] == [200, 404, 404]


@pytest.fixture
def collector() -> Iterator[tuple[str, list[ExportTraceServiceRequest]]]:
    """A collector of traces on this machine: its address, and what it was sent."""
    received: list[ExportTraceServiceRequest] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            received.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/traces", received
    server.shutdown()
    thread.join()
    server.server_close()


def test_requests_and_their_commands_are_traced_without_what_is_in_them(visit: Visit, collector: Any) -> None:
    endpoint, received = collector
    with tracing(endpoint, "1"):
        stranger = visit()
        stranger.get("/sign-in?next=/inbox?search=keliru")
        stranger.press(stranger.get("/sign-in"), "Masuk", {"username": "sri", "password": "keliru"})

    spans = [span for each in received for r in each.resource_spans for s in r.scope_spans for span in s.spans]
    by_name = {span.name: span for span in spans}
    command, request = by_name["sign_in"], by_name["POST /sign-in"]
    facts = {fact.key: fact.value for fact in request.attributes}

    assert command.parent_span_id == request.span_id
    assert facts["lintas.statements"].int_value > 0
    assert "keliru" not in str(received)
    assert "sri" not in str([span.attributes for span in spans])
