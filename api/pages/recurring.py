"""Starts that are repeated: the list with the next times of each, and the form that lays one down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Key, OwnForm, Posted, SignedIn, TheRuntime
from api.pages.addresses import go_to
from api.pages.calendars import code_of
from api.pages.forms import asks_for_rows, chosen_capacity, form_fields
from api.pages.messages import said_in, saying
from api.schemas.calendars import NATION
from api.templating import reader_of, render
from engine.commands.repeat_start import RepeatStart, read_schedule, repeat_start
from engine.commands.turn_recurring_start import TurnRecurringStart, turn_recurring_start
from engine.errors import InvalidInput
from engine.forms.submission import FieldAnswers
from engine.model.actor import Actor
from engine.model.text import N_, Text
from engine.queries.calendars import calendar_view
from engine.queries.recurring_starts import SHOWN_TIMES, recurring_starts
from engine.queries.start import start_view
from engine.runtime import Runtime

router = APIRouter()

PATH = "/recurring"
OFTEN: Mapping[str, str] = {
    "daily": N_("every day"),
    "weekdays": N_("Monday to Friday"),
    "weekly": N_("every week, on the weekday"),
    "monthly": N_("every month, on the day"),
    "cron": N_("as cron writes it"),
}
WEEKDAYS: Mapping[str, str] = {
    "1": N_("Monday"),
    "2": N_("Tuesday"),
    "3": N_("Wednesday"),
    "4": N_("Thursday"),
    "5": N_("Friday"),
    "6": N_("Saturday"),
    "0": N_("Sunday"),
}
ASKED = {"_often": "daily", "_time": "08:00", "_weekday": "1", "_day": "1", "_cron": "", "_every": ""}
"""The controls of the page beside those of the start form, with what stands in them at first."""
NO_TIME = Text(N_("Say how often and at what time, for instance every day at 08:00."))


@router.get(PATH)
def show_recurring(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """What the person repeats, and what is repeated in agencies that the person supervises."""
    context = {"rows": recurring_starts(runtime, actor), "said": said_in(request), "place": "/start"}
    return render(request, "recurring.html", context)


@router.post(PATH + "/{start_id}/pause")
def take_pause(runtime: TheRuntime, posted: OwnForm, actor: SignedIn, start_id: UUID) -> Response:
    """Start nothing until it is resumed. Raises NotFound."""
    return _turn(runtime, posted, actor, start_id, on=False)


@router.post(PATH + "/{start_id}/resume")
def take_resume(runtime: TheRuntime, posted: OwnForm, actor: SignedIn, start_id: UUID) -> Response:
    """Go on with the next time. Raises NotFound, NotTheRepeater."""
    return _turn(runtime, posted, actor, start_id, on=True)


def _turn(runtime: Runtime, posted: Posted, actor: Actor, start_id: UUID, *, on: bool) -> Response:
    command = TurnRecurringStart(id=start_id, actor=actor, on=on, idempotency_key=posted.idempotency_key)
    turn_recurring_start(runtime, command)
    return go_to(saying(PATH, "repeats" if on else "repeats_no_more"))


@router.get("/start/{process_key}/regularly")
def show_regularly(request: Request, runtime: TheRuntime, actor: SignedIn, process_key: Key) -> Response:
    """The start form, and when it is to be started with these answers. Raises UnknownProcess, MayNotStart."""
    return _page(request, runtime, actor, process_key, None)


@router.post("/start/{process_key}/regularly")
def take_regularly(
    request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, process_key: Key
) -> Response:
    """Lay it down, or show the next five times first."""
    try:
        cron = cron_in(posted)
        if posted.one("_look") or asks_for_rows(posted):
            zone = calendar_view(runtime, actor, agency_of(actor, posted)).zone
            times = read_schedule(cron, zone, runtime.clock.now()).next_times(runtime.clock.now(), SHOWN_TIMES)
            return _page(request, runtime, actor, process_key, posted, times=times)
        command = RepeatStart(
            process_key=process_key,
            actor=actor,
            answers=FieldAnswers(answers_in(posted), reader_of(request).language),
            cron=cron,
            every=bool(posted.one("_every")),
            capacity=chosen_capacity(posted),
            idempotency_key=posted.idempotency_key,
        )
        repeat_start(runtime, command)
    except InvalidInput as error:
        return _page(request, runtime, actor, process_key, posted, error=error)
    return go_to(saying(PATH, "repeats"))


def agency_of(actor: Actor, posted: Posted) -> str:
    """The code of the agency in whose position it is to be started: of the one that was chosen, else of the first."""
    chosen = chosen_capacity(posted)
    found = [each.agency_code for each in actor.capacities if chosen in (None, each.position_id)]
    return found[0] if found else code_of(NATION)


def answers_in(posted: Posted) -> dict[str, list[str]]:
    """What belongs to the start form."""
    return {name: texts for name, texts in form_fields(posted).items() if name not in (*ASKED, "_look")}


def cron_in(posted: Posted) -> str:
    """The times that were chosen. Raises InvalidInput."""
    often = posted.one("_often")
    if often == "cron":
        return posted.one("_cron").strip()
    try:
        at = datetime.strptime(posted.one("_time").strip()[:5].replace(".", ":"), "%H:%M")  # noqa: DTZ007 - no date
        day, weekday = int(posted.one("_day") or 0), posted.one("_weekday")
    except ValueError:
        raise InvalidInput({"cron": NO_TIME}) from None
    days = {"daily": "* * *", "weekdays": "* * 1-5", "weekly": f"* * {weekday}", "monthly": f"{day} * *"}
    if often not in days or weekday not in WEEKDAYS or (often == "monthly" and not 1 <= day <= 31):
        raise InvalidInput({"cron": NO_TIME})
    return f"{at.minute} {at.hour} {days[often]}"


def _page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    process_key: Key,
    posted: Posted | None,
    *,
    error: InvalidInput | None = None,
    times: list[datetime] | None = None,
) -> Response:
    wrong = dict(error.fields) if error else {}
    at_times = wrong.pop("cron", None)
    raw = answers_in(posted) if posted else None
    view = start_view(runtime, actor, process_key, language=reader_of(request).language, raw=raw, errors=wrong or None)
    loose = [{"anchor": "often", "text": at_times}] if at_times else []
    if error and not error.fields:
        loose.append({"anchor": "", "text": error.text})
    context: dict[str, Any] = {
        "start": view,
        "form": view.form,
        "errors": [*loose, *view.form.errors],
        "wrong_times": at_times,
        "asked": {name: posted.one(name) for name in ASKED} if posted else ASKED,
        "often": OFTEN,
        "weekdays": WEEKDAYS,
        "times": times,
        "capacity": posted.one("_capacity") if posted else "",
        "place": "/start",
    }
    return render(request, "recurring_start.html", context, status=422 if error else 200)
