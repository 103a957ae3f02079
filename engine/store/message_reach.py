"""Whom a message reaches: the agencies that have a part in a case or a process, as authorization asks."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.messages import Reached
from engine.store.facts import ProcessFacts
from engine.store.tables import agency, execution, process_definition
from engine.store.task_rows import addresses_of_instance


def reached_cases(connection: sa.Connection, cases: Iterable[tuple[UUID, int]]) -> Reached:
    """Of cases, each with the number of the execution that waits: its process counts beside that of the case."""
    waiting = list(cases)
    columns = execution.c
    places = [sa.and_(columns.instance_id == case, columns.number.in_((0, number))) for case, number in waiting]
    definitions = sa.select(columns.definition_id).where(sa.or_(*places))
    at_work = frozenset[str]().union(*(addresses_of_instance(connection, case) for case, _ in waiting))
    return _reached(connection, definitions, frozenset(address.partition("@")[2] for address in at_work))


def reached_process(connection: sa.Connection, definition_id: UUID) -> Reached:
    """Of the version of a process that a message starts."""
    return _reached(connection, sa.select(sa.literal(definition_id, process_definition.c.id.type)), frozenset())


def works_in(connection: sa.Connection, agency_code: str, instance_id: UUID) -> bool:
    """Whether an agency owns a process of the case, the called ones too."""
    query = (
        sa.select(execution.c.number)
        .join(process_definition, process_definition.c.id == execution.c.definition_id)
        .join(agency, agency.c.id == process_definition.c.owner_agency_id)
        .where(execution.c.instance_id == instance_id, agency.c.code == agency_code)
        .limit(1)
    )
    return connection.scalar(query) is not None


def _reached(connection: sa.Connection, definitions: sa.Select[tuple[UUID]], at_work: frozenset[str]) -> Reached:
    query = (
        sa.select(process_definition.c.facts, agency.c.code)
        .join(agency, agency.c.id == process_definition.c.owner_agency_id, isouter=True)
        .where(process_definition.c.id.in_(definitions))
    )
    rows = connection.execute(query).all()
    owners = {code for _, code in rows if code is not None}
    named = owners.union(*(ProcessFacts.load(facts).participants for facts, _ in rows))
    return Reached(named=frozenset(named), owned=bool(owners), at_work=at_work)
