"""Working calendars: hours and free days of an agency or the nation, and the page on which supervisors change them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import OwnForm, Posted, SignedIn, TheRuntime
from api.errors import status_of
from api.pages.addresses import go_to
from api.pages.filters import asked_in
from api.pages.messages import said_in, saying
from api.pages.supervision import typed
from api.schemas.calendars import NATION
from api.templating import render
from engine.authorization.access import check_supervise
from engine.calendars.hours import WEEKDAYS
from engine.calendars.national_days import FIRST_YEAR, LAST_YEAR
from engine.calendars.reading import rules_data
from engine.calendars.zones import LABELS
from engine.commands.change_calendar import ChangeCalendar, change_calendar
from engine.errors import InvalidInput
from engine.model.text import N_, Text
from engine.queries.calendars import CalendarView, calendar_view

router = APIRouter()

DAY_NAMES: Mapping[str, str] = {
    "monday": N_("Monday"),
    "tuesday": N_("Tuesday"),
    "wednesday": N_("Wednesday"),
    "thursday": N_("Thursday"),
    "friday": N_("Friday"),
    "saturday": N_("Saturday"),
    "sunday": N_("Sunday"),
}
OWN = "own"
"""Chosen where the agency has hours of its own, whatever those of the nation become."""
FREE, WORKED = ("libur", "free"), ("kerja", "work")
"""How people write what a date is, in either language."""
NO_LINE = N_("Line %(line)s: expected date; libur or kerja; name; legal basis, for instance %(example)s.")
EXAMPLE = "2026-12-31; libur; Libur kantor; SE 4/2026"
IN_LINE = N_("Line %(line)s: %(reason)s")
NO_PERIOD = N_("Line %(line)s: expected the first and the last day, for instance 2026-02-18; 2026-03-19.")


@router.get("/calendars/{agency}")
def show_calendar(request: Request, runtime: TheRuntime, actor: SignedIn, agency: str) -> Response:
    """The calendar as it counts now. Raises AgencyUnknown."""
    asked = asked_in(request).get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and FIRST_YEAR <= int(asked[:5]) <= LAST_YEAR else None
    view = calendar_view(runtime, actor, code_of(agency), year)
    context = {"view": view, "address": agency, "nation": NATION, "day_names": DAY_NAMES, "said": said_in(request)}
    return render(request, "calendar.html", {**context, "place": "/team"})


@router.get("/calendars/{agency}/change")
def show_change(request: Request, runtime: TheRuntime, actor: SignedIn, agency: str) -> Response:
    """The form with what the agency laid down. Raises AgencyUnknown, MayNotSupervise."""
    view = calendar_view(runtime, actor, code_of(agency))
    check_supervise(actor, view.agency)
    return form_page(request, view, fields_of(view), None, None)


@router.post("/calendars/{agency}/change")
def take_change(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn, agency: str) -> Response:
    """Lay the calendar down anew."""
    try:
        command = ChangeCalendar(
            agency=code_of(agency),
            rules=rules_in(posted),
            reason=posted.one("reason"),
            actor=actor,
            version=posted.version,
            idempotency_key=posted.idempotency_key,
        )
        change_calendar(runtime, command)
    except InvalidInput as error:
        view = calendar_view(runtime, actor, code_of(agency))
        texts = {name: posted.one(name) for name in fields_of(view)}
        return form_page(request, view, texts, posted, InvalidInput(at_fields(error.fields, posted)))
    return go_to(saying(f"/calendars/{agency}", "calendar"))


def code_of(agency: str) -> str:
    """The code of an agency from an address; empty for the nation."""
    return "" if agency == NATION else agency


def form_page(
    request: Request, view: CalendarView, texts: Mapping[str, str], posted: Posted | None, error: InvalidInput | None
) -> Response:
    """The form with these texts in it."""
    context = {
        "view": view,
        "texts": texts,
        "day_names": DAY_NAMES,
        "zones": LABELS,
        "example": EXAMPLE,
        **typed(posted, error),
        "place": "/team",
    }
    return render(request, "calendar_change.html", context, status=status_of(error) if error else 200)


def fields_of(view: CalendarView) -> dict[str, str]:
    """What stands in the form: what the agency itself laid down, and hours of the nation to begin from."""
    data = rules_data(view.own)
    hours, ramadan = data["hours"] or view.hours, data["ramadan_hours"] or view.ramadan_hours
    return {
        "zone": data["zone"] or "",
        "hours": OWN if data["hours"] else "",
        "ramadan_hours": OWN if data["ramadan_hours"] else "",
        **{f"hours-{day}": hours.get(day, "") for day in WEEKDAYS},
        **{f"ramadan-{day}": ramadan.get(day, "") for day in WEEKDAYS},
        "ramadan": "\n".join(f"{each['first']}; {each['last']}" for each in data["ramadan"]),
        "days": "\n".join("; ".join(day_words(each)) for each in data["days"]),
    }


def day_words(day: Mapping[str, Any]) -> tuple[str, ...]:
    """A corrected date as `day_in` reads it."""
    return (day["on"], FREE[0] if day["free"] else WORKED[0], day["name"], day["basis"])


def rules_in(posted: Posted) -> dict[str, Any]:
    """The rules that were typed; weeks that are not the agency's own are the nation's. Raises InvalidInput."""
    weeks = {
        name: {day: posted.one(f"{field}-{day}") for day in WEEKDAYS} if posted.one(name) == OWN else None
        for name, field in (("hours", "hours"), ("ramadan_hours", "ramadan"))
    }
    return {
        "zone": posted.one("zone"),
        **weeks,
        "ramadan": [period_in(number, line) for number, line in lines(posted.one("ramadan"))],
        "days": [day_in(number, line) for number, line in lines(posted.one("days"))],
    }


def lines(text: str) -> list[tuple[int, str]]:
    """Lines that say something, with their numbers from 1."""
    return [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def period_in(number: int, line: str) -> dict[str, str]:
    """First and last day. Raises InvalidInput."""
    parts = [part.strip() for part in line.split(";")]
    if len(parts) != 2 or not all(is_date(part) for part in parts):
        raise InvalidInput({"ramadan": Text(NO_PERIOD, {"line": number})})
    return {"first": parts[0], "last": parts[1]}


def day_in(number: int, line: str) -> dict[str, Any]:
    """A corrected date. Raises InvalidInput."""
    parts = [part.strip() for part in line.split(";", 3)]
    if len(parts) != 4 or not is_date(parts[0]) or parts[1].lower() not in (*FREE, *WORKED):
        raise InvalidInput({"days": Text(NO_LINE, {"line": number, "example": EXAMPLE})})
    return {"on": parts[0], "free": parts[1].lower() in FREE, "name": parts[2], "basis": parts[3]}


def is_date(text: str) -> bool:
    """Whether it is a date as ISO 8601 writes it."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def at_fields(wrong: Mapping[str, Text], posted: Posted) -> dict[str, Text]:
    """What is wrong, at the controls of the form: entries of lists are lines there."""
    found: dict[str, Text] = {}
    for path, reason in wrong.items():
        name, _, rest = path.partition(".")
        place = rest.partition(".")[0]
        if place.isdigit():
            number = lines(posted.one(name))[int(place)][0]
            found.setdefault(name, Text(IN_LINE, {"line": number, "reason": reason}))
        else:
            first = {"hours": "hours-monday", "ramadan_hours": "ramadan-monday"}
            found.setdefault(first.get(name, name), reason)
    return found
