"""Newest versions of definitions, and the versions that an instance keeps from its start on."""

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa

from engine.errors import ModelError, NotFound
from engine.model.ids import DefinitionId
from engine.model.text import N_
from engine.store.facts import Pins, ProcessFacts
from engine.store.tables import decision_definition, form_definition, process_definition, template_definition


class DefinitionMissing(ModelError):
    """A process needs a form, decision, template or process that is not deployed."""

    code = "definition_missing"
    message = N_("The process needs %(missing)s, which is not deployed. Ask the process designer to deploy it.")


class UnknownProcess(NotFound):
    """No process with that key is deployed."""

    code = "unknown_process"
    message = N_("There is no process called %(process)s. Choose one from the list of processes.")


def newest(connection: sa.Connection, table: sa.Table, keys: Collection[str]) -> dict[str, UUID]:
    """Ids of the newest versions of the definitions called `keys`, as far as there are any."""
    if not keys:
        return {}
    columns = table.c
    query = sa.select(columns.key, columns.id).where(columns.key.in_(sorted(set(keys)))).order_by(columns.version)
    return {row.key: row.id for row in connection.execute(query)}


def newest_process(connection: sa.Connection, key: str) -> UUID:
    """The id of the newest version of a process that may still be started. Raises UnknownProcess."""
    columns = process_definition.c
    found = connection.scalar(
        sa.select(columns.id)
        .where(columns.key == key, columns.closed == sa.false())
        .order_by(columns.version.desc())
        .limit(1)
    )
    if found is None:
        raise UnknownProcess(process=key)
    identity: UUID = found
    return identity


def pin(connection: sa.Connection, facts: ProcessFacts) -> Pins:
    """Pin what a process needs, called processes and what they need among it. Raises DefinitionMissing.

    What a model binds late stays out, and is looked up when it is needed.
    """
    processes: dict[str, UUID] = {}
    waiting, needing = _pinned(facts.processes, facts.late_processes), [facts]
    while waiting:
        found = newest(connection, process_definition, waiting)
        require("processes", waiting, found)
        processes |= found
        rows = connection.scalars(
            sa.select(process_definition.c.facts).where(process_definition.c.id.in_(found.values()))
        )
        called = [ProcessFacts.load(text) for text in rows]
        needing += called
        waiting = {key for each in called for key in _pinned(each.processes, each.late_processes)} - processes.keys()
    forms = {key for each in needing for key in _pinned(each.forms, each.late_forms)}
    decisions = {key for each in needing for key in _pinned(each.decisions, each.late_decisions)}
    templates = {key for each in needing for key in each.templates}
    pins = Pins(
        forms=newest(connection, form_definition, forms),
        decisions=newest(connection, decision_definition, decisions),
        processes=processes,
        templates=newest(connection, template_definition, templates),
    )
    require("forms", forms, pins.forms)
    require("decisions", decisions, pins.decisions)
    require("templates", templates, pins.templates)
    return pins


def newest_with_pins(connection: sa.Connection, key: str) -> tuple[DefinitionId, Pins]:
    """The newest open version of a process that is called late, with pins as a case of its own would get.

    Raises UnknownProcess, DefinitionMissing.
    """
    identity = newest_process(connection, key)
    columns = process_definition.c
    facts = connection.scalars(sa.select(columns.facts).where(columns.id == identity)).one()
    return DefinitionId(identity), pin(connection, ProcessFacts.load(facts))


def forms_now(connection: sa.Connection, facts: ProcessFacts, pins: Pins) -> Mapping[str, UUID]:
    """The versions of the forms that tasks of a process get now: those pinned, and the newest of those bound late."""
    if not facts.late_forms:
        return pins.forms
    return {**pins.forms, **newest(connection, form_definition, facts.late_forms)}


def decisions_now(connection: sa.Connection, facts: ProcessFacts, pins: Pins) -> Mapping[str, UUID]:
    """The versions of the decisions that a process makes now. Raises DefinitionMissing."""
    found = dict(pins.decisions)
    if facts.late_decisions:
        found |= newest(connection, decision_definition, facts.late_decisions)
        require("decisions", set(facts.late_decisions), found)
    return {key: found[key] for key in facts.decisions}


def _pinned(keys: Collection[str], late: Collection[str]) -> set[str]:
    return set(keys) - set(late)


def require(kind: str, keys: set[str], found: dict[str, UUID]) -> None:
    """Raise DefinitionMissing for the first key that was not found."""
    for key in sorted(keys - found.keys()):
        raise DefinitionMissing(missing=f"{kind}: {key}")
