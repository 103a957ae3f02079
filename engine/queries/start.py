"""What a person may start, and the form to start it with."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa

from engine.authorization.access import capacities_to_start, capacity_to_start, may_start
from engine.authorization.claims import CapacityUnclear
from engine.forms import FormView, present
from engine.forms.submission import NOTHING_TO_FILL
from engine.model.actor import Actor
from engine.model.text import Text
from engine.organisation.addresses import AddressPattern
from engine.queries.capacities import CapacityOption, option
from engine.runtime import Runtime
from engine.store.pins import newest, newest_process, require
from engine.store.tables import agency, form_definition, process_definition


@dataclass(frozen=True, slots=True)
class Startable:
    """A process in the catalogue."""

    process_key: str
    version: int
    name: str
    name_en: str
    description: str | None
    owner_agency: str | None
    owner_agency_en: str | None


@dataclass(frozen=True, slots=True)
class StartView:
    """The start form of the newest version."""

    process_key: str
    version: int
    name: str
    name_en: str
    documentation: str | None
    form: FormView
    capacities: tuple[CapacityOption, ...]


def catalogue(runtime: Runtime, actor: Actor) -> tuple[Startable, ...]:
    """Newest versions of the processes that the person may start, by name."""
    columns = process_definition.c
    latest = (
        sa.select(columns.key, sa.func.max(columns.version).label("version"))
        .where(columns.closed == sa.false())
        .group_by(columns.key)
        .subquery()
    )
    query = (
        sa.select(columns.id, agency.c.name.label("agency_name"), agency.c.name_en.label("agency_name_en"))
        .join(latest, sa.and_(latest.c.key == columns.key, latest.c.version == columns.version))
        .outerjoin(agency, agency.c.id == columns.owner_agency_id)
    )
    found: list[Startable] = []
    with runtime.database.begin() as work:
        for row in work.connection.execute(query).all():
            process = runtime.definitions.process(work.connection, row.id)
            if may_start(actor, [AddressPattern.parse(text) for text in process.facts.startable_by]):
                found.append(
                    Startable(
                        process_key=process.key,
                        version=process.version,
                        name=process.name,
                        name_en=process.name_en,
                        description=process.facts.documentation,
                        owner_agency=row.agency_name,
                        owner_agency_en=row.agency_name_en,
                    )
                )
    return tuple(sorted(found, key=lambda each: each.name))


def start_view(
    runtime: Runtime,
    actor: Actor,
    process_key: str,
    *,
    language: str,
    raw: Mapping[str, list[str]] | None = None,
    errors: Mapping[str, Text] | None = None,
) -> StartView:
    """The start form. Raises UnknownProcess, MayNotStart."""
    with runtime.database.begin() as work:
        process = runtime.definitions.process(work.connection, newest_process(work.connection, process_key))
        patterns = tuple(AddressPattern.parse(text) for text in process.facts.startable_by)
        with suppress(CapacityUnclear):  # the person chooses on the page
            capacity_to_start(actor, patterns, None)
        form = NOTHING_TO_FILL
        if key := process.facts.start_form:
            forms = newest(work.connection, form_definition, {key})
            require("forms", {key}, forms)
            form = runtime.definitions.form(work.connection, forms[key])
    return StartView(
        process_key=process.key,
        version=process.version,
        name=process.name,
        name_en=process.name_en,
        documentation=process.facts.documentation,
        form=present(form, {}, language=language, raw=raw, errors=errors),
        capacities=tuple(option(each) for each in capacities_to_start(actor, patterns)),
    )
