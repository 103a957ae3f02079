"""`lintas:http`: one HTTP request; the answer becomes the variable `response`.

Inputs, or task headers of the same name: `url`, `method` (GET if left out), `query` and `headers` (contexts), `body`.
Task headers alone: `header.NAME` for headers that may hold `secret:NAME`, and `errors`, statuses that are errors of the
model (`404=TIDAK_ADA, 409=GANDA`).
"""

from dataclasses import dataclass

from engine.bpmn.dialect.call_headers import HEADER, METHODS, errors_of, sendable
from engine.connectors.asking import answer_of, refused
from engine.connectors.outgoing import Answered, Asked, Outgoing
from engine.connectors.port import Call, CallFailed, ModelledError
from engine.connectors.secrets import Secrets
from engine.connectors.settings_checks import wrong_hosts
from engine.connectors.written import write_exact
from engine.model.data import ProcessData
from engine.model.json_reading import NotKept
from engine.settings import Settings

JOB_TYPE = "lintas:http"


@dataclass(frozen=True, slots=True)
class HttpConnector:
    """Asks another system over HTTP."""

    job_type: str = JOB_TYPE

    def check_config(self, settings: Settings) -> list[str]:
        """What is wrong with the settings, each in a sentence."""
        return wrong_hosts(settings)

    def perform(self, settings: Settings, call: Call) -> ProcessData:
        """Ask once. Raises CallFailed, ModelledError."""
        return self.ask(Outgoing.of(settings), Secrets(settings.secrets_dir, call.agency), call)

    def ask(self, outgoing: Outgoing, secrets: Secrets, call: Call) -> ProcessData:
        """The same, with what may be called given."""
        asked = request_of(call, secrets)
        answer = answer_of(outgoing, call, asked, secrets)
        code = (errors_of(call.headers.get("errors", "")) or {}).get(answer.status)
        if code is not None:
            raise ModelledError(code, f"{asked.method} answered {answer.status}.", response_of(asked, answer, secrets))
        if not 200 <= answer.status < 300:
            raise refused(asked, answer, call, secrets)
        return response_of(asked, answer, secrets)


def response_of(asked: Asked, answer: Answered, secrets: Secrets) -> ProcessData:
    """The answer as variables. Raises CallFailed for what cannot be kept, and what must not be: a secret."""
    what = f"The answer {answer.status} of {asked.method} {secrets.redacted(asked.url.partition('?')[0])}"
    try:
        body = answer.body
    except NotKept as error:
        detail = f"{what} cannot be kept: {secrets.redacted(str(error.reason))}."
        raise CallFailed("answer_unreadable", detail, final=True) from None
    if secrets.stand_in(body):
        detail = (
            f"{what} gives back the secret that was sent, so nothing of it was kept. Ask the other system's operator."
        )
        raise CallFailed("secret_given_back", detail, final=True)
    return {"response": {"status": answer.status, "body": body}}


def request_of(call: Call, secrets: Secrets) -> Asked:
    """What is sent. Raises CallFailed where it is incomplete."""
    method = str(call.value("method") or "GET").upper()
    if method not in METHODS:
        raise CallFailed("call_incomplete", f"Expected one of {', '.join(sorted(METHODS))} as method.", final=True)
    headers = {"accept": "application/json, */*;q=0.5"}
    content = None
    body = call.value("body")
    if body is not None:
        content = body.encode() if isinstance(body, str) else write_exact(body)
        headers["content-type"] = "text/plain; charset=utf-8" if isinstance(body, str) else "application/json"
    headers |= {name.lower(): value for name, value in texts(call, "headers").items()}
    for name, value in call.headers.items():
        if name.startswith(HEADER):
            headers[name.removeprefix(HEADER).lower()] = secrets.fill(value)
    for name, value in headers.items():
        if not sendable(name, value):
            raise CallFailed("call_incomplete", f"The header {name[:60]} can not be sent.", final=True)
    headers["idempotency-key"] = call.key
    return Asked(method=method, url=call.text("url"), headers=headers, query=texts(call, "query"), content=content)


def texts(call: Call, name: str) -> dict[str, str]:
    """A context of texts among the inputs. Raises CallFailed where it is something else."""
    value = call.inputs.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise CallFailed("call_incomplete", f"Expected a context as {name}.", final=True)
    return {str(key): each if isinstance(each, str) else write_exact(each).decode() for key, each in value.items()}
