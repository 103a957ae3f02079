"""Process definitions, their start forms, and starting them."""

from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.responses import Response

from api.dependencies import Caller, DeployingCaller, Onlooker, SupervisingCaller, TheRuntime
from api.files import saved_as
from api.rest.bodies import ZIP, IdempotencyKey, body_of, takes
from api.rest.files import EXPORTED, asked_as_file
from api.rest.parameters import LARGEST_INTEGER, ProcessKey, Version
from api.rest.texts import English
from api.routing import API, RouterBelow
from api.schemas.instances import StartRequest
from api.schemas.processes import Process, ProcessList, ProcessRow, StartForm
from api.schemas.progress import Progress
from api.schemas.supervision import ClosingRequest, MigrationPlanned, MigrationPreviewRequest, VersionList
from api.schemas.told import answer, next_page
from api.templating import reader_of
from engine.commands.close_definition import CloseDefinition, close_definition
from engine.commands.preview_migration import MOST_TRIED, PreviewMigration, preview_migration
from engine.commands.reopen_definition import ReopenDefinition, reopen_definition
from engine.commands.start_process import StartProcess, start_process
from engine.exports import listings
from engine.forms.submission import DataAnswers
from engine.model.ids import PositionId
from engine.queries.instances import running_cases
from engine.queries.process_download import process_download
from engine.queries.process_versions import process_versions
from engine.queries.processes import process_view, processes
from engine.queries.start import start_view

router = RouterBelow("/process-definitions", root=API, tags=["processes"])

ZIPPED = {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}, "description": "The archive."}


@router.get("", operation_id="listProcessDefinitions", response_model=ProcessList, responses=EXPORTED)
def list_processes(request: Request, runtime: TheRuntime, actor: Onlooker) -> Response:
    """The newest versions of all processes, by name.

    With `Accept: text/csv`, or the media type of workbooks, as a file.
    """
    if file := asked_as_file(request, lambda: listings.definitions(runtime, actor)):
        return file
    rows = [ProcessRow.model_validate(row) for row in processes(runtime, actor)]
    return answer(ProcessList(process_definitions=rows))


@router.get("/{key}", operation_id="readProcessDefinition", response_model=Process)
def read_process(
    runtime: TheRuntime,
    actor: Onlooker,
    key: ProcessKey,
    version: Annotated[int | None, Query(ge=1, le=LARGEST_INTEGER, description="The newest if left out.")] = None,
) -> Response:
    """One version: who does what on which legal basis."""
    return answer(Process.model_validate(process_view(runtime, actor, key, version)))


@router.get("/{key}/start-form", operation_id="readStartForm", response_model=StartForm)
def read_start_form(
    request: Request, runtime: TheRuntime, actor: Onlooker, key: ProcessKey, english: English
) -> Response:
    """The form that starts the newest version, for those who may start it."""
    view = start_view(runtime, actor, key, language=reader_of(request).language)
    return answer(StartForm.of(view, english))


@router.post(
    "/{key}/instances",
    operation_id="startProcess",
    status_code=201,
    response_model=Progress,
    openapi_extra=takes(StartRequest),
)
def start(
    runtime: TheRuntime,
    actor: Caller,
    key: ProcessKey,
    body: Annotated[StartRequest, Depends(body_of(StartRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Start the newest version with the answers of its start form. `Location` is the case."""
    command = StartProcess(
        process_key=key,
        actor=actor,
        answers=DataAnswers(body.variables),
        capacity=None if body.capacity is None else PositionId(body.capacity),
        idempotency_key=idempotency_key,
    )
    progress = start_process(runtime, command)
    told = Progress.model_validate(progress)
    return answer(told, 201, {"Location": f"/api/v1/instances/{progress.instance_id}"})


@router.get("/{key}/versions", operation_id="listVersions", response_model=VersionList)
def list_versions(
    request: Request,
    runtime: TheRuntime,
    actor: Onlooker,
    key: ProcessKey,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_INTEGER, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=20, description="How many at most.")] = 20,
) -> Response:
    """Who deployed each version, when, and what it changed; newest first."""
    page = VersionList.of(process_versions(runtime, actor, key, before=before, limit=limit))
    return answer(page, headers=next_page(request, page.next, "before"))


@router.get("/{key}/versions/{version}/files", operation_id="downloadVersion", responses={200: ZIPPED})
def download_version(runtime: TheRuntime, actor: Onlooker, key: ProcessKey, version: Version) -> Response:
    """Everything that was uploaded with the version, as an archive that deploys again."""
    download = process_download(runtime, actor, key, version)
    return Response(download.content, media_type=ZIP, headers=saved_as(download.filename))


@router.post("/{key}/close", operation_id="closeProcess", status_code=204, openapi_extra=takes(ClosingRequest))
def close(
    runtime: TheRuntime,
    actor: DeployingCaller,
    key: ProcessKey,
    body: Annotated[ClosingRequest, Depends(body_of(ClosingRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Let nobody start it any more; what runs goes on. Done by designers of the agency that owns it."""
    command = CloseDefinition(
        process_key=key,
        actor=actor,
        reason=body.reason,
        version=body.version,
        capacity=None if body.capacity is None else PositionId(body.capacity),
        idempotency_key=idempotency_key,
    )
    close_definition(runtime, command)
    return Response(status_code=204)


@router.post("/{key}/reopen", operation_id="reopenProcess", status_code=204, openapi_extra=takes(ClosingRequest))
def reopen(
    runtime: TheRuntime,
    actor: DeployingCaller,
    key: ProcessKey,
    body: Annotated[ClosingRequest, Depends(body_of(ClosingRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Let new cases be started again. Done by designers of the agency that owns it."""
    command = ReopenDefinition(
        process_key=key,
        actor=actor,
        reason=body.reason,
        version=body.version,
        capacity=None if body.capacity is None else PositionId(body.capacity),
        idempotency_key=idempotency_key,
    )
    reopen_definition(runtime, command)
    return Response(status_code=204)


@router.post(
    "/{key}/migration-preview",
    operation_id="previewMigration",
    response_model=MigrationPlanned,
    openapi_extra=takes(MigrationPreviewRequest),
)
def preview(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    key: ProcessKey,
    body: Annotated[MigrationPreviewRequest, Depends(body_of(MigrationPreviewRequest))],
    english: English,
) -> Response:
    """What a migration would do: which element stands for which, and which cases could not go. Changes nothing."""
    cases = body.instances
    if cases is None:
        cases = list(running_cases(runtime, actor, key, body.source, most=MOST_TRIED))
    command = PreviewMigration(
        process_key=key,
        source=body.source,
        target=body.target,
        actor=actor,
        instance_ids=cases,
        elements=body.elements,
        recompute_timers=body.recompute_timers,
    )
    return answer(MigrationPlanned.of(preview_migration(runtime, command), english))
