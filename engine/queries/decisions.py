"""The deployed decisions: which there are, what they look like, and what they give for inputs of a designer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.access import DESIGNER
from engine.bundles.decisions import told
from engine.bundles.findings import FileFinding
from engine.calendars.functions import WorkingDays
from engine.dmn import Decided, DecisionInput, DecisionModel, DecisionUnknown, DescribedTable, from_texts
from engine.errors import NotAllowed
from engine.model.actor import Actor
from engine.model.data import ProcessData
from engine.model.text import N_
from engine.runtime import Runtime
from engine.store.calendars import Calendars
from engine.store.tables import agency, decision_definition, deployment


class MayNotTry(NotAllowed):
    """Only process designers try decisions out."""

    code = "may_not_try"
    message = N_(
        "Decisions are tried out by process designers (perancang_proses). None of your positions has that function;"
        " ask one of them."
    )


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """The newest version of a decision."""

    key: str
    version: int
    name: str
    filename: str
    agency_name: str | None
    agency_name_en: str | None
    deployed_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One version of a decision, with the tables of all that it requires."""

    key: str
    version: int
    versions: tuple[int, ...]
    """All that were deployed, newest first."""
    name: str
    filename: str
    agency_name: str | None
    agency_name_en: str | None
    deployed_at: datetime
    inputs: tuple[DecisionInput, ...]
    tables: tuple[DescribedTable, ...]
    findings: tuple[FileFinding, ...]
    """What the next version could do better."""
    may_try: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """A decision that was tried: nothing of it is kept."""

    view: DecisionView
    inputs: ProcessData
    decided: Decided


def decisions(runtime: Runtime, actor: Actor) -> tuple[DecisionRow, ...]:
    """Newest versions by name. Definitions are open to everybody who is signed in."""
    columns = decision_definition.c
    latest = sa.select(columns.key, sa.func.max(columns.version).label("version")).group_by(columns.key).subquery()
    query = (
        _with_origin()
        .join(latest, sa.and_(latest.c.key == columns.key, latest.c.version == columns.version))
        .order_by(columns.name, columns.key)
    )
    with runtime.database.begin() as work:
        rows = work.connection.execute(query).all()
    return tuple(
        DecisionRow(row.key, row.version, row.name, row.filename, row.agency_name, row.agency_name_en, row.at)
        for row in rows
    )


def decision_view(runtime: Runtime, actor: Actor, key: str, version: int | None = None) -> DecisionView:
    """One version, the newest if none is named. Raises DecisionUnknown."""
    return _read(runtime, actor, key, version)[0]


def try_decision(runtime: Runtime, actor: Actor, key: str, version: int | None, given: ProcessData) -> Trial:
    """What a decision gives for inputs as JSON has them. Raises DecisionUnknown, MayNotTry."""
    view, name, model = _read(runtime, actor, key, version)
    return _tried(runtime, view, name, model, model.from_json(name, given))


def try_texts(runtime: Runtime, actor: Actor, key: str, version: int | None, given: Mapping[str, str]) -> Trial:
    """What a decision gives for texts that somebody typed. Raises DecisionUnknown, MayNotTry."""
    view, name, model = _read(runtime, actor, key, version)
    return _tried(runtime, view, name, model, from_texts(given, view.inputs))


def _tried(runtime: Runtime, view: DecisionView, name: str, model: DecisionModel, inputs: ProcessData) -> Trial:
    if not view.may_try:
        raise MayNotTry
    with runtime.database.begin() as work:
        functions = WorkingDays(Calendars(work.connection).of).functions
        return Trial(view, inputs, model.evaluate(name, inputs, functions=functions, now=runtime.local_now()))


def _read(runtime: Runtime, actor: Actor, key: str, version: int | None) -> tuple[DecisionView, str, DecisionModel]:
    columns = decision_definition.c
    query = _with_origin().where(columns.key == key).order_by(columns.version.desc())
    with runtime.database.begin() as work:
        rows = work.connection.execute(query).all()
        row = next((row for row in rows if version in (None, row.version)), None)
        if row is None:
            raise DecisionUnknown(decision=key)
        identity: UUID = row.id
        chosen = runtime.definitions.decision(work.connection, identity)
    name, model = chosen.key, chosen.model
    view = DecisionView(
        key=row.key,
        version=row.version,
        versions=tuple(each.version for each in rows),
        name=row.name,
        filename=row.filename,
        agency_name=row.agency_name,
        agency_name_en=row.agency_name_en,
        deployed_at=row.at,
        inputs=model.inputs(name),
        tables=model.tables(name),
        findings=tuple(told(row.filename, model.findings)),
        may_try=actor.has_function(DESIGNER),
    )
    return view, name, model


def _with_origin() -> sa.Select[tuple[object, ...]]:
    named = (agency.c.name.label("agency_name"), agency.c.name_en.label("agency_name_en"))
    return (
        sa.select(decision_definition, deployment.c.at, *named)
        .join(deployment, deployment.c.id == decision_definition.c.deployment_id)
        .outerjoin(agency, agency.c.id == deployment.c.agency_id)
    )
