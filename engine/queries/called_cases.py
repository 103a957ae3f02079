"""Running cases that call a process for each of many items, with how far each is; for supervisors."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.supervision import check_supervisor
from engine.model.actor import Actor
from engine.queries.access import audience_of
from engine.queries.called import CalledProgress, called_progress
from engine.queries.cursors import decode_cursor, encode_cursor, no_such_page
from engine.queries.waiting import executions_of
from engine.runtime import Runtime
from engine.store.tables import agency, execution, instance, loop_item, process_definition

LARGEST_PAGE = 20
"""Cases of a page: each is counted anew, and may call thousands."""


@dataclass(frozen=True, slots=True)
class CalledCase:
    """A case, the agency that started it, and its multi-instances that call and go on."""

    id: UUID
    number: str
    title: str
    process_name: str
    process_name_en: str
    agency_name: str
    agency_name_en: str
    called: tuple[CalledProgress, ...]


@dataclass(frozen=True, slots=True)
class CalledPage:
    """`next` continues the list, which may have fewer rows on a page than it could."""

    rows: tuple[CalledCase, ...]
    next: str | None


def called_cases(runtime: Runtime, actor: Actor, *, after: str | None = None) -> CalledPage:
    """Cases that the supervisor may see, newest first. Raises MayNotSupervise, InvalidInput for a wrong `after`."""
    check_supervisor(actor)
    columns, definition = instance.c, process_definition.c
    calling = sa.select(execution.c.number).where(
        execution.c.instance_id == columns.id, execution.c.parent_number.is_not(None)
    )
    repeating = sa.select(loop_item.c.number).where(loop_item.c.instance_id == columns.id)
    query = (
        sa.select(
            columns.id,
            columns.number,
            columns.title,
            definition.name,
            definition.name_en,
            agency.c.name.label("agency_name"),
            agency.c.name_en.label("agency_name_en"),
        )
        .join(process_definition, definition.id == columns.definition_id)
        .outerjoin(agency, agency.c.id == columns.agency_id)
        .where(columns.status == "active", calling.exists(), repeating.exists())
        .order_by(columns.id.desc())
        .limit(LARGEST_PAGE + 1)
    )
    if after is not None:
        query = query.where(columns.id < _place(after))
    with runtime.database.begin() as work:
        work.see_one_moment()
        connection = work.connection
        found = connection.execute(query.where(audience_of(connection, actor).sees(columns.id))).all()
        rows = [
            CalledCase(
                id=row.id,
                number=row.number,
                title=row.title,
                process_name=row.name,
                process_name_en=row.name_en,
                agency_name=row.agency_name or "",
                agency_name_en=row.agency_name_en or "",
                called=_progress(runtime, connection, row.id),
            )
            for row in found[:LARGEST_PAGE]
        ]
    following = encode_cursor(found[LARGEST_PAGE - 1].id.hex) if len(found) > LARGEST_PAGE else None
    return CalledPage(tuple(row for row in rows if row.called), following)


def _progress(runtime: Runtime, connection: sa.Connection, instance_id: UUID) -> tuple[CalledProgress, ...]:
    numbers = executions_of(connection, instance_id)
    processes = {number: runtime.definitions.process(connection, each) for number, each in numbers.items()}
    return called_progress(connection, instance_id, processes)


def _place(after: str) -> UUID:
    try:
        return UUID(str(decode_cursor(after, [str])[0]))
    except ValueError:
        raise no_such_page() from None
