"""An agency lays down its working hours and free days anew; for the nation the operator does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.authorization.access import MayNotSupervise
from engine.authorization.supervision import check_reason, supervising
from engine.calendars.reading import check_worked_days, read_rules, rules_data
from engine.calendars.rules import NOTHING_DECLARED
from engine.errors import Conflict
from engine.model.actor import Actor
from engine.model.ids import PositionId
from engine.model.text import N_
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.calendars import LOCK, NATION, add_version, latest_rules, office_named
from engine.store.history import Deed
from engine.store.idempotency import fingerprint, recall, remember
from engine.store.jobs import enqueue
from engine.store.unit_of_work import UnitOfWork


class CalendarChanged(Conflict):
    """Somebody laid down another version since the person opened it."""

    code = "calendar_changed"
    message = N_("The calendar was changed in the meantime. Look at it as it is now, and repeat what is still needed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCalendar:
    """`agency` is a code, empty for the nation; `rules` as `read_rules` takes them. `actor` None: the operator.

    `version`: the one that the person saw, None not to compare; 0 where nothing was laid down.
    """

    agency: str
    rules: Mapping[str, Any]
    reason: str
    actor: Actor | None
    capacity: PositionId | None = None
    version: int | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class LaidDown:
    """The version that counts from now on; `changed` is False where it says what counted before."""

    version: int
    changed: bool


@watched
def change_calendar(runtime: Runtime, command: ChangeCalendar) -> LaidDown:
    """Lay down rules that take the place of all before. Only supervisors of the agency; of the nation the operator.

    Raises AgencyUnknown, MayNotSupervise, CalendarRefused, CalendarChanged, InvalidInput for a missing reason.
    """
    now = runtime.clock.now()
    request = fingerprint("change_calendar", command.agency, command.rules, command.reason)
    with runtime.database.begin() as work:
        work.begin_write()
        work.lock_name(LOCK)
        actor, key = command.actor, command.idempotency_key
        if actor is not None and (known := recall(work.connection, actor.account_id, key, request)) is not None:
            return LaidDown(**known)
        deed = _deed(work, command)
        reason = check_reason(command.reason)
        answer = _lay_down(work, command, reason, deed, now)
        if actor is not None:
            remember(work.connection, actor.account_id, key, request, answer, now)
        work.commit()
        return answer


def _deed(work: UnitOfWork, command: ChangeCalendar) -> Deed | None:
    """In which capacity it is done; None for the operator."""
    office_named(work.connection, command.agency)
    if command.actor is None:
        return None
    capacity = supervising(command.actor, {command.agency}, command.capacity)
    if capacity is None:
        raise MayNotSupervise(agency=command.agency or "—")
    return Deed.of(command.actor.person_id, capacity)


def _lay_down(work: UnitOfWork, command: ChangeCalendar, reason: str, deed: Deed | None, now: datetime) -> LaidDown:
    stored = latest_rules(work.connection, command.agency)
    if command.version is not None and command.version != stored.version:
        raise CalendarChanged
    rules = read_rules(command.rules)
    nation = NOTHING_DECLARED if command.agency == NATION else latest_rules(work.connection, NATION).rules
    check_worked_days(rules, nation)
    if rules_data(rules) == rules_data(stored.rules):
        return LaidDown(stored.version, changed=False)
    version = stored.version + 1
    add_version(work, command.agency, rules, version=version, reason=reason, at=now, deed=deed)
    enqueue(work, "recount_due_dates", run_at=now, agency=command.agency, after=None)
    return LaidDown(version, changed=True)
