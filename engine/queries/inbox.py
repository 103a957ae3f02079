"""The inbox: what a person has taken, and what the person's functions may take. Reads a page, whatever lies behind."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.errors import InvalidInput
from engine.model.actor import Actor
from engine.model.text import N_, Text
from engine.queries.inbox_statements import (
    count_statement,
    group_values,
    len_padded,
    page_statement,
)
from engine.runtime import Runtime
from engine.store.groups import addresses_of, group_ids
from engine.store.tables.types import NEVER, instant, microseconds

LARGEST_PAGE = 200
LONGEST_SEARCH = 100
SEARCH_DEPTH = 3000


class Box(StrEnum):
    """Which part of the inbox."""

    ALL = "all"
    MINE = "mine"
    TEAM = "team"


class Due(StrEnum):
    """Which due times."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFilter:
    """`after` is `InboxPage.next` of the page before. `limit` is at most LARGEST_PAGE."""

    box: Box | str = Box.ALL
    search: str = ""
    process_key: str | None = None
    due: Due | str | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A task as the list shows it. `agency_name` is the agency that the case came from.

    `suspended`: a supervisor stopped its case; nobody claims or completes it until that is over.
    """

    task_id: UUID
    instance_id: UUID
    name: str
    name_en: str
    title: str
    number: str
    process_key: str
    process_name: str
    process_name_en: str
    addressed_to: tuple[str, ...]
    agency_name: str | None
    agency_name_en: str | None
    assignee_name: str | None
    mine: bool
    due_at: datetime | None
    created_at: datetime
    overdue: bool
    time_used: int
    """Percentage of the time until the due time that people were told of: 0, 50, 80, 100 or 150."""
    suspended: bool
    version: int


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """How many tasks, up to MOST_COUNTED."""

    mine: int
    team: int


@dataclass(frozen=True, slots=True)
class InboxPage:
    """`next` continues the list; `revision` is the same as long as the page is."""

    rows: tuple[InboxRow, ...]
    next: str | None
    counts: InboxCounts
    revision: str


def inbox(runtime: Runtime, actor: Actor, wanted: InboxFilter | None = None) -> InboxPage:
    """A page of tasks by due time, those without one last, then by age. Raises InvalidInput for a wrong filter."""
    wanted = wanted or InboxFilter()
    now = runtime.clock.now()
    box = parse(Box, wanted.box, "box")
    after = decode_cursor(wanted.after)
    limit = min(max(wanted.limit, 1), LARGEST_PAGE)
    latest = latest_due(wanted, now, ZoneInfo(runtime.settings.time_zone))
    with runtime.database.begin() as work:
        dialect = work.connection.dialect.name
        groups = sorted(group_ids(work.connection, actor.addresses).values())
        shown = [] if box is Box.MINE else groups
        narrowed = bool(wanted.search or wanted.process_key)
        statement = page_statement(dialect, shown, mine=box is not Box.TEAM, paged=after is not None, narrowed=narrowed)
        values = parameters(wanted, actor, after, latest, SEARCH_DEPTH if narrowed else limit + 1, limit + 1)
        found = work.connection.execute(statement, values | group_values(dialect, shown)).all()
        counts = count(work.connection, actor, groups)
    rows = tuple(row_of(row, actor, now) for row in found[:limit])
    following = encode_cursor(rows[-1]) if len(found) > limit else None
    revision = f"{counts.mine}-{counts.team}-" + "-".join(_sign(row) for row in rows)
    return InboxPage(rows, following, counts, revision)


def _sign(row: InboxRow) -> str:
    """Differs whenever the row looks different."""
    return f"{row.task_id.hex[-12:]}.{row.version}{'s' if row.suspended else ''}"


def parse(kind: type[StrEnum], value: str, field: str) -> Any:
    """The member with that value. Raises InvalidInput."""
    try:
        return kind(value)
    except ValueError:
        choices = ", ".join(kind)
        raise InvalidInput({field: Text(N_("Choose one of %(choices)s."), {"choices": choices})}) from None


def latest_due(wanted: InboxFilter, now: datetime, zone: ZoneInfo) -> int:
    """The latest due time that is shown, in microseconds; tasks without due time lie at NEVER."""
    if not wanted.due:
        return NEVER
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    match parse(Due, wanted.due, "due"):
        case Due.OVERDUE:
            return microseconds(now) - 1
        case Due.TODAY:
            return microseconds(midnight) - 1
        case _:
            return microseconds(midnight + timedelta(days=6)) - 1


def parameters(
    wanted: InboxFilter,
    actor: Actor,
    after: tuple[datetime | None, UUID] | None,
    latest: int,
    depth: int,
    limit: int,
) -> dict[str, Any]:
    """Values for `page_statement`, but for the functions."""
    values: dict[str, Any] = {"me": actor.person_id, "due_to": latest, "depth": depth, "limit": limit}
    if after is not None:
        values |= {"after_due": after[0], "after_id": after[1]}
    if wanted.search or wanted.process_key:
        words = wanted.search[:LONGEST_SEARCH].lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values |= {"words": f"%{words}%", "process": wanted.process_key or "", "any_process": not wanted.process_key}
    return values


def row_of(row: Any, actor: Actor, now: datetime) -> InboxRow:
    """A row of the list."""
    return InboxRow(
        task_id=row.id,
        instance_id=row.instance_id,
        name=row.name,
        name_en=row.name_en,
        title=row.title,
        number=row.instance_number,
        process_key=row.process_key,
        process_name=row.process_name,
        process_name_en=row.process_name_en,
        addressed_to=tuple(sorted(addresses_of(row.addressed_to))),
        agency_name=row.agency_name,
        agency_name_en=row.agency_name_en,
        assignee_name=row.assignee_name,
        mine=row.assignee == actor.person_id,
        due_at=row.due,
        created_at=row.created_at,
        overdue=row.due is not None and row.due < now,
        time_used=row.time_used,
        suspended=row.held,
        version=row.version,
    )


def count(connection: sa.Connection, actor: Actor, groups: list[int]) -> InboxCounts:
    """Both counts in one statement, each stopping at MOST_COUNTED. A task of two groups counts once."""
    dialect = connection.dialect.name
    values = {"me": actor.person_id, **group_values(dialect, groups)}
    row = connection.execute(count_statement(dialect, len_padded(groups)), values).one()
    return InboxCounts(row.mine, row.team)


def encode_cursor(row: InboxRow) -> str:
    """Where the next page begins."""
    due = NEVER if row.due_at is None else microseconds(row.due_at)
    return base64.urlsafe_b64encode(due.to_bytes(8, "big") + row.task_id.bytes).decode().rstrip("=")


def decode_cursor(text: str | None) -> tuple[datetime | None, UUID] | None:
    """The place that `encode_cursor` wrote. Raises InvalidInput for anything else."""
    if not text:
        return None
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        due = int.from_bytes(data[:8], "big")
        return (None if due == NEVER else instant(due)), UUID(bytes=data[8:])
    except (ValueError, binascii.Error, OverflowError) as error:
        message = Text(N_("This page of the list no longer exists. Begin again at the first page."))
        raise InvalidInput({"after": message}) from error
