"""Data stores of agencies: read under lock, written once for each version, every change kept.

Whoever uses a store holds it until the end of the unit of work: on PostgreSQL by a lock of its row, on SQLite because
the version that was read must still be there when the writer begins. So no update is lost, and nobody decides on what
was overtaken.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.errors import ModelError
from engine.model.data import Value
from engine.model.text import N_
from engine.store.codec import dump, load
from engine.store.facts import ConditionStart, DataStoreFacts
from engine.store.history import Deed
from engine.store.tables import condition_start, data_store, data_store_change
from engine.store.unit_of_work import TurnLost, UnitOfWork
from engine.store.upsert import insert_missing


class NoDataStore(ModelError):
    """A process uses a data store that its agency does not have."""

    code = "no_data_store"
    message = N_("There is no data store called %(stores)s. Have the agency that owns the process deploy it again.")


class DataStoreUnowned(ModelError):
    """A process with data stores is deployed for no agency."""

    code = "data_store_unowned"
    message = N_(
        "A data store belongs to an agency. Name the owner of the process in bundle.toml, then deploy it again."
    )


@dataclass(frozen=True, slots=True)
class StoredData:
    """A data store as it was read."""

    key: str
    version: int
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What changed a data store: an element of a case, or a person in a position, with the reason."""

    instance_id: UUID | None = None
    element_id: str | None = None
    deed: Deed | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One new value."""

    value: Value
    origin: Origin


def declare_stores(
    connection: sa.Connection, agency_id: UUID | None, declared: Iterable[DataStoreFacts], now: datetime
) -> None:
    """Make the stores that a model of the agency names; those that are there keep what they hold.

    Raises DataStoreUnowned.
    """
    rows = [
        {
            "agency_id": agency_id,
            "key": each.key,
            "name": each.name,
            "version": 0,
            "value": dump([] if each.holds_list else None),
            "changed_at": now,
        }
        for each in declared
    ]
    if rows and agency_id is None:
        raise DataStoreUnowned
    if rows:
        insert_missing(connection, data_store, rows)


def hold_stores(work: UnitOfWork, agency_id: UUID | None, keys: Collection[str]) -> dict[str, StoredData]:
    """The stores of an agency, held from now on, in the order in which everybody takes them. Raises NoDataStore."""
    columns = data_store.c
    rows = work.connection.execute(
        sa.select(columns.key, columns.version, columns.value)
        .where(columns.agency_id == agency_id, columns.key.in_(sorted(keys)))
        .order_by(columns.key)
        .with_for_update()
    )
    found = {row.key: StoredData(row.key, row.version, load(row.value)) for row in rows}
    if missing := set(keys) - found.keys():
        raise NoDataStore(stores=", ".join(sorted(missing)))
    return found


def check_held(work: UnitOfWork, agency_id: UUID, held: Mapping[str, StoredData]) -> None:
    """Raise TurnLost where a store was changed since it was read. On PostgreSQL its lock excludes that."""
    if not work.embedded:
        return
    columns = data_store.c
    query = sa.select(columns.key, columns.version).where(columns.agency_id == agency_id, columns.key.in_(sorted(held)))
    if any(held[key].version != version for key, version in work.connection.execute(query)):
        raise TurnLost


def write_store(
    connection: sa.Connection, agency_id: UUID, before: StoredData, changes: Sequence[Change], now: datetime
) -> int:
    """Keep the changes, each as a version of its own, and the last value. Returns its version; raises TurnLost."""
    version, value, rows = before.version, before.value, []
    for change in changes:
        version += 1
        rows.append(change_row(agency_id, before.key, version, value, change, now))
        value = change.value
    columns = data_store.c
    changed = connection.execute(
        data_store.update()
        .where(columns.agency_id == agency_id, columns.key == before.key, columns.version == before.version)
        .values(version=version, value=dump(value), changed_at=now)
    )
    if changed.rowcount == 0:
        raise TurnLost
    connection.execute(data_store_change.insert(), rows)
    return version


def change_row(
    agency_id: UUID, key: str, version: int, value: Value, change: Change, now: datetime
) -> dict[str, object]:
    """What is kept of one change: the difference, which is small where a list grows."""
    deed = change.origin.deed
    return {
        "agency_id": agency_id,
        "key": key,
        "version": version,
        "at": now,
        "change": dump(difference(value, change.value)),
        "instance_id": change.origin.instance_id,
        "element_id": change.origin.element_id,
        "person_id": deed.person_id if deed else None,
        "position_id": deed.position_id if deed else None,
        "capacity": deed.capacity if deed else None,
        "reason": change.origin.reason,
    }


def difference(before: Value, after: Value) -> dict[str, Any]:
    """How one value becomes the other. Of lists: what was removed and added, from which item on (counted from 0)."""
    if not isinstance(before, list) or not isinstance(after, list):
        return {"before": before, "after": after}
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    same = range(shorter - start)
    end = next((at for at in same if before[-1 - at] != after[-1 - at]), len(same))
    return {"at": start, "removed": before[start : len(before) - end], "added": after[start : len(after) - end]}


def renew_condition_starts(
    connection: sa.Connection, process_key: str, agency_id: UUID | None, starts: Iterable[ConditionStart]
) -> None:
    """By which data stores a process starts from now on."""
    connection.execute(condition_start.delete().where(condition_start.c.process_key == process_key))
    rows = [
        {"agency_id": agency_id, "store": store, "process_key": process_key, "element_id": start.element_id}
        for start in starts
        for store in sorted(set(start.stores.values()))
    ]
    if rows and agency_id is not None:
        connection.execute(condition_start.insert(), rows)


def started_by_stores(connection: sa.Connection, agency_id: UUID, stores: Collection[str]) -> list[tuple[str, str]]:
    """(process, start event) of the conditions over any of the stores."""
    columns = condition_start.c
    query = (
        sa.select(columns.process_key, columns.element_id)
        .where(columns.agency_id == agency_id, columns.store.in_(sorted(stores)))
        .distinct()
        .order_by(columns.process_key, columns.element_id)
    )
    return [(row.process_key, row.element_id) for row in connection.execute(query)]
