"""A program that talks to the API on behalf of accounts, and what it finds in the database beside it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import sqlalchemy as sa

from engine.runtime import Runtime
from engine.store.tables import metadata, user_task
from tests.api.site import a_site
from tests.factories.installation import a_token

BASE = "/api/v1"


@dataclass(slots=True)
class Program:
    """Sends requests with the token of an account; tokens are issued when first needed."""

    runtime: Runtime
    loop: asyncio.Runner
    client: httpx.AsyncClient
    tokens: dict[str, str] = field(default_factory=dict)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer to any request, by nobody unless it says so."""
        return self.loop.run(self.client.request(method, path, **more))

    def send(self, username: str, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer to any request; `path` begins below the API."""
        if username not in self.tokens:
            self.tokens[username] = a_token(self.runtime, username)
        headers = {"Authorization": f"Bearer {self.tokens[username]}", **more.pop("headers", {})}
        return self.request(method, BASE + path, headers=headers, **more)

    def get(self, username: str, path: str, **more: Any) -> Any:
        """The body of an answer that must be there."""
        answer = self.send(username, "GET", path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, username: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """The answer to a body."""
        return self.send(username, "POST", path, json=body, **more)

    def tasks(self, instance_id: str, element_id: str) -> list[tuple[UUID, str]]:
        """Ids and addresses of the open tasks of an element, whoever may see them."""
        columns = user_task.c
        query = sa.select(columns.id, columns.addressed_to).where(
            columns.instance_id == UUID(instance_id), columns.element_id == element_id
        )
        with self.runtime.database.begin() as work:
            return [(row.id, row.addressed_to) for row in work.connection.execute(query.order_by(columns.token))]

    def row_counts(self) -> dict[str, int]:
        """How many rows each table has, but for who looked, tokens, and numbers that may have gaps."""
        left_out = ("access_log", "api_token", "number_series")
        with self.runtime.database.begin() as work:
            return {
                name: work.connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for name, table in metadata.tables.items()
                if name not in left_out
            }


@contextmanager
def a_program(runtime: Runtime) -> Iterator[Program]:
    """A program that talks to the site on `runtime`."""
    with a_site(runtime) as app, asyncio.Runner() as loop:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://site.test", timeout=60)
        yield Program(runtime, loop, client)
        loop.run(client.aclose())


def assert_problem(answer: httpx.Response, status: int, code: str | None = None) -> dict[str, Any]:
    """The refusal, as RFC 9457 has it and with a sentence that helps."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.text[:2000]}"
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["type"] == f"urn:lintas:problem:{body['code']}"
    assert body["title"]
    assert len(body["detail"]) > 10
    assert code in (None, body["code"]), answer.text
    return body
