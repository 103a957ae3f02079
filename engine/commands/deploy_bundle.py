"""A process designer deploys a bundle: all of it, or nothing with the reasons."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.authorization.access import DESIGNER, MayNotDeploy, check_deploy
from engine.bpmn import NORMALISER, CheckedModel, Known, ProcessInfo
from engine.bundles.contents import Contents, executables, read_contents, starters
from engine.bundles.files import BundleFile
from engine.bundles.findings import BundleRefused, FileFinding
from engine.bundles.manifest import Manifest, read_manifest
from engine.calendars.functions import WorkingDays
from engine.connectors.outgoing import may_call
from engine.execution import load_definition
from engine.execution.start_times import first_start_time
from engine.model.actor import Actor
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.calendars import Calendars
from engine.store.data_stores import declare_stores
from engine.store.deployments import (
    NewDefinition,
    Owner,
    StoredDefinition,
    deployed_keys,
    deployed_models,
    other_owner,
    renew_message_starts,
    store_definition,
    store_deployment,
    store_files,
    write_imports,
)
from engine.store.facts import ConditionStart, DataStoreFacts, ElementFacts, ProcessFacts, SearchField, SummaryField
from engine.store.holders import holders_of
from engine.store.idempotency import fingerprint, recall, remember
from engine.store.pins import newest_process
from engine.store.start_timers import schedule_start
from engine.store.tables import agency, process_definition
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployBundle:
    """`actor` None: the operator of the installation, from its command line, who has no keys.

    `idempotency_key`: the same key brings the same answer, however often it is sent.
    """

    actor: Actor | None
    files: Sequence[BundleFile]
    note: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Deployed:
    """`findings` are warnings; errors refuse the bundle."""

    deployment_id: UUID
    key: str
    definitions: tuple[StoredDefinition, ...]
    findings: tuple[FileFinding, ...]


@watched
def deploy_bundle(runtime: Runtime, command: DeployBundle) -> Deployed:
    """Check everything, then store what is new as new versions.

    Raises BundleRefused, MayNotDeploy, DataStoreUnowned.
    """
    now = runtime.clock.now()
    with runtime.database.begin() as work:
        owner = _owner(work.connection, command.actor, read_manifest(command.files, []))
        models = partial(deployed_models, work.connection, owner)
        contents = read_contents(command.files, _known(runtime, work.connection), models)
        given = _given_before(work.connection, command, contents)
        if given is not None:
            return given
        if contents.refused:
            raise BundleRefused(contents.findings)
        work.begin_write()
        work.lock_name("deploy")
        _check_ownership(work.connection, contents, owner)
        deployed = _store(work.connection, command, contents, owner, now)
        for stored in deployed.definitions:
            if stored.kind == "process" and stored.changed:
                _schedule_starts(runtime, work, stored.key, now)
        if command.actor is not None:
            told = replace(deployed, findings=())
            remember(work.connection, command.actor.account_id, command.idempotency_key, _request(command), told, now)
        work.commit()
        return deployed


def _request(command: DeployBundle) -> bytes:
    files = [(file.path, hashlib.sha256(file.content).hexdigest()) for file in command.files]
    return fingerprint("deploy_bundle", sorted(files), command.note)


def _given_before(connection: sa.Connection, command: DeployBundle, contents: Contents) -> Deployed | None:
    """The answer to a repeated request; the findings follow from the files."""
    if command.actor is None or command.idempotency_key is None:
        return None
    known: Any = recall(connection, command.actor.account_id, command.idempotency_key, _request(command))
    if known is None:
        return None
    definitions = tuple(StoredDefinition(**each) for each in known["definitions"])
    return Deployed(UUID(known["deployment_id"]), known["key"], definitions, tuple(contents.findings))


def _schedule_starts(runtime: Runtime, work: UnitOfWork, key: str, now: datetime) -> None:
    """Schedule the timer start events of a version that was just stored. Raises DefinitionRefused."""
    process = runtime.definitions.process(work.connection, newest_process(work.connection, key))
    zone = ZoneInfo(runtime.settings.time_zone)
    working_days = WorkingDays(Calendars(work.connection, process.owner_agency_id).of)
    for element_id in process.facts.timer_starts:
        first = first_start_time(process.executable, element_id, now=now, zone=zone, working_days=working_days)
        schedule_start(work, key, process.id, element_id, first)


def _owner(connection: sa.Connection, actor: Actor | None, manifest: Manifest | None) -> Owner:
    """The agency whose processes these are: the manifest says so, else it is the designer's. Raises MayNotDeploy."""
    code = manifest.owner if manifest else None
    if actor is not None:
        designing = [each for each in actor.capacities if DESIGNER in each.functions]
        if not designing:
            raise MayNotDeploy(agency=code or "*")
        code = code or designing[0].agency_code
        check_deploy(actor, code)
    identity = connection.scalar(sa.select(agency.c.id).where(agency.c.code == code)) if code else None
    return Owner(identity, code or "", actor.person_id if actor else None)


def _check_ownership(connection: sa.Connection, contents: Contents, owner: Owner) -> None:
    """A process key belongs to the agency that deployed it first. Raises MayNotDeploy."""
    keys = {info.process_id for _, model in contents.models for info in executables(model)}
    owners = connection.execute(
        sa.select(agency.c.id, agency.c.code)
        .join(process_definition, process_definition.c.owner_agency_id == agency.c.id)
        .where(process_definition.c.key.in_(keys))
        .distinct()
    )
    for identity, code in owners:
        if identity != owner.agency_id:
            raise MayNotDeploy(agency=code)


def _known(runtime: Runtime, connection: sa.Connection) -> Known:
    """What is deployed already, and who holds what today."""
    return Known(
        forms=deployed_keys(connection, "form"),
        decisions=deployed_keys(connection, "decision"),
        processes=deployed_keys(connection, "process"),
        templates=deployed_keys(connection, "template"),
        may_call=partial(may_call, runtime.settings),
        unheld=partial(_unheld, connection, runtime.today()),
    )


def _unheld(connection: sa.Connection, today: date, addresses: Collection[str]) -> list[str]:
    """Those addresses whose functions nobody holds."""
    return [address for address, holders in holders_of(connection, addresses, today).items() if not holders]


def _store(
    connection: sa.Connection, command: DeployBundle, contents: Contents, owner: Owner, now: datetime
) -> Deployed:
    key = contents.manifest.key if contents.manifest else command.files[0].name.partition(".")[0][:64]
    deployment_id = store_deployment(connection, key, owner, command.note, now)
    namespaces = {each.file.path: each.namespace for each in contents.decisions}
    store_files(connection, deployment_id, {file.path: file.content for file in command.files}, namespaces)
    stored = [_stored(connection, deployment_id, new, owner) for new in _definitions(contents, owner)]
    for _, model in contents.models:
        for info in executables(model):
            declared = [DataStoreFacts(each.element_id, each.name, each.holds_list) for each in info.data_stores]
            declare_stores(connection, owner.agency_id, declared, now)
            renew_message_starts(connection, info.process_id)
    return Deployed(deployment_id, key, tuple(stored), tuple(contents.findings))


def _stored(connection: sa.Connection, deployment_id: UUID, new: NewDefinition, owner: Owner) -> StoredDefinition:
    """Store one definition. What another agency owns may only come along unchanged. Raises MayNotDeploy."""
    stored = store_definition(connection, deployment_id, new)
    other = other_owner(connection, new.kind, new.key, owner) if stored.changed else None
    if other is not None:
        raise MayNotDeploy(agency=other)
    return stored


def _definitions(contents: Contents, owner: Owner) -> Iterator[NewDefinition]:
    for file, form in contents.forms:
        yield NewDefinition("form", form.id, form.title, file.path, file.content)
    for each in contents.decisions:
        more: dict[str, Any] = {"imports": write_imports(each.imported)}
        for decision in each.model.decisions.values():
            yield NewDefinition("decision", decision.id, decision.name, each.file.path, each.file.content, more)
    for file in contents.templates:
        yield NewDefinition("template", file.template_key, file.name, file.path, file.content)
    for file, model in contents.models:
        for info in executables(model):
            more = {
                "name_en": info.name_en or info.name,
                "owner_agency_id": owner.agency_id,
                "executable": model.require_ok(),
                "normaliser": NORMALISER,
                "facts": facts_of(model, info, contents.manifest).dump(),
            }
            yield NewDefinition("process", info.process_id, info.name, file.path, file.content, more)


def facts_of(model: CheckedModel, info: ProcessInfo, manifest: Manifest | None) -> ProcessFacts:
    """What is kept of a process beside its model."""
    executable = load_definition(model.require_ok(), info.process_id)
    title = info.properties.get("lintas:title")
    return ProcessFacts(
        process_id=info.process_id,
        documentation=info.documentation or None,
        start_form=info.start_form,
        startable_by=starters(info),
        number_prefix=info.properties.get("lintas:numberPrefix", "KASUS"),
        title=title.removeprefix("=").strip() if title else None,
        forms=info.form_ids,
        decisions=info.called_decisions,
        processes=info.called_processes,
        late_forms=info.late_forms,
        late_decisions=info.late_decisions,
        late_processes=info.late_processes,
        templates=info.templates,
        message_starts=tuple(
            (event.message_name, event.element_id) for event in executable.start_events if event.message_name
        ),
        timer_starts=tuple(event.element_id for event in executable.start_events if event.timer),
        signal_starts=tuple(
            (event.signal_name, event.element_id) for event in executable.start_events if event.signal_name
        ),
        data_stores=tuple(DataStoreFacts(each.element_id, each.name, each.holds_list) for each in info.data_stores),
        condition_starts=tuple(
            ConditionStart(element_id, dict(stores)) for element_id, stores in sorted(info.condition_starts.items())
        ),
        elements={
            each.element_id: ElementFacts(
                kind=each.kind,
                name=each.name,
                name_en=each.name_en or each.name,
                lane=each.lane,
                documentation=each.documentation or None,
            )
            for each in info.elements
        },
        summary=tuple(SummaryField(row.label.id, row.label.en, row.value[1:].strip()) for row in manifest.summary)
        if manifest
        else (),
        searchable=tuple(SearchField(row.name, row.label.id, row.label.en) for row in manifest.searchable)
        if manifest
        else (),
        participants=manifest.participants if manifest else (),
        legal_basis=manifest.legal_basis if manifest else (),
    )
