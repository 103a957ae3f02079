"""What pages and REST ask for: the runtime, the person, the form that was posted.

FastAPI runs every dependency that is not `async` in a thread of its own turn, which costs more than most of them do:
here only the database is asked in a thread.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import SecurityScopes
from pydantic import AfterValidator
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.auth import cookies
from api.auth.bearer import SESSION_SCHEME, TOKEN_SCHEME, bearer_token
from api.auth.csrf import FIELD, HEADER, is_genuine
from api.auth.errors import ForgedRequest, NotSignedIn, NoValidToken
from api.templating import secret_of
from engine.authorization.scopes import Scope, check_scope
from engine.authorization.workers import Worker
from engine.model.actor import Actor
from engine.queries.actors import actor_of_session, bearer_of_token
from engine.runtime import Runtime
from engine.store.people import Bearer

IDEMPOTENCY_FIELD = "_idem"
MAX_FIELDS = 5_000
MAX_FILES = 200


async def runtime_of(request: Request) -> Runtime:
    """The runtime that the application was made with."""
    runtime: Runtime = request.app.state.runtime
    return runtime


TheRuntime = Annotated[Runtime, Depends(runtime_of)]


async def visitor(request: Request, runtime: TheRuntime) -> Actor | None:
    """The person of the session cookie; None for everybody else."""
    token = cookies.session_token(request, secure=runtime.settings.cookie_secure)
    actor = await run_in_threadpool(_actor, runtime, token) if token else None
    if actor:
        request.state.actor = actor
        request.state.session_token = token
    return actor


def _actor(runtime: Runtime, token: str) -> Actor | None:
    with runtime.database.begin() as work:
        return actor_of_session(work.connection, token, runtime.clock.now())


Visitor = Annotated[Actor | None, Depends(visitor)]


async def signed_in(actor: Visitor) -> Actor:
    """The person of the session. Raises NotSignedIn."""
    if actor is None:
        raise NotSignedIn
    return actor


SignedIn = Annotated[Actor, Depends(signed_in)]


async def caller(
    request: Request, runtime: TheRuntime, needed: SecurityScopes, _: Annotated[object, Security(TOKEN_SCHEME)]
) -> Actor:
    """The person on whose behalf a program asks, by API token alone. Raises NoValidToken, ScopeMissing.

    Browsers do not send the header by themselves, so that no other site can make one change anything.
    """
    return await _by_token(request, runtime, needed)


AnyCaller = Annotated[Actor, Depends(caller)]
"""Whoever has a token at all: for what comes before an operation, which names its own scope."""

Caller = Annotated[Actor, Security(caller, scopes=[Scope.WORK])]
MessagingCaller = Annotated[Actor, Security(caller, scopes=[Scope.MESSAGES])]
DeployingCaller = Annotated[Actor, Security(caller, scopes=[Scope.DEPLOY])]
JobsCaller = Annotated[Actor, Security(caller, scopes=[Scope.JOBS])]
SupervisingCaller = Annotated[Actor, Security(caller, scopes=[Scope.SUPERVISE])]


async def worker_of(request: Request, actor: JobsCaller) -> Worker:
    """The system behind a token for jobs, with the job types of that token."""
    bearer: Bearer = request.state.bearer
    return Worker(actor, bearer.job_types)


TheWorker = Annotated[Worker, Depends(worker_of)]


async def onlooker(
    request: Request,
    runtime: TheRuntime,
    needed: SecurityScopes,
    _: Annotated[object, Security(TOKEN_SCHEME)],
    __: Annotated[object, Security(SESSION_SCHEME)],
) -> Actor:
    """Somebody who only reads: by API token, else by session. Raises NoValidToken, ScopeMissing."""
    if bearer_token(request) is not None:
        return await _by_token(request, runtime, needed)
    actor = await visitor(request, runtime)
    if actor is None:
        raise NoValidToken
    return actor


Onlooker = Annotated[Actor, Security(onlooker, scopes=[Scope.READ])]


async def _by_token(request: Request, runtime: Runtime, needed: SecurityScopes) -> Actor:
    """Asks the database once for each request, however many parts of it ask who is there."""
    bearer: Bearer | None = getattr(request.state, "bearer", None)
    if bearer is None:
        token = bearer_token(request)
        if not token:
            raise NoValidToken
        bearer = await run_in_threadpool(_bearer, runtime, token)
        if bearer is None:
            raise NoValidToken
        request.state.bearer, request.state.actor = bearer, bearer.actor
    check_scope(bearer.scopes, needed.scopes)
    return bearer.actor


def _bearer(runtime: Runtime, token: str) -> Bearer | None:
    with runtime.database.begin() as work:
        return bearer_of_token(work.connection, token, runtime.clock.now())


@dataclass(frozen=True, slots=True)
class PostedFile:
    """A file that came with a form."""

    field: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Posted:
    """What a form sent: texts by field, in order, and files."""

    fields: Mapping[str, list[str]]
    files: tuple[PostedFile, ...] = ()

    def one(self, name: str) -> str:
        """The only or first text of a field; empty if it was not sent."""
        return (self.fields.get(name) or [""])[0]

    @property
    def answers(self) -> Mapping[str, list[str]]:
        """The fields of the person, without those of the page."""
        return {name: texts for name, texts in self.fields.items() if not name.startswith("_")}

    @property
    def idempotency_key(self) -> str | None:
        """Drawn once for each page that is shown, so that sending it twice does it once."""
        return self.one(IDEMPOTENCY_FIELD)[:64] or None

    @property
    def version(self) -> int | None:
        """The version of the task that the person saw."""
        text = self.one("_version")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


async def read_form(request: Request) -> Posted:
    """The body of a form, before anything is known about who sent it."""
    fields: dict[str, list[str]] = {}
    files: list[PostedFile] = []
    limit = request.app.state.runtime.settings.request_bytes
    async with request.form(max_fields=MAX_FIELDS, max_files=MAX_FILES, max_part_size=limit) as form:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                fields.setdefault(clean(name), []).append(clean(value))
            elif value.filename:
                files.append(PostedFile(clean(name), clean(value.filename), await value.read()))
    posted = Posted(fields, tuple(files))
    request.state.posted = posted
    return posted


def clean(text: str) -> str:
    """Without what no database and no browser can show: NUL and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


Key = Annotated[str, AfterValidator(clean)]
"""The key of a process, from an address."""


async def visitors_form(request: Request, posted: Annotated[Posted, Depends(read_form)], _: Visitor) -> Posted:
    """A form that needs nobody to be signed in. Raises ForgedRequest."""
    token = posted.one(FIELD) or request.headers.get(HEADER, "")
    if not is_genuine(token, secret_of(request)):
        raise ForgedRequest
    return posted


VisitorsForm = Annotated[Posted, Depends(visitors_form)]


async def own_form(request: Request, posted: Annotated[Posted, Depends(read_form)], _: SignedIn) -> Posted:
    """A form of a signed-in person. Raises NotSignedIn, ForgedRequest."""
    return await visitors_form(request, posted, _)


OwnForm = Annotated[Posted, Depends(own_form)]
