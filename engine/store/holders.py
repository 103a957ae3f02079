"""Who holds the positions that an address means."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from engine.store.tables import agency, holder, person, position, position_function


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may take a task, in which position."""

    person_id: UUID
    person_name: str
    position_name: str
    position_name_en: str
    agency_name: str
    agency_name_en: str
    status: str


def holders_of(connection: sa.Connection, addresses: Collection[str], today: date) -> dict[str, list[Holder]]:
    """Who holds positions with these functions today, by address."""
    found: dict[str, list[Holder]] = {address: [] for address in addresses}
    if not addresses:
        return found
    functions = sa.union(
        sa.select(position_function.c.position_id, position_function.c.function),
        sa.select(position.c.id, position.c.code),
    ).subquery()
    words: Sequence[tuple[str, str]] = sorted((a.partition("@")[0], a.partition("@")[2]) for a in addresses)
    query = (
        sa.select(
            functions.c.function, agency.c.code, person.c.id.label("person_id"), person.c.name, holder.c.status,
            position.c.name.label("position_name"), position.c.name_en.label("position_name_en"),
            agency.c.name.label("agency_name"), agency.c.name_en.label("agency_name_en"),
        )
        .join(position, position.c.id == functions.c.position_id)
        .join(agency, agency.c.id == position.c.agency_id)
        .join(holder, holder.c.position_id == position.c.id)
        .join(person, person.c.id == holder.c.person_id)
        .where(
            sa.tuple_(functions.c.function, agency.c.code).in_(words),
            holder.c.since <= today,
            sa.or_(holder.c.until.is_(None), holder.c.until >= today),
        )
        .order_by(person.c.name)
    )  # fmt: skip
    for row in connection.execute(query):
        found[f"{row.function}@{row.code}"].append(
            Holder(
                row.person_id,
                row.name,
                row.position_name,
                row.position_name_en,
                row.agency_name,
                row.agency_name_en,
                row.status,
            )
        )
    return found
