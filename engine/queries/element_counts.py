"""How many tokens stand in each element of a process, over the cases that a person may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.model.actor import Actor
from engine.queries.access import Audience, audience_of
from engine.runtime import Runtime
from engine.store.pins import UnknownProcess
from engine.store.positions import positions_in
from engine.store.tables import incident, process_definition


@dataclass(frozen=True, slots=True)
class ElementCounts:
    """Tokens and open incidents by element; elements without are left out. Calls of the process count too."""

    process_key: str
    version: int
    tokens: Mapping[str, int]
    incidents: Mapping[str, int]


def element_counts(runtime: Runtime, actor: Actor, key: str, version: int | None = None) -> ElementCounts:
    """Of one version, the newest if none is named. Costs what stands there now, never the history.

    Raises UnknownProcess.
    """
    columns = process_definition.c
    query = sa.select(columns.id, columns.version).where(columns.key == key)
    if version is not None:
        query = query.where(columns.version == version)
    with runtime.database.begin() as work:
        work.see_one_moment()
        chosen = work.connection.execute(query.order_by(columns.version.desc()).limit(1)).one_or_none()
        if chosen is None:
            raise UnknownProcess(process=key)
        audience = audience_of(work.connection, actor)
        rows = work.connection.execute(_counts(audience, chosen.id)).all()
    return ElementCounts(
        process_key=key,
        version=chosen.version,
        tokens={row.element_id: row.tokens for row in rows},
        incidents={row.element_id: row.incidents for row in rows if row.incidents},
    )


def _counts(audience: Audience, definition_id: UUID) -> sa.Select[Any]:
    """By element: one range of an index for tokens in user tasks, one for the others."""
    positions = positions_in(definition_id).subquery()
    position, columns = positions.c, incident.c
    same = sa.and_(
        columns.instance_id == position.instance_id,
        columns.execution == position.execution,
        columns.token == position.token,
    )
    return (
        sa.select(
            position.element_id,
            sa.func.count().label("tokens"),
            sa.func.count(columns.code).label("incidents"),
        )
        .select_from(positions.outerjoin(incident, same))
        .where(audience.sees(position.instance_id))
        .group_by(position.element_id)
    )
