"""Where tokens stand, for counting them on the diagram and finding cases by element.

A token in a user task has its row in user_task already, so that an ordinary completion writes nothing here.
"""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from engine.elements.effects import (
    Effect,
    ElementActivated,
    ElementCompleted,
    ElementTerminated,
    UserTaskCreated,
    UserTaskEnded,
)
from engine.model.ids import ExecutionNumber
from engine.store.cases import Case
from engine.store.tables import token_position, user_task
from engine.store.waits import Waits


def record_positions(connection: sa.Connection, case: Case, effects: Iterable[tuple[ExecutionNumber, Effect]]) -> None:
    """Write where tokens stand now. The loop around a multi-instance activity has no place; its instances have."""
    positions = Waits(token_position, ("execution", "token"))
    for number, effect in effects:
        key = number, effect.token
        match effect:
            case ElementActivated(body=False) | UserTaskEnded():
                definition_id = case.loaded[number].definition_id
                positions.open(key, {"definition_id": definition_id, "element_id": effect.element_id})
            case UserTaskCreated() | ElementCompleted(body=False) | ElementTerminated(body=False):
                positions.close(key)
            case _:
                pass
    positions.write(connection, case.instance_id)


def standing_at(definitions: sa.Select[tuple[UUID]], element_id: str) -> sa.CompoundSelect[tuple[UUID]]:
    """Ids of the instances that have a token in an element of one of these definitions."""
    return sa.union_all(
        *(
            sa.select(table.c.instance_id).where(
                table.c.definition_id.in_(definitions), table.c.element_id == element_id
            )
            for table in (user_task, token_position)
        )
    )


def positions_in(definition_id: UUID) -> sa.CompoundSelect[tuple[str, UUID, int, int]]:
    """Element, instance, execution and token of every token that stands in a definition."""
    return sa.union_all(
        *(
            sa.select(table.c.element_id, table.c.instance_id, table.c.execution, table.c.token).where(
                table.c.definition_id == definition_id
            )
            for table in (user_task, token_position)
        )
    )
