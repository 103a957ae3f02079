"""A supervisor of the agency that owns a data store corrects what it holds; conditions over it are looked at."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.data_stores import capacity_for_stores
from engine.authorization.supervision import check_reason
from engine.corrections import typed
from engine.elements.stores import LARGEST, size_of
from engine.errors import Conflict, InvalidInput, NotFound
from engine.model.actor import Actor
from engine.model.data import Value
from engine.model.ids import PositionId
from engine.model.text import N_, Text
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.codec import kind_of
from engine.store.data_stores import NoDataStore, Origin, StoredData
from engine.store.history import Deed
from engine.store.idempotency import fingerprint, recall, remember
from engine.store.tables import agency
from engine.store.unit_of_work import UnitOfWork
from engine.stored_data import StoredDataInUse
from engine.turn import retrying


class DataStoreChanged(Conflict):
    """A case or another person changed the data store since the person looked at it."""

    code = "data_store_changed"
    message = N_("The data store was changed in the meantime. Look at it again, and repeat what is still needed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectDataStore:
    """`agency` is the code of the owner, `key` the id of the store in its models, `version` the one that was seen.

    `value` is what JSON can say, fractions as Decimal; a text that begins with `=` is a FEEL literal.
    """

    agency: str
    key: str
    value: Any
    version: int
    reason: str
    actor: Actor
    capacity: PositionId | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """The version that it has now."""

    version: int


@watched
def correct_data_store(runtime: Runtime, command: CorrectDataStore) -> Corrected:
    """Give it another value of the same kind, and keep why.

    Raises NotFound, MayNotSupervise, DataStoreChanged, InvalidInput.
    """
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: CorrectDataStore) -> Corrected:
    now = runtime.clock.now()
    account_id, key = command.actor.account_id, command.idempotency_key
    sent = repr(command.value)
    request = fingerprint("correct_data_store", command.agency, command.key, sent, command.version, command.reason)
    with runtime.database.begin() as work:
        work.begin_write()
        known = recall(work.connection, account_id, key, request)
        if known is not None:
            return Corrected(**known)
        capacity = capacity_for_stores(command.actor, command.agency, command.capacity)
        reason = check_reason(command.reason)
        stores = StoredDataInUse(runtime, work, now)
        owner, stored = _held(work, stores, command)
        if stored.version != command.version:
            raise DataStoreChanged
        value = _fitting(command.value, stored)
        deed = Deed.of(command.actor.person_id, capacity)
        stores.change(owner, command.key, value, Origin(deed=deed, reason=reason))
        (written,) = stores.record()
        answer = Corrected(written.version)
        remember(work.connection, account_id, key, request, answer, now)
        work.commit()
        return answer


def _held(work: UnitOfWork, stores: StoredDataInUse, command: CorrectDataStore) -> tuple[UUID, StoredData]:
    """The store, which nobody else changes until the end. Raises NotFound."""
    owner: UUID | None = work.connection.scalar(sa.select(agency.c.id).where(agency.c.code == command.agency))
    if owner is None:
        raise NotFound
    try:
        stores.hold(owner, [command.key])
    except NoDataStore as error:
        raise NotFound from error
    return owner, stores.held(owner, command.key)


def _fitting(sent: Any, stored: StoredData) -> Value:
    """The value with its type. Raises InvalidInput for another kind, or too large a one."""
    value = typed({"value": sent})["value"]
    if stored.value is not None and kind_of(value) != kind_of(stored.value):
        facts = {"known": kind_of(stored.value), "given": kind_of(value)}
        raise InvalidInput(
            {"value": Text(N_("It holds a %(known)s, not a %(given)s. Its kind stays as it is."), facts)}
        )
    if size_of(value) > LARGEST:
        raise InvalidInput({"value": Text(N_("This is too much for one data store."))})
    return value
