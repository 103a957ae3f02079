"""Taking the running cases of a version over to another one, stopping them all for a while, and letting them go on."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Key, OwnForm, Posted, SignedIn, TheRuntime
from api.errors import status_of
from api.pages.addresses import go_to
from api.pages.filters import whole_number
from api.pages.messages import saying
from api.pages.supervision import typed
from api.templating import Reader, reader_of, render
from engine.authorization.supervision import check_supervisor
from engine.bpmn import render_diagram
from engine.commands.preview_migration import MOST_TRIED, MigrationPreview, PreviewMigration, preview_migration
from engine.commands.request_batch import MOST_ITEMS, RequestBatch, request_batch
from engine.commands.revert_migration import RevertMigration, revert_migration
from engine.errors import InvalidInput
from engine.model.actor import Actor
from engine.model.batch import BatchKind, NewItem
from engine.model.text import N_, Text
from engine.queries.instances import running_cases
from engine.queries.model_file import model_file
from engine.queries.process_versions import process_versions
from engine.queries.supervised_case import supervised_case
from engine.runtime import Runtime

router = APIRouter()

ELEMENT = "element."
"""Begins the names of the fields that say which element stands for one."""
Pausing = Literal["suspend", "resume"]
NO_SUCH_VERSION = Text(N_("Choose the version to go to."))
NOBODY_RUNS = Text(N_("There are no such cases of this version."))


@router.get("/processes/{key}/migrate")
def show_migrate(request: Request, runtime: TheRuntime, actor: SignedIn, key: Key) -> Response:
    """The plan, and what it means for each case. Raises UnknownProcess, MayNotSupervise."""
    given = {name: [text] for name, text in request.query_params.items()}
    return _migrate_page(request, runtime, actor, key, Posted(given))


@router.post("/processes/{key}/migrate")
def take_migrate(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, key: Key) -> Response:
    """Have all cases of the version taken over, each by itself."""
    check_supervisor(actor)
    source, target = whole_number(posted.one("from")), whole_number(posted.one("to"))
    cases = () if source is None else running_cases(runtime, actor, key, source, most=MOST_ITEMS)
    elements = {name: to for name, to in _elements_in(posted).items() if name != to}
    content = {"version": target, "elements": elements, "recompute_timers": bool(posted.one("timers"))}
    command = RequestBatch(
        kind=BatchKind.MIGRATE,
        actor=actor,
        items=[NewItem(instance_id=each, content=dict(content)) for each in cases],
        reason=posted.one("reason"),
        idempotency_key=posted.idempotency_key,
    )
    try:
        if target is None:
            raise InvalidInput({"to": NO_SUCH_VERSION})
        return go_to(f"/batches/{request_batch(runtime, command).id}")
    except InvalidInput as error:
        return _migrate_page(request, runtime, actor, key, posted, error=error)


def _elements_in(posted: Posted) -> dict[str, str]:
    """Which element was chosen for each."""
    return {
        name.removeprefix(ELEMENT): texts[0]
        for name, texts in posted.fields.items()
        if name.startswith(ELEMENT) and texts and texts[0]
    }


def _migrate_page(
    request: Request, runtime: Runtime, actor: Actor, key: str, posted: Posted, *, error: InvalidInput | None = None
) -> Response:
    check_supervisor(actor)
    versions = process_versions(runtime, actor, key)
    source = whole_number(posted.one("from"))
    target = whole_number(posted.one("to")) or versions.rows[0].version
    older = (each.version for each in versions.rows if each.version != target)
    plan: MigrationPreview | None = None
    if source is not None and source != target:
        try:
            plan = _plan(runtime, actor, key, source, target, posted)
        except InvalidInput as refused:
            error = refused
    context = {
        "key": key,
        "name": versions.rows[0].name,
        "name_en": versions.rows[0].name_en,
        "versions": versions.rows,
        "source": source if posted.one("from") else next(older, None),
        "target": target,
        "plan": plan,
        "diagram": plan and _diagram(runtime, key, target, plan, reader_of(request)),
        "timers": bool(posted.one("timers")),
        "element": ELEMENT,
        "most": MOST_TRIED,
        **typed(posted, error),
        "place": "/processes",
    }
    return render(request, "process_migrate.html", context, status=status_of(error) if error else 200)


def _plan(runtime: Runtime, actor: Actor, key: str, source: int, target: int, posted: Posted) -> MigrationPreview:
    command = PreviewMigration(
        process_key=key,
        source=source,
        target=target,
        actor=actor,
        instance_ids=running_cases(runtime, actor, key, source, most=MOST_TRIED),
        elements=_elements_in(posted),
        recompute_timers=bool(posted.one("timers")),
    )
    return preview_migration(runtime, command)


def _diagram(runtime: Runtime, key: str, target: int, plan: MigrationPreview, reader: Reader) -> str | None:
    """Where the tokens of all cases that can be migrated would stand."""
    names = {element_id: name_en for element_id, _, name_en in plan.choices}
    return render_diagram(
        model_file(runtime, key, target),
        states=dict.fromkeys(plan.standing, "active"),
        counts=plan.standing,
        title=key,
        description="",
        labels=names if reader.language == "en" else None,
    )


@router.get("/processes/{key}/{deed}-cases")
def show_pause(request: Request, runtime: TheRuntime, actor: SignedIn, key: Key, deed: Pausing) -> Response:
    """The page that asks for the reason. Raises UnknownProcess, MayNotSupervise."""
    return _pause_page(request, runtime, actor, key, BatchKind(deed), request.query_params.get("version", ""))


@router.post("/processes/{key}/{deed}-cases")
def take_pause(
    request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, key: Key, deed: Pausing
) -> Response:
    """Suspend all running cases of a version, or let those that are suspended go on."""
    check_supervisor(actor)
    kind = BatchKind(deed)
    version = whole_number(posted.one("version"))
    cases: tuple[UUID, ...] = ()
    if version is not None:
        suspended = kind is BatchKind.RESUME
        cases = running_cases(runtime, actor, key, version, most=MOST_ITEMS, suspended=suspended)
    command = RequestBatch(
        kind=kind,
        actor=actor,
        items=[NewItem(instance_id=each, content={}) for each in cases],
        reason=posted.one("reason"),
        idempotency_key=posted.idempotency_key,
    )
    try:
        if not cases:
            raise InvalidInput({"version": NOBODY_RUNS})
        return go_to(f"/batches/{request_batch(runtime, command).id}")
    except InvalidInput as error:
        return _pause_page(request, runtime, actor, key, kind, posted.one("version"), posted=posted, error=error)


def _pause_page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    key: str,
    deed: BatchKind,
    version: str,
    *,
    posted: Posted | None = None,
    error: InvalidInput | None = None,
) -> Response:
    check_supervisor(actor)
    versions = process_versions(runtime, actor, key).rows
    context = {
        "key": key,
        "name": versions[0].name,
        "name_en": versions[0].name_en,
        "versions": versions,
        "version": whole_number(version),
        "suspending": deed is not BatchKind.RESUME,
        **typed(posted, error),
        "place": "/processes",
    }
    return render(request, "process_pause.html", context, status=status_of(error) if error else 200)


@router.get("/instances/{instance_id}/revert")
def show_revert(request: Request, runtime: TheRuntime, actor: SignedIn, instance_id: UUID) -> Response:
    """The page that asks for the reason. Raises NotFound, MayNotSupervise, CaseEnded."""
    return _revert_page(request, runtime, actor, instance_id)


@router.post("/instances/{instance_id}/revert")
def take_revert(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, instance_id: UUID) -> Response:
    """Take the case back to the version that it was last migrated from."""
    command = RevertMigration(
        instance_id=instance_id, actor=actor, reason=posted.one("reason"), idempotency_key=posted.idempotency_key
    )
    try:
        revert_migration(runtime, command)
    except InvalidInput as error:
        return _revert_page(request, runtime, actor, instance_id, posted=posted, error=error)
    return go_to(saying(f"/instances/{instance_id}", "reverted"))


def _revert_page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    instance_id: UUID,
    *,
    posted: Posted | None = None,
    error: InvalidInput | None = None,
) -> Response:
    view = supervised_case(runtime, actor, instance_id, language=reader_of(request).language)
    context = {"instance": view, **typed(posted, error), "place": "/instances"}
    return render(request, "case_revert.html", context, status=status_of(error) if error else 200)
