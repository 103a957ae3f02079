"""Process definitions, their start forms, and starting them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.dependencies import Caller, Onlooker, TheRuntime
from api.rest.bodies import IdempotencyKey, body_of, takes
from api.rest.parameters import LARGEST_INTEGER, ProcessKey
from api.rest.texts import English
from api.schemas.instances import StartRequest
from api.schemas.processes import Process, ProcessList, ProcessRow, StartForm
from api.schemas.progress import Progress
from api.schemas.told import answer
from api.templating import reader_of
from engine.commands.start_process import StartProcess, start_process
from engine.forms.submission import DataAnswers
from engine.model.ids import PositionId
from engine.queries.processes import process_view, processes
from engine.queries.start import start_view

router = APIRouter(prefix="/process-definitions", tags=["processes"])


@router.get("", operation_id="listProcessDefinitions", response_model=ProcessList)
def list_processes(runtime: TheRuntime, actor: Onlooker) -> Response:
    """The newest versions of all processes, by name."""
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
