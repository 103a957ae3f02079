"""Loading an instance for a turn: its rows under lock, its variables as far as they are needed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.errors import Conflict, NotFound
from engine.execution import ROOT, State, kept_scopes, scopes_at_hand
from engine.model.data import Value
from engine.model.ids import DefinitionId, ExecutionNumber, InstanceId, TokenId
from engine.model.text import N_
from engine.store.codec import load, unpack_state
from engine.store.facts import Pins
from engine.store.portions import portions
from engine.store.tables import execution, instance, variable
from engine.store.unit_of_work import UnitOfWork

LARGE = 2_000
"""Characters of a value that is read only by those who need it."""

root = execution.alias("root")
current = execution.alias("current")

CASE_COLUMNS = (
    instance.c.id.label("instance_id"),
    instance.c.number.label("case_number"),
    instance.c.title.label("case_title"),
    instance.c.process_key.label("case_process_key"),
    instance.c.definition_id.label("case_definition_id"),
    instance.c.status.label("case_status"),
    instance.c.pins,
    instance.c.executions,
    instance.c.suspended_at,
    instance.c.agency_id.label("case_agency_id"),
    instance.c.started_by,
    root.c.row_version.label("root_version"),
    root.c.history_sequence,
    root.c.history_head,
    current.c.number.label("execution_number"),
    current.c.parent_number,
    current.c.parent_token,
    current.c.definition_id.label("execution_definition_id"),
    current.c.row_version.label("execution_version"),
    current.c.state,
    current.c.pins.label("own_pins"),
)
"""What `case_from` needs of a row."""


class CaseEnded(Conflict):
    """The case is over already."""

    code = "case_ended"
    message = N_("The case %(number)s has already ended. Nothing in it can be changed any more.")


class CaseSuspended(Conflict):
    """A supervisor suspended the case: nothing in it goes on until it is resumed."""

    code = "case_suspended"
    message = N_("The case %(number)s is suspended since %(at)s. A supervisor has to resume it before it can go on.")


@dataclass(slots=True)
class StoredExecution:
    """An execution as the database has it. `row_version` is None for one that is not stored yet."""

    number: ExecutionNumber
    definition_id: DefinitionId
    parent_number: ExecutionNumber | None
    parent_token: TokenId | None
    row_version: int | None
    state: State
    pins: Pins | None = None
    """Versions of its own; None where those of the instance hold."""
    values: dict[tuple[str, str], Value] = field(default_factory=dict)
    """Variables by (scope, name), as far as they were loaded."""
    loaded: set[str] | None = field(default_factory=set)
    """Names that were looked for; None when all were."""
    looked: set[str] = field(default_factory=set)
    """Scopes in which they were."""
    large: set[str] = field(default_factory=set)
    """Names that were left out because of a large value."""
    items: dict[int, State] = field(default_factory=dict)
    """Items of multi-instances that are at hand, by number."""
    stored_items: dict[int, State] = field(default_factory=dict)
    """Those that were read, as the database has them."""
    sought: set[int] = field(default_factory=set)
    """Numbers of items that were looked for, found or not."""
    whole: set[int] = field(default_factory=set)
    """Loops of which everything inside was looked for."""

    def scopes(self) -> set[str]:
        """Scopes of what goes on and is at hand."""
        return {ROOT}.union(*(scopes_at_hand(state) for state in (self.state, *self.items.values()) if state))


@dataclass(slots=True)
class Case:
    """An instance in the hands of a turn."""

    instance_id: InstanceId
    number: str
    title: str
    process_key: str
    definition_id: DefinitionId
    status: str
    pins: Pins
    executions: int
    agency_id: UUID | None
    started_by: UUID | None
    root_version: int | None
    history_sequence: int
    history_head: bytes | None
    suspended_at: datetime | None = None
    loaded: dict[ExecutionNumber, StoredExecution] = field(default_factory=dict)

    def pins_of(self, number: ExecutionNumber) -> Pins:
        """The versions that hold for an execution that is loaded."""
        return self.loaded[number].pins or self.pins

    def check_active(self) -> None:
        """Raise CaseEnded where it is over."""
        if self.status != "active":
            raise CaseEnded(number=self.number)

    def check_running(self) -> None:
        """Raise CaseSuspended where a supervisor stopped it."""
        if self.suspended_at is not None:
            raise CaseSuspended(number=self.number, at=self.suspended_at)


def case_from(row: Any) -> Case:
    """The case of a row that has CASE_COLUMNS; the row's own execution is loaded in it."""
    own = StoredExecution(
        number=row.execution_number,
        definition_id=row.execution_definition_id,
        parent_number=row.parent_number,
        parent_token=row.parent_token,
        row_version=row.execution_version,
        state=unpack_state(row.state),
        pins=Pins.load(row.own_pins) if row.own_pins else None,
    )
    return Case(
        instance_id=row.instance_id,
        number=row.case_number,
        title=row.case_title,
        process_key=row.case_process_key,
        definition_id=row.case_definition_id,
        status=row.case_status,
        pins=Pins.load(row.pins),
        executions=row.executions,
        agency_id=row.case_agency_id,
        started_by=row.started_by,
        root_version=row.root_version,
        history_sequence=row.history_sequence,
        history_head=row.history_head,
        suspended_at=row.suspended_at,
        loaded={own.number: own},
    )


def case_query(
    *columns: Any, execution_number: Any, source: sa.FromClause = instance, lock: Sequence[sa.FromClause] = ()
) -> sa.Select[Any]:
    """A select of CASE_COLUMNS and `columns`, with the rows locked where the database has row locks.

    What is used after waiting for a lock must be locked itself (`lock` for tables beyond the case): PostgreSQL
    brings only locked rows up to date, and shows the others as they were when the statement began. `source` is where
    to start from, and has the instance joined to it.
    """
    return (
        sa.select(*columns, *CASE_COLUMNS)
        .select_from(source)
        .join(root, sa.and_(root.c.instance_id == instance.c.id, root.c.number == 0))
        .join(current, sa.and_(current.c.instance_id == instance.c.id, current.c.number == execution_number))
        .with_for_update(of=[root, instance, current, *lock])
    )


CASE_BY_ID = case_query(execution_number=sa.bindparam("number", type_=sa.Integer)).where(
    instance.c.id == sa.bindparam("case_id")
)
EXECUTION = sa.select(execution).where(
    execution.c.instance_id == sa.bindparam("case_id"), execution.c.number == sa.bindparam("number")
)


def load_case(work: UnitOfWork, instance_id: UUID, number: ExecutionNumber = 0) -> Case:
    """The instance with one of its executions, locked. Raises NotFound where the execution is gone."""
    row = work.connection.execute(CASE_BY_ID, {"case_id": instance_id, "number": number}).one_or_none()
    if row is None:
        raise NotFound
    return case_from(row)


def load_execution(work: UnitOfWork, case: Case, number: ExecutionNumber) -> StoredExecution:
    """Another execution of a case that is locked already. Raises NotFound."""
    if number not in case.loaded:
        row = work.connection.execute(EXECUTION, {"case_id": case.instance_id, "number": number}).one_or_none()
        if row is None:
            raise NotFound
        case.loaded[number] = stored_execution(row)
    return case.loaded[number]


def stored_execution(row: Any) -> StoredExecution:
    """The execution of its row."""
    return StoredExecution(
        number=row.number,
        definition_id=row.definition_id,
        parent_number=row.parent_number,
        parent_token=row.parent_token,
        row_version=row.row_version,
        state=unpack_state(row.state),
        pins=Pins.load(row.pins) if row.pins else None,
    )


def load_called(
    work: UnitOfWork, case: Case, parent: ExecutionNumber, tokens: Sequence[TokenId]
) -> list[StoredExecution]:
    """The executions that were called by some tokens of another and are stored; they are loaded from then on.

    The case is locked already, so the one that calls is locked before those that it called.
    """
    columns = execution.c
    found: list[StoredExecution] = []
    for portion in portions(tokens):
        called = columns.parent_number == parent, columns.parent_token.in_(portion)
        query = sa.select(execution).where(columns.instance_id == case.instance_id, *called)
        rows = work.connection.execute(query)
        found += [case.loaded.setdefault(row.number, stored_execution(row)) for row in rows]
    return found


VARIABLES_OF_SCOPES = sa.select(variable.c.scope, variable.c.name, variable.c.value).where(
    variable.c.instance_id == sa.bindparam("case_id"),
    variable.c.execution == sa.bindparam("number"),
    variable.c.scope.in_(sa.bindparam("scopes", expanding=True)),
)
"""Every variable of these scopes of an execution."""
VARIABLES_BY_NAME = VARIABLES_OF_SCOPES.with_only_columns(
    variable.c.scope,
    variable.c.name,
    sa.case(
        (
            sa.or_(variable.c.size <= LARGE, variable.c.name.in_(sa.bindparam("wanted", expanding=True))),
            variable.c.value,
        )
    ).label("value"),
).where(variable.c.name.in_(sa.bindparam("names", expanding=True)))
"""Those of some names; NULL for the value of a large one that is not wanted."""


def load_variables(
    work: UnitOfWork,
    case: Case,
    stored: StoredExecution,
    names: Collection[str] | None,
    perhaps: Collection[str] = (),
    scopes: Collection[str] = (),
) -> None:
    """Add to what is loaded of an execution: the variables `names` (None: all), and of `perhaps` those that are small.

    They are looked for in the scopes at hand and in `scopes`; if those are kept ones, in all that are kept. New
    executions have none stored.
    """
    if stored.row_version is None:
        return
    places = stored.scopes()
    if not places.issuperset(scopes):
        places.update(scopes, kept_scopes(stored.state))
    new_places = bool(places - stored.looked)
    if names is None or stored.loaded is None:
        missing = None
        fresh = stored.loaded is not None
        stored.loaded = None
    else:
        missing = {*names, *(set(perhaps) - stored.large)} - stored.loaded
        fresh = bool(missing)
        missing |= stored.loaded if new_places else set()
        stored.loaded |= missing
    if not fresh and not new_places:
        return
    stored.looked |= places
    _read_variables(work, case, stored, missing, frozenset(names or ()))


def _read_variables(
    work: UnitOfWork, case: Case, stored: StoredExecution, names: Collection[str] | None, wanted: frozenset[str]
) -> None:
    """Read rows of `names` (None: all) in the places that were looked for; large ones only if they are `wanted`."""
    for scopes in portions(sorted(stored.looked)):
        where = {"case_id": case.instance_id, "number": stored.number, "scopes": scopes}
        if names is None:
            _keep(stored, work.connection.execute(VARIABLES_OF_SCOPES, where))
            continue
        for chosen in portions(sorted(names)):
            which = {"names": chosen, "wanted": sorted(wanted.intersection(chosen))}
            _keep(stored, work.connection.execute(VARIABLES_BY_NAME, where | which))


def _keep(stored: StoredExecution, rows: Iterable[Any]) -> None:
    """Take in what was read; what this turn wrote stays as it is."""
    for scope, name, value in rows:
        if value is not None:
            stored.values.setdefault((scope, name), load(value))
        elif (scope, name) not in stored.values and stored.loaded is not None:
            stored.large.add(name)
            stored.loaded.discard(name)


def visible_values(connection: sa.Connection, instance_id: UUID, names: Collection[str]) -> Mapping[str, Value]:
    """Variables of the process instance's own scope, for showing."""
    query = sa.select(variable.c.name, variable.c.value).where(
        variable.c.instance_id == instance_id,
        variable.c.execution == 0,
        variable.c.scope == "",
        variable.c.name.in_(sorted(names)),
    )
    return {name: load(value) for name, value in connection.execute(query)}


def outermost(values: Mapping[tuple[str, str], Value], scopes: Sequence[str] = ("",)) -> dict[str, Value]:
    """Variables of the outermost scope by name."""
    return {name: value for (scope, name), value in values.items() if scope in scopes}
