"""User tasks: the inbox, the form, and handing it in."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from starlette.responses import Response

from api.dependencies import Caller, Onlooker, SupervisingCaller, TheRuntime
from api.rest.bodies import IdempotencyKey, body_of, takes
from api.rest.files import EXPORTED, asked_as_file
from api.rest.parameters import After, Limit, OfProcess, Search
from api.rest.texts import English
from api.routing import API, RouterBelow
from api.schemas.progress import Progress
from api.schemas.supervision import DueDateRequest, HolderList, HolderOption, ReassignRequest
from api.schemas.tasks import ClaimRequest, CompletionRequest, DraftRequest, SavedDraft, Task, TaskList
from api.schemas.told import answer, answer_if_changed, next_page
from api.templating import reader_of
from engine.commands.change_due_date import ChangeDueDate, change_due_date
from engine.commands.claim_task import ClaimTask, claim_task
from engine.commands.complete_task import CompleteTask, complete_task
from engine.commands.reassign_task import ReassignTask, reassign_task
from engine.commands.release_task import ReleaseTask, release_task
from engine.commands.save_draft import SaveDraft, save_draft
from engine.exports import listings
from engine.forms.submission import DataAnswers
from engine.model.ids import PersonId, PositionId
from engine.queries.inbox import Box, Due, InboxFilter, inbox
from engine.queries.task import task_view
from engine.queries.task_holders import task_holders

router = RouterBelow("/tasks", root=API, tags=["tasks"])


@router.get("", operation_id="listTasks", response_model=TaskList, responses=EXPORTED)
def list_tasks(
    request: Request,
    runtime: TheRuntime,
    actor: Onlooker,
    box: Annotated[Box, Query(description="What the person has taken, what the team may take, or both.")] = Box.ALL,
    search: Search = "",
    process: OfProcess = None,
    due: Annotated[Due | None, Query(description="Only tasks that are due by then.")] = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """The inbox. Send the ETag back to get 304 while nothing has changed.

    With `Accept: text/csv`, or the media type of workbooks, the whole list as a file.
    """
    wanted = InboxFilter(box=box, search=search, process_key=process, due=due, after=after, limit=limit)
    if file := asked_as_file(request, lambda: listings.tasks(runtime, actor, wanted)):
        return file
    page = TaskList.of(inbox(runtime, actor, wanted))
    return answer_if_changed(request, page, next_page(request, page.next))


@router.get("/{task_id}", operation_id="readTask", response_model=Task)
def read_task(request: Request, runtime: TheRuntime, actor: Onlooker, task_id: UUID, english: English) -> Response:
    """A task with its form. Looking at it does not take it; who looked is written down."""
    view = task_view(runtime, actor, task_id, language=reader_of(request).language)
    return answer(Task.of(view, english))


@router.post(
    "/{task_id}/claim",
    operation_id="claimTask",
    status_code=204,
    openapi_extra=takes(ClaimRequest, required=False),
)
def claim(
    runtime: TheRuntime, actor: Caller, task_id: UUID, body: Annotated[ClaimRequest, Depends(body_of(ClaimRequest))]
) -> Response:
    """Take the task, so that the others of the team leave it. Claiming one's own again changes nothing."""
    capacity = None if body.capacity is None else PositionId(body.capacity)
    claim_task(runtime, ClaimTask(task_id=task_id, actor=actor, capacity=capacity))
    return Response(status_code=204)


@router.post("/{task_id}/release", operation_id="releaseTask", status_code=204)
def release(runtime: TheRuntime, actor: Caller, task_id: UUID) -> Response:
    """Give the task back to the team."""
    release_task(runtime, ReleaseTask(task_id=task_id, actor=actor))
    return Response(status_code=204)


@router.put("/{task_id}/draft", operation_id="saveDraft", response_model=SavedDraft, openapi_extra=takes(DraftRequest))
def keep_draft(
    runtime: TheRuntime, actor: Caller, task_id: UUID, body: Annotated[DraftRequest, Depends(body_of(DraftRequest))]
) -> Response:
    """Keep what was typed so far, right or wrong, for this person. It replaces the draft before."""
    fields = {name: [texts] if isinstance(texts, str) else texts for name, texts in body.fields.items()}
    saved = save_draft(runtime, SaveDraft(task_id=task_id, actor=actor, fields=fields))
    return answer(SavedDraft.model_validate(saved))


@router.post(
    "/{task_id}/complete",
    operation_id="completeTask",
    response_model=Progress,
    openapi_extra=takes(CompletionRequest),
)
def complete(
    runtime: TheRuntime,
    actor: Caller,
    task_id: UUID,
    body: Annotated[CompletionRequest, Depends(body_of(CompletionRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Hand the answers in; the case moves on until it waits again. All of it is recorded, or none."""
    command = CompleteTask(
        task_id=task_id,
        actor=actor,
        answers=DataAnswers(body.data),
        capacity=None if body.capacity is None else PositionId(body.capacity),
        version=body.version,
        idempotency_key=idempotency_key,
    )
    return answer(Progress.model_validate(complete_task(runtime, command)))


@router.get("/{task_id}/holders", operation_id="listHolders", response_model=HolderList)
def list_holders(runtime: TheRuntime, actor: Onlooker, task_id: UUID) -> Response:
    """To whom a supervisor of an agency that the task is addressed to may give it."""
    holders = [HolderOption.model_validate(each) for each in task_holders(runtime, actor, task_id)]
    return answer(HolderList(holders=holders))


@router.post("/{task_id}/reassign", operation_id="reassignTask", status_code=204, openapi_extra=takes(ReassignRequest))
def reassign(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    task_id: UUID,
    body: Annotated[ReassignRequest, Depends(body_of(ReassignRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Give the task to another holder, or back to all; done by supervisors of an agency that it is addressed to."""
    command = ReassignTask(
        task_id=task_id,
        actor=actor,
        to=None if body.to is None else PersonId(body.to),
        reason=body.reason,
        capacity=None if body.capacity is None else PositionId(body.capacity),
        version=body.version,
        idempotency_key=idempotency_key,
    )
    reassign_task(runtime, command)
    return Response(status_code=204)


@router.post("/{task_id}/due-date", operation_id="changeDueDate", status_code=204, openapi_extra=takes(DueDateRequest))
def move_due_date(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    task_id: UUID,
    body: Annotated[DueDateRequest, Depends(body_of(DueDateRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Give the task more time, or less; done by supervisors of an agency that it is addressed to."""
    command = ChangeDueDate(
        task_id=task_id,
        actor=actor,
        due_at=body.due_at,
        reason=body.reason,
        capacity=None if body.capacity is None else PositionId(body.capacity),
        version=body.version,
        idempotency_key=idempotency_key,
    )
    change_due_date(runtime, command)
    return Response(status_code=204)
