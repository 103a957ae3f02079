"""A person has a process started again and again, at times like those of cron."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.access import capacity_to_start
from engine.calendars.cron import CronUnreadable, Schedule, read_cron
from engine.errors import Conflict, InvalidInput
from engine.forms.submission import Submission, accept
from engine.ids import new_id
from engine.model.actor import Actor, Capacity
from engine.model.ids import PositionId
from engine.model.text import N_, Text
from engine.observing import watched
from engine.organisation.addresses import AddressPattern
from engine.runtime import Runtime
from engine.store.calendars import NATION, Calendars
from engine.store.idempotency import fingerprint, recall, remember
from engine.store.pins import newest, newest_process, require
from engine.store.recurring_starts import answers_text
from engine.store.tables import form_definition, recurring_start
from engine.store.unit_of_work import UnitOfWork

MOST_RUNNING = 50
SHORTEST_PAUSE = timedelta(hours=1)
LOOKED_AT = 30
"""Times whose distance is looked at."""


class TooManyStarts(Conflict):
    """A person repeats as many starts as one may."""

    code = "too_many_recurring_starts"
    message = N_("You repeat %(most)s starts already. Pause one that is no longer needed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatStart:
    """`cron` is meant in the zone of the position's agency. `every`: what is missed is made up for."""

    process_key: str
    actor: Actor
    answers: Submission
    cron: str
    every: bool = False
    capacity: PositionId | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """What was laid down."""

    id: UUID


@watched
def repeat_start(runtime: Runtime, command: RepeatStart) -> Repeated:
    """Lay down a start that is repeated in the person's name, for as long as the person may start the process.

    Raises what starting it raises, InvalidInput for times that cannot be read or follow each other too fast,
    TooManyStarts.
    """
    now, actor = runtime.clock.now(), command.actor
    request = fingerprint("repeat_start", command.process_key, command.answers.content, command.cron, command.every)
    with runtime.database.begin() as work:
        work.begin_write()
        work.lock_name("recurring", str(actor.account_id))
        known = recall(work.connection, actor.account_id, command.idempotency_key, request)
        if known is not None:
            return Repeated(UUID(known["id"]))
        capacity = _checked(runtime, work, command, now)
        office = Calendars(work.connection).of(capacity.agency_code) or Calendars(work.connection).of(NATION)
        schedule = read_schedule(command.cron, office.calendar.zone if office else "", now)
        _check_number(work, actor)
        laid = Repeated(new_id())
        row = {
            "id": laid.id,
            "process_key": command.process_key,
            "account_id": actor.account_id,
            "position_id": capacity.position_id,
            "agency": capacity.agency_code,
            "cron": schedule.cron.text,
            "zone": schedule.zone,
            "every": command.every,
            "answers": answers_text(command.answers),
            "created_at": now,
            "next_at": schedule.after(now),
        }
        work.connection.execute(recurring_start.insert(), row)
        remember(work.connection, actor.account_id, command.idempotency_key, request, laid, now)
        work.commit()
        return laid


def read_schedule(text: str, zone: str, now: datetime) -> Schedule:
    """The times that are meant. Raises InvalidInput."""
    try:
        schedule = Schedule(read_cron(text), zone)
    except CronUnreadable as error:
        raise InvalidInput({"cron": error.text}) from error
    times = schedule.next_times(now, LOOKED_AT)
    if any(later - earlier < SHORTEST_PAUSE for earlier, later in pairwise(times)):
        raise InvalidInput({"cron": Text(N_("A start is repeated once an hour at most. Choose times that lie apart."))})
    return schedule


def _checked(runtime: Runtime, work: UnitOfWork, command: RepeatStart, now: datetime) -> Capacity:
    """The capacity in which the process may be started with these answers today."""
    process = runtime.definitions.process(work.connection, newest_process(work.connection, command.process_key))
    patterns = tuple(AddressPattern.parse(text) for text in process.facts.startable_by)
    capacity = capacity_to_start(command.actor, patterns, command.capacity)
    form, key = None, process.facts.start_form
    if key is not None:
        forms = newest(work.connection, form_definition, {key})
        require("forms", {key}, forms)
        form = runtime.definitions.form(work.connection, forms[key])
    accept(command.answers, form, {}, now)
    return capacity


def _check_number(work: UnitOfWork, actor: Actor) -> None:
    columns = recurring_start.c
    running = sa.select(sa.func.count()).where(columns.account_id == actor.account_id, columns.next_at.is_not(None))
    if (work.connection.scalar(running) or 0) >= MOST_RUNNING:
        raise TooManyStarts(most=MOST_RUNNING)
