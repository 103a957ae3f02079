"""The data stores that a unit of work uses: held until it ends, written together, with what starts because of it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from engine.calendars.functions import WorkingDays
from engine.definitions import ProcessVersion
from engine.execution import Services, start_condition_holds
from engine.model.data import Value
from engine.model.ids import DefinitionId
from engine.runtime import Runtime
from engine.store.calendars import Calendars
from engine.store.data_stores import (
    Change,
    Origin,
    StoredData,
    check_held,
    hold_stores,
    started_by_stores,
    write_store,
)
from engine.store.history import Event
from engine.store.messages import publish_condition
from engine.store.pins import UnknownProcess, newest_process
from engine.store.unit_of_work import UnitOfWork

Snapshot = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Written:
    """A store that was written: which, and its version now."""

    agency_id: UUID
    key: str
    version: int
    origin: Origin

    def event(self, definition_id: DefinitionId) -> Event:
        """The entry in the history of the case that did it; the change itself is kept with the store."""
        detail = {"store": self.key, "agency": str(self.agency_id), "version": self.version}
        element_id = self.origin.element_id
        return Event(kind="DataStoreChanged", definition_id=definition_id, element_id=element_id, detail=detail)


@dataclass(slots=True)
class StoresOfAgency:
    """What one agency's stores were when they were read, and what is to be written."""

    held: dict[str, StoredData] = field(default_factory=dict)
    values: Snapshot = field(default_factory=dict)
    changes: list[tuple[str, Change]] = field(default_factory=list)


@dataclass(slots=True)
class StoredDataInUse:
    """All that one unit of work has to do with data stores."""

    runtime: Runtime
    work: UnitOfWork
    now: datetime
    _of: dict[UUID | None, StoresOfAgency] = field(default_factory=dict)

    def values(self, agency_id: UUID | None) -> Snapshot:
        """What is held of an agency's stores, as changed so far."""
        return self._of[agency_id].values if agency_id in self._of else {}

    def held(self, agency_id: UUID | None, key: str) -> StoredData:
        """A store that is held, as it was read."""
        return self._of[agency_id].held[key]

    def hold(self, agency_id: UUID | None, keys: Collection[str]) -> None:
        """Read stores and keep others from changing them. Raises NoDataStore."""
        own = self._of.setdefault(agency_id, StoresOfAgency())
        missing = set(keys) - own.held.keys()
        if missing:
            found = hold_stores(self.work, agency_id, missing)
            own.held |= found
            own.values |= {key: stored.value for key, stored in found.items()}

    def change(self, agency_id: UUID | None, key: str, value: Value, origin: Origin) -> None:
        """Write a store that is held."""
        own = self._of[agency_id]
        own.values[key] = value
        own.changes.append((key, Change(value, origin)))

    def record(self) -> Iterator[Written]:
        """Write everything, and have started what the changes start. Raises TurnLost."""
        for agency_id, own in self._of.items():
            if agency_id is None:
                continue
            if own.changes:
                self._start_processes(agency_id, own)
            check_held(self.work, agency_id, own.held)
            for key in sorted({key for key, _ in own.changes}):
                changes = [change for changed, change in own.changes if changed == key]
                version = write_store(self.work.connection, agency_id, own.held[key], changes, self.now)
                yield Written(agency_id, key, version, changes[-1].origin)

    def _start_processes(self, agency_id: UUID, own: StoresOfAgency) -> None:
        """A process starts as often as its condition becomes true; it must become false in between (10.5.2)."""
        for process_key, element_id in started_by_stores(
            self.work.connection, agency_id, {key for key, _ in own.changes}
        ):
            process = self._open(process_key)
            if process is None or process.owner_agency_id != agency_id:
                continue
            days = WorkingDays(Calendars(self.work.connection, agency_id).of)
            services = self.runtime.definitions.plain_services(days)
            stores = next((s.stores for s in process.facts.condition_starts if s.element_id == element_id), {})
            self.hold(agency_id, stores.values())
            before = {key: own.held[key].value for key in stores.values()}
            held, times = self._holds(process, element_id, stores, before, services), 0
            for key, change in own.changes:
                if key in before:
                    before[key] = change.value
                    held, held_before = self._holds(process, element_id, stores, before, services), held
                    times += held and not held_before
            for time in range(times):
                versions = "/".join(f"{own.held[key].version}" for key in sorted(before))
                identity = f"{process_key}:{','.join(sorted(before))}:{versions}:{time}"
                publish_condition(self.work, process_key, element_id, identity, self.now)

    def _open(self, process_key: str) -> ProcessVersion | None:
        """The newest version that is open to starts; None where there is none."""
        try:
            return self.runtime.definitions.process(
                self.work.connection, newest_process(self.work.connection, process_key)
            )
        except UnknownProcess:
            return None

    def _holds(
        self, process: ProcessVersion, element_id: str, stores: dict[str, str], values: Snapshot, services: Services
    ) -> bool:
        named = {name: values[key] for name, key in stores.items()}
        return start_condition_holds(process.executable, element_id, named, services, self.now)
