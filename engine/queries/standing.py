"""Where the tokens of a case stand, for supervisors who move them or let them pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.definitions import ProcessVersion
from engine.model.text import Named
from engine.store.tables import incident, service_job, token_position, user_task

PASSED_OVER = frozenset(
    {"serviceTask", "scriptTask", "sendTask", "task", "manualTask", "intermediateThrowEvent", "endEvent"}
)
"""Kinds of elements that may be passed over where they are stuck."""
TARGETS = frozenset(
    {
        "userTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask", "manualTask", "task",
        "callActivity", "subProcess", "transaction", "adHocSubProcess", "exclusiveGateway", "inclusiveGateway",
        "parallelGateway", "complexGateway", "eventBasedGateway", "intermediateCatchEvent", "intermediateThrowEvent",
        "endEvent",
    }
)  # fmt: skip
"""Kinds of elements that tokens are moved to."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A token at an element. `may_skip`: a system's work, which is stuck or waited for."""

    execution: int
    token: int
    element_id: str
    name: str
    name_en: str
    kind: str
    may_skip: bool


def standing(
    connection: sa.Connection, instance_id: UUID, processes: Mapping[int, ProcessVersion]
) -> tuple[Standing, ...]:
    """The tokens of a case; `processes` are the definitions of its executions by number."""
    places = sa.union_all(
        *(
            sa.select(table.c.execution, table.c.token, table.c.element_id).where(table.c.instance_id == instance_id)
            for table in (user_task, token_position)
        )
    )
    stuck = sa.union(
        *(
            sa.select(table.c.execution, table.c.token).where(table.c.instance_id == instance_id)
            for table in (incident, service_job)
        )
    )
    waiting = {tuple(row) for row in connection.execute(stuck)}
    return tuple(_standing(row, processes, waiting) for row in sorted(connection.execute(places).all()))


def _standing(row: Any, processes: Mapping[int, ProcessVersion], waiting: set[tuple[Any, ...]]) -> Standing:
    facts = processes[row.execution].facts.elements.get(row.element_id)
    kind = facts.kind if facts else ""
    return Standing(
        execution=row.execution,
        token=row.token,
        element_id=row.element_id,
        name=(facts.name if facts else "") or row.element_id,
        name_en=(facts.name_en if facts else "") or row.element_id,
        kind=kind,
        may_skip=kind in PASSED_OVER and (row.execution, row.token) in waiting,
    )


def targets(process: ProcessVersion) -> tuple[tuple[str, Named], ...]:
    """Elements of the process to which a token might be moved: id and name, in the order of the file."""
    return tuple(
        (element_id, Named(facts.name or element_id, facts.name_en))
        for element_id, facts in process.facts.elements.items()
        if facts.kind in TARGETS
    )
