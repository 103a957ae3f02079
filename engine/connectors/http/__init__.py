"""`lintas:http`: one HTTP request; the answer becomes the variable `response`.

Inputs, or task headers of the same name: `url`, `method` (GET if left out), `query` and `headers` (contexts), `body`.
Task headers alone: `header.NAME` for headers that may hold `secret:NAME`, and `errors`, statuses that are errors of the
model (`404=TIDAK_ADA, 409=GANDA`).
"""

import re
from dataclasses import dataclass

from engine.connectors.asking import answer_of, refused
from engine.connectors.outgoing import Answered, Asked, Outgoing
from engine.connectors.port import Call, CallFailed, ModelledError
from engine.connectors.secrets import Secrets
from engine.connectors.settings_checks import wrong_hosts
from engine.connectors.written import write_exact
from engine.model.data import ProcessData
from engine.settings import Settings

JOB_TYPE = "lintas:http"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
OWN_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding"})
HEADER = "header."
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_ERROR = re.compile(r"\s*([1-5]\d\d)\s*=\s*(\S.*?)\s*")


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
        try:
            body = answer.body
        except ValueError:
            body = answer.text
            if 200 <= answer.status < 300:
                detail = (
                    f"The answer of {asked.method} {secrets.redacted(asked.url.partition('?')[0])} is no valid JSON."
                )
                raise CallFailed("answer_unreadable", detail, final=True) from None
        variables: ProcessData = {"response": {"status": answer.status, "body": body}}
        if 200 <= answer.status < 300:
            return variables
        raise failure_of(asked, answer, call, secrets, variables)


def failure_of(
    asked: Asked, answer: Answered, call: Call, secrets: Secrets, variables: ProcessData
) -> CallFailed | ModelledError:
    """The model's error for the status, else a failure."""
    code = errors_of(call.headers.get("errors", "")).get(answer.status)
    if code is not None:
        return ModelledError(code, f"{asked.method} answered {answer.status}.", variables)
    return refused(asked, answer, call, secrets)


def request_of(call: Call, secrets: Secrets) -> Asked:
    """What is sent. Raises CallFailed where it is incomplete."""
    method = str(call.value("method") or "GET").upper()
    if method not in METHODS:
        raise CallFailed("call_incomplete", f"Expected one of {', '.join(sorted(METHODS))} as method.", final=True)
    headers = {"idempotency-key": call.key, "accept": "application/json, */*;q=0.5"}
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
        if name in OWN_HEADERS or not _NAME.fullmatch(name) or not value.isprintable():
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


def errors_of(text: str) -> dict[int, str]:
    """Error codes by status, from `404=TIDAK_ADA, 409=GANDA`; what is no such pair is left out."""
    found = (_ERROR.fullmatch(part) for part in text.split(","))
    return {int(each[1]): each[2] for each in found if each}
