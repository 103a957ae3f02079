"""Storing what a bundle brings: a new version of whatever differs from the newest one."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.ids import new_id
from engine.store.data_stores import renew_condition_starts
from engine.store.facts import ProcessFacts
from engine.store.messages import condition_start, signal_start, timer_start
from engine.store.tables import (
    agency,
    decision_definition,
    deployment,
    deployment_file,
    form_definition,
    message_start,
    process_definition,
    resource,
    template_definition,
)
from engine.store.upsert import insert_missing, insert_or_update

TABLES = {
    "process": process_definition,
    "decision": decision_definition,
    "form": form_definition,
    "template": template_definition,
}
LONGEST_PATH = 200


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose definitions are deployed, and by whom; None where the operator does it before agencies exist."""

    agency_id: UUID | None
    agency_code: str
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class NewDefinition:
    """A definition to be stored. `more` holds further columns of its table; they make a new version too."""

    kind: str
    key: str
    name: str
    filename: str
    content: bytes
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> bytes:
        """The hash of its file."""
        return hashlib.sha256(self.content).digest()


@dataclass(frozen=True, slots=True)
class StoredDefinition:
    """`changed` is False where the newest version is the same already; no version was made then."""

    kind: str
    key: str
    version: int
    name: str
    changed: bool


def store_deployment(connection: sa.Connection, key: str, owner: Owner, note: str | None, now: datetime) -> UUID:
    """The row of a deployment."""
    identity = new_id()
    row = {
        "id": identity,
        "key": key,
        "agency_id": owner.agency_id,
        "person_id": owner.person_id,
        "at": now,
        "note": note,
    }
    connection.execute(deployment.insert(), row)
    return identity


def store_files(
    connection: sa.Connection, deployment_id: UUID, files: Mapping[str, bytes], namespaces: Mapping[str, str]
) -> None:
    """Keep what was uploaded, by path; of decision models also their namespaces."""
    named = {path[-LONGEST_PATH:]: content for path, content in files.items()}
    hashes = {path: hashlib.sha256(content).digest() for path, content in named.items()}
    contents = {hashes[path]: content for path, content in named.items()}
    if named:
        resources = [{"sha256": sha256, "content": content} for sha256, content in contents.items()]
        insert_missing(connection, resource, resources)
        of_model = {path[-LONGEST_PATH:]: namespace for path, namespace in namespaces.items()}
        rows = [
            {"deployment_id": deployment_id, "path": path, "sha256": sha256, "namespace": of_model.get(path)}
            for path, sha256 in hashes.items()
        ]
        connection.execute(deployment_file.insert(), rows)


def store_definition(connection: sa.Connection, deployment_id: UUID, new: NewDefinition) -> StoredDefinition:
    """Store as the next version, unless the newest version is the same."""
    table = TABLES[new.kind]
    newest = connection.execute(
        sa.select(table).where(table.c.key == new.key).order_by(table.c.version.desc()).limit(1)
    ).one_or_none()
    if (
        newest is not None
        and newest.sha256 == new.sha256
        and all(getattr(newest, name) == value for name, value in new.more.items())
    ):
        return StoredDefinition(new.kind, new.key, newest.version, newest.name, changed=False)
    version = 1 if newest is None else newest.version + 1
    insert_missing(connection, resource, [{"sha256": new.sha256, "content": new.content}])
    row = {
        "id": new_id(),
        "deployment_id": deployment_id,
        "key": new.key,
        "version": version,
        "name": new.name,
        "filename": new.filename,
        "sha256": new.sha256,
        **new.more,
    }
    connection.execute(table.insert(), row)
    return StoredDefinition(new.kind, new.key, version, new.name, changed=True)


def deployed_models(connection: sa.Connection, owner: Owner, namespace: str) -> list[bytes]:
    """The decision models that an agency deployed under a namespace, as they were last deployed under each path."""
    columns = deployment_file.c
    query = (
        sa.select(columns.path, resource.c.content)
        .join(deployment, deployment.c.id == columns.deployment_id)
        .join(resource, resource.c.sha256 == columns.sha256)
        .where(columns.namespace == namespace, deployment.c.agency_id == owner.agency_id)
        .order_by(deployment.c.at, deployment.c.id)
    )
    return list({row.path: row.content for row in connection.execute(query)}.values())


def write_imports(contents: Iterable[bytes]) -> str:
    """How the files are kept that a decision imports: their hashes, in an order that does not matter."""
    return json.dumps(sorted(hashlib.sha256(content).hexdigest() for content in contents))


def read_imports(connection: sa.Connection, imports: str | None) -> list[bytes] | None:
    """The files that a decision imports, as they were when it was deployed; None if they were not read then."""
    if imports is None:
        return None
    hashes = [bytes.fromhex(each) for each in json.loads(imports)]
    if not hashes:
        return []
    return list(connection.scalars(sa.select(resource.c.content).where(resource.c.sha256.in_(hashes))))


def renew_message_starts(connection: sa.Connection, key: str) -> None:
    """By which messages, signals, times and conditions a process starts: those of its newest version that is open."""
    columns = process_definition.c
    newest = connection.execute(
        sa.select(columns.facts, columns.owner_agency_id)
        .where(columns.key == key, columns.closed == sa.false())
        .order_by(columns.version.desc())
        .limit(1)
    ).one_or_none()
    connection.execute(message_start.delete().where(message_start.c.process_key == key))
    if newest is None:
        renew_condition_starts(connection, key, None, ())
        return
    facts = ProcessFacts.load(newest.facts)
    renew_condition_starts(connection, key, newest.owner_agency_id, facts.condition_starts)
    starts = [
        *facts.message_starts,
        *((signal_start(name), element) for name, element in facts.signal_starts),
        *((timer_start(element), element) for element in facts.timer_starts),
        *((condition_start(each.element_id), each.element_id) for each in facts.condition_starts),
    ]
    if starts:
        rows = [{"name": name, "process_key": key, "element_id": element_id} for name, element_id in starts]
        insert_or_update(connection, message_start, rows)


def deployed_keys(connection: sa.Connection, kind: str) -> frozenset[str]:
    """Keys of all definitions of a kind."""
    return frozenset(connection.scalars(sa.select(TABLES[kind].c.key).distinct()))


def other_owner(connection: sa.Connection, kind: str, key: str, owner: Owner) -> str | None:
    """The code of another agency that deployed versions of this definition, None where there is none."""
    table = TABLES[kind]
    query = (
        sa.select(agency.c.code)
        .join(deployment, deployment.c.agency_id == agency.c.id)
        .join(table, table.c.deployment_id == deployment.c.id)
        .where(table.c.key == key, agency.c.code != owner.agency_code)
        .limit(1)
    )
    return connection.scalar(query)
