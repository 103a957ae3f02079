"""Incidents that are open."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.store.tables import incident


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """Why a token stands still."""

    element_id: str
    code: str


def find_incident(connection: sa.Connection, instance_id: UUID, execution: int, token: int) -> OpenIncident:
    """The incident of a token. Raises NotFound where it has none (any more)."""
    columns = incident.c
    query = sa.select(columns.element_id, columns.code).where(
        columns.instance_id == instance_id, columns.execution == execution, columns.token == token
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return OpenIncident(row.element_id, row.code)
