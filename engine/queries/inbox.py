"""The inbox: what a person has taken, and what the person's functions may take. Reads a page, whatever lies behind."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.errors import InvalidInput
from engine.model.actor import Actor
from engine.model.text import N_, Text
from engine.runtime import Runtime
from engine.store.groups import addresses_of, group_ids
from engine.store.tables import agency, instance, person, process_definition, task_candidate, user_task
from engine.store.tables.types import NEVER, DueTime, Id, instant, microseconds

MOST_COUNTED = 1001
"""Counts stop here: more is shown as "1000+"."""
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
        groups = sorted(group_ids(work.connection, actor.addresses).values())
        shown = [] if box is Box.MINE else groups
        narrowed = bool(wanted.search or wanted.process_key)
        statement = page_statement(len_padded(shown), box is not Box.TEAM, after is not None, narrowed)
        values = parameters(wanted, actor, shown, after, latest, SEARCH_DEPTH if narrowed else limit + 1, limit + 1)
        found = work.connection.execute(statement, values).all()
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


def len_padded(groups: list[int]) -> int:
    """The next power of two: statements are built once per size, which costs more than running them."""
    size = 0 if not groups else 1
    while 0 < size < len(groups):
        size *= 2
    return size


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
    groups: list[int],
    after: tuple[datetime | None, UUID] | None,
    latest: int,
    depth: int,
    limit: int,
) -> dict[str, Any]:
    """Values for `page_statement`."""
    padded = [*groups, *[groups[-1]] * (len_padded(groups) - len(groups))] if groups else []
    values: dict[str, Any] = {f"group_{i}": group for i, group in enumerate(padded)}
    values |= {"me": actor.person_id, "due_to": latest, "depth": depth, "limit": limit}
    if after is not None:
        values |= {"after_due": after[0], "after_id": after[1]}
    if wanted.search or wanted.process_key:
        words = wanted.search[:LONGEST_SEARCH].lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values |= {"words": f"%{words}%", "process": wanted.process_key or "", "any_process": not wanted.process_key}
    return values


@lru_cache(maxsize=256)
def page_statement(groups: int, mine: bool, paged: bool, narrowed: bool) -> sa.Select[Any]:
    """One limited branch per group and one for tasks taken, each an index range; then the page by primary key.

    Filters by text walk `depth` tasks in the order of the inbox.
    """
    candidate, own = task_candidate.c, user_task.c
    branches = [
        branch(candidate.due, candidate.task_id, paged, candidate.group_id == sa.bindparam(f"group_{i}"),
               candidate.unassigned == sa.literal_column("1"))
        for i in range(groups)
    ]  # fmt: skip
    if mine or not branches:
        branches.append(branch(own.due, own.id, paged, own.assignee == sa.bindparam("me"), own.assignee.is_not(None)))
    merged = sa.union(*branches).subquery()
    walk = sa.select(merged).order_by(merged.c.due, merged.c.task_id).limit(sa.bindparam("depth")).subquery()
    query = (
        sa.select(
            user_task,
            person.c.name.label("assignee_name"),
            process_definition.c.name.label("process_name"),
            process_definition.c.name_en.label("process_name_en"),
            agency.c.name.label("agency_name"),
            agency.c.name_en.label("agency_name_en"),
        )
        .select_from(walk)
        .join(user_task, user_task.c.id == walk.c.task_id)
        .join(instance, instance.c.id == own.instance_id)
        .join(process_definition, process_definition.c.id == instance.c.definition_id)
        .outerjoin(agency, agency.c.id == instance.c.agency_id)
        .outerjoin(person, person.c.id == own.assignee)
        .order_by(walk.c.due, walk.c.task_id)
        .limit(sa.bindparam("limit"))
    )
    if narrowed:
        texts = (own.name, own.name_en, own.title, own.instance_number)
        words = sa.bindparam("words", type_=sa.String)
        query = query.where(
            sa.or_(sa.bindparam("any_process", type_=sa.Boolean), own.process_key == sa.bindparam("process")),
            sa.or_(*(sa.func.lower(text).like(words, escape="\\") for text in texts)),
        )
    return query


def branch(due: Any, identity: Any, paged: bool, *where: Any) -> sa.Select[Any]:
    """The first tasks of one index range, in its order."""
    query = sa.select(due.label("due"), identity.label("task_id")).where(
        *where, sa.type_coerce(due, sa.BigInteger) <= sa.bindparam("due_to", type_=sa.BigInteger)
    )
    if paged:
        after = sa.tuple_(sa.bindparam("after_due", type_=DueTime), sa.bindparam("after_id", type_=Id))
        query = query.where(sa.tuple_(due, identity) > after)
    return sa.select(query.order_by(due, identity).limit(sa.bindparam("depth")).subquery())


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
    mine = sa.select(sa.literal(1)).where(user_task.c.assignee == actor.person_id).limit(MOST_COUNTED).subquery()
    team = (
        sa.select(task_candidate.c.task_id)
        .where(task_candidate.c.group_id.in_(groups or [-1]), task_candidate.c.unassigned == sa.literal_column("1"))
        .distinct()
        .limit(MOST_COUNTED)
        .subquery()
    )
    query = sa.select(
        sa.select(sa.func.count()).select_from(mine).scalar_subquery().label("mine"),
        sa.select(sa.func.count()).select_from(team).scalar_subquery().label("team"),
    )
    row = connection.execute(query).one()
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
