"""What can be chosen in the filters of lists."""

from dataclasses import dataclass

import sqlalchemy as sa

from engine.authorization.supervision import supervised_agencies
from engine.model.actor import Actor
from engine.model.text import Named
from engine.runtime import Runtime
from engine.store.pins import UnknownProcess
from engine.store.tables import agency, holder, person, position, process_definition

WHERE_TOKENS_STAND = ("Task", "task", "callActivity", "CatchEvent", "Gateway", "subProcess")
"""Endings of the kinds of elements in which a case can be found."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the filter is given, and what people read."""

    value: str
    name: Named


@dataclass(frozen=True, slots=True)
class ProcessChoices:
    """Of one version: elements in the order of the file, and variables by which cases are found."""

    key: str
    version: int
    name: Named
    versions: tuple[int, ...]
    elements: tuple[Choice, ...]
    searchable: tuple[Choice, ...]


def agency_choices(runtime: Runtime) -> tuple[Choice, ...]:
    """All agencies by name; the value is the code."""
    columns = agency.c
    query = sa.select(columns.code, columns.name, columns.name_en).order_by(columns.name)
    with runtime.database.begin() as work:
        return tuple(Choice(row.code, Named(row.name, row.name_en)) for row in work.connection.execute(query))


def person_choices(runtime: Runtime, actor: Actor) -> tuple[Choice, ...]:
    """Who holds positions in the agencies that the person supervises, by name; for everybody else the person."""
    codes = supervised_agencies(actor)
    if not codes:
        return (Choice(str(actor.person_id), Named(actor.name, "")),)
    columns, today = holder.c, runtime.today()
    query = (
        sa.select(person.c.id, person.c.name)
        .distinct()
        .join(holder, columns.person_id == person.c.id)
        .join(position, position.c.id == columns.position_id)
        .join(agency, agency.c.id == position.c.agency_id)
        .where(
            agency.c.code.in_(codes),
            columns.since <= today,
            sa.or_(columns.until.is_(None), columns.until >= today),
        )
        .order_by(person.c.name, person.c.id)
    )
    with runtime.database.begin() as work:
        return tuple(Choice(str(row.id), Named(row.name, "")) for row in work.connection.execute(query))


def process_choices(runtime: Runtime, key: str, version: int | None = None) -> ProcessChoices:
    """For the version that was chosen, the newest if none was. Raises UnknownProcess."""
    columns = process_definition.c
    query = sa.select(columns.id, columns.version).where(columns.key == key).order_by(columns.version.desc())
    with runtime.database.begin() as work:
        rows = work.connection.execute(query).all()
        chosen = next((row for row in rows if version in (None, row.version)), None)
        if chosen is None:
            raise UnknownProcess(process=key)
        process = runtime.definitions.process(work.connection, chosen.id)
    facts = process.facts
    return ProcessChoices(
        key=key,
        version=chosen.version,
        name=Named(process.name, process.name_en),
        versions=tuple(row.version for row in rows),
        elements=tuple(
            Choice(element_id, Named(each.name or element_id, each.name_en))
            for element_id, each in facts.elements.items()
            if each.kind.endswith(WHERE_TOKENS_STAND)
        ),
        searchable=tuple(Choice(each.name, Named(each.label, each.label_en)) for each in facts.searchable),
    )
