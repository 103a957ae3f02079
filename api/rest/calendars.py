"""Working calendars of agencies: when they work, and from which days deadlines are counted."""

from typing import Annotated

from fastapi import Depends, Path, Query
from starlette.responses import Response

from api.dependencies import Onlooker, SupervisingCaller, TheRuntime
from api.rest.bodies import IdempotencyKey, body_of, takes
from api.rest.parameters import NO_NUL
from api.routing import API, RouterBelow
from api.schemas.calendars import NATION, Calendar, CalendarRequest, LaidDown
from api.schemas.told import answer
from engine.calendars.national_days import FIRST_YEAR, LAST_YEAR
from engine.commands.change_calendar import ChangeCalendar, change_calendar
from engine.model.ids import PositionId
from engine.queries.calendars import calendar_view

router = RouterBelow("/calendars", root=API, tags=["calendars"])

AgencyCode = Annotated[
    str,
    Path(
        max_length=64,
        pattern=NO_NUL,
        description=f"Code of an agency; `{NATION}` for the whole country.",
        examples=["bkn"],
    ),
]
Year = Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="Whose free days; this year if left out.")]


@router.get("/{agency}", operation_id="readCalendar", response_model=Calendar)
def read_calendar(runtime: TheRuntime, actor: Onlooker, agency: AgencyCode, year: Year = None) -> Response:
    """The working calendar as it counts now, and how it came about."""
    return answer(Calendar.of(calendar_view(runtime, actor, "" if agency == NATION else agency, year)))


@router.put("/{agency}", operation_id="changeCalendar", response_model=LaidDown, openapi_extra=takes(CalendarRequest))
def put_calendar(
    runtime: TheRuntime,
    actor: SupervisingCaller,
    agency: AgencyCode,
    body: Annotated[CalendarRequest, Depends(body_of(CalendarRequest))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Lay the calendar down anew; open due times that count working days follow. The nation's is the operator's."""
    command = ChangeCalendar(
        agency="" if agency == NATION else agency,
        rules=body.rules(),
        reason=body.reason,
        actor=actor,
        capacity=None if body.capacity is None else PositionId(body.capacity),
        version=body.version,
        idempotency_key=idempotency_key,
    )
    return answer(LaidDown.model_validate(change_calendar(runtime, command)))
