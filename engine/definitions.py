"""Definitions ready for use, kept per process: they are immutable, so a hit is always right."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import cached_property
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.decisions import AUTHORITY_TABLE, Authority
from engine.calendars.functions import WorkingDays
from engine.dmn import Decided, DecisionModel, read_decisions
from engine.errors import ModelError, NotFound
from engine.execution import ExecutableDefinition, Services, load_definition
from engine.forms import Form, read_form
from engine.model.data import ProcessData
from engine.model.ids import DefinitionId
from engine.model.text import N_
from engine.scripts.running import RunPython, run_python
from engine.store.calendars import Calendars
from engine.store.deployments import read_imports
from engine.store.facts import Pins, ProcessFacts
from engine.store.pins import decisions_now
from engine.store.tables import (
    decision_definition,
    form_definition,
    process_definition,
    resource,
    template_definition,
)

Definition = TypeVar("Definition")


@dataclass(frozen=True)
class ProcessVersion:
    """One deployed version of a process."""

    id: DefinitionId
    key: str
    version: int
    name: str
    name_en: str
    facts: ProcessFacts
    xml: bytes
    owner_agency_id: UUID | None

    @cached_property
    def executable(self) -> ExecutableDefinition:
        """Parsed for execution; shared by all threads."""
        return load_definition(self.xml, self.facts.process_id)


@dataclass(frozen=True, slots=True)
class DecisionVersion:
    """One deployed version of a decision; `key` is its id inside its model."""

    key: str
    version: int
    model: DecisionModel


@dataclass(frozen=True)
class Template:
    """A letter's template."""

    id: UUID
    key: str
    source: str


class DecisionFailed(ModelError):
    """A decision has no answer that its table allows."""

    code = "decision_failed"
    message = N_("The decision %(decision)s gave no valid answer: %(reason)s")


class DefinitionCache:
    """Looks in memory first. `size`: definitions of all kinds; `zone`: where local times of models are meant."""

    def __init__(self, zone: tzinfo, size: int = 500, run_python: RunPython = run_python) -> None:
        self._zone, self._size, self._run_python = zone, size, run_python
        self._kept: OrderedDict[UUID, object] = OrderedDict()
        self._lock = threading.Lock()

    def process(self, connection: sa.Connection, definition_id: UUID) -> ProcessVersion:
        """A version of a process. Raises NotFound."""
        return self._get(definition_id, lambda: read_process(connection, definition_id))

    def form(self, connection: sa.Connection, form_id: UUID) -> Form:
        """A version of a form. Raises NotFound."""
        return self._get(form_id, lambda: read_form(read_content(connection, form_definition, form_id)[1]))

    def decision(self, connection: sa.Connection, decision_definition_id: UUID) -> DecisionVersion:
        """A version of a decision. Raises NotFound."""

        def read() -> DecisionVersion:
            columns = decision_definition.c
            key, content = read_content(connection, decision_definition, decision_definition_id)
            query = sa.select(columns.version, columns.imports).where(columns.id == decision_definition_id)
            row = connection.execute(query).one()
            return DecisionVersion(key, row.version, read_decisions(content, read_imports(connection, row.imports)))

        return self._get(decision_definition_id, read)

    def template(self, connection: sa.Connection, template_id: UUID) -> Template:
        """A version of a letter's template. Raises NotFound."""

        def read() -> Template:
            key, content = read_content(connection, template_definition, template_id)
            return Template(template_id, key, content.decode())

        return self._get(template_id, read)

    def services(
        self,
        connection: sa.Connection,
        facts: ProcessFacts,
        pins: Pins,
        now: datetime,
        working_days: WorkingDays,
    ) -> tuple[Services, frozenset[str]]:
        """What execution may ask for, bound to the decisions as they are for a case now; and the variables they read.

        `now` is what now() and today() tell in them, as in every expression of the same turn; `working_days` counts
        by the calendars of that turn. Raises DefinitionMissing.
        """
        local_now = now.astimezone(self._zone)
        versions = decisions_now(connection, facts, pins)
        models = {key: self.decision(connection, version) for key, version in versions.items()}
        reads = frozenset[str]().union(*(each.model.decisions[each.key].reads for each in models.values()))

        def decide(decision_id: str, variables: ProcessData) -> Decided:
            chosen = models[decision_id]
            decided = chosen.model.evaluate(chosen.key, variables, functions=working_days.functions, now=local_now)
            if decided.failed is not None:
                raise DecisionFailed(decision=decision_id, reason=decided.failed)
            return replace(decided, version=chosen.version)

        def inputs(decision_id: str) -> frozenset[str]:
            chosen = models[decision_id]
            return chosen.model.decisions[chosen.key].reads

        services = Services(
            decide=decide,
            decision_inputs=inputs,
            functions=working_days.functions,
            working_days=working_days,
            run_python=self._run_python,
            zone=self._zone,
        )
        return services, reads

    def plain_services(self, working_days: WorkingDays) -> Services:
        """What an expression without an instance may ask for: there are no decisions."""

        def decide(decision_id: str, _: ProcessData) -> Decided:
            raise DecisionFailed(decision=decision_id, reason="-")

        return Services(
            decide=decide,
            functions=working_days.functions,
            working_days=working_days,
            run_python=self._run_python,
            zone=self._zone,
        )

    def authority(self, connection: sa.Connection, now: datetime) -> Authority | None:
        """The newest table of what acting officials may decide at `now`; None where none is deployed."""
        columns = decision_definition.c
        newest = connection.scalar(
            sa.select(columns.id).where(columns.key == AUTHORITY_TABLE).order_by(columns.version.desc()).limit(1)
        )
        if newest is None:
            return None
        table = self.decision(connection, newest)
        local_now = now.astimezone(self._zone)
        functions = WorkingDays(Calendars(connection).of).functions
        return lambda inputs: table.model.evaluate(table.key, inputs, functions=functions, now=local_now)

    def _get(self, key: UUID, read: Callable[[], Definition]) -> Definition:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found  # type: ignore[return-value]  # a key belongs to one kind of definition
        fresh = read()
        with self._lock:
            self._kept[key] = fresh
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return fresh


def read_process(connection: sa.Connection, definition_id: UUID) -> ProcessVersion:
    """A version of a process from its row. Raises NotFound."""
    columns = process_definition.c
    row = connection.execute(sa.select(process_definition).where(columns.id == definition_id)).one_or_none()
    if row is None:
        raise NotFound
    return ProcessVersion(
        id=row.id,
        key=row.key,
        version=row.version,
        name=row.name,
        name_en=row.name_en,
        facts=ProcessFacts.load(row.facts),
        xml=row.executable,
        owner_agency_id=row.owner_agency_id,
    )


def read_content(connection: sa.Connection, table: sa.Table, definition_id: UUID) -> tuple[str, bytes]:
    """Key and file of a definition. Raises NotFound."""
    query = (
        sa.select(table.c.key, resource.c.content)
        .join(resource, resource.c.sha256 == table.c.sha256)
        .where(table.c.id == definition_id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row.key, row.content
