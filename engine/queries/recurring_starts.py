"""The starts that a person repeats, and those of the agencies that the person supervises."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.supervision import supervised_agencies
from engine.calendars.cron import Schedule, read_cron
from engine.calendars.zones import zone_label
from engine.model.actor import Actor
from engine.model.text import Named
from engine.runtime import Runtime
from engine.store.tables import account, person, position, process_definition, recurring_start

SHOWN_TIMES = 5
MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class RecurringStart:
    """`times` are the next five, none while it is paused; `refusal` is the code of what paused it, if nobody did."""

    id: UUID
    process_key: str
    process: Named
    person_name: str
    position: Named
    agency: str
    cron: str
    zone_label: str
    every: bool
    times: tuple[datetime, ...]
    paused: bool
    refusal: str
    last_at: datetime | None
    last_instance_id: UUID | None
    own: bool


def recurring_starts(runtime: Runtime, actor: Actor) -> tuple[RecurringStart, ...]:
    """Those that go on first, by their next time. What is answered in the start form is told to nobody."""
    columns = recurring_start.c
    newest = process_definition.alias("newest")
    latest = sa.select(sa.func.max(newest.c.version)).where(newest.c.key == columns.process_key).scalar_subquery()
    query = (
        sa.select(
            *(column for column in columns if column.name != "answers"),
            process_definition.c.name.label("process_name"),
            process_definition.c.name_en.label("process_name_en"),
            person.c.name.label("person_name"),
            position.c.name.label("position_name"),
            position.c.name_en.label("position_name_en"),
        )
        .join(account, account.c.id == columns.account_id)
        .join(person, person.c.id == account.c.person_id)
        .join(position, position.c.id == columns.position_id)
        .join(
            process_definition,
            sa.and_(process_definition.c.key == columns.process_key, process_definition.c.version == latest),
        )
        .where(sa.or_(columns.account_id == actor.account_id, columns.agency.in_(sorted(supervised_agencies(actor)))))
        .order_by(columns.next_at.is_(None), columns.next_at, columns.id)
        .limit(MOST_ROWS)
    )
    with runtime.database.begin() as work:
        rows = work.connection.execute(query).all()
    return tuple(
        RecurringStart(
            id=row.id,
            process_key=row.process_key,
            process=Named(row.process_name, row.process_name_en),
            person_name=row.person_name,
            position=Named(row.position_name, row.position_name_en),
            agency=row.agency,
            cron=row.cron,
            zone_label=zone_label(row.zone),
            every=row.every,
            times=times_from(row.cron, row.zone, row.next_at),
            paused=row.next_at is None,
            refusal=row.refusal,
            last_at=row.last_at,
            last_instance_id=row.last_instance_id,
            own=row.account_id == actor.account_id,
        )
        for row in rows
    )


def times_from(cron: str, zone: str, next_at: datetime | None) -> tuple[datetime, ...]:
    """The next time and those after it."""
    if next_at is None:
        return ()
    return (next_at, *Schedule(read_cron(cron), zone).next_times(next_at, SHOWN_TIMES - 1))
